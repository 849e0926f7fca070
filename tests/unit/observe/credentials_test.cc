// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/credentials.h"

#include <gtest/gtest.h>

#include "support/child.h"
#include "support/scratch.h"
#include "support/stages.h"

namespace yama::services {
namespace {

using test::Scratch;
using test::shown;

TEST(Credentials, Encrypted) {
  const Scratch scratch;
  scratch.directory("/etc/credstore.encrypted");
  EXPECT_EQ(shown(stages_of_credentials(scratch.root(), "257.13")), "");
  scratch.write("/etc/credstore.encrypted/sysctl.extra", "x");
  scratch.write("/efi/loader/credentials/sysctl.extra.cred", "x");
  EXPECT_EQ(shown(stages_of_credentials(scratch.root(), "257.13")),
            "credential after /etc/credstore.encrypted/sysctl.extra may: an encrypted credential with settings\n"
            "credential after /efi/loader/credentials/sysctl.extra.cred may: an encrypted credential with settings\n");
  EXPECT_EQ(shown(stages_of_credentials(scratch.root(), "251")), "") << "systemd-sysctl reads none";
}

TEST(Credentials, OnlyRootCanLook) {
  EXPECT_EQ(test::as_nobody([] {
              const Scratch scratch;
              scratch.directory("/etc/credstore.encrypted");
              ::chmod(scratch.outside("/etc/credstore.encrypted").c_str(), 0);
              std::string seen = shown(stages_of_credentials(scratch.root(), "257.13"));
              ::chmod(scratch.outside("/etc/credstore.encrypted").c_str(), 0700);
              return seen;
            }),
            "credential after /etc/credstore.encrypted/sysctl.extra may: a credential that only root can look for\n");
}

}  // namespace
}  // namespace yama::services
