// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/initrd/content.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "sysctl/predict.h"

namespace yama::initrd {
namespace {

Member file(std::string name, std::string content) {
  const std::uint64_t size = content.size();
  return {.name = std::move(name), .mode = S_IFREG | 0644U, .size = size, .content = std::move(content)};
}

Member link(std::string name, std::string target) {
  const std::uint64_t size = target.size();
  return {.name = std::move(name), .mode = S_IFLNK | 0777U, .size = size, .content = std::move(target)};
}

std::string entries(const Content& content) {
  std::string text;
  for (const auto& [path, entry] : content.tree().entries) {
    text += path + "=" + (entry.type == sysctl::EntryType::kFile ? entry.file : "none") + " ";
  }
  return text;
}

TEST(InitrdContent, FilesOfSettingsAndWhereLinksEnd) {
  Content content;
  content.add(file("/etc/sysctl.conf", "kernel.yama.ptrace_scope=3\n"));
  content.add(link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf"));
  content.add(link("/etc/sysctl.d/50-gone.conf", "/no/such"));
  content.add(link("/etc/sysctl.d/60-loop.conf", "60-loop.conf"));
  content.add(link("/lib", "usr/lib"));
  content.add(link("/etc/sysctl.d/70-far.conf", "/lib/sysctl.d/10-a.conf"));
  content.add(file("/usr/lib/sysctl.d/10-a.conf", "x=1\n"));
  content.add(file("/usr/lib/sysctl.d/README", "ptrace_scope"));
  EXPECT_EQ(entries(content),
            "/etc/sysctl.conf=/etc/sysctl.conf /etc/sysctl.d/50-gone.conf=none /etc/sysctl.d/60-loop.conf=none "
            "/etc/sysctl.d/70-far.conf=/usr/lib/sysctl.d/10-a.conf /etc/sysctl.d/99-sysctl.conf=/etc/sysctl.conf "
            "/usr/lib/sysctl.d/10-a.conf=/usr/lib/sysctl.d/10-a.conf ");
  EXPECT_EQ(content.tree().files.at("/etc/sysctl.conf").bytes, "kernel.yama.ptrace_scope=3\n");
}

TEST(InitrdContent, TheLoader) {
  Content content;
  EXPECT_FALSE(content.has_loader());
  content.add(link("/etc/systemd/systemd-sysctl", "x"));
  EXPECT_FALSE(content.has_loader());
  content.add(file("/usr/lib/systemd/systemd-sysctl", ""));
  EXPECT_TRUE(content.has_loader());
}

TEST(InitrdContent, MentionsInScriptsButNotInPrograms) {
  Content content;
  content.add(file("/scripts/init-top/yama", "#!/bin/sh\necho 3 > /proc/sys/kernel/yama/ptrace_scope\n"));
  content.add(file("/init", "#!/bin/sh\n"));
  content.add(file("/bin/gdb",
                   "\x7f"
                   "ELF ptrace_scope"));
  EXPECT_EQ(content.mentions(), std::vector<std::string>{"/scripts/init-top/yama"});
}

TEST(InitrdContent, ALaterMemberReplacesAnEarlierOne) {
  Content content;
  content.add(file("/etc/sysctl.conf", "1"));
  content.add(file("/etc/sysctl.conf", "2"));
  EXPECT_EQ(content.tree().files.at("/etc/sysctl.conf").bytes, "2");
}

TEST(InitrdContent, WantsSmallFilesAndAllSettings) {
  EXPECT_TRUE(Content::wants({.name = "/x", .mode = 0, .size = 1000, .content = {}}));
  EXPECT_FALSE(Content::wants({.name = "/x", .mode = 0, .size = 100000, .content = {}}));
  EXPECT_TRUE(Content::wants({.name = "/etc/sysctl.d/x.conf", .mode = 0, .size = 100000, .content = {}}));
  EXPECT_FALSE(Content::wants({.name = "/etc/sysctl.d/x.conf", .mode = 0, .size = 100000000, .content = {}}));
}

}  // namespace
}  // namespace yama::initrd
