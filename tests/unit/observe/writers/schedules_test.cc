// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/schedules.h"

#include <gtest/gtest.h>

#include "support/scratch.h"
#include "support/stages.h"

namespace yama::writers {
namespace {

using test::Scratch;
using test::shown;

TEST(Schedules, Tables) {
  const Scratch scratch;
  scratch.write("/etc/crontab", "SHELL=/bin/sh\n17 * * * * root cd / && run-parts /etc/cron.hourly\n");
  scratch.write("/etc/cron.d/debug", "@reboot root sysctl -w kernel.yama.ptrace_scope=0\n");
  scratch.write("/etc/anacrontab", "1 5 x echo 1 > /proc/sys/kernel/yama/ptrace_scope\n");
  scratch.write("/var/spool/cron/crontabs/root", "# x\n0 4 * * * sysctl -p /etc/x.conf\n");
  EXPECT_EQ(shown(stages_of_schedules(scratch.root())),
            "scheduled beside /etc/anacrontab:1 echo 1 > /proc/sys/kernel/yama/ptrace_scope may -> 1: anacron at its "
            "time\n"
            "scheduled beside /etc/cron.d/debug:1 sysctl -w kernel.yama.ptrace_scope=0 may -> 0: cron at boot\n"
            "scheduled beside /var/spool/cron/crontabs/root:2 sysctl -p /etc/x.conf may: cron of the user root at its "
            "time\n");
}

TEST(Schedules, Scripts) {
  const Scratch scratch;
  const std::string script = "#!/bin/sh\nsysctl kernel.yama.ptrace_scope=0\n";
  scratch.write("/etc/cron.daily/harden", script, 0755);
  scratch.write("/etc/cron.daily/plain", script, 0644);
  scratch.write("/etc/cron.weekly/x.sh", script, 0755);
  scratch.write("/var/spool/cron/atjobs/a00001", script, 0700);
  const std::string text = ":2 sysctl kernel.yama.ptrace_scope=0";
  EXPECT_EQ(shown(stages_of_schedules(scratch.root())),
            "scheduled beside /etc/cron.daily/harden" + text + " may -> 0: cron.daily\n" +
                "scheduled beside /etc/cron.daily/plain" + text + " inactive may -> 0: cron.daily\n" +
                "scheduled beside /etc/cron.weekly/x.sh" + text + " may -> 0: cron.weekly\n" +
                "scheduled beside /var/spool/cron/atjobs/a00001" + text + " may -> 0: at\n");
}

TEST(Schedules, NamesThatDebiansCronPassesOver) {
  const Scratch scratch;
  scratch.write("/usr/sbin/cron", "", 0755);
  scratch.write("/etc/cron.d/x.conf", "@reboot root sysctl kernel.yama.ptrace_scope=0\n");
  scratch.write("/etc/cron.d/x.dpkg-old", "@reboot root sysctl kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(shown(stages_of_schedules(scratch.root())), "");
}

TEST(Schedules, PercentSign) {
  const Scratch scratch;
  scratch.write("/etc/crontabs/root", "@daily date +\\%s; sysctl kernel.yama.ptrace_scope=1%input\n");
  EXPECT_EQ(shown(stages_of_schedules(scratch.root())),
            "scheduled beside /etc/crontabs/root:1 date +%s; sysctl kernel.yama.ptrace_scope=1 may -> 1: cron of the "
            "user root at its time\n");
}

}  // namespace
}  // namespace yama::writers
