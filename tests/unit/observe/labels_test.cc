// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/labels.h"

#include <gtest/gtest.h>
#include <sys/xattr.h>

#include <string>

#include "observe/read_tree.h"
#include "support/scratch.h"
#include "support/stages.h"

namespace yama::labels {
namespace {

using test::Scratch;

void label(const Scratch& scratch, std::string_view path, const std::string& label) {
  ASSERT_EQ(::setxattr(scratch.outside(path).c_str(), "security.selinux", label.c_str(), label.size() + 1, 0), 0);
}

std::string found(const Scratch& scratch, std::string_view command_line = "") {
  const auto tree = read_tree(scratch.root());
  EXPECT_TRUE(tree.ok());
  return test::shown(stages_of_labels(scratch.root(), *tree, command_line));
}

TEST(Labels, AFileThatWasMovedFromAHome) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  scratch.write("/etc/sysctl.d/60-b.conf", "kernel.yama.ptrace_scope = 1\n");
  scratch.write("/etc/sysctl.d/70-c.conf", "vm.swappiness = 1\n");
  label(scratch, "/etc/sysctl.d/50-a.conf", "unconfined_u:object_r:admin_home_t:s0");
  label(scratch, "/etc/sysctl.d/60-b.conf", "system_u:object_r:system_conf_t:s0");
  label(scratch, "/etc/sysctl.d/70-c.conf", "unconfined_u:object_r:user_tmp_t:s0");
  EXPECT_EQ(found(scratch), "") << "no SELinux";
  scratch.write("/etc/selinux/config", "# SELINUX=disabled\nSELINUX=enforcing\nSELINUXTYPE=targeted\n");
  EXPECT_EQ(found(scratch),
            "loader_service instead /etc/sysctl.d/50-a.conf unconfined_u:object_r:admin_home_t:s0 may: SELinux does "
            "not let systemd-sysctl read a file of "
            "the type admin_home_t: run restorecon /etc/sysctl.d/50-a.conf\n");
  EXPECT_EQ(found(scratch, "ro enforcing=0"), "");
  EXPECT_EQ(found(scratch, "ro selinux=0"), "");
  scratch.write("/etc/selinux/config", "SELINUX=permissive\n");
  EXPECT_EQ(found(scratch), "");
}

}  // namespace
}  // namespace yama::labels
