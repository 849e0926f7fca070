// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/exception_text.h"

#include <gtest/gtest.h>

#include <functional>
#include <new>
#include <stdexcept>
#include <string>

#include "base/result.h"

namespace yama {
namespace {

std::string text_of(const std::function<void()>& thrower) {
  try {
    thrower();
  } catch (const std::exception& exception) {
    return std::string{exception_text(exception)};
  }
  return "nothing was thrown";
}

TEST(ExceptionText, OnlyOfMemoryItSaysThatThereIsNone) {
  EXPECT_EQ(text_of([] { throw std::bad_alloc{}; }), "out of memory; free some and run again");
  EXPECT_EQ(text_of([] { throw std::bad_array_new_length{}; }), "out of memory; free some and run again");
}

TEST(ExceptionText, OfAnyOtherThatItIsAFaultOfTheProgram) {
  const std::string fault = "an unexpected fault of this program; please report it with the program's arguments";
  EXPECT_EQ(text_of([] { throw std::out_of_range{"array::at"}; }), fault);
  EXPECT_EQ(text_of([] { (void)done().error(); }), fault);
}

}  // namespace
}  // namespace yama
