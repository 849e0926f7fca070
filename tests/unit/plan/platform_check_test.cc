// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/platform_check.h"

#include <gtest/gtest.h>

#include "support/file_system.h"
#include "support/plan_text.h"

namespace yama {
namespace {

using test::edits_of;
using test::seen_of;
using test::set_to;

TEST(PlatformCheck, ATransientEtcKeepsNothing) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/a.conf", "kernel.yama.ptrace_scope = 1\n");
  Observation seen = seen_of(files);
  seen.platform.etc_is_lost_by = "/etc is a tmpfs";
  EXPECT_EQ(edits_of(seen, set_to(Scope{1})), "") << "nothing is to be written";
  EXPECT_EQ(edits_of(seen, set_to(Scope{2})),
            "what is written into /etc is lost at the next boot: /etc is a tmpfs; set it in the image that the host is "
            "started from, with --root, or set the running kernel alone with persist: none; nothing was changed");
  Request runtime_only = set_to(Scope{2});
  runtime_only.persist = Persist::kNone;
  runtime_only.conflicts = Conflicts::kIgnore;
  EXPECT_EQ(edits_of(seen, runtime_only), "");
}

TEST(PlatformCheck, NothingIsWrittenIntoAStore) {
  test::FileSystem files;
  files.file("/nix/store/x-etc/60-nixos.conf", "kernel.yama.ptrace_scope = 0\n");
  files.link("/etc/sysctl.d/60-nixos.conf", "/nix/store/x-etc/60-nixos.conf");
  Observation seen = seen_of(files);
  Request edit = set_to(Scope{1});
  edit.vendor_files = VendorFiles::kEdit;
  EXPECT_EQ(edits_of(seen, edit),
            "a file to be changed is in a store, which only its package manager may write; change the system's own "
            "configuration instead; nothing was changed");
  seen.platform.generator = Platform::Generator::kNixos;
  EXPECT_EQ(edits_of(seen, edit),
            "this is NixOS, which makes these files from its own configuration: put "
            "boot.kernel.sysctl.\"kernel.yama.ptrace_scope\" = 1; into configuration.nix, as lib.mkForce 1 where "
            "another module sets it, and run nixos-rebuild switch; nothing was changed");
}

}  // namespace
}  // namespace yama
