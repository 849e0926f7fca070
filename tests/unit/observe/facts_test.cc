// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/facts.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "support/scratch.h"

namespace yama {
namespace {

using test::Scratch;

TEST(Facts, PlainHost) {
  const Scratch scratch;
  scratch.write("/proc/cmdline", "root=/dev/vda ro quiet maintenance\n");
  scratch.write("/proc/1/cmdline", std::string("/sbin/init\0splash\0", 18));
  scratch.directory("/run/systemd/system");
  const Facts facts = read_facts(scratch.root());
  EXPECT_EQ(facts.container, "");
  EXPECT_EQ(facts.command_line, "root=/dev/vda ro quiet maintenance");
  EXPECT_TRUE(facts.systemd);
}

TEST(Facts, Containers) {
  const auto kind = [](const std::string& path, const std::string& bytes) {
    const Scratch scratch;
    scratch.write(path, bytes);
    return read_facts(scratch.root()).container;
  };
  EXPECT_EQ(kind("/run/systemd/container", "systemd-nspawn\n"), "systemd-nspawn");
  EXPECT_EQ(kind("/run/host/container-manager", "lxc\n"), "lxc");
  EXPECT_EQ(kind("/proc/1/environ", std::string("HOME=/\0container=podman\0", 24)), "podman");
  EXPECT_EQ(kind("/proc/1/environ", std::string("xcontainer=podman\0", 18)), "");
  EXPECT_EQ(kind("/proc/1/environ", "container=oci"), "other");
  EXPECT_EQ(kind("/run/.containerenv", ""), "podman");
  EXPECT_EQ(kind("/.dockerenv", ""), "docker");
  EXPECT_EQ(kind("/proc/vz/version", ""), "openvz");
  EXPECT_EQ(kind("/etc/hostname", ""), "");
}

TEST(Facts, CommandLineOfAContainer) {
  const Scratch scratch;
  scratch.write("/run/systemd/container", "podman");
  scratch.write("/proc/cmdline", "the host's own\n");
  scratch.write("/proc/1/cmdline", std::string("/sbin/init\0maintenance\0", 23));
  EXPECT_EQ(read_facts(scratch.root()).command_line, "/sbin/init maintenance");
}

TEST(Facts, NotBootedWithSystemd) {
  const Scratch scratch;
  scratch.write("/run/systemd/system", "a file is no directory");
  EXPECT_FALSE(read_facts(scratch.root()).systemd);
}

}  // namespace
}  // namespace yama
