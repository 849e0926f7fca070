// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/text.h"
#include "observe/observation.h"
#include "status/assess.h"
#include "status/faults.h"
#include "status/words.h"
#include "support/child.h"
#include "support/scratch.h"

namespace yama {
namespace {

/// A host whose next boot has 1, as far as everybody may see.
class WithoutRights : public testing::Test {
 protected:
  WithoutRights() {
    files_.write("/usr/lib/systemd/systemd-sysctl", "");
    files_.write("/usr/lib/systemd/systemd", "");
    files_.write("/var/lib/dpkg/status", "Package: systemd\nStatus: install ok installed\nVersion: 252.39-1\n\n");
    files_.write("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
    ::chmod(files_.path().c_str(), 0755);
  }

  /// The verdict for 1 by a user who owns nothing, and why.
  [[nodiscard]] std::string told() const {
    return test::as_nobody([this] {
      const auto seen = observe(files_.root());
      if (!seen) {
        return seen.error().message;
      }
      const Status status = assess(*seen, conditions_for(*seen, {}), {.scope = Scope{1}});
      return std::string{word_for_result(*status.verdict)} + ": " + join(reasons_of(*status.verdict));
    });
  }

  [[nodiscard]] const test::Scratch& files() const { return files_; }

 private:
  test::Scratch files_;
};

TEST_F(WithoutRights, EverythingWasSeen) { EXPECT_EQ(told(), "compliant: "); }

TEST_F(WithoutRights, ASettingsFile) {
  files().write("/etc/sysctl.d/60-secret.conf", "kernel.yama.ptrace_scope = 0\n", 0600);
  EXPECT_EQ(told(),
            "unknown: /etc/sysctl.d/60-secret.conf, which may set the value, cannot be read by this user: run it as "
            "root");
}

TEST_F(WithoutRights, WhatIsScheduled) {
  files().write("/var/spool/cron/crontabs/root", "@reboot sysctl -w kernel.yama.ptrace_scope=0\n", 0600);
  files().write("/etc/cron.d/a", "@reboot root sysctl -w kernel.yama.ptrace_scope=0\n", 0600);
  EXPECT_EQ(told(),
            "unknown: 2 files and folders that may set the value, such as /etc/cron.d/a, "
            "/var/spool/cron/crontabs/root, cannot be read by this user: run it as root");
}

TEST_F(WithoutRights, AFolderThatCannotBeEntered) {
  files().write("/var/spool/cron/crontabs/root", "@reboot sysctl -w kernel.yama.ptrace_scope=0\n");
  ASSERT_EQ(::chmod(files().outside("/var/spool/cron/crontabs").c_str(), 0730), 0);
  EXPECT_EQ(told(),
            "unknown: /var/spool/cron/crontabs, which may set the value, cannot be read by this user: run it as root");
  ASSERT_EQ(::chmod(files().outside("/var/spool/cron/crontabs").c_str(), 0755), 0);
}

TEST_F(WithoutRights, AUnitAScriptAndTheNet) {
  files().write("/etc/rc.local", "#!/bin/sh\nsysctl -w kernel.yama.ptrace_scope=0\n", 0700);
  EXPECT_EQ(told().substr(0, 23), "unknown: /etc/rc.local,");
}

TEST_F(WithoutRights, AWrongValueStaysWrong) {
  files().write("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 0\n");
  files().write("/etc/cron.d/a", "", 0600);
  EXPECT_EQ(told().substr(0, 15), "not_compliant: ");
}

TEST_F(WithoutRights, WhoseAFileIsMattersNot) {
  files().write("/var/lib/rpm/rpmdb.sqlite", "", 0600);
  EXPECT_EQ(told(), "compliant: ");
}

TEST(Unseen, RootIsToldSomethingElse) {
  Observation seen;
  seen.unseen = {"/etc/a", "/etc/b", "/etc/c", "/etc/sysctl.d/d.conf"};
  seen.tree.entries["/etc/sysctl.d/d.conf"] = {};
  EXPECT_EQ(text_of_unseen(seen),
            "4 files and folders that may set the value, such as /etc/sysctl.d/d.conf, /etc/a, /etc/b, cannot be read: "
            "find out what forbids it");
  EXPECT_EQ(text_of_unseen({}), "");
}

}  // namespace
}  // namespace yama
