// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Each limit of base/limits.h on what is read of a host: nothing is said at the limit, and a doubt beyond it.

#include "base/limits.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "observe/hints.h"
#include "observe/initrd/image.h"
#include "observe/installed_loaders.h"
#include "observe/read_tree.h"
#include "observe/tuned/setup.h"
#include "observe/units/kernel_releases.h"
#include "observe/units/unit_directories.h"
#include "observe/writers/boot_scripts.h"
#include "observe/writers/net.h"
#include "support/archive.h"
#include "support/host.h"
#include "support/scratch.h"
#include "support/stages.h"

namespace yama {
namespace {

using test::Scratch;

/// "PATH: WHY" for all that is left unread while something is done.
template <class Read>
std::string left_by(const Scratch& scratch, Read read) {
  host::Unread unseen;
  read(scratch.root().for_one_look(unseen));
  std::string text;
  for (const auto& [path, why] : unseen.left) {
    text += path + ": " + why + "\n";
  }
  return text;
}

std::string script(std::size_t number) { return "/opt/s/" + std::to_string(number); }

TEST(Limits, ScriptsThatAScriptCalls) {
  const Scratch scratch;
  std::string text = "#!/bin/sh\n";
  for (std::size_t i = 1; i <= 64; ++i) {
    scratch.write(script(i), "#!/bin/sh\n", 0755);
    text += script(i) + "\n";
  }
  scratch.write(script(64), "#!/bin/sh\n" + script(65) + "\n", 0755);
  scratch.write("/etc/rc.local", text, 0755);
  const auto stages = [&] { return test::shown(writers::stages_of_boot_scripts(scratch.root(), true)); };
  EXPECT_EQ(stages(), "");
  scratch.write(script(65), "#!/bin/sh\nsysctl kernel.yama.ptrace_scope=0\n", 0755);
  EXPECT_EQ(stages(), "boot_script beside /etc/rc.local may: rc.local (it calls more scripts than are read)\n");
}

TEST(Limits, ScriptsThatCalledScriptsCallAreRead) {
  const Scratch scratch;
  scratch.write("/etc/rc.local", "#!/bin/sh\n/opt/a\n", 0755);
  scratch.write("/opt/a", "#!/bin/sh\n. /opt/b\n/opt/a\n", 0755);
  scratch.write("/opt/b", "#!/bin/sh\n/opt/c &\n", 0755);
  scratch.write("/opt/c", "#!/bin/sh\nsysctl kernel.yama.ptrace_scope=0\n", 0755);
  EXPECT_EQ(test::shown(writers::stages_of_boot_scripts(scratch.root(), true)),
            "boot_script beside /opt/c:2 sysctl kernel.yama.ptrace_scope=0 may -> 0: rc.local (through "
            "/etc/rc.local)\n");
}

TEST(Limits, PathsThatAScriptNames) {
  const Scratch scratch;
  const auto stages = [&](std::size_t count) {
    std::string text = "#!/bin/sh\n";
    for (std::size_t i = 1; i <= count; ++i) {
      text += script(i) + "\n";
    }
    scratch.write("/etc/rc.local", text, 0755);
    return test::shown(writers::stages_of_boot_scripts(scratch.root(), true));
  };
  EXPECT_EQ(stages(4096), "");
  EXPECT_EQ(stages(4097), "boot_script beside /etc/rc.local may: rc.local (it calls more scripts than are read)\n");
}

TEST(Limits, DepthOfTheNet) {
  const Scratch scratch;
  std::string directory = "/etc";
  for (int depth = 1; depth < 64; ++depth) {
    directory += "/d";
  }
  scratch.write(directory + "/x", "ptrace_scope\n");
  const auto search = [](const host::Root& root) { EXPECT_EQ(writers::files_in_net(root).size(), 1U); };
  EXPECT_EQ(left_by(scratch, search), "");
  scratch.write(directory + "/d/x", "ptrace_scope\n");
  EXPECT_EQ(left_by(scratch, search), directory + "/d: a directory that lies too deep to be searched\n");
}

TEST(Limits, FilesUnderTheNet) {
  const Scratch scratch;
  const auto search = [](const host::Root& root) { EXPECT_EQ(writers::files_in_net(root).size(), 0U); };
  scratch.write("/etc/long", std::string(limit::kSearched, 'x'));
  EXPECT_EQ(left_by(scratch, search), "");
  scratch.write("/etc/long", std::string(limit::kSearched + limit::kMiB, 'x'));
  EXPECT_EQ(left_by(scratch, search), "/etc/long: a file that is too large to be searched to its end\n");
}

TEST(Limits, Kernels) {
  const Scratch scratch;
  const auto look = [](const host::Root& root) { EXPECT_EQ(units::kernel_releases(root, {}).size(), 64U); };
  for (int i = 0; i < 64; ++i) {
    scratch.write("/boot/vmlinuz-6." + std::to_string(i), "");
  }
  EXPECT_EQ(left_by(scratch, look), "");
  scratch.write("/boot/vmlinuz-7.0", "");
  EXPECT_EQ(left_by(scratch, look), "/boot: a directory of more kernels than are looked at\n");
}

TEST(Limits, Units) {
  const Scratch scratch;
  const auto list = [](const host::Root& root) { const units::UnitDirectories directories(root); };
  for (std::size_t i = 0; i < 20'000; ++i) {
    scratch.write("/etc/systemd/system/" + std::to_string(i) + ".service", "");
  }
  EXPECT_EQ(left_by(scratch, list), "");
  scratch.write("/usr/lib/systemd/system/1.service", "");
  EXPECT_EQ(left_by(scratch, list), "") << "a name that is known";
  scratch.write("/usr/lib/systemd/system/a.service", "");
  EXPECT_EQ(left_by(scratch, list), "/usr/lib/systemd/system: a directory of more units than are read\n");
}

TEST(Limits, NamesInADirectory) {
  const Scratch scratch;
  for (std::size_t i = 0; i < 3; ++i) {
    scratch.write("/d/" + std::to_string(i), "");
  }
  const auto names = [&](std::size_t most) {
    const auto opened = scratch.root().open_file("/d", O_RDONLY | O_DIRECTORY);
    return kernel::names_in(opened->get(), most);
  };
  EXPECT_EQ(names(3)->size(), 3U);
  EXPECT_EQ(names(2).error(), EFBIG);
}

TEST(Limits, NamesInADirectoryOfSettings) {
  const Scratch scratch;
  for (std::size_t i = 0; i <= 100'000; ++i) {
    scratch.link("/etc/sysctl.d/" + std::to_string(i), "x");
  }
  EXPECT_EQ(read_tree(scratch.root()).error().message,
            "cannot list " + scratch.path() +
                "/etc/sysctl.d: it has more than 100000 names; move what is no setting elsewhere and run again");
  EXPECT_EQ(left_by(scratch, [](const host::Root& root) { EXPECT_FALSE(root.list("/etc/sysctl.d").ok()); }),
            "/etc/sysctl.d: a directory with too many names to be read\n");
}

TEST(Limits, AllFilesOfSettings) {
  const Scratch scratch;
  for (const char* const name : {"a", "b", "c", "d"}) {
    scratch.write(std::string("/etc/sysctl.d/") + name + ".conf", std::string(limit::kFile, '\n'));
  }
  scratch.write("/etc/sysctl.d/empty.conf", "");
  const auto of_last = [&] { return read_tree(scratch.root())->entries.at("/etc/sysctl.d/empty.conf").reason; };
  EXPECT_EQ(of_last(), "");
  scratch.write("/etc/sysctl.d/empty.conf", "\n");
  EXPECT_EQ(of_last(), "beyond 64 MiB of settings in all files together");
}

TEST(Limits, ProgramsOfLoaders) {
  const Scratch scratch;
  const auto found = [&](std::size_t bytes) {
    scratch.write("/usr/sbin/sysctl", "procps-ng 4.0.2\n" + std::string(bytes - 16, 'x'));
    const InstalledLoaders loaders = read_installed_loaders(scratch.root());
    const auto text = [](const InstalledLoader& loader) { return loader.installed ? loader.version + "!" : "none"; };
    return text(loaders[sysctl::Loader::kProcps]) + " " + text(loaders[sysctl::Loader::kBusybox]);
  };
  EXPECT_EQ(found(limit::kProgram), "4.0.2! none");
  EXPECT_EQ(found(limit::kProgram + 1), "! !") << "it may be of any release of each";
}

TEST(Limits, Runlevels) {
  const test::Host host("252", "4.0.2");
  host.files().write("/sbin/openrc-init", "", 0755);
  host.files().link("/sbin/init", "openrc-init");
  const auto doubted = [&] {
    const auto seen = observe(host.files().root());
    const auto stage = std::ranges::find(seen->stages, "/etc/runlevels", &Stage::file);
    return stage == seen->stages.end() ? "" : stage->note;
  };
  for (int i = 0; i < 29; ++i) {  // beside sysinit, boot and default
    host.files().directory("/etc/runlevels/boot/" + std::to_string(i));
    host.files().directory("/etc/runlevels/" + std::to_string(i));
  }
  EXPECT_EQ(doubted(), "");
  host.files().directory("/etc/runlevels/boot/more");
  host.files().directory("/etc/runlevels/more");
  EXPECT_EQ(doubted(), "a directory of more runlevels than are followed");
}

TEST(Limits, HintsSayThatThereAreMore) {
  const Scratch scratch;
  const auto hints = [&](std::size_t lines) {
    std::string text;
    for (std::size_t i = 0; i < lines; ++i) {
      text += "kernel.yama.ptrace_scope=1\n";
    }
    scratch.write("/etc/sysctl.d/a", text);
    return read_hints(scratch.root(), read_tree(scratch.root()).value());
  };
  EXPECT_EQ(hints(100).size(), 100U);
  EXPECT_EQ(hints(100).back().hint, "no loader reads this file, because its name does not end in .conf");
  EXPECT_EQ(hints(300).size(), 101U);
  EXPECT_EQ(hints(300).back().hint, "the first of more such lines, which are left out here: look for them with grep");
}

TEST(Limits, LinesOfTuned) {
  const Scratch scratch;
  scratch.write("/etc/tuned/profile_mode", "auto\n");
  const auto choose = [](const host::Root& root) { tuned::read_choice(root, {}); };
  const auto lines = [](std::size_t count) { return "[a]\nx=1\n" + std::string(count - 2, '\n'); };
  scratch.write("/etc/tuned/recommend.conf", lines(2000));
  EXPECT_EQ(left_by(scratch, choose), "");
  scratch.write("/etc/tuned/recommend.conf", lines(2001));
  EXPECT_EQ(left_by(scratch, choose), "/etc/tuned/recommend.conf: a file with more lines than are read\n");
}

std::string too_large_in(const test::Archive& archive) {
  const Scratch scratch;
  scratch.write("/boot/initrd", archive.bytes());
  const auto content = initrd::read_image(scratch.root(), "/boot/initrd");
  if (!content) {
    return content.error().message;
  }
  std::string text;
  for (const std::string& name : content->too_large()) {
    text += name + " ";
  }
  return text;
}

TEST(Limits, FilesOfAnInitrd) {
  const std::string start = "#!/bin/sh\n";
  const auto large = [&](std::string_view begin, std::size_t bytes) {
    return std::string(begin) + std::string(bytes - begin.size(), 'x');
  };
  EXPECT_EQ(too_large_in(test::Archive()
                             .file("init", large(start, limit::kInitrdFile))
                             .file("etc/sysctl.d/a.conf", large("#", limit::kInitrdSettings))
                             .file("bin/sh", large("\x7f"
                                                   "ELF",
                                                   limit::kInitrdFile + 1))),
            "");
  EXPECT_EQ(too_large_in(test::Archive()
                             .file("init", large(start, limit::kInitrdFile + 1))
                             .file("etc/sysctl.d/a.conf", large("#", limit::kInitrdSettings + 1))),
            "/etc/sysctl.d/a.conf /init ");
  EXPECT_EQ(too_large_in(test::Archive().file("init", large(start, limit::kInitrdFile + 1)).file("init", start)), "")
      << "the later one of a name";
}

TEST(Limits, WhatIsKeptOfAnInitrd) {
  const auto archive = [](std::size_t last) {
    test::Archive all;
    const std::string name = "etc/sysctl.d/a.conf";
    for (int i = 0; i < 3; ++i) {
      all.file("etc/sysctl.d/" + std::to_string(i) + ".conf", std::string(limit::kInitrdSettings, '\n'));
    }
    return all.file(name, std::string(last, '\n'));
  };
  const std::size_t names = 20 + 3 * 20;
  EXPECT_EQ(too_large_in(archive(limit::kInitrdSettings - names)), "");
  EXPECT_EQ(too_large_in(archive(limit::kInitrdSettings)), "it holds more than 64 MiB of settings and links");
}

}  // namespace
}  // namespace yama
