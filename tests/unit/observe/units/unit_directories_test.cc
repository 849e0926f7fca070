// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/units/unit_directories.h"

#include <gtest/gtest.h>

#include "support/scratch.h"

namespace yama::units {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

TEST(UnitDirectories, TheStrongestFileOfAName) {
  const test::Scratch scratch;
  scratch.write("/usr/lib/systemd/system/a.service", "x");
  scratch.write("/usr/local/lib/systemd/system/a.service", "x");
  scratch.write("/usr/lib/systemd/system/b@.service", "x");
  const host::Root root = scratch.root();
  const UnitDirectories directories(root);
  EXPECT_EQ(directories.place_of("a.service"), "/usr/local/lib/systemd/system/a.service");
  EXPECT_EQ(directories.place_of("b@x.service"), "/usr/lib/systemd/system/b@.service");
  EXPECT_EQ(directories.place_of("c.service"), "");
}

TEST(UnitDirectories, Aliases) {
  const test::Scratch scratch;
  scratch.write("/usr/lib/systemd/system/a.service", "x");
  scratch.link("/etc/systemd/system/other.service", "/usr/lib/systemd/system/a.service");
  scratch.write("/opt/b.service", "x");
  scratch.link("/etc/systemd/system/linked.service", "/opt/b.service");
  const host::Root root = scratch.root();
  const UnitDirectories directories(root);
  EXPECT_EQ(directories.alias_of("other.service"), "a.service");
  EXPECT_EQ(directories.alias_of("a.service"), "");
  EXPECT_EQ(directories.alias_of("linked.service"), "");
}

TEST(UnitDirectories, DropInsOfAllNamesOfAUnit) {
  const test::Scratch scratch;
  scratch.write("/etc/systemd/system/foo-bar@.service.d/10.conf", "x");
  scratch.write("/usr/lib/systemd/system/foo-bar@x.service.d/10.conf", "x");
  scratch.write("/usr/lib/systemd/system/foo-.service.d/20.conf", "x");
  scratch.write("/usr/lib/systemd/system/service.d/05.conf", "x");
  scratch.write("/usr/lib/systemd/system/service.d/readme", "x");
  const host::Root root = scratch.root();
  const UnitDirectories directories(root);
  EXPECT_EQ(joined(directories.drop_ins_of({"foo-bar@x.service"})),
            "/usr/lib/systemd/system/service.d/05.conf /etc/systemd/system/foo-bar@.service.d/10.conf "
            "/usr/lib/systemd/system/foo-.service.d/20.conf");
  EXPECT_EQ(joined(directories.drop_ins_of({"bar.service"})), "/usr/lib/systemd/system/service.d/05.conf");
  EXPECT_EQ(joined(directories.drop_ins_of({"bar.socket"})), "");
}

}  // namespace
}  // namespace yama::units
