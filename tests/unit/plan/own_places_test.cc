// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/own_places.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"
#include "support/file_system.h"
#include "support/plan_text.h"

namespace yama {
namespace {

constexpr const char* kNewFile =
    "# made by hardening.yama; state: absent removes it\n"
    "# set by hardening.yama:\n"
    "kernel.yama.ptrace_scope = 1\n";

using test::edits_of;
using test::seen_of;
using test::set_to;

TEST(OwnPlaces, ANameThatAPackageHasIsNotTaken) {
  test::FileSystem files;
  files.file("/usr/lib/sysctl.d/99-yama-ptrace.conf", "kernel.yama.ptrace_scope = 0\nkernel.kptr_restrict = 2\n");
  EXPECT_EQ(edits_of(seen_of(files), set_to(Scope{1})),
            std::string{"/etc/sysctl.d/99-yama-ptrace2.conf\n"} + kNewFile +
                "note: /usr/lib/sysctl.d/99-yama-ptrace.conf:1 is in a folder of packages: it was left as it is and is "
                "outranked\n");
}

TEST(OwnPlaces, ANameIsTakenWhateverIsInTheFile) {
  for (const std::string directory : {"/run/sysctl.d/", "/usr/local/lib/sysctl.d/", "/usr/lib/sysctl.d/"}) {
    test::FileSystem files;
    files.file(directory + "99-yama-ptrace.conf", "kernel.kptr_restrict = 2\n");
    files.file(directory + "99-yama-ptrace2.conf", "");
    EXPECT_EQ(edits_of(seen_of(files), set_to(Scope{1})),
              std::string{"/etc/sysctl.d/99-yama-ptrace3.conf\n"} + kNewFile);
  }
}

TEST(OwnPlaces, AFileOfAnOlderReleaseThatShadowsIsMoved) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/99-yama-ptrace.conf", kNewFile);
  files.file("/usr/lib/sysctl.d/99-yama-ptrace.conf", "kernel.kptr_restrict = 2\n");
  EXPECT_EQ(edits_of(seen_of(files), set_to(Scope{1})), std::string{"/etc/sysctl.d/99-yama-ptrace2.conf\n"} + kNewFile +
                                                            "/etc/sysctl.d/99-yama-ptrace.conf\n(gone)\n");
}

TEST(OwnPlaces, ANamedFileMayShadowAndThatIsSaid) {
  test::FileSystem files;
  files.file("/usr/lib/sysctl.d/50-v.conf", "kernel.yama.ptrace_scope = 0\nkernel.kptr_restrict = 2\n");
  Request named = set_to(Scope{1});
  named.sysctl_file = "/etc/sysctl.d/50-v.conf";
  EXPECT_EQ(edits_of(seen_of(files), named),
            std::string{"/etc/sysctl.d/50-v.conf\n"} + kNewFile +
                "note: /usr/lib/sysctl.d/50-v.conf:1 is in a folder of packages: it was left as it is and is shadowed\n"
                "note: sysctl_file /etc/sysctl.d/50-v.conf shadows /usr/lib/sysctl.d/50-v.conf: no loader reads its "
                "other settings any more; choose another name if they are needed\n");
}

TEST(OwnPlaces, TwoNamesOfOneFileDoNotShadowEachOther) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/a.conf", "");
  files.link("/usr/lib/sysctl.d/a.conf", "/etc/sysctl.d/a.conf");
  EXPECT_EQ(shadowed_by(files.tree(), "/etc/sysctl.d/a.conf"), "");
}

TEST(OwnPlaces, WhatIsInRunMayComeBack) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/50-admin.conf", "kernel.yama.ptrace_scope = 1\n");
  files.file("/run/sysctl.d/zzz-service.conf", "kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(edits_of(seen_of(files), set_to(Scope{1})),
            std::string{"/etc/sysctl.d/zzz-yama-ptrace.conf\n"} + kNewFile +
                "/run/sysctl.d/zzz-service.conf\n# commented out by hardening.yama: kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(test::second_edits(seen_of(files), set_to(Scope{1})), "");
}

/// A host whose init has busybox load settings by a script.
Observation run_by_script(const test::FileSystem& files, const std::string& build) {
  using Start = InstalledLoader::Start;
  Observation seen = seen_of(files);
  seen.systemd_is_init = false;
  for (const sysctl::Loader loader : sysctl::kLoaders) {
    seen.loaders[loader] = {.start = Start::kNever};
  }
  seen.loaders[sysctl::Loader::kBusybox] = {.installed = true, .version = build, .start = Start::kAtBoot};
  return seen;
}

TEST(OwnPlaces, WhereEtcSysctlConfIsAllThatIsRead) {
  const Observation seen = run_by_script({}, "1.36.1 conf");
  EXPECT_EQ(edits_of(seen, set_to(Scope{1})), std::string{"/etc/sysctl.conf\n"} + kNewFile);
  EXPECT_EQ(test::second_edits(seen, set_to(Scope{1})), "");
  EXPECT_EQ(test::undone(seen, set_to(Scope{1})), "/etc/sysctl.conf\n(gone)\n");
}

TEST(OwnPlaces, WhereVendorFilesComeAfterEtc) {
  test::FileSystem files;
  files.file("/usr/lib/sysctl.d/10-vendor.conf", "kernel.yama.ptrace_scope = 0\n");
  files.file("/etc/sysctl.conf", "# local settings\n");
  EXPECT_EQ(
      edits_of(run_by_script(files, "1.36.1 alpine2017"), set_to(Scope{1})),
      "/etc/sysctl.conf\n# local settings\n# set by hardening.yama:\nkernel.yama.ptrace_scope = 1\n"
      "note: /usr/lib/sysctl.d/10-vendor.conf:1 is in a folder of packages: it was left as it is and is outranked\n");
  EXPECT_EQ(edits_of(run_by_script(files, "1.36.1 alpine"), set_to(Scope{1})),
            std::string{"/etc/sysctl.d/99-yama-ptrace.conf\n"} + kNewFile +
                "note: /usr/lib/sysctl.d/10-vendor.conf:1 is in a folder of packages: it was left as it is and is "
                "outranked\n");
}

TEST(OwnPlaces, ALockInRunThatMayComeBackIsSaid) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/50-admin.conf", "kernel.yama.ptrace_scope = 1\n");
  files.file("/run/sysctl.d/a-service.conf", "kernel.yama.ptrace_scope = 3\n");
  EXPECT_EQ(edits_of(seen_of(files), set_to(Scope{1})),
            "/run/sysctl.d/a-service.conf\n# commented out by hardening.yama: kernel.yama.ptrace_scope = 3\n"
            "note: if something makes the files in /run again, systemd writes 3 on the way, which locks the "
            "kernel at the next boot: find out what writes them and change it there\n");
}

}  // namespace
}  // namespace yama
