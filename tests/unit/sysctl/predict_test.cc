// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the models say about each line: where it is, what it is, what became of it and why. The values that they leave
// are held to real loaders by vectors_test.cc and tests/loaders.

#include "sysctl/predict.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/file_system.h"

namespace yama::sysctl {
namespace {

using namespace std::string_literals;

using Files = std::vector<std::pair<std::string, std::string>>;

Behaviour systemd(std::string_view version = "257") { return behaviours_of(Loader::kSystemd, version).front(); }
Behaviour procps(std::string_view version = "4.0.7") { return behaviours_of(Loader::kProcps, version).front(); }

Tree tree_of(const Files& files) {
  test::FileSystem made;
  for (const auto& [path, bytes] : files) {
    made.file(path, bytes);
  }
  return made.tree();
}

std::string word(Fate fate) {
  switch (fate) {
    case Fate::kWins:
      return "wins";
    case Fate::kOverridden:
      return "overridden";
    case Fate::kShadowed:
      return "shadowed";
    case Fate::kIgnored:
      return "ignored";
    case Fate::kUnread:
      return "unread";
  }
  return "?";
}

std::string word(Kind kind) {
  switch (kind) {
    case Kind::kAssignment:
      return "assignment";
    case Kind::kGlob:
      return "glob";
    case Kind::kExclusion:
      return "exclusion";
    case Kind::kInvalid:
      return "invalid";
  }
  return "?";
}

/// "/etc/sysctl.d/50-a.conf:1 assignment 1 wins" a line, and the reason in brackets.
std::string told(const Prediction& prediction) {
  std::string text;
  for (const Definition& definition : prediction.definitions) {
    text += definition.entry + ":" + std::to_string(definition.line) + " " + word(definition.kind) + " " +
            (definition.value ? to_string(*definition.value) : "-") + " " + word(definition.fate) +
            (definition.reason.empty() ? "" : " (" + definition.reason + ")") + "\n";
  }
  return text;
}

std::string systemd_tells(const Files& files, std::string_view version = "257") {
  return told(predict(systemd(version), tree_of(files), kPtraceScope));
}

std::string procps_tells(const Files& files, std::string_view version = "4.0.7") {
  return told(predict(procps(version), tree_of(files), kPtraceScope));
}

/// The texts of all definitions, as the offsets and lengths cut them out.
std::vector<std::string> texts(const Behaviour& behaviour, const std::string& bytes) {
  std::vector<std::string> cut;
  const Prediction prediction = predict(behaviour, tree_of({{"/etc/sysctl.d/a.conf", bytes}}), kPtraceScope);
  for (const Definition& definition : prediction.definitions) {
    cut.push_back(bytes.substr(definition.offset, definition.length));
  }
  return cut;
}

using Texts = std::vector<std::string>;

constexpr const char* kOne = "kernel.yama.ptrace_scope = 1\n";
constexpr const char* kTwo = "kernel.yama.ptrace_scope = 2\n";
constexpr const char* kThree = "kernel.yama.ptrace_scope = 3\n";

TEST(PredictTest, LaterNamesWinAndSayWhoLost) {
  const Files files = {{"/etc/sysctl.d/10-a.conf", kOne}, {"/usr/lib/sysctl.d/50-b.conf", kTwo}};
  EXPECT_EQ(systemd_tells(files),
            "/etc/sysctl.d/10-a.conf:1 assignment 1 overridden (replaced by /usr/lib/sysctl.d/50-b.conf:1)\n"
            "/usr/lib/sysctl.d/50-b.conf:1 assignment 2 wins\n");
  EXPECT_EQ(procps_tells(files),
            "/etc/sysctl.d/10-a.conf:1 assignment 1 overridden (written, then overwritten by "
            "/usr/lib/sysctl.d/50-b.conf:1)\n"
            "/usr/lib/sysctl.d/50-b.conf:1 assignment 2 wins\n");
}

TEST(PredictTest, ShadowedFilesAreToldLast) {
  const Files files = {{"/etc/sysctl.d/50-x.conf", kOne}, {"/run/sysctl.d/50-x.conf", kTwo}};
  const std::string expected =
      "/etc/sysctl.d/50-x.conf:1 assignment 1 wins\n"
      "/run/sysctl.d/50-x.conf:1 assignment 2 shadowed (shadowed by /etc/sysctl.d/50-x.conf)\n";
  EXPECT_EQ(systemd_tells(files), expected);
  EXPECT_EQ(procps_tells(files), expected);
  EXPECT_EQ(procps_tells(files, "3.3.15"),
            "/run/sysctl.d/50-x.conf:1 assignment 2 wins\n"
            "/etc/sysctl.d/50-x.conf:1 assignment 1 shadowed (shadowed by /run/sysctl.d/50-x.conf)\n");
}

TEST(PredictTest, UnreadFilesAreToldToo) {
  Tree tree =
      tree_of({{"/etc/sysctl.conf", kOne}, {"/etc/sysctl.d/.hidden.conf", kTwo}, {"/lib/sysctl.d/l.conf", kOne}});
  const std::string ufw = "/etc/ufw/sysctl.conf";
  tree.loaded_by[ufw] = "ufw";
  tree.entries[ufw].file = ufw;
  tree.files[ufw].bytes = kTwo;
  EXPECT_EQ(
      told(predict(systemd(), tree, kPtraceScope)),
      "/etc/sysctl.conf:1 assignment 1 unread (systemd-sysctl reads /etc/sysctl.conf only through a link in "
      "sysctl.d)\n"
      "/etc/sysctl.d/.hidden.conf:1 assignment 2 unread (systemd-sysctl skips hidden files)\n"
      "/etc/ufw/sysctl.conf:1 assignment 2 unread (only ufw loads this file)\n"
      "/lib/sysctl.d/l.conf:1 assignment 1 unread (this release of systemd-sysctl does not read /lib/sysctl.d)\n");
  EXPECT_EQ(told(predict(procps(), tree, kPtraceScope)),
            "/etc/sysctl.d/.hidden.conf:1 assignment 2 overridden (written, then overwritten by "
            "/lib/sysctl.d/l.conf:1)\n"
            "/lib/sysctl.d/l.conf:1 assignment 1 overridden (written, then overwritten by /etc/sysctl.conf:1)\n"
            "/etc/sysctl.conf:1 assignment 1 wins\n"
            "/etc/ufw/sysctl.conf:1 assignment 2 unread (only ufw loads this file)\n");
  EXPECT_EQ(told(predict_single_file(procps(), tree, ufw, kPtraceScope)), "/etc/ufw/sysctl.conf:1 assignment 2 wins\n");
}

TEST(PredictTest, OtherNamesAreNotToldAtAll) {
  for (const char* const name : {"README", "50-a.conf.bak", "50-a.conf~", "50-a.conf.dpkg-old", "50-a.CONF"}) {
    EXPECT_EQ(systemd_tells({{"/etc/sysctl.d/"s + name, kOne}}), "") << name;
    EXPECT_EQ(procps_tells({{"/etc/sysctl.d/"s + name, kOne}}), "") << name;
  }
}

TEST(PredictTest, OneContentUnderTwoNamesIsTwoDefinitions) {
  test::FileSystem files;
  files.file("/etc/sysctl.conf", kTwo);
  files.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  const Prediction prediction = predict(procps(), files.tree(), kPtraceScope);
  EXPECT_EQ(told(prediction),
            "/etc/sysctl.d/99-sysctl.conf:1 assignment 2 overridden (written, then overwritten by /etc/sysctl.conf:1)\n"
            "/etc/sysctl.conf:1 assignment 2 wins\n");
  for (const Definition& definition : prediction.definitions) {
    EXPECT_EQ(definition.file, "/etc/sysctl.conf");
  }
}

TEST(PredictTest, TheLockNamesItsMaker) {
  const Files files = {{"/etc/sysctl.d/a.conf", kThree}, {"/etc/sysctl.d/b.conf", kOne}};
  EXPECT_EQ(procps_tells(files),
            "/etc/sysctl.d/a.conf:1 assignment 3 wins\n"
            "/etc/sysctl.d/b.conf:1 assignment 1 ignored (the kernel was locked at 3 by /etc/sysctl.d/a.conf:1)\n");
  const Prediction locked_before =
      predict(systemd(), tree_of({{"/etc/sysctl.d/b.conf", kOne}}), kPtraceScope, Scope{3});
  EXPECT_TRUE(locked_before.locks);
  EXPECT_EQ(locked_before.value, std::nullopt);
  EXPECT_EQ(told(locked_before),
            "/etc/sysctl.d/b.conf:1 assignment 1 ignored (the kernel was locked at 3 before this loader ran)\n");
}

TEST(PredictTest, PatternsExclusionsAndWhoKeepsThemAway) {
  const Files files = {{"/etc/sysctl.d/a.conf", "kernel.yama.* = 1\n-kernel.yama.ptrace_scope\n"}};
  EXPECT_EQ(systemd_tells(files),
            "/etc/sysctl.d/a.conf:1 glob 1 ignored (/etc/sysctl.d/a.conf:2 names the key and keeps patterns from it)\n"
            "/etc/sysctl.d/a.conf:2 exclusion - wins (takes back assignments before it and keeps patterns from the "
            "key)\n");
  EXPECT_EQ(procps_tells(files),
            "/etc/sysctl.d/a.conf:1 glob 1 ignored (/etc/sysctl.d/a.conf:2 keeps patterns from the key)\n"
            "/etc/sysctl.d/a.conf:2 exclusion - wins (keeps patterns from the key)\n");
  EXPECT_EQ(procps_tells(files, "3.3.17"),
            "/etc/sysctl.d/a.conf:1 glob 1 ignored (this release of procps knows no patterns)\n"
            "/etc/sysctl.d/a.conf:2 invalid - ignored (not an assignment)\n");
  EXPECT_EQ(systemd_tells({{"/etc/sysctl.d/a.conf", "kernel.yama.ptrace_scope = 1\n-kernel.yama.*\n"}}),
            "/etc/sysctl.d/a.conf:1 assignment 1 wins\n"
            "/etc/sysctl.d/a.conf:2 exclusion - ignored (systemd-sysctl excludes no patterns, only whole keys)\n");
}

TEST(PredictTest, UselessLinesAreTold) {
  const Files files = {{"/etc/sysctl.d/a.conf",
                        "kernel.yama.ptrace_scope = 7\nkernel.yama.ptrace_scope 1\nkernel.yama.ptrace_scope: 1\n"
                        "kernel/../kernel/yama/ptrace_scope = 1\n"}};
  EXPECT_EQ(systemd_tells(files),
            "/etc/sysctl.d/a.conf:1 invalid - ignored (the kernel refuses the value)\n"
            "/etc/sysctl.d/a.conf:2 invalid - ignored (not an assignment)\n"
            "/etc/sysctl.d/a.conf:3 invalid - ignored (not an assignment)\n"
            "/etc/sysctl.d/a.conf:4 invalid - ignored (systemd-sysctl refuses a key with \"..\")\n");
}

TEST(PredictTest, OffsetsCutTheLineOutOfAnyFile) {
  const std::string key = "kernel.yama.ptrace_scope = 1";
  EXPECT_EQ(texts(systemd(), "# c\r\n" + key + "\r\n"), Texts{key});
  EXPECT_EQ(texts(procps(), "# c\r\n" + key + "\r\n"), Texts{key});
  EXPECT_EQ(texts(systemd(), "# c\r" + key), Texts{key});
  EXPECT_EQ(texts(systemd(), "# c\0"s + key + "\0x\n"s), Texts{key});
  EXPECT_EQ(texts(procps(), key + "\0x\n"s), Texts{key});
  EXPECT_EQ(texts(procps(), "\n\r\r" + key + "\n"), Texts{key});
  EXPECT_EQ(texts(systemd(), "\xEF\xBB\xBF# c\n \t" + key + " \n"), Texts{" \t" + key + " "});
  EXPECT_EQ(texts(procps(), std::string(3000, '*') + "\n" + key), Texts{key});
}

TEST(PredictTest, LinesAreCountedAsEditorsDo) {
  const std::string bytes = "a\rb\rkernel.yama.ptrace_scope = 1\n\n\r\nkernel.yama.ptrace_scope = 2";
  const Prediction prediction = predict(systemd(), tree_of({{"/etc/sysctl.d/a.conf", bytes}}), kPtraceScope);
  ASSERT_EQ(prediction.definitions.size(), 2U);
  EXPECT_EQ(prediction.definitions[0].line, 1U);
  EXPECT_EQ(prediction.definitions[1].line, 4U);
}

TEST(PredictTest, ALongLineHidesTheRestFromSystemd) {
  const std::size_t limit = 1024UL * 1024UL;
  for (const std::size_t length : {limit - 1, limit}) {
    const Files files = {{"/etc/sysctl.d/a.conf", std::string(length, 'x') + "\n" + kOne}};
    const Prediction prediction = predict(systemd(), tree_of(files), kPtraceScope);
    EXPECT_EQ(prediction.value.has_value(), length < limit) << length;
    EXPECT_EQ(prediction.notes.size(), length < limit ? 0U : 1U) << length;
    EXPECT_EQ(procps_tells(files), "/etc/sysctl.d/a.conf:2 assignment 1 wins\n") << length;
  }
}

TEST(PredictTest, ProcpsCutsALongValueAtAComma) {
  const Files files = {{"/etc/sysctl.d/a.conf", "kernel.yama.ptrace_scope = 1," + std::string(5000, 'x') + "\n"}};
  EXPECT_EQ(procps_tells(files), "/etc/sysctl.d/a.conf:1 assignment 1 wins\n");
  EXPECT_EQ(systemd_tells(files), "/etc/sysctl.d/a.conf:1 invalid - ignored (the kernel refuses the value)\n");
}

TEST(PredictTest, WhatCouldNotBeReadMakesItUncertain) {
  Tree tree = tree_of({{"/etc/sysctl.d/a.conf", kOne}});
  tree.entries["/etc/sysctl.d/b.conf"] = {
      .type = EntryType::kUnreadable, .file = "/etc/sysctl.d/b.conf", .reason = "Permission denied"};
  const Prediction prediction = predict(procps(), tree, kPtraceScope);
  EXPECT_TRUE(prediction.uncertain);
  EXPECT_EQ(prediction.notes, Texts{"/etc/sysctl.d/b.conf could not be read: Permission denied"});
}

TEST(PredictTest, HostilePatternsCostLittle) {
  std::string braces = "kernel.yama.*";
  for (int i = 0; i < 200; ++i) {
    braces += "{a,b}";
  }
  std::string dots = "kernel";
  for (int i = 0; i < 200; ++i) {
    dots += "/.*";
  }
  const Tree tree = tree_of({{"/etc/sysctl.d/a.conf", braces + " = 1\n" + dots + "/yama/ptrace_scope = 1\n"}});
  EXPECT_TRUE(predict(systemd(), tree, kPtraceScope).uncertain);
  EXPECT_TRUE(predict(procps(), tree, kPtraceScope).uncertain);
}

TEST(PredictTest, TheKeyIsAParameter) {
  const Tree tree =
      tree_of({{"/etc/sysctl.d/a.conf", "net/ipv4/conf/eth0.1/rp_filter = 1\nnet.ipv4.conf.eth0/1.rp_filter=2\n"}});
  const Prediction prediction = predict(systemd(), tree, "net.ipv4.conf.eth0/1.rp_filter");
  EXPECT_EQ(prediction.definitions.size(), 2U);
  EXPECT_EQ(prediction.value, Scope{2});
  EXPECT_EQ(predict(systemd(), tree, kPtraceScope).definitions.size(), 0U);
}

TEST(Predict, ANameThatIsAPatternWithTooManyAlternatives) {
  const auto name = [](std::size_t braces) {
    std::string text = "/etc/sysctl.d/";
    for (std::size_t i = 0; i < braces; ++i) {
      text += "{a,b}";
    }
    return text + ".conf";
  };
  const auto notes = [&](std::size_t braces) {
    return predict(procps(), tree_of({{name(braces), "kernel.yama.ptrace_scope = 1\n"}}), kPtraceScope).notes;
  };
  EXPECT_EQ(notes(8), Texts{});
  EXPECT_EQ(notes(20), Texts{"a file's name is a pattern with too many alternatives to follow them all: " +
                             name(20).substr(0, 80)});
}

}  // namespace
}  // namespace yama::sysctl
