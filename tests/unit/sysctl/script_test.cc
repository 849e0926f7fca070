// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/script.h"

#include <gtest/gtest.h>

#include <string>

namespace yama::sysctl {
namespace {

/// "system", "nothing", "not known" or the script's word.
std::string does(std::string_view text, bool has_system = true) {
  const ScriptText says = read_script(text, has_system);
  switch (says.does) {
    case ScriptText::Does::kNothing:
      return "nothing";
    case ScriptText::Does::kRunsSystem:
      return "system";
    case ScriptText::Does::kRunsScript:
      return std::string{says.script->word};
    case ScriptText::Does::kNotKnown:
      return "not known";
  }
  return {};
}

TEST(Script, TheProgramsOwnOrder) {
  EXPECT_EQ(does("#!/bin/sh\nsysctl --system\n"), "system");
  EXPECT_EQ(does("  /sbin/sysctl $quiet --system || rc=1"), "system");
  EXPECT_EQ(does("sysctl --system", false), "nothing") << "busybox does not know the option";
  EXPECT_EQ(does("# sysctl --system\necho done"), "nothing");
  EXPECT_EQ(does("DAEMON=/sbin/sysctl\ndo_start_cmd() {\n\t$DAEMON $QUIET_SYSCTL --system || STATUS=$?\n}\n"), "system")
      << "Debian's";
  EXPECT_EQ(does("S=/sbin/sysctl\n\"${S}\" -p\n"), "conf");
  EXPECT_EQ(does(""), "nothing");
}

TEST(Script, OneFileOrOrdersThatAreKnown) {
  EXPECT_EQ(does("sysctl -p"), "conf");
  EXPECT_EQ(does("[ -f /etc/sysctl.conf ] && sysctl -e -p /etc/sysctl.conf >/dev/null"), "conf");
  EXPECT_EQ(does("for i in /run/sysctl.d/*.conf \\\n /etc/sysctl.d/*.conf \\\n /usr/local/lib/sysctl.d/*.conf \\\n"
                 " /usr/lib/sysctl.d/*.conf \\\n /lib/sysctl.d/*.conf \\\n /etc/sysctl.conf; do\n"
                 " [ -e \"$i\" ] && sysctl ${quiet} -p \"$i\"\ndone\n"),
            "alpine2017");
  EXPECT_EQ(does("mkdir -p /run/vsysctl.d\nfor i in /run/sysctl.d/*.conf \\\n /etc/sysctl.d/*.conf \\\n"
                 " /usr/local/lib/sysctl.d/*.conf \\\n /usr/lib/sysctl.d/*.conf; do\n"
                 " [ -e \"/run/vsysctl.d/${i##*/}\" ] || ln -s \"$i\" \"/run/vsysctl.d/${i##*/}\"\ndone\n"
                 "for i in /run/vsysctl.d/*.conf; do\n sysctl -p \"$i\"\ndone\nsysctl -p /etc/sysctl.conf\n"),
            "void");
}

TEST(Script, OpenrcAsksWhatTheProgramIs) {
  const std::string text =
      "for conf in /etc/sysctl.conf /etc/sysctl.d/*.conf; do\n sysctl -w \"$var\"\ndone\n"
      "if sysctl -V > /dev/null 2>&1; then\n sysctl ${quiet} --system\nfi\n";
  EXPECT_EQ(does(text, true), "system");
  EXPECT_EQ(does(text, false), "not known");
}

TEST(Script, AnotherOrderIsNotKnown) {
  EXPECT_EQ(does("for f in /etc/sysctl.d/*.conf; do sysctl -p $f; done"), "not known");
  EXPECT_EQ(does("for f in /srv/*.conf; do sysctl -p $f; done"), "not known");
  EXPECT_EQ(does("sysctl -w kernel.panic=1"), "nothing");
  EXPECT_EQ(does("sysctl -p /etc/network.conf"), "not known");
  EXPECT_EQ(does("CONF=/etc/mine.conf; sysctl -p $CONF"), "not known");
  EXPECT_EQ(does("sysctl --load=/etc/net.conf"), "nothing");
  EXPECT_EQ(does("sysctl -q --system --pattern ^net"), "not known");
  EXPECT_EQ(does("sysctl --dry-run --system"), "not known");
  EXPECT_EQ(does("[ -e /etc/no-such ] || exit 0\nsysctl --system"), "not known");
  EXPECT_EQ(does("[ -x /sbin/sysctl ] || exit 0\nsysctl --system"), "system");
  EXPECT_EQ(does("echo please run sysctl --system by hand"), "nothing");
  EXPECT_EQ(does("cat <<E\nsysctl --system\nE\n"), "not known");
  EXPECT_EQ(does("[ -x /sbin/sysctl ] && mkdir -p /run/x"), "nothing");
  EXPECT_EQ(does("SOURCES=\"/etc/sysctl.d/ /usr/lib/sysctl.d/ /etc/sysctl.conf\"\n"
                 "find $SOURCES -name '*.conf' | while read f; do sysctl -p \"$f\"; done"),
            "not known")
      << "Buildroot's";
  EXPECT_EQ(does("sysctl --system; sysctl -p /etc/late.conf"), "not known");
}

TEST(Script, TheWordsAreUnique) {
  for (const Script& script : known_scripts()) {
    EXPECT_EQ(script_of(script.word), &script);
  }
  EXPECT_EQ(script_of("debian"), nullptr);
}

}  // namespace
}  // namespace yama::sysctl
