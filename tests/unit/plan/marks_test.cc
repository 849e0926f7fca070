// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/marks.h"

#include <gtest/gtest.h>

namespace yama::marks {
namespace {

using namespace std::string_literals;

constexpr std::string_view kLine = "kernel.yama.ptrace_scope = 1";

/// Comments out every "KEY" of the text.
std::string comment_out_keys(const std::string& text) {
  std::set<std::size_t> offsets;
  for (std::size_t at = text.find("KEY"); at != std::string::npos; at = text.find("KEY", at + 1)) {
    offsets.insert(at);
  }
  return comment_out(text, offsets);
}

TEST(CommentedOut, LinesAreCommentedOutWhereTheyStand) {
  EXPECT_EQ(comment_out_keys("a\nKEY\nb\n"), "a\n# commented out by hardening.yama: KEY\nb\n");
  EXPECT_EQ(comment_out_keys("KEY"), "# commented out by hardening.yama: KEY");
  EXPECT_EQ(comment_out_keys("KEY\nKEY\n"),
            "# commented out by hardening.yama: KEY\n# commented out by hardening.yama: KEY\n");
}

TEST(CommentedOut, WhatIsOneLineToProcpsMayBeTwoToSystemd) {
  EXPECT_EQ(comment_out_keys("KEY=\rKEY\n"),
            "# commented out by hardening.yama: KEY=\r# commented out by hardening.yama: KEY\n");
}

TEST(CommentedOut, LinesComeBackByteForByte) {
  for (const std::string& text : {"a\nKEY = 0\nb\n"s, "KEY"s, "\xEF\xBB\xBF# head\r\nKEY = 0\r\n"s, "a\rKEY\rb"s,
                                  "x\0KEY\0y\n"s, "\xE9\n \tKEY\n"s, "KEY\n\n\nKEY"s}) {
    EXPECT_EQ(undo(comment_out_keys(text)), text);
  }
}

TEST(CommentedOut, SurvivesOtherEditorsAroundIt) {
  const std::string commented = comment_out_keys("a\nKEY = 0\nb\n");
  EXPECT_EQ(undo("new head\n" + commented + "new tail\n"), "new head\na\nKEY = 0\nb\nnew tail\n");
  EXPECT_EQ(undo("  # commented out by hardening.yama: KEY\n"), "  KEY\n");
}

TEST(CommentedOut, WordsInsideALineAreNoMark) {
  const std::string text = "a = 1 # commented out by hardening.yama: not at the start\n";
  EXPECT_EQ(undo(text), text);
  EXPECT_FALSE(is_marked(text));
}

TEST(Owned, ANewFileIsRemovedAgain) {
  const std::string made = set_owned("", kLine, true);
  EXPECT_EQ(made,
            "# made by hardening.yama; state: absent removes it\n"
            "# set by hardening.yama:\n"
            "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(undo(made), std::nullopt);
  EXPECT_EQ(without_owned(made), std::nullopt);
}

TEST(Owned, WhatOthersAddToOurFileStays) {
  const std::string made = set_owned("", kLine, true) + "vm.swappiness = 1\n";
  EXPECT_EQ(undo(made), "vm.swappiness = 1\n");
}

TEST(Owned, AnEmptyFileThatWasThereStays) {
  const std::string set = set_owned("", kLine, false);
  EXPECT_EQ(set, "# set by hardening.yama:\nkernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(undo(set), "");
}

TEST(Owned, TheLineIsAppendedAndTakenOut) {
  const std::string set = set_owned("a = 1\n", kLine, false);
  EXPECT_EQ(set, "a = 1\n# set by hardening.yama:\nkernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(undo(set), "a = 1\n");
}

TEST(Owned, AMissingLastLineEndComesBackMissing) {
  const std::string set = set_owned("a = 1", kLine, false);
  EXPECT_EQ(set, "a = 1\n# set by hardening.yama (and the line end above):\nkernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(undo(set), "a = 1");
  EXPECT_EQ(undo(set + "b = 2\n"), "a = 1\nb = 2\n") << "a line end that is needed now stays";
}

TEST(Owned, AnotherValueReplacesTheLine) {
  const std::string set = set_owned("a = 1\n", kLine, false);
  EXPECT_EQ(set_owned(set, "kernel.yama.ptrace_scope = 2", false),
            "a = 1\n# set by hardening.yama:\nkernel.yama.ptrace_scope = 2\n");
}

TEST(Owned, AHeadLineWithoutItsLineIsTidiedUp) {
  EXPECT_EQ(undo("# set by hardening.yama:\nvm.swappiness = 1\n"), "vm.swappiness = 1\n");
  EXPECT_EQ(find_owned("# set by hardening.yama:\nvm.swappiness = 1\n"), std::nullopt);
}

TEST(Copies, OfVendorFilesGoWhenNobodyChangedThem) {
  const std::string vendor = "a = 1\nKEY = 3\n";
  const std::string copy = make_copy("/usr/lib/sysctl.d/10-v.conf", comment_out_keys(vendor));
  EXPECT_EQ(copy,
            "# made by hardening.yama; state: absent removes it; hides /usr/lib/sysctl.d/10-v.conf\n"
            "# MD5 of what it hides: 68af5b893c002edf30da76aeb6efbada\n"
            "a = 1\n# commented out by hardening.yama: KEY = 3\n");
  const auto parts = read_copy(copy);
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->vendor_path, "/usr/lib/sysctl.d/10-v.conf");
  EXPECT_EQ(parts->digest, "68af5b893c002edf30da76aeb6efbada");
  EXPECT_EQ(parts->text, vendor);
  EXPECT_EQ(undo(copy, vendor), std::nullopt);
  EXPECT_EQ(undo(copy, "the package's next release\n"), std::nullopt) << "nobody changed the copy";
  EXPECT_EQ(undo(copy + "b = 2\n", vendor), vendor + "b = 2\n");
}

TEST(Copies, OfReleasesThatRecordedNoDigest) {
  const std::string copy =
      "# made by hardening.yama; state: absent removes it; hides /usr/lib/sysctl.d/10-v.conf\na = 1\n";
  ASSERT_TRUE(read_copy(copy));
  EXPECT_EQ(read_copy(copy)->digest, "");
  EXPECT_EQ(undo(copy, "a = 1\n"), std::nullopt);
  EXPECT_EQ(undo(copy, "a = 2\n"), "a = 1\n") << "nobody knows who changed it";
  EXPECT_FALSE(read_copy("# made by hardening.yama; state: absent removes it\n"));
}

/// What came through one door goes back through either.
TEST(Makers, TheCommandLineNamesItsOwnVerb) {
  EXPECT_EQ(set_owned("", kLine, true, Maker::kCommandLine),
            "# made by yama-ptrace; yama-ptrace unset removes it\n"
            "# set by yama-ptrace:\n"
            "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(set_owned("a = 1", kLine, false, Maker::kCommandLine),
            "a = 1\n# set by yama-ptrace (and the line end above):\nkernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(comment_out("KEY\n", {0}, Maker::kCommandLine), "# commented out by yama-ptrace: KEY\n");
  EXPECT_TRUE(
      make_copy("/usr/lib/sysctl.d/a.conf", "a = 1\n", Maker::kCommandLine)
          .starts_with("# made by yama-ptrace; yama-ptrace unset removes it; hides /usr/lib/sysctl.d/a.conf\n"));
}

TEST(Makers, EitherDoorKnowsTheOthersMarks) {
  for (const Maker maker : kMakers) {
    EXPECT_EQ(undo(set_owned("", kLine, true, maker)), std::nullopt);
    EXPECT_EQ(undo(set_owned("a = 1", kLine, false, maker)), "a = 1");
    EXPECT_EQ(undo(comment_out("KEY\n", {0}, maker)), "KEY\n");
    EXPECT_TRUE(is_marked(comment_out("KEY\n", {0}, maker)));
    EXPECT_EQ(undo(make_copy("/usr/lib/sysctl.d/a.conf", "a = 1\n", maker)), std::nullopt);
    EXPECT_EQ(without_owned(set_owned("", kLine, true, maker)), std::nullopt);
    EXPECT_EQ(set_owned(set_owned("", kLine, true, maker), "kernel.yama.ptrace_scope = 2", false, Maker::kModule),
              set_owned("", "kernel.yama.ptrace_scope = 2", true, maker))
        << "a file's mark stays as it was made";
  }
  const std::string both = comment_out(comment_out("KEY\nKEY\n", {0}, Maker::kModule), {39}, Maker::kCommandLine);
  EXPECT_EQ(undo(both), "KEY\nKEY\n");
}

TEST(Assignment, MayIgnoreErrors) {
  EXPECT_EQ(assignment(Scope{1}, false), "kernel.yama.ptrace_scope = 1");
  EXPECT_EQ(assignment(Scope{2}, true), "-kernel.yama.ptrace_scope = 2");
}

}  // namespace
}  // namespace yama::marks
