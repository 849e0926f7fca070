// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "judge/systems.h"

#include <gtest/gtest.h>

namespace yama::judge {
namespace {

std::string stream(const std::string& id, const std::string& version) {
  const auto found = stream_for({.id = id, .version = version});
  return found ? std::string{found->name} : "none";
}

TEST(Systems, TheStreamOfASystem) {
  EXPECT_EQ(stream("rhel", "8.10"), "rhel8");
  EXPECT_EQ(stream("rhel", "10.0"), "rhel10");
  EXPECT_EQ(stream("rhel", "7.9"), "none");
  EXPECT_EQ(stream("rocky", "9.4"), "rhel9");
  EXPECT_EQ(stream("centos", "8"), "centos8");
  EXPECT_EQ(stream("centos", "9"), "cs9");
  EXPECT_EQ(stream("almalinux", "9.6"), "almalinux9");
  EXPECT_EQ(stream("fedora", "42"), "fedora");
  EXPECT_EQ(stream("ol", "7.9"), "ol7");
  EXPECT_EQ(stream("amzn", "2023"), "al2023");
  EXPECT_EQ(stream("sles", "12.5"), "sle12");
  EXPECT_EQ(stream("sles", "15.6"), "none");
  EXPECT_EQ(stream("sles", "16.0"), "sle16");
  EXPECT_EQ(stream("debian", "11"), "none");
  EXPECT_EQ(stream("debian", "13"), "debian13");
  EXPECT_EQ(stream("ubuntu", "22.04"), "ubuntu2204");
  EXPECT_EQ(stream("ubuntu", "24.10"), "none");
  EXPECT_EQ(stream("", ""), "none");
}

TEST(Systems, WhatTheStreamsDoDifferently) {
  EXPECT_TRUE(stream_for({.id = "fedora", .version = "42"})->lib_is_users);
  EXPECT_TRUE(stream_for({.id = "ol", .version = "10.0"})->lib_is_users);
  EXPECT_FALSE(stream_for({.id = "ol", .version = "9.4"})->lib_is_users);
  EXPECT_TRUE(stream_for({.id = "ubuntu", .version = "22.04"})->ufw_is_users);
  EXPECT_EQ(stream_for({.id = "ubuntu", .version = "22.04"})->most, Scope{1});
  EXPECT_EQ(stream_for({.id = "ubuntu", .version = "24.04"})->most, Scope{3});
}

TEST(Systems, OneMajorReleaseOfRedHats) {
  EXPECT_TRUE(is_rhel({.id = "rhel", .version = "9.4"}, "9"));
  EXPECT_FALSE(is_rhel({.id = "rhel", .version = "8.10"}, "9"));
  EXPECT_FALSE(is_rhel({.id = "rocky", .version = "9.4"}, "9"));
}

}  // namespace
}  // namespace yama::judge
