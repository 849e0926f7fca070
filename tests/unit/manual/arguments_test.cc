// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "manual/arguments.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"

namespace yama::manual {
namespace {

Argument find(const std::vector<Argument>& arguments, std::string_view name) {
  const auto found = std::ranges::find(arguments, name, &Argument::name);
  return found == arguments.end() ? Argument{} : *found;
}

std::string names(const std::vector<Argument>& arguments) {
  std::vector<std::string> names;
  for (const Argument& argument : arguments) {
    names.push_back(argument.name);
  }
  return join(names, " ");
}

TEST(Arguments, OfAVerbAreItsOptionsAndSwitches) {
  EXPECT_EQ(names(arguments_of(*cli::find_verb("reload"))),
            "--probe --check --diff --json --quiet --verbose --help --version");
  EXPECT_EQ(names(arguments_of(*cli::find_verb("probe"))), "--scope --json --quiet --verbose --help --version");
  EXPECT_EQ(names(arguments_of_none()), "--help --version");
}

TEST(Arguments, TheOperandIsNoOption) {
  EXPECT_EQ(find(arguments_of(*cli::find_verb("set")), "--scope").name, "");
  EXPECT_EQ(join(operands_of(*cli::find_verb("set")), " "), "0 1 2 3 classic restricted admin-only no-attach");
  EXPECT_TRUE(operands_of(*cli::find_verb("status")).empty());
}

TEST(Arguments, AllAreThoseOfAnyVerb) {
  EXPECT_EQ(find(all_arguments(), "--state").name, "");  // the module's alone
  EXPECT_EQ(find(all_arguments(), "--vector").name, "--vector");
  EXPECT_EQ(find(all_arguments(), "--scope").name, "--scope");
}

TEST(Arguments, WhatFollowsThem) {
  const auto all = all_arguments();
  EXPECT_EQ(find(all, "--backup").follows, Follows::kNothing);
  EXPECT_EQ(find(all, "--quiet").letter, "-q");
  EXPECT_EQ(find(all, "--quiet").follows, Follows::kNothing);
  EXPECT_EQ(find(all, "--root").follows, Follows::kFolder);
  EXPECT_EQ(find(all, "--sysctl-file").follows, Follows::kFile);
  EXPECT_EQ(find(all, "--maintenance-argument").follows, Follows::kWord);
  const Argument persist = find(all, "--persist");
  EXPECT_EQ(persist.follows, Follows::kOneOf);
  EXPECT_EQ(persist.value, "sysctl|boot_unit|none");
  EXPECT_EQ(persist.standard, "sysctl");
  EXPECT_EQ(join(persist.words, " "), "sysctl boot_unit none");
  EXPECT_EQ(join(find(all, "--reload").words, " "), "true false");
  EXPECT_EQ(join(find(all, "--maintenance-scope").words, " "), "0 1 2 classic restricted admin-only");
  const Argument loader = find(all, "--loader");
  EXPECT_EQ(loader.follows, Follows::kBegun);
  EXPECT_EQ(join(loader.words, " "), "systemd= procps= busybox=");
  EXPECT_TRUE(loader.repeats);
  EXPECT_FALSE(persist.repeats);
}

}  // namespace
}  // namespace yama::manual
