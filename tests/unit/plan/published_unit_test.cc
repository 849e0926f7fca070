// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/published_unit.h"

#include <gtest/gtest.h>

namespace yama::marks {
namespace {

const std::vector<unit::EnablingLink> kLinks = {{.path = "/etc/systemd/system/a.wants/x.service", .target = "../x"}};

TEST(CommentOutUnit, EveryLineIsCommentedOut) {
  EXPECT_EQ(comment_out_unit("[Unit]\n\n# c\nA=b", kLinks),
            "# this unit was commented out by hardening.yama; state: absent puts it back\n"
            "# this link was removed by hardening.yama: /etc/systemd/system/a.wants/x.service -> ../x\n"
            "# commented out by hardening.yama: [Unit]\n"
            "\n"
            "# commented out by hardening.yama: # c\n"
            "# commented out by hardening.yama: A=b");
}

TEST(CommentOutUnit, ComesBackByteForByte) {
  for (const std::string text : {"[Unit]\nA=b\n", "[Unit]\r\nA=b\r\n", "A=\xFF\xFE", "\n\n", "", "  A=b\n"}) {
    EXPECT_EQ(restore_unit(comment_out_unit(text, kLinks)), (CommentedOutUnit{.bytes = text, .links = kLinks}));
    EXPECT_EQ(restore_unit(comment_out_unit(text, {})), (CommentedOutUnit{.bytes = text, .links = {}}));
  }
}

TEST(CommentOutUnit, AMarkThatWasThereBeforeStays) {
  // systemd ends a line of sysctl.d at CR and NUL, too, but not a line of a unit
  for (const std::string& text :
       {std::string("a\0# commented out by hardening.yama: b\n", 39),
        std::string("a\r# commented out by yama-ptrace: b"), std::string("# commented out by yama-ptrace: b\n")}) {
    EXPECT_EQ(restore_unit(comment_out_unit(text, {})), (CommentedOutUnit{.bytes = text, .links = {}}));
  }
}

TEST(RestoreUnit, NothingOfOurs) {
  EXPECT_EQ(restore_unit("[Unit]\n"), std::nullopt);
  EXPECT_EQ(restore_unit(""), std::nullopt);
}

}  // namespace
}  // namespace yama::marks
