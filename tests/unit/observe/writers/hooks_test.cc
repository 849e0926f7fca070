// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/hooks.h"

#include <gtest/gtest.h>

#include "support/scratch.h"
#include "support/stages.h"

namespace yama::writers {
namespace {

using test::Scratch;
using test::shown;

TEST(Hooks, Udev) {
  const Scratch scratch;
  scratch.write("/etc/udev/rules.d/99-x.rules",
                "# x\nSUBSYSTEM==\"net\", \\\n  SYSCTL{kernel/yama/ptrace_scope}=\"0\"\n"
                "ACTION==\"add\", RUN+=\"/bin/sh -c 'sysctl kernel.yama.ptrace_scope=2'\"\n"
                "SYSCTL{kernel/yama/ptrace_scope}==\"1\", TAG+=\"x\"\n");
  scratch.write("/usr/lib/udev/rules.d/99-systemd.rules",
                "SUBSYSTEM==\"net\", RUN+=\"/usr/lib/systemd/systemd-sysctl --prefix=/net/ipv4/conf/$name\"\n");
  EXPECT_EQ(
      shown(stages_of_hooks(scratch.root())),
      "hook beside /etc/udev/rules.d/99-x.rules:2 SUBSYSTEM==\"net\",   SYSCTL{kernel/yama/ptrace_scope}=\"0\" may "
      "-> 0: a hook of udev\n"
      "hook beside /etc/udev/rules.d/99-x.rules:4 /bin/sh -c 'sysctl kernel.yama.ptrace_scope=2' may -> 2: a hook "
      "of udev\n");
}

TEST(Hooks, LargeProgramsAndScripts) {
  const Scratch scratch;
  scratch.write("/usr/lib/systemd/system-generators/program", "\x7f" + std::string((1U << 20) + 1, 'x'), 0755);
  EXPECT_EQ(shown(stages_of_hooks(scratch.root())), "");
  scratch.write("/usr/lib/systemd/system-generators/script", "#!" + std::string((1U << 20) + 1, 'x'), 0755);
  EXPECT_EQ(shown(stages_of_hooks(scratch.root())),
            "hook beside /usr/lib/systemd/system-generators/script may: a hook of systemd's generators\n");
}

TEST(Hooks, Scripts) {
  const Scratch scratch;
  const std::string script = "#!/bin/sh\nsysctl kernel.yama.ptrace_scope=0\n";
  scratch.write("/etc/NetworkManager/dispatcher.d/50-x", script, 0755);
  scratch.write("/etc/network/if-up.d/x", script, 0644);
  scratch.write("/etc/profile.d/x.sh", script, 0644);
  scratch.write("/etc/network/interfaces", "iface eth0 inet dhcp\n  up sysctl -w kernel.yama.ptrace_scope=1\n");
  const std::string text = ":2 sysctl kernel.yama.ptrace_scope=0";
  EXPECT_EQ(
      shown(stages_of_hooks(scratch.root())),
      "hook beside /etc/NetworkManager/dispatcher.d/50-x" + text + " may -> 0: a hook of NetworkManager\n" +
          "hook beside /etc/network/if-up.d/x" + text + " inactive may -> 0: a hook of ifupdown\n" +
          "hook beside /etc/profile.d/x.sh" + text + " may -> 0: a hook of root's login shell\n" +
          "hook beside /etc/network/interfaces:2 sysctl -w kernel.yama.ptrace_scope=1 may -> 1: a hook of ifupdown\n");
}

}  // namespace
}  // namespace yama::writers
