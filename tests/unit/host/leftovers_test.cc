// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/leftovers.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <utility>

#include "host/staged_file.h"
#include "support/scratch.h"

namespace yama::host {
namespace {

TEST(Leftovers, GoUnlessTheirRunLives) {
  const test::Scratch scratch;
  scratch.write("/etc/sysctl.d/.yama-ptrace.0123456789abcdef~", "of a run that was killed");
  scratch.write("/etc/sysctl.d/.yama-ptrace.notes~", "of a person");
  scratch.directory("/etc/sysctl.d/.yama-ptrace.aaaaaaaaaaaaaaaa~");
  scratch.link("/etc/sysctl.d/.yama-ptrace.bbbbbbbbbbbbbbbb~", "x");
  const auto root = scratch.root();
  const auto place = std::move(root.place_of("/etc/sysctl.d/a.conf")).value();
  auto living = StagedFile::create(place, "a.conf");
  ASSERT_TRUE(living.ok());
  remove_leftovers(root, "/etc/sysctl.d");
  EXPECT_EQ(scratch.read("/etc/sysctl.d/.yama-ptrace.0123456789abcdef~"), "(none)");
  EXPECT_EQ(scratch.read("/etc/sysctl.d/.yama-ptrace.notes~"), "of a person");
  EXPECT_EQ(::access(scratch.outside("/etc/sysctl.d/" + living->name()).c_str(), F_OK), 0);
  EXPECT_TRUE(S_ISDIR(scratch.status("/etc/sysctl.d/.yama-ptrace.aaaaaaaaaaaaaaaa~").st_mode));
  EXPECT_TRUE(S_ISLNK(scratch.status("/etc/sysctl.d/.yama-ptrace.bbbbbbbbbbbbbbbb~").st_mode));
}

}  // namespace
}  // namespace yama::host
