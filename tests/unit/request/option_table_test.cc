// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "request/option_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace yama {
namespace {

using namespace std::string_literals;

/// "WORD|WORD, DEFAULT" of an option.
std::string values_of(std::string_view name) {
  const Option* option = find_option(name);
  if (option == nullptr) {
    return "(unknown)";
  }
  return join({option->choices.begin(), option->choices.end()}, "|") + ", " + option->default_text();
}

TEST(OptionTable, ChoicesAndDefaults) {
  EXPECT_EQ(values_of("scope"), "0|1|2|3|classic|restricted|admin-only|no-attach, ");
  EXPECT_EQ(values_of("state"), "present|absent, present");
  EXPECT_EQ(values_of("persist"), "sysctl|boot_unit|none, sysctl");
  EXPECT_EQ(values_of("runtime"), "required|auto|skip, auto");
  EXPECT_EQ(values_of("conflicts"), "comment|fail|ignore, comment");
  EXPECT_EQ(values_of("vendor_files"), "outrank|shadow|edit, outrank");
  EXPECT_EQ(values_of("maintenance_scope"), "0|1|2|classic|restricted|admin-only, 1");
  EXPECT_EQ(values_of("minimum"), ", false");
  EXPECT_EQ(values_of("reload"), ", true");
  EXPECT_EQ(values_of("root"), ", ");
  EXPECT_EQ(values_of("sysctl_file"), ", ");
  EXPECT_EQ(values_of("maintenance_argument"), ", maintenance");
  EXPECT_EQ(values_of("loader"), ", ");
  EXPECT_EQ(values_of("scop"), "(unknown)");
}

TEST(OptionTable, EveryChoiceIsTakenAndNoOtherWord) {
  for (const Option& option : all_options()) {
    for (const std::string_view choice : option.choices) {
      Request request;
      EXPECT_TRUE(option.set(request, option.name, std::string{choice}).ok()) << option.name << " " << choice;
    }
    if (!option.choices.empty()) {
      Request request;
      EXPECT_FALSE(option.set(request, option.name, "otherwise"s).ok()) << option.name;
      const std::string standard = option.default_text();
      EXPECT_TRUE(standard.empty() || std::ranges::find(option.choices, standard) != option.choices.end())
          << option.name;
    }
  }
}

TEST(OptionTable, NamesAreUniqueAndEveryOptionHasADoor) {
  std::set<std::string_view> names;
  for (const Option& option : all_options()) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
    const bool of_modules = option.doors.contain(Door::kModule) || option.doors.contain(Door::kInfoModule);
    EXPECT_EQ(of_modules, option.name != "format") << option.name << ": a module's answer has one form";
    EXPECT_FALSE(option.help.empty()) << option.name;
    EXPECT_EQ(find_option(option.name), &option);
  }
}

}  // namespace
}  // namespace yama
