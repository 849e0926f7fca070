// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/test_vector.h"

#include <gtest/gtest.h>

#include "support/file_system.h"
#include "support/loaders.h"
#include "sysctl/loader_table.h"

namespace yama {
namespace {

/// "systemd: 252=- procps: 4.0.2=1 ".
std::string show(const Scopes& scopes) {
  std::string text;
  for (const sysctl::Loader loader : test::kBoth) {
    text.append(sysctl::row_of(loader).word).append(": ");
    for (const auto& [version, scope] : scopes[loader]) {
      text += version + "=" + (scope ? to_string(*scope) : "-") + " ";
    }
  }
  return text;
}

Observation host() {
  test::FileSystem files;
  files.file("/etc/sysctl.conf", "# acme\nkernel.yama.ptrace_scope = 1\n");
  files.file("/etc/sysctl.d/60-acme.conf", "kernel.yama.ptrace_scope = 2\n");
  Observation seen;
  seen.tree = files.tree();
  seen.loaders[test::kSystemd] = {.installed = true, .version = "252.39"};
  seen.loaders[test::kProcps] = {.installed = true, .version = {}};
  return seen;
}

TEST(TestVector, PredictsForTheNamedReleasesOrAll) {
  const Result<TestVector> vector = test_vector_of(host(), test::with_versions("252.39", ""), false);
  ASSERT_TRUE(vector.ok());
  EXPECT_EQ(show(vector->predicted), "systemd: 252.39=2 procps: 3.3.17=1 4.0.0=1 4.0.5=1 ");
  EXPECT_EQ(vector->installed[test::kSystemd].version, "252.39");
  EXPECT_EQ(vector->initial_scope, Scope{0});
  EXPECT_EQ(vector->program.substr(0, 12), "yama-ptrace ");
  EXPECT_EQ(vector->files.at("/etc/sysctl.conf").content, "#\nkernel.yama.ptrace_scope = 1\n");
  EXPECT_TRUE(vector->files.contains("/etc/sysctl.d/60-acme.conf"));
}

TEST(TestVector, BeginsWithWhatComesBeforeTheLoaders) {
  Observation seen = host();
  seen.stages.push_back({.kind = StageKind::kKernelCommandLine, .time = StageTime::kBefore, .value = Scope{3}});
  EXPECT_EQ(test_vector_of(seen, {}, false)->initial_scope, Scope{3});
  EXPECT_EQ(show(test_vector_of(seen, test::with_versions("252", "4.0.2"), false)->predicted),
            "systemd: 252=3 procps: 4.0.2=3 ");
}

TEST(TestVector, SaysWhereItDoesNotKnow) {
  Observation seen = host();
  seen.tree.entries["/etc/sysctl.d/60-acme.conf"].type = sysctl::EntryType::kUnreadable;
  EXPECT_EQ(show(test_vector_of(seen, test::with_versions("252", "4.0.2"), false)->predicted),
            "systemd: 252=- procps: 4.0.2=- ");
}

TEST(TestVector, NeutralNames) {
  const Result<TestVector> vector = test_vector_of(host(), {}, true);
  ASSERT_TRUE(vector.ok());
  EXPECT_TRUE(vector->files.contains("/etc/sysctl.d/60-001.conf"));
  EXPECT_FALSE(vector->files.contains("/etc/sysctl.d/60-acme.conf"));
  Observation seen = host();
  seen.tree.entries["/etc/sysctl.d/*.conf"] = {};
  EXPECT_FALSE(test_vector_of(seen, {}, true).ok());
  EXPECT_TRUE(test_vector_of(seen, {}, false).ok());
}

}  // namespace
}  // namespace yama
