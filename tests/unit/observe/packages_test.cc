// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/packages.h"

#include <gtest/gtest.h>

#include "observe/read_tree.h"
#include "support/scratch.h"

namespace yama {
namespace {

using test::Scratch;

Packages packages_in(const Scratch& scratch) {
  const auto tree = read_tree(scratch.root());
  Packages packages = read_packages(scratch.root(), *tree);
  read_owners(scratch.root(), *tree, packages);
  return packages;
}

std::string conffiles_in(const Scratch& scratch) {
  std::string text;
  for (const auto& [path, package] : packages_in(scratch).untouched_conffiles) {
    text += path + " of " + package + "\n";
  }
  return text;
}

constexpr const char* kLine = "kernel.yama.ptrace_scope = 1\n";

TEST(Packages, ConffilesAsTheyCame) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.d/10-ptrace.conf", kLine);
  scratch.write("/etc/sysctl.d/20 a b.conf", kLine);
  scratch.write("/etc/sysctl.d/30-changed.conf", kLine);
  scratch.write("/etc/sysctl.d/40-obsolete.conf", kLine);
  scratch.write("/etc/sysctl.d/50-other.conf", "vm.swappiness = 1\n");
  scratch.write("/var/lib/dpkg/status",
                "Package: base\nStatus: install ok installed\nVersion: 1\n\n"
                "Package: procps\nConffiles:\n"
                " /etc/sysctl.d/10-ptrace.conf 182bea007a5e565c4228f9933dc4fa8f\n"
                " /etc/sysctl.d/20 a b.conf 182bea007a5e565c4228f9933dc4fa8f\n"
                " /etc/sysctl.d/30-changed.conf 00000000000000000000000000000000\n"
                " /etc/sysctl.d/40-obsolete.conf 182bea007a5e565c4228f9933dc4fa8f obsolete\n"
                " /etc/sysctl.d/50-other.conf 00000000000000000000000000000000\n"
                "Description: x\n /etc/sysctl.d/30-changed.conf 182bea007a5e565c4228f9933dc4fa8f\n\n");
  EXPECT_EQ(conffiles_in(scratch), "/etc/sysctl.d/10-ptrace.conf of procps\n/etc/sysctl.d/20 a b.conf of procps\n");
}

TEST(Packages, WithoutDpkgNothingIsKnown) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.d/10-ptrace.conf", kLine);
  scratch.write("/usr/lib/sysctl.d/50-v.conf", kLine);
  EXPECT_EQ(conffiles_in(scratch), "");
  EXPECT_TRUE(packages_in(scratch).of_nobody.empty());
}

TEST(Packages, FilesOfNobody) {
  const Scratch scratch;
  scratch.write("/usr/lib/sysctl.d/50-package.conf", kLine);
  scratch.write("/usr/lib/sysctl.d/55-before-merge.conf", kLine);
  scratch.write("/usr/lib/sysctl.d/60-role.conf", kLine);
  scratch.write("/usr/lib/sysctl.d/65-diverted.conf", kLine);
  scratch.write("/usr/lib/sysctl.d/70-other-key.conf", "vm.swappiness = 1\n");
  scratch.write("/var/lib/dpkg/info/a.list", "/.\n/usr/lib/sysctl.d/50-package.conf\n");
  scratch.write("/var/lib/dpkg/info/b:amd64.list", "/.\n/lib/sysctl.d/55-before-merge.conf");
  scratch.write("/var/lib/dpkg/info/c.postinst", "/usr/lib/sysctl.d/60-role.conf\n");
  scratch.write("/var/lib/dpkg/info/d.list", "/usr/lib/sysctl.d/60-role.conf.old\n/x/usr/lib/sysctl.d/60-role.conf\n");
  scratch.write("/var/lib/dpkg/diversions", "/usr/lib/sysctl.d/65-diverted.conf\n/x\n:\n");
  const auto nobodys = packages_in(scratch).of_nobody;
  EXPECT_EQ(nobodys, (std::set<std::string, std::less<>>{"/usr/lib/sysctl.d/60-role.conf"}));
  scratch.directory("/var/lib/rpm");
  EXPECT_TRUE(packages_in(scratch).of_nobody.empty()) << "rpm may own it";
}

}  // namespace
}  // namespace yama
