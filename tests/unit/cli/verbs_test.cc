// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/verbs.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "request/option_table.h"

namespace yama::cli {
namespace {

TEST(Verbs, EachIsFoundByItsNameAndHasItsOwnDoor) {
  std::string names;
  std::set<Door> doors = {Door::kModule, Door::kInfoModule};
  for (const VerbRow& verb : verbs()) {
    names.append(verb.name).append(" ");
    EXPECT_EQ(find_verb(verb.name), &verb);
    EXPECT_TRUE(doors.insert(verb.door).second) << verb.name;
  }
  EXPECT_EQ(names, "status find explain set unset comment-out reload probe ");
  EXPECT_EQ(find_verb("sett"), nullptr);
  EXPECT_EQ(find_verb(""), nullptr);
}

TEST(Verbs, WhatAVerbFixesNobodyCanGiveIt) {
  for (const VerbRow& verb : verbs()) {
    for (const auto& [name, value] : verb.fixed) {
      const Option* option = find_option(name);
      ASSERT_NE(option, nullptr) << name;
      EXPECT_FALSE(option->doors.contain(verb.door)) << verb.name << " " << name;
    }
  }
}

}  // namespace
}  // namespace yama::cli
