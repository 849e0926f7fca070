// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/own_places.h"

#include <gtest/gtest.h>

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
                "note: /usr/lib/sysctl.d/99-yama-ptrace.conf:1 belongs to a package: it was left as it is and is "
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
                "note: /usr/lib/sysctl.d/50-v.conf:1 belongs to a package: it was left as it is and is shadowed\n"
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
