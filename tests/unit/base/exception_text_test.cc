// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/exception_text.h"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>
#include <typeinfo>

namespace yama {
namespace {

TEST(ExceptionText, OnlyOfMemoryItSaysThatThereIsNone) {
  EXPECT_EQ(exception_text(&typeid(std::bad_alloc)), "out of memory; free some and run again");
  EXPECT_EQ(exception_text(&typeid(std::bad_array_new_length)), "out of memory; free some and run again");
}

TEST(ExceptionText, OfAnyOtherThatItIsAFaultOfTheProgram) {
  constexpr auto kFault = "an unexpected fault of this program; please report it with the program's arguments";
  EXPECT_EQ(exception_text(&typeid(std::out_of_range)), kFault);
  EXPECT_EQ(exception_text(nullptr), kFault);
}

}  // namespace
}  // namespace yama
