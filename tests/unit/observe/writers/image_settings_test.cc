// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/image_settings.h"

#include <gtest/gtest.h>

#include "support/scratch.h"
#include "support/stages.h"

namespace yama::writers {
namespace {

using test::Scratch;
using test::shown;

TEST(ImageSettings, ArgumentsOfAnImage) {
  const Scratch scratch;
  scratch.write(
      "/usr/lib/bootc/kargs.d/10-lock.toml",
      "# x\nkargs = [\"quiet\", \"sysctl.kernel.yama.ptrace_scope=3\"]\nmatch-architectures = [\"x86_64\"]\n");
  Observation seen;
  const std::string line = "boot_loader before /usr/lib/bootc/kargs.d/10-lock.toml:2 sysctl.kernel.yama.ptrace_scope=3";
  EXPECT_EQ(shown(stages_of_image_settings(scratch.root(), seen)), line + " -> 3: the image's kernel command line\n");
  seen.next_command_lines.push_back({.file = "/boot/loader/entries/a.conf", .line = 1, .arguments = "quiet"});
  EXPECT_EQ(shown(stages_of_image_settings(scratch.root(), seen)),
            line + " may -> 3: the image's kernel command line\n");
}

TEST(ImageSettings, DefaultsOfALaterConfiguration) {
  const Scratch scratch;
  scratch.write("/etc/kernel/cmdline", "root=/dev/a sysctl.kernel.yama.ptrace_scope=3\n");
  Observation seen;
  EXPECT_EQ(
      shown(stages_of_image_settings(scratch.root(), seen)),
      "boot_loader before /etc/kernel/cmdline:1 sysctl.kernel.yama.ptrace_scope=3 may -> 3: a kernel command line "
      "that is made later\n");
  seen.stages.push_back({.kind = StageKind::kBootLoader, .file = "/etc/kernel/cmdline", .line = 1});
  EXPECT_EQ(shown(stages_of_image_settings(scratch.root(), seen)), "");
}

TEST(ImageSettings, Extensions) {
  const Scratch scratch;
  scratch.write("/var/lib/confexts/a/etc/sysctl.d/a.conf", "kernel.yama.ptrace_scope = 0\n");
  scratch.write("/var/lib/confexts/b.raw", "image");
  EXPECT_EQ(
      shown(stages_of_image_settings(scratch.root(), {})),
      "unexplained beside /var/lib/confexts/a/etc/sysctl.d/a.conf may: the extension a\n"
      "unexplained beside /var/lib/confexts/b.raw may: the extension b.raw, an image whose content is not read,\n");
}

}  // namespace
}  // namespace yama::writers
