// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/copies.h"

#include <gtest/gtest.h>

#include "support/file_system.h"
#include "support/plan_text.h"

namespace yama {
namespace {

using test::edits_of;
using test::seen_of;
using test::set_to;
using test::undone;

constexpr const char* kVendor = "/usr/lib/sysctl.d/55-hardening.conf";
constexpr const char* kCopy = "/etc/sysctl.d/55-hardening.conf";
constexpr const char* kHead =
    "# made by hardening.yama; state: absent removes it; hides /usr/lib/sysctl.d/55-hardening.conf\n";
constexpr const char* kOld =
    "# MD5 of what it hides: c3fea94659eba2cce1412bea0fde314e\n"
    "# commented out by hardening.yama: kernel.yama.ptrace_scope = 3\n";
constexpr const char* kNextRelease = "kernel.kptr_restrict = 2\nkernel.yama.ptrace_scope = 3\n";

/// A host on which `set 1 --vendor-files shadow` was run, and the vendor file as it is now.
test::FileSystem host(const std::string& vendor_now) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/50-admin.conf", "kernel.yama.ptrace_scope = 1\n");
  files.file(kCopy, std::string{kHead} + kOld);
  if (!vendor_now.empty()) {
    files.file(kVendor, vendor_now);
  }
  return files;
}

TEST(Copies, OfTheVendorFileAsItIsStay) {
  EXPECT_EQ(edits_of(seen_of(host("kernel.yama.ptrace_scope = 3\n")), set_to(Scope{1})), "");
}

TEST(Copies, AreBroughtUpToDateWithThePackagesNextRelease) {
  const Observation seen = seen_of(host(kNextRelease));
  EXPECT_EQ(edits_of(seen, set_to(Scope{1})), "/etc/sysctl.d/55-hardening.conf\n" + std::string{kHead} +
                                                  "# MD5 of what it hides: 782be82c0bbc5906ebee717179b3ea7a\n"
                                                  "kernel.kptr_restrict = 2\n"
                                                  "# commented out by hardening.yama: kernel.yama.ptrace_scope = 3\n");
  EXPECT_EQ(test::second_edits(seen, set_to(Scope{1})), "");
  EXPECT_EQ(undone(seen, set_to(Scope{1})), "/etc/sysctl.d/55-hardening.conf\n(gone)\n");
}

TEST(Copies, GoWhereTheVendorFileNeedsNoneAnyMore) {
  for (const std::string now : {"", "kernel.kptr_restrict = 2\n", "kernel.yama.ptrace_scope = 1\n"}) {
    EXPECT_EQ(edits_of(seen_of(host(now)), set_to(Scope{1})), "/etc/sysctl.d/55-hardening.conf\n(gone)\n") << now;
  }
}

TEST(Copies, ChangedByHandAreLeftAlone) {
  test::FileSystem files = host(kNextRelease);
  files.file(kCopy, std::string{kHead} + kOld + "vm.swappiness = 1\n");
  EXPECT_EQ(edits_of(seen_of(files), set_to(Scope{1})), "");
  EXPECT_EQ(copies::find(files.tree()).at(0).state, copies::State::kEdited);
}

TEST(Copies, StaleOnesAreHintedAt) {
  EXPECT_TRUE(copies::hints(host("kernel.yama.ptrace_scope = 3\n").tree()).empty());
  const auto hints = copies::hints(host(kNextRelease).tree());
  ASSERT_EQ(hints.size(), 1U);
  EXPECT_EQ(hints[0].file, kCopy);
  EXPECT_EQ(
      hints[0].hint,
      "stale: it hides /usr/lib/sysctl.d/55-hardening.conf, which has changed since; set the scope again to renew it");
}

TEST(Copies, StaleOnesAreUndoneWhole) {
  Request restore;
  restore.verb = Verb::kRestore;
  EXPECT_EQ(edits_of(seen_of(host(kNextRelease)), restore), "/etc/sysctl.d/55-hardening.conf\n(gone)\n");
}

}  // namespace
}  // namespace yama
