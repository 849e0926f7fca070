// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/staged_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "support/child.h"
#include "support/scratch.h"

namespace yama::host {
namespace {

using test::Scratch;

TEST(StagedFile, HiddenNameThatNoLoaderReads) {
  const Scratch scratch;
  scratch.write("/etc/a.conf", "old");
  const Root root = scratch.root();
  const Place place = root.place_of("/etc/a.conf").value();
  {
    const Result<StagedFile> staged = StagedFile::create(place, "/etc/a.conf");
    ASSERT_TRUE(staged.ok());
    const std::string names = scratch.names("/etc");
    EXPECT_EQ(names.size(), std::string(".yama-ptrace.0123456789abcdef~ a.conf").size()) << names;
    EXPECT_TRUE(names.starts_with(".yama-ptrace.") && names.ends_with("~ a.conf")) << names;
  }
  EXPECT_EQ(scratch.names("/etc"), "a.conf");
}

TEST(StagedFile, BecomesItsTargetOnlyWhenNothingIsThere) {
  const Scratch scratch;
  scratch.write("/etc/a.conf", "old");
  const Root root = scratch.root();
  const Place place = root.place_of("/etc/a.conf").value();
  Result<StagedFile> staged = StagedFile::create(place, "/etc/a.conf");
  ASSERT_TRUE(staged.value().write("new").ok());
  EXPECT_EQ(staged.value().become_target().error(), EEXIST);
  ASSERT_EQ(::unlink(scratch.outside("/etc/a.conf").c_str()), 0);
  EXPECT_TRUE(staged.value().become_target().ok());
  EXPECT_EQ(scratch.read("/etc/a.conf"), "new");
}

TEST(SignalsHeld, ATerminationComesAfterwards) {
  EXPECT_EQ(test::in_child([] {
              {
                const SignalsHeld held;
                ::kill(::getpid(), SIGTERM);
                ::kill(::getpid(), SIGINT);
              }
              return std::string("not reached");
            }),
            "(died)");
}

}  // namespace
}  // namespace yama::host
