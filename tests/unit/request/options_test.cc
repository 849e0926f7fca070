// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "request/options.h"

#include <gtest/gtest.h>

#include "base/scope.h"

namespace yama {
namespace {

using namespace std::string_literals;

std::string refusal(const Options& options, Door door = Door::kModule) {
  const auto request = make_request(door, options);
  return request ? "(accepted)" : request.error().message;
}

std::optional<Scope> scope_in(const OptionValue& value) {
  const auto request = make_request(Door::kModule, {{"scope", value}});
  return request ? request->scope : std::nullopt;
}

TEST(Options, AScopeIsANumberOrTheKernelsWord) {
  EXPECT_EQ(scope_in(std::int64_t{0}), Scope{0});
  EXPECT_EQ(scope_in(std::int64_t{3}), Scope{3});
  EXPECT_EQ(scope_in("1"s), Scope{1});
  EXPECT_EQ(scope_in("restricted"s), Scope{1});
  EXPECT_EQ(scope_in("admin-only"s), Scope{2});
  EXPECT_EQ(scope_in("admin_only"s), Scope{2});
  EXPECT_EQ(scope_in("No-Attach"s), Scope{3});
}

TEST(Options, AScopeIsNothingElse) {
  const std::string must = "scope must be 0, 1, 2 or 3, or classic, restricted, admin-only or no-attach; got ";
  EXPECT_EQ(refusal({{"scope", std::int64_t{4}}}), must + "4");
  EXPECT_EQ(refusal({{"scope", std::int64_t{-1}}}), must + "-1");
  EXPECT_EQ(refusal({{"scope", "abc"s}}), must + "'abc'");
  EXPECT_EQ(refusal({{"scope", 1.5}}), must + "1.500000");
  EXPECT_EQ(refusal({{"scope", -0.0000019}}), must + "-0.000002");
  EXPECT_EQ(refusal({{"scope", 1e11}}), must + "100000000000.000000");
  EXPECT_EQ(refusal({{"scope", -1e300}}), must + "a number beyond a million million");
  EXPECT_EQ(refusal({{"scope", true}}), must + "true");
  EXPECT_EQ(refusal({{"scope", "01"s}}), must + "'01'");
  EXPECT_EQ(refusal({{"scope", " 1"s}}), must + "' 1'");
  EXPECT_EQ(refusal({{"scope", ""s}}), must + "''");
  EXPECT_EQ(refusal({{"scope", std::vector<std::string>{"1"}}}), must + "a list");
}

TEST(Options, AMaintenanceBootCanTraceSomething) {
  EXPECT_EQ(refusal({{"scope", "1"s}, {"maintenance_scope", std::int64_t{3}}}),
            "maintenance_scope must be 0, 1 or 2: at 3 a maintenance boot could trace nothing");
  const auto request =
      make_request(Door::kModule, {{"scope", "3"s}, {"persist", "boot_unit"s}, {"maintenance_scope", "admin-only"s}});
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->maintenance_scope, Scope{2});
}

TEST(Options, WhatADoorGivesItselfNobodyGivesThere) {
  const auto request = make_request(Door::kProbe, {{"scope", "1"s}}, {{"probe", true}});
  ASSERT_TRUE(request.ok()) << request.error().message;
  EXPECT_EQ(request->verb, Verb::kProbe);
  EXPECT_TRUE(request->probe);
  const auto given = make_request(Door::kProbe, {{"probe", false}}, {{"probe", true}});
  ASSERT_FALSE(given.ok());
  EXPECT_EQ(given.error().message, "unknown option 'probe'; the options are scope");
}

TEST(Options, NullCountsAsNotGiven) {
  EXPECT_EQ(refusal({{"scope", std::monostate{}}}),
            "scope is required: give 0, 1, 2 or 3, or state: absent to take everything back");
  EXPECT_EQ(refusal({{"scope", "1"s}, {"sysctl_file", std::monostate{}}}), "(accepted)");
}

TEST(Options, AnUnknownOneIsRefusedWithTheNearest) {
  EXPECT_EQ(refusal({{"scop", "1"s}}), "unknown option 'scop'; did you mean 'scope'?");
  EXPECT_EQ(refusal({{"vendorfiles", "edit"s}, {"scope", "1"s}}),
            "unknown option 'vendorfiles'; did you mean 'vendor_files'?");
  EXPECT_EQ(refusal({{"zzzzzzzzzz", "1"s}}, Door::kInfoModule),
            "unknown option 'zzzzzzzzzz'; the options are scope, minimum, root, probe, maintenance_argument, "
            "other_writers, loader");
  EXPECT_EQ(refusal({{"persist", "none"s}}, Door::kInfoModule).substr(0, 24), "unknown option 'persist'");
}

TEST(Options, ChoicesAreSaidAndSuggested) {
  EXPECT_EQ(refusal({{"scope", "1"s}, {"persist", "sysctll"s}}),
            "persist must be one of sysctl, boot_unit, none; got 'sysctll'; did you mean 'sysctl'?");
  EXPECT_EQ(refusal({{"scope", "1"s}, {"state", true}}), "state must be one of present, absent; got true");
}

TEST(Options, BooleansAreYamlsWords) {
  for (const OptionValue& yes :
       {OptionValue{true}, OptionValue{"Yes"s}, OptionValue{"on"s}, OptionValue{std::int64_t{1}}}) {
    const auto request = make_request(Door::kModule, {{"scope", "1"s}, {"minimum", yes}});
    ASSERT_TRUE(request.ok());
    EXPECT_TRUE(request->minimum);
  }
  EXPECT_EQ(refusal({{"scope", "1"s}, {"minimum", "maybe"s}}), "minimum must be true or false; got 'maybe'");
  EXPECT_EQ(refusal({{"scope", "1"s}, {"minimum", std::int64_t{2}}}), "minimum must be true or false; got 2");
}

TEST(Options, PathsAreAbsoluteAndPlain) {
  const auto request = make_request(Door::kModule, {{"scope", "1"s}, {"sysctl_file", "//etc//sysctl.d/a.conf"s}});
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->sysctl_file, "/etc/sysctl.d/a.conf");
  EXPECT_EQ(refusal({{"scope", "1"s}, {"sysctl_file", "a.conf"s}}),
            "sysctl_file must be an absolute path; got 'a.conf'");
  EXPECT_EQ(refusal({{"scope", "1"s}, {"sysctl_file", "/etc/../a.conf"s}}),
            "sysctl_file must be an absolute path without '.' and '..'; got '/etc/../a.conf'");
  EXPECT_EQ(refusal({{"scope", "1"s}, {"sysctl_file", "/etc/sysctl.d/a"s}}),
            "sysctl_file must end in .conf, or no loader reads it");
}

