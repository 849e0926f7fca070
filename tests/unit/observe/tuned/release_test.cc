// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned/release.h"

#include <gtest/gtest.h>

#include "support/scratch.h"

namespace yama::tuned {
namespace {

std::string rows(std::string_view version) {
  std::string text;
  for (const Release* release : releases_of(version)) {
    text += std::string(release->since) + " ";
  }
  return text;
}

TEST(TunedRelease, OneRowForAVersionAllForNone) {
  EXPECT_EQ(rows("2.15"), "2.20 ");
  EXPECT_EQ(rows("2.21"), "2.20 ");
  EXPECT_EQ(rows("2.25"), "2.23 ");
  EXPECT_EQ(rows("3.0"), "2.28 ");
  EXPECT_EQ(rows(""), "2.20 2.22 2.23 2.26 2.27 2.28 ");
}

TEST(TunedRelease, IsWhatTheModulesOfPythonSay) {
  const test::Scratch scratch;
  EXPECT_EQ(read_version(scratch.root()), "");
  scratch.write("/usr/lib/python3.12/site-packages/tuned/version.py",
                "TUNED_VERSION_MAJOR = 2\nTUNED_VERSION_MINOR = 24\nTUNED_VERSION_PATCH = 1\n");
  EXPECT_EQ(read_version(scratch.root()), "2.24");
}

}  // namespace
}  // namespace yama::tuned
