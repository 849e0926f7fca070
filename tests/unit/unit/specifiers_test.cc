// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/specifiers.h"

#include <gtest/gtest.h>

namespace yama::unit {
namespace {

TEST(Specifiers, OfAName) {
  EXPECT_EQ(expand_specifiers("%n %N %p %i %j %%i", "foo-bar@a-b.service").text,
            "foo-bar@a-b.service foo-bar@a-b foo-bar a-b bar %i");
  EXPECT_EQ(expand_specifiers("%I %P", "foo-bar@a-b\\x2dc.service").text, "a/b-c foo/bar");
  EXPECT_EQ(expand_specifiers("[%i]", "plain.service").text, "[]");
}

TEST(Specifiers, ThoseThatOnlyTheBootedSystemKnowsStay) {
  const Expanded expanded = expand_specifiers("/etc/%H.conf 100%", "a.service");
  EXPECT_EQ(expanded.text, "/etc/%H.conf 100%");
  EXPECT_FALSE(expanded.understood);
  EXPECT_TRUE(expand_specifiers("%E/%t/%h", "a.service").understood);
}

TEST(Specifiers, TheKernelsRelease) {
  EXPECT_EQ(expand_specifiers("/boot/a-%v", "a.service", "6.4").text, "/boot/a-6.4");
  EXPECT_TRUE(expand_specifiers("/boot/a-%v", "a.service", "6.4").understood);
  EXPECT_FALSE(expand_specifiers("/boot/a-%v", "a.service").understood);
  EXPECT_TRUE(names_kernel("/boot/a-%v"));
  EXPECT_FALSE(names_kernel("100%%v %i %"));
}

TEST(Specifiers, Templates) {
  EXPECT_EQ(template_of("getty@tty1.service"), "getty@.service");
  EXPECT_EQ(template_of("getty.service"), "getty.service");
  EXPECT_EQ(template_of("a@b"), "a@b");
}

}  // namespace
}  // namespace yama::unit