TEST(Options, ThoseThatContradictEachOtherAreNamed) {
  EXPECT_EQ(refusal({{"scope", "1"s}, {"persist", "boot_unit"s}}),
            "persist: boot_unit is for scope 3 only; leave it out, or use persist: sysctl");
  EXPECT_EQ(refusal({{"scope", "1"s}, {"persist", "none"s}, {"sysctl_file", "/etc/a.conf"s}}),
            "sysctl_file and persist: none contradict each other: leave one out");
  EXPECT_EQ(refusal({{"minimum", true}, {"state", "absent"s}}), "minimum needs a scope to compare with");
  EXPECT_EQ(refusal({{"scope", "3"s}, {"persist", "boot_unit"s}, {"maintenance_argument", "a b"s}}),
            "maintenance_argument must be one word of letters, digits, '_', '-' and '.'; got 'a b'");
}

TEST(Options, TheRootIsThePathAsItWasWritten) {
  for (const std::string& root : {"/"s, "/mnt"s, "/proc/self/root"s, "/nonexistent/image"s}) {
    const auto request = make_request(Door::kModule, {{"scope", "1"s}, {"root", root}, {"runtime", "required"s}});
    ASSERT_TRUE(request.ok()) << root << ": " << request.error().message;
    EXPECT_EQ(request->root, root) << "whether it is an image is for the job to find out";
  }
}

TEST(Options, WithoutPersistenceNoFileIsTouchedUnlessAskedFor) {
  const auto only_now = make_request(Door::kModule, {{"scope", "3"s}, {"persist", "none"s}});
  ASSERT_TRUE(only_now.ok());
  EXPECT_EQ(only_now->conflicts, Conflicts::kIgnore);
  const auto only_comments =
      make_request(Door::kModule, {{"persist", "none"s}, {"conflicts", "comment"s}, {"runtime", "skip"s}});
  ASSERT_TRUE(only_comments.ok());
  EXPECT_EQ(only_comments->conflicts, Conflicts::kComment);
}

TEST(Options, LoadersAreVersionsByName) {
  const auto request =
      make_request(Door::kInfoModule, {{"loader", std::vector<std::string>{"systemd=252.39", "procps=4.0.2"}}});
  ASSERT_TRUE(request.ok());
  ASSERT_EQ(request->loaders.size(), 2U);
  EXPECT_EQ(request->loaders[0].version, "252.39");
  EXPECT_EQ(request->loaders[1].loader, sysctl::Loader::kProcps);
  EXPECT_EQ(refusal({{"loader", "toybox=1"s}}, Door::kInfoModule),
            "loader must be LOADER=VERSION, such as systemd=252.39 or procps=4.0.2 or busybox=1.36; got 'toybox=1'");
  EXPECT_EQ(refusal({{"loader", "systemd=abc"s}}, Door::kInfoModule),
            "loader must be LOADER=VERSION, such as systemd=252.39 or procps=4.0.2 or busybox=1.36; got 'systemd=abc'");
}

TEST(Options, ALoaderHasOneVersion) {
  EXPECT_EQ(
      refusal({{"loader", std::vector<std::string>{"systemd=252", "procps=4.0.2", "systemd=255"}}}, Door::kInfoModule),
      "loader names systemd twice: give each loader one version");
  EXPECT_EQ(refusal({{"loader", std::vector<std::string>{"procps=4.0.2", "procps=4.0.2"}}}, Door::kInfoModule),
            "loader names procps twice: give each loader one version");
}

}  // namespace
}  // namespace yama
