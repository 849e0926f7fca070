// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/redact.h"

#include <gtest/gtest.h>

#include "loaders/generator.h"
#include "support/predictions.h"
#include "support/vectors.h"

namespace yama::sysctl {
namespace {

using namespace std::string_literals;

std::string shown(std::string_view bytes) { return redacted(bytes); }

/// Whether every byte stays.
bool stays(std::string_view bytes) { return redacted(bytes) == bytes; }

TEST(Redact, CommentsAndOtherKeysValues) {
  EXPECT_EQ(shown("# set by john.doe@acme.example\n\t # *\n;x\nvm.swappiness = 10\n"),
            "#\n\t #\n;\nvm.swappiness = 0\n");
  EXPECT_EQ(shown("kernel.domainname=acme.example \t\n-vm.a= 7 8"), "kernel.domainname=0 \t\n-vm.a= 0");
  EXPECT_EQ(shown("kernel.core_pattern = |/opt/acme/dump *?[%p\n"), "kernel.core_pattern = 0\n");
  EXPECT_EQ(shown("# kernel.yama.ptrace_scope = 1, says john\n"), "#\n") << "a comment to every loader";
  EXPECT_EQ(shown("vm.swappiness =\nvm.swappiness = \n-vm.swappiness\n"),
            "vm.swappiness =\nvm.swappiness = \n-vm.swappiness\n");
}

TEST(Redact, InterfacesAndWords) {
  EXPECT_EQ(shown("net.ipv4.conf.wg-acme.rp_filter = 1"), "net.ipv4.conf.xxxxxxx.rp_filter = 0");
  EXPECT_EQ(shown("/net/ipv6/conf/eth0.7/forwarding=1"), "/net/ipv6/conf/xxxxxx/forwarding=0");
  EXPECT_EQ(shown("-net.ipv6.neigh.eth0/7.mcast"), "-net.ipv6.neigh.xxxxxx.mcast");
  EXPECT_EQ(shown("net.ipv4.conf.all.rp_filter=1\nnet.ipv4.conf.rp_filter=1"),
            "net.ipv4.conf.all.rp_filter=0\nnet.ipv4.conf.rp_filter=0");
  EXPECT_EQ(shown("password: caf\xC3\xA9\nexport KEY=secret 1\n"), "xxxxxxxx: xxxxx\nxxxxxx xxx=xxxxxx x\n");
}

TEST(Redact, WhatMayConcernTheKeyStays) {
  EXPECT_TRUE(stays("kernel.yama.ptrace_scope = 1 # john"));
  EXPECT_TRUE(stays("KERNEL.YAMA.PTRACE-SCOPE = 1"));
  EXPECT_TRUE(stays("kernel.* = secret"));
  EXPECT_TRUE(stays("-net.ipv4.conf.acme?.rp_filter"));
  EXPECT_TRUE(stays("[acme]"));
  EXPECT_TRUE(stays("= kernel.yama.ptrace_scope = 1")) << "procps 3 skips the first sign";
  EXPECT_TRUE(stays("; kernel.yama.ptrace_scope = 1")) << "no comment to systemd 258";
  EXPECT_TRUE(stays("\v# kernel.yama.ptrace_scope = 1")) << "no comment to systemd";
  EXPECT_TRUE(stays("\xEF\xBB\xBF# kernel.yama.ptrace_scope = 1")) << "no comment to anyone";
}

TEST(Redact, LineEndsStay) {
  EXPECT_EQ(shown(""), "");
  EXPECT_EQ(shown("\n\r\n\n"), "\n\r\n\n");
  EXPECT_EQ(shown("# a\r\nvm.a = 1\r\nvm.b = 1\r"), "#\r\nvm.a = 0\r\nvm.b = 0\r");
  EXPECT_EQ(shown("\xEF\xBB\xBF# a\nvm.a = 1"), "\xEF\xBB\xBF#\nvm.a = 0");
  EXPECT_EQ(shown("# a\rvm.a = 1\0b\n"s), "#\rvm.a = 0\0x\n"s);
  EXPECT_TRUE(stays("# a\rkernel.yama.ptrace_scope = 1\n")) << "a comment to procps, a line of its own to systemd";
  EXPECT_TRUE(stays("# a\0 kernel.*\n"s));
  EXPECT_TRUE(stays("k\0e\0r\0n\0e\0l\0.\0y\0a\0m\0a\0"s)) << "UTF-16, as a person sees it";
}

TEST(Redact, LongLinesKeepTheirLength) {
  const std::string words(2000, 'a');
  EXPECT_EQ(shown("#" + words), std::string(2001, '#'));
  EXPECT_EQ(shown("vm.a = " + words + " \n"), "vm.a = " + std::string(2000, '0') + " \n");
  EXPECT_EQ(shown(words), std::string(2000, 'x'));
}

TEST(Redact, LoadersMakeTheSameOfRandomTrees) {
  constexpr std::uint64_t kTrees = 100;
  std::size_t redacted_files = 0;
  for (std::uint64_t seed = 1; seed <= kTrees; ++seed) {
    const Tree tree = loaders::generate(seed).files.tree({{"/opt/tree/a.conf", "ufw"}});
    const Tree less = redacted(tree);
    ASSERT_EQ(test::difference(tree, less, true), "") << "seed " << seed;
    for (const auto& [path, file] : tree.files) {
      redacted_files += less.files.at(path).bytes == file.bytes.view() ? 0U : 1U;
    }
  }
  EXPECT_GT(redacted_files, kTrees / 4) << "files in which something is left out";
}

TEST(Redact, LoadersMakeTheSameOfRecordedVectors) {
  for (const char* const name : {"loader_vectors.json", "regression_vectors.json"}) {
    for (const auto& vector : test::test_data(name).at("vectors").as_array()) {
      const Tree tree = test::tree_of(vector.as_object());
      EXPECT_EQ(test::difference(tree, redacted(tree), true), "") << vector.at("id");
    }
  }
}

}  // namespace
}  // namespace yama::sysctl
