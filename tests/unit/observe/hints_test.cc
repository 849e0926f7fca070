// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/hints.h"

#include <gtest/gtest.h>

#include "observe/read_tree.h"
#include "support/scratch.h"

namespace yama {
namespace {

using test::Scratch;

std::string hints_in(const Scratch& scratch) {
  std::string text;
  const auto tree = read_tree(scratch.root());
  for (const Hint& hint : read_hints(scratch.root(), *tree)) {
    text += hint.file + ":" + std::to_string(hint.line) + " " + hint.text + ": " + hint.hint + "\n";
  }
  return text;
}

constexpr const char* kLine = "# a comment about ptrace_scope\nkernel.yama.ptrace_scope = 2\n";

TEST(Hints, NamesThatNoLoaderReads) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.d/99-hardening", kLine);
  scratch.write("/etc/sysctl.d/98-old.conf.dpkg-bak", kLine);
  scratch.write("/etc/sysctl.d/97-read.conf", kLine);
  scratch.write("/etc/sysctl.d/README", kLine);
  scratch.write("/etc/sysctl.d/other.bak", "vm.swappiness = 1\n");
  scratch.write("/etc/sysctl.conf~", kLine);
  scratch.fifo("/etc/sysctl.d/fifo");
  EXPECT_EQ(hints_in(scratch),
            "/etc/sysctl.d/98-old.conf.dpkg-bak:2 kernel.yama.ptrace_scope = 2: a file that was set aside, which no "
            "loader reads\n"
            "/etc/sysctl.d/99-hardening:2 kernel.yama.ptrace_scope = 2: no loader reads this file, because its name "
            "does not end in .conf\n"
            "/etc/sysctl.conf~:2 kernel.yama.ptrace_scope = 2: a file that was set aside, which no loader reads\n");
}

TEST(Hints, LinesThatAreGluedTogether) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.d/70-glued.conf",
                "a = 1\nvm.swappiness = 10kernel.yama.ptrace_scope = 2\nb = 1 # kernel.yama.ptrace_scope = 1\n"
                "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(hints_in(scratch),
            "/etc/sysctl.d/70-glued.conf:2 vm.swappiness = 10kernel.yama.ptrace_scope = 2: this sets vm.swappiness to "
            "all the rest: a line end is missing before the second key\n");
}

TEST(Hints, TheSameDirectoryUnderTwoNames) {
  const Scratch scratch;
  scratch.write("/usr/lib/sysctl.d/a", kLine);
  scratch.link("/lib", "usr/lib");
  EXPECT_EQ(hints_in(scratch),
            "/usr/lib/sysctl.d/a:2 kernel.yama.ptrace_scope = 2: no loader reads this file, because its name does not "
            "end in .conf\n");
}

}  // namespace
}  // namespace yama
