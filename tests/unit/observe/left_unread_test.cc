// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/left_unread.h"

#include <gtest/gtest.h>

#include <string>

#include "support/host.h"

namespace yama {
namespace {

/// The files that are in doubt for their size.
std::string doubted(const test::Host& host) {
  std::string files;
  const auto seen = observe(host.files().root());
  for (const Stage& stage : seen->stages) {
    if (stage.note == "a file that is too large to be read") {
      files += stage.file + (stage.certain ? " certainly" : "") + " ";
    }
  }
  return files;
}

std::string large(const std::string& begin, std::size_t mebibytes) {
  return begin + std::string(mebibytes << 20, '#') + "\n";
}

TEST(LeftUnread, AMenuOfTheBootLoader) {
  const test::Host host("252", "4.0.2");
  host.files().write("/boot/grub/grub.cfg", large("menuentry 'a' {\n linux /vmlinuz quiet\n}\n", 16));
  EXPECT_EQ(doubted(host), "/boot/grub/grub.cfg ");
}

TEST(LeftUnread, AScriptOfAUnit) {
  const test::Host host("252", "4.0.2");
  host.files().write("/opt/s", large("#!/bin/sh\n", 1), 0755);
  host.files().write("/etc/systemd/system/a.service", "[Service]\nExecStart=/opt/s\n");
  host.files().link("/etc/systemd/system/sysinit.target.wants/a.service", "../a.service");
  EXPECT_EQ(doubted(host), "/opt/s ");
}

TEST(LeftUnread, NotWhatIsDoubtedAlready) {
  const test::Host host("252", "4.0.2");
  host.files().write("/etc/rc.local", large("#!/bin/sh\n", 1), 0755);
  host.files().write("/etc/sysctl.d/99-a.conf", large("# a\n", 16));
  EXPECT_EQ(doubted(host), "");
}

TEST(LeftUnread, NothingOnAnOrdinaryHost) { EXPECT_EQ(doubted(test::Host("252", "4.0.2")), ""); }

}  // namespace
}  // namespace yama
