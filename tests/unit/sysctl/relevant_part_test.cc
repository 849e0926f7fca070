// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/relevant_part.h"

#include <gtest/gtest.h>

#include "support/file_system.h"
#include "sysctl/predict.h"

namespace yama::sysctl {
namespace {

using namespace std::string_literals;

bool matters(std::string_view bytes) { return may_concern(bytes, kPtraceScope); }

TEST(Essence, WhatCanMatterToTheKey) {
  EXPECT_TRUE(matters("kernel/yama/ptrace_scope=1"));
  EXPECT_TRUE(matters("# kernel.yama.ptrace_scope = 1")) << "the word is enough";
  EXPECT_TRUE(matters("a = 1\nkernel.* = 0\n"));
  EXPECT_TRUE(matters("kernel.yama.ptrace_scop? = 0\n"));
  EXPECT_TRUE(matters("[kernel]\n"));
  EXPECT_TRUE(matters("# a * \rkernel.* = 0\n")) << "a CR ends a line for systemd";
  EXPECT_TRUE(matters("# a *\0*.yama.p = 0"s));
  EXPECT_TRUE(matters("; * is no comment to systemd since 258"));
  EXPECT_TRUE(matters(std::string(std::size_t{1} << 20, 'x')));
}

TEST(Essence, WhatCannot) {
  EXPECT_FALSE(matters(""));
  EXPECT_FALSE(matters("vm.swappiness = 1\n"));
  EXPECT_FALSE(matters("# see net.ipv4.conf.* and what [root] said?\n \t#*#*#*\nvm.swappiness = 1"));
  EXPECT_FALSE(matters("#" + std::string(500000, '*') + "\n"));
}

TEST(Essence, KeepsWhatShadows) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/10-a.conf", "vm.swappiness = 1\n");
  files.file("/etc/sysctl.d/20-b.conf", "vm.swappiness = 1\n");
  files.link("/etc/sysctl.d/30-c.conf", "/dev/null");
  files.file("/usr/lib/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 1\n");
  Tree tree = files.tree();
  for (auto& [path, file] : tree.files) {
    file.concerns_key = matters(file.bytes);
  }
  tree.credential = "/run/credentials/@system/sysctl.extra";
  EXPECT_EQ(relevant_part(tree).credential, tree.credential);
  std::string entries;
  for (const auto& [path, entry] : relevant_part(tree).entries) {
    entries += path + " ";
  }
  EXPECT_EQ(entries, "/etc/sysctl.d/10-a.conf /etc/sysctl.d/30-c.conf /usr/lib/sysctl.d/10-a.conf ");
}

}  // namespace
}  // namespace yama::sysctl
