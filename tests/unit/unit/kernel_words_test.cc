// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/kernel_words.h"

#include <gtest/gtest.h>

namespace yama::unit {
namespace {

TEST(HasKernelWord, TheWordOrTheLeftSideOfAnAssignment) {
  EXPECT_TRUE(has_kernel_word("root=/dev/sda1 maintenance quiet", "maintenance"));
  EXPECT_TRUE(has_kernel_word("maintenance=1", "maintenance"));
  EXPECT_TRUE(has_kernel_word("\"maintenance\"", "maintenance"));
  EXPECT_TRUE(has_kernel_word("a\nmaintenance\n", "maintenance"));
}

TEST(HasKernelWord, AWordWithAValueIsTheWholeArgument) {
  EXPECT_TRUE(has_kernel_word("maintenance=1", "maintenance=1"));
  EXPECT_TRUE(has_kernel_word("\"main\"tenance='1'", "maintenance=1"));
  EXPECT_FALSE(has_kernel_word("maintenance=1=2", "maintenance=1"));
  EXPECT_FALSE(has_kernel_word("maintenance", "maintenance=1"));
}

TEST(HasKernelWord, NothingElse) {
  EXPECT_FALSE(has_kernel_word("", "maintenance"));
  EXPECT_FALSE(has_kernel_word("maintenance2 xmaintenance Maintenance", "maintenance"));
  EXPECT_FALSE(has_kernel_word("why=maintenance", "maintenance"));
  EXPECT_FALSE(has_kernel_word("note=\"some maintenance now\"", "maintenance"));
}

}  // namespace
}  // namespace yama::unit
