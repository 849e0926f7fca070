// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/layout.h"

#include <gtest/gtest.h>

#include "support/file_system.h"

namespace yama::sysctl {
namespace {

std::string shown(const Layout& layout) {
  std::string text;
  for (const auto& [path, node] : layout) {
    switch (node.type) {
      case Node::Type::kDirectory:
        text += path + "/\n";
        break;
      case Node::Type::kFile:
        text += path + ": " + node.content + "\n";
        break;
      case Node::Type::kLink:
        text += path + " -> " + node.content + "\n";
        break;
      case Node::Type::kSpecial:
        text += path + " special\n";
        break;
      case Node::Type::kUnreadable:
        text += path + " unreadable\n";
        break;
    }
  }
  return text;
}

TEST(Layout, EachTypeOfName) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/10-file.conf", "a");
  files.directory("/etc/sysctl.d/20-directory.conf");
  files.link("/etc/sysctl.d/30-missing.conf", "/etc/lost");
  files.special("/etc/sysctl.d/40-special.conf");
  files.link("/etc/sysctl.d/50-empty.conf", "/dev/null");
  files.unreadable("/etc/sysctl.d/60-unreadable.conf");
  files.link("/etc/sysctl.d/70-broken.conf", "10-file.conf/x");
  files.link("/etc/sysctl.d/80-link.conf", "../link");
  files.link("/etc/link", "/srv/target");
  files.file("/srv/target", "b");
  Tree tree = files.tree();
  tree.blocked.insert("/run/sysctl.d");
  EXPECT_EQ(shown(layout_of(tree)),
            "/etc/sysctl.d/10-file.conf: a\n"
            "/etc/sysctl.d/20-directory.conf/\n"
            "/etc/sysctl.d/30-missing.conf -> /nonexistent\n"
            "/etc/sysctl.d/40-special.conf special\n"
            "/etc/sysctl.d/50-empty.conf -> /dev/null\n"
            "/etc/sysctl.d/60-unreadable.conf unreadable\n"
            "/etc/sysctl.d/70-broken.conf -> /etc/sysctl.d/70-broken.conf\n"
            "/etc/sysctl.d/80-link.conf -> /srv/target\n"
            "/run/sysctl.d: \n"
            "/srv/target: b\n");
}

TEST(Layout, ABlockedDirectoryMayBeAFileThatALinkLeadsTo) {
  test::FileSystem files;
  files.file("/run/sysctl.d", "kernel.yama.ptrace_scope = 1");
  files.link("/etc/sysctl.d/10-a.conf", "/run/sysctl.d");
  Tree tree = files.tree();
  tree.blocked.insert("/run/sysctl.d");
  EXPECT_EQ(shown(layout_of(tree)),
            "/etc/sysctl.d/10-a.conf -> /run/sysctl.d\n/run/sysctl.d: kernel.yama.ptrace_scope = 1\n");
}

}  // namespace
}  // namespace yama::sysctl
