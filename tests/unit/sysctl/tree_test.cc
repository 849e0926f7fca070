// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/tree.h"

#include <gtest/gtest.h>

#include <string>

#include "support/file_system.h"

namespace yama::sysctl {
namespace {

/// "NAME=BYTES" of what can be read, "NAME?" of what cannot, a blank between them.
std::string shown(const Tree& tree) {
  std::string text;
  for (const auto& [name, entry] : tree.entries) {
    text += (text.empty() ? "" : " ") + name;
    text += entry.type == EntryType::kFile ? "=" + std::string(tree.files.at(entry.file).bytes) : "?";
  }
  return text;
}

TEST(Tree, AFileIsMadeUnderItsOwnName) {
  Tree tree;
  put_file(tree, "/etc/sysctl.d/a.conf", "x");
  EXPECT_EQ(shown(tree), "/etc/sysctl.d/a.conf=x");
  put_file(tree, "/etc/sysctl.d/a.conf", "y");
  EXPECT_EQ(shown(tree), "/etc/sysctl.d/a.conf=y");
}

TEST(Tree, AFileThatALinkLeadsToChangesUnderEveryName) {
  test::FileSystem files;
  files.file("/etc/sysctl.conf", "x");
  files.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  Tree tree = files.tree();
  put_file(tree, "/etc/sysctl.conf", "y");
  EXPECT_EQ(shown(tree), "/etc/sysctl.conf=y /etc/sysctl.d/99-sysctl.conf=y");
}

TEST(Tree, AFileBehindALinkGetsNoNameOfItsOwn) {
  test::FileSystem files;
  files.file("/opt/a.conf", "x");
  files.link("/etc/sysctl.d/a.conf", "/opt/a.conf");
  Tree tree = files.tree();
  put_file(tree, "/opt/a.conf", "y");
  EXPECT_EQ(shown(tree), "/etc/sysctl.d/a.conf=y");
}

TEST(Tree, LinksToAFileThatIsTakenAwayLeadNowhere) {
  test::FileSystem files;
  files.file("/etc/sysctl.conf", "x");
  files.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  Tree tree = files.tree();
  take_file(tree, "/etc/sysctl.conf");
  EXPECT_EQ(shown(tree), "/etc/sysctl.d/99-sysctl.conf?");
  EXPECT_EQ(tree.entries.at("/etc/sysctl.d/99-sysctl.conf").type, EntryType::kMissing);
}

}  // namespace
}  // namespace yama::sysctl
