// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/neutral_names.h"

#include <gtest/gtest.h>

#include <iterator>
#include <vector>

#include "loaders/dice.h"
#include "loaders/generator.h"
#include "support/predictions.h"

namespace yama::sysctl {
namespace {

using namespace std::string_view_literals;

/// The new paths, and where they lead: "/etc/sysctl.d/60-001.conf\n/etc/sysctl.d/61-001.conf -> /opt/tree/1\n".
std::string shown(const test::FileSystem& files, const LoadedBy& loaded_by = {}) {
  const Result<Tree> tree = with_neutral_names(files.tree(loaded_by));
  if (!tree) {
    return tree.error().message;
  }
  std::string text;
  for (const auto& [path, entry] : tree->entries) {
    text += path + (entry.file == path ? "" : " -> " + entry.file) + "\n";
  }
  for (const auto& [path, by] : tree->loaded_by) {
    text.append(by).append(" loads ").append(path).append("\n");
  }
  return text;
}

TEST(NeutralNames, KnownNamesStayAndOthersAreNumbered) {
  test::FileSystem files;
  for (const char* const name :
       {"05-acme", "10-ptrace", "10-zz-acme", "60-acme", "60-berlin", "99-sysctl", "99-z", "zz"}) {
    files.file("/etc/sysctl.d/" + std::string(name) + ".conf", "");
  }
  EXPECT_EQ(shown(files),
            "/etc/sysctl.d/05-001.conf\n/etc/sysctl.d/10-ptrace.conf\n/etc/sysctl.d/10-ptrace_001.conf\n"
            "/etc/sysctl.d/60-001.conf\n/etc/sysctl.d/60-002.conf\n/etc/sysctl.d/99-sysctl.conf\n"
            "/etc/sysctl.d/99-sysctl_001.conf\n/etc/sysctl.d/99-sysctl_002.conf\n");
}

TEST(NeutralNames, ShadowsHiddenNamesLinksAndOtherPlaces) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/.acme.conf", "");
  files.file("/etc/sysctl.d/+acme.conf", "");
  files.file("/etc/sysctl.d/acme.conf", "");
  files.file("/usr/lib/sysctl.d/acme.conf", "");
  files.link("/etc/sysctl.d/b.conf", "/srv/acme/b");
  files.file("/srv/acme/b", "");
  files.file("/etc/sysctl.conf", "");
  files.file("/etc/acme.conf", "");
  EXPECT_EQ(
      shown(files, {{"/etc/acme.conf", "ufw"}}),
      "/etc/sysctl.conf\n/etc/sysctl.d/-001.conf\n/etc/sysctl.d/.001.conf\n/etc/sysctl.d/0-001.conf\n"
      "/etc/sysctl.d/0-002.conf -> /opt/tree/2\n/opt/tree/1\n/usr/lib/sysctl.d/0-001.conf\nufw loads /opt/tree/1\n");
}

TEST(NeutralNames, APatternCannotBeHidden) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/50-[ab].conf", "");
  EXPECT_EQ(shown(files),
            "file names cannot be hidden: to procps '50-[ab].conf' is a pattern, which stands for other names");
}

/// A name near those that are hard to number between.
std::string random_name(loaders::Dice& dice) {
  const std::string known =
      dice.pick({"10-ptrace"sv, "10-network-security"sv, "50-default"sv, "50-pid-max"sv, "60-libvirtd"sv,
                 "60-qemu-postcopy-migration"sv, "99-sysctl"sv, "local"sv, "protect-links"sv, "zz-yama-ptrace"sv});
  if (dice.one_in(4)) {
    return known + ".conf";
  }
  std::string name = dice.one_in(2) ? known.substr(0, dice.roll(known.size())) : "";
  for (std::size_t length = dice.roll(4); length > 0; --length) {
    name += dice.pick({"0"sv, "1"sv, "5"sv, "6"sv, "9"sv, "-"sv, "_"sv, "."sv, "+"sv, "~"sv, " "sv, "A"sv, "a"sv, "z"sv,
                       "\xC3\xA9"sv, "\xFF"sv, "\n"sv});
  }
  return name + ".conf";
}

TEST(NeutralNames, OrderIsKept) {
  loaders::Dice dice(1);
  for (int round = 0; round < 500; ++round) {
    Tree tree;
    for (std::size_t names = dice.one_in(50) ? 1500 : dice.roll(30); names > 0; --names) {
      const std::string path = "/etc/sysctl.d/" + random_name(dice);
      tree.entries.emplace(path, Entry{.type = EntryType::kFile, .file = path, .reason = {}});
      tree.files.emplace(path, File{.bytes = path});  // tells which is which
    }
    const Result<Tree> renamed = with_neutral_names(tree);
    ASSERT_TRUE(renamed.ok()) << renamed.error().message;
    std::vector<std::string> order;
    for (const auto& [path, entry] : renamed->entries) {
      order.emplace_back(renamed->files.at(entry.file).bytes.view());
      EXPECT_EQ(order.back().starts_with("/etc/sysctl.d/."), path.starts_with("/etc/sysctl.d/.")) << order.back();
      EXPECT_TRUE(path.ends_with(".conf"));
    }
    std::vector<std::string> wanted;
    for (const auto& [path, entry] : tree.entries) {
      wanted.push_back(path);
    }
    ASSERT_EQ(order, wanted) << "round " << round;
  }
}

TEST(NeutralNames, AThousandFilesOfOneNumber) {
  test::FileSystem files;
  for (int i = 1000; i < 2001; ++i) {
    files.file("/etc/sysctl.d/60-acme" + std::to_string(i) + ".conf", "");
  }
  const std::string names = shown(files);
  EXPECT_EQ(names.substr(0, names.find('\n')), "/etc/sysctl.d/60-0001.conf");
  EXPECT_TRUE(names.ends_with("/etc/sysctl.d/60-1001.conf\n")) << names;
}

TEST(NeutralNames, LoadersMakeTheSameOfRandomTrees) {
  constexpr std::uint64_t kTrees = 200;
  std::uint64_t renamed_trees = 0;
  for (std::uint64_t seed = 1; seed <= kTrees; ++seed) {
    const Tree tree = loaders::generate(seed).files.tree({{"/opt/tree/a.conf", "ufw"}});
    if (const Result<Tree> renamed = with_neutral_names(tree)) {
      ASSERT_EQ(test::difference(tree, *renamed, false), "") << "seed " << seed;
      ++renamed_trees;
    }
  }
  EXPECT_GT(renamed_trees, kTrees / 2) << "trees without a name that is a pattern";
}

}  // namespace
}  // namespace yama::sysctl
