// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned.h"

#include <gtest/gtest.h>

#include "observe/read_tree.h"
#include "support/scratch.h"
#include "support/stages.h"

namespace yama::tuned {
namespace {

using test::Scratch;

std::string stage(const Scratch& scratch) {
  const auto tuned = read_tuned(scratch.root());
  const auto found = tuned ? stage_of(*tuned, read_tree(scratch.root()).value()) : std::nullopt;
  return found ? test::shown({*found}) : "";
}

/// A host whose active profile includes another.
class TunedHost {
 public:
  TunedHost() {
    scratch.write("/etc/tuned/active_profile", "mine\n");
    scratch.write("/usr/lib/systemd/system/tuned.service", "[Service]\nExecStart=/usr/sbin/tuned -l -P\n");
    release("2", "28");
    scratch.link("/etc/systemd/system/multi-user.target.wants/tuned.service", "/usr/lib/systemd/system/tuned.service");
    scratch.write("/usr/lib/tuned/profiles/throughput-performance/tuned.conf",
                  "[main]\nsummary=x\n[sysctl]\nvm.swappiness=10\n");
    profile("include=throughput-performance\n", "");
  }
  void profile(const std::string& main, const std::string& settings) const {
    write("[main]\n" + main + "[sysctl]\n" + settings);
  }
  void write(const std::string& text) const { scratch.write("/etc/tuned/profiles/mine/tuned.conf", text); }
  void release(const std::string& major, const std::string& minor) const {
    scratch.write("/usr/lib/python3/dist-packages/tuned/version.py",
                  "TUNED_VERSION_MAJOR = " + major + "\nTUNED_VERSION_MINOR = " + minor + "\n");
  }
  Scratch scratch;
};

TEST(Tuned, NotSetUp) {
  const Scratch scratch;
  EXPECT_FALSE(read_tuned(scratch.root()).has_value());
}

TEST(Tuned, SaysNothingOfTheKey) {
  const TunedHost host;
  EXPECT_EQ(stage(host.scratch), "");
}

TEST(Tuned, ProfileSetsIt) {
  const TunedHost host;
  host.profile("include=throughput-performance\n", "kernel.yama.ptrace_scope = \"2\"  # why\n");
  EXPECT_EQ(
      stage(host.scratch),
      "tuned after /etc/tuned/profiles/mine/tuned.conf:4 kernel.yama.ptrace_scope = \"2\"  # why -> 2: tuned's profile "
      "mine\n");
}

TEST(Tuned, IncludedProfileSetsIt) {
  const TunedHost host;
  host.scratch.write("/usr/lib/tuned/profiles/base/tuned.conf", "[yama]\ntype=sysctl\nkernel.yama.ptrace_scope=2\n");
  host.profile("include=-gone, base\n", "");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /usr/lib/tuned/profiles/base/tuned.conf:3 kernel.yama.ptrace_scope=2 -> 2: tuned's profile "
            "base\n");
  host.profile("include=base\n", "kernel.yama.ptrace_scope=1\n");
  EXPECT_EQ(
      stage(host.scratch),
      "tuned after /etc/tuned/profiles/mine/tuned.conf:4 kernel.yama.ptrace_scope=1 -> 1: tuned's profile mine\n");
}

TEST(Tuned, LoadsFilesAgainWithoutVendorFiles) {
  const TunedHost host;
  host.profile("", "kernel.yama.ptrace_scope=0\n");
  host.scratch.write("/usr/lib/sysctl.d/99-a.conf", "kernel.yama.ptrace_scope=2\n");
  host.scratch.write("/etc/sysctl.d/10-c.conf", "kernel.yama.ptrace_scope = 1\n*.ptrace_scope = 2\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/sysctl.d/10-c.conf:1 kernel.yama.ptrace_scope = 1 -> 1: tuned, which loads the files of "
            "/etc again,\n");
  host.scratch.write("/etc/sysctl.conf", "; comment\nkernel.yama.ptrace_scope=2\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/sysctl.conf:2 kernel.yama.ptrace_scope=2 -> 2: tuned, which loads the files of /etc "
            "again,\n");
  host.scratch.write("/etc/tuned/tuned-main.conf", "# comment\nreapply_sysctl = 0\n");
  EXPECT_EQ(
      stage(host.scratch),
      "tuned after /etc/tuned/profiles/mine/tuned.conf:3 kernel.yama.ptrace_scope=0 -> 0: tuned's profile mine\n");
}

TEST(Tuned, AFileInRunMayBeThereAtBoot) {
  const TunedHost host;
  host.profile("", "kernel.yama.ptrace_scope=1\n");
  host.scratch.write("/run/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope=2\n");
  host.scratch.write("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/sysctl.d/10-a.conf:1 kernel.yama.ptrace_scope=0 may: tuned, which loads the files of "
            "/etc again,\n");
}

TEST(Tuned, LocksOnTheWay) {
  const TunedHost host;
  host.profile("", "kernel.yama.ptrace_scope=3\n");
  host.scratch.write("/etc/sysctl.conf", "kernel.yama.ptrace_scope=1\n");
  EXPECT_EQ(
      stage(host.scratch),
      "tuned after /etc/tuned/profiles/mine/tuned.conf:3 kernel.yama.ptrace_scope=3 -> 3: tuned's profile mine\n");
}

TEST(Tuned, NotEnabled) {
  const Scratch scratch;
  scratch.write("/etc/tuned/active_profile", "a\n");
  scratch.write("/usr/lib/tuned/profiles/a/tuned.conf", "[sysctl]\nkernel.yama.ptrace_scope=1\n");
  EXPECT_EQ(stage(scratch),
            "tuned after /usr/lib/tuned/profiles/a/tuned.conf:2 kernel.yama.ptrace_scope=1 inactive -> 1: tuned's "
            "profile a\n");
}

TEST(Tuned, WhatOnlyTunedCanTell) {
  const TunedHost host;
  host.profile("", "kernel.yama.ptrace_scope=${f:exec:cat:/etc/scope}\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/profiles/mine/tuned.conf:3 kernel.yama.ptrace_scope=${f:exec:cat:/etc/scope} may: "
            "tuned's profile mine\n");
  host.profile("include=gone\n", "");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/active_profile:1 may: tuned (it does not find all of its profiles)\n");
  host.profile("include=${f:exec:which}\n", "");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/profiles/mine/tuned.conf:2 may: tuned (the profile mine includes what only tuned "
            "can tell)\n");
  host.write("[sysctl]\nkernel.yama.ptrace_scope 1\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/profiles/mine/tuned.conf:2 may: tuned (the profile mine has a line that tuned "
            "refuses)\n");
}

TEST(Tuned, Variables) {
  const TunedHost host;
  host.scratch.write("/etc/tuned/mine-variables.conf", "# comment\nscope = 2\n");
  host.write(
      "[variables]\ninclude=/etc/tuned/mine-variables.conf\nname=${scope}\n[sysctl]\n"
      "kernel.yama.ptrace_scope=\"${name}\"\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/profiles/mine/tuned.conf:5 kernel.yama.ptrace_scope=\"${name}\" -> 2: tuned's "
            "profile mine\n");
  host.profile("", "kernel.yama.ptrace_scope=${nobody}\n");
  EXPECT_EQ(stage(host.scratch), "") << "the kernel refuses the text";
}

TEST(Tuned, AVirtualMachineMayHaveAnotherProfile) {
  const TunedHost host;
  host.scratch.write("/usr/lib/tuned/profiles/guest/tuned.conf", "[sysctl]\nkernel.yama.ptrace_scope=0\n");
  host.profile("include=${f:virt_check:guest:throughput-performance}\n", "");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /usr/lib/tuned/profiles/guest/tuned.conf:2 kernel.yama.ptrace_scope=0 may -> 0: tuned's "
            "profile guest\n");
}

TEST(Tuned, AProfileThatOnlyAVirtualMachineFinds) {
  const TunedHost host;
  host.scratch.write("/usr/lib/tuned/profiles/guest/tuned.conf", "[sysctl]\nkernel.yama.ptrace_scope=0\n");
  host.profile("include=${f:virt_check:guest:gone}\n", "");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /usr/lib/tuned/profiles/guest/tuned.conf:2 kernel.yama.ptrace_scope=0 may: tuned's profile "
            "guest\n");
}

TEST(Tuned, ASlashIsADotOfTheNameSince222) {
  const TunedHost host;
  host.scratch.write("/etc/sysctl.d/99-admin.conf", "kernel/yama/ptrace_scope=1\n");
  host.profile("", "kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(
      stage(host.scratch),
      "tuned after /etc/tuned/profiles/mine/tuned.conf:3 kernel.yama.ptrace_scope=0 -> 0: tuned's profile mine\n");
  host.profile("", "kernel/yama/ptrace_scope=0\n");
  EXPECT_EQ(stage(host.scratch), "");
  host.release("2", "21");
  host.scratch.write("/etc/tuned/mine/tuned.conf", "[sysctl]\nkernel/yama/ptrace_scope=0\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/sysctl.d/99-admin.conf:1 kernel/yama/ptrace_scope=1 -> 1: tuned, which loads the files "
            "of /etc again,\n");
}

TEST(Tuned, OfAnUnknownReleaseThoseThatFindTheProfileCount) {
  const TunedHost host;
  host.release("", "");
  host.scratch.write("/etc/sysctl.d/99-admin.conf", "kernel/yama/ptrace_scope=1\n");
  host.profile("", "kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/profiles/mine/tuned.conf:3 kernel.yama.ptrace_scope=0 -> 0: tuned's profile mine\n")
      << "in /etc/tuned/profiles since 2.23";
  host.scratch.write("/etc/tuned/tuned-main.conf", "reapply_sysctl_exclude=kernel.yama.*\n");
  host.scratch.write("/etc/sysctl.d/99-admin.conf", "kernel.yama.ptrace_scope=1\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/profiles/mine/tuned.conf:3 kernel.yama.ptrace_scope=0 may: tuned's profile mine\n")
      << "2.26 does not know the option";
}

TEST(Tuned, ExcludedKeysAreNotLoadedAgain) {
  const TunedHost host;
  host.profile("", "kernel.yama.ptrace_scope=0\n");
  host.scratch.write("/etc/sysctl.d/99-admin.conf", "kernel.yama.ptrace_scope=1\n");
  host.scratch.write("/etc/tuned/tuned-main.conf", "reapply_sysctl_exclude = vm.*; kernel.[x-z]ama.*\n");
  EXPECT_EQ(
      stage(host.scratch),
      "tuned after /etc/tuned/profiles/mine/tuned.conf:3 kernel.yama.ptrace_scope=0 -> 0: tuned's profile mine\n");
  host.release("2", "26");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/sysctl.d/99-admin.conf:1 kernel.yama.ptrace_scope=1 -> 1: tuned, which loads the files "
            "of /etc again,\n");
}

TEST(Tuned, A3OnTheWayLocksUntil228) {
  const TunedHost host;
  host.profile("", "vm.swappiness=1\n");
  host.scratch.write("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope=3\n");
  host.scratch.write("/etc/sysctl.d/20-b.conf", "kernel.yama.ptrace_scope=1\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/sysctl.d/20-b.conf:1 kernel.yama.ptrace_scope=1 -> 1: tuned, which loads the files of "
            "/etc again,\n");
  host.release("2", "27");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/sysctl.d/10-a.conf:1 kernel.yama.ptrace_scope=3 -> 3: tuned, which loads the files of "
            "/etc again,\n");
}

TEST(Tuned, ModifiersOnlyRaiseOrLower) {
  const TunedHost host;
  host.scratch.write("/etc/tuned/tuned-main.conf", "reapply_sysctl=0\n");
  host.profile("", "kernel.yama.ptrace_scope=>1\n");
  const auto tuned = read_tuned(host.scratch.root());
  const auto found = stage_of(*tuned, read_tree(host.scratch.root()).value());
  EXPECT_EQ(
      test::shown({*found}),
      "tuned after /etc/tuned/profiles/mine/tuned.conf:3 kernel.yama.ptrace_scope=>1 -> 1: tuned's profile mine\n");
  EXPECT_EQ(found->leaves, (std::vector<Scope>{Scope::kAdminOnly}));
}

TEST(Tuned, SectionsAreReplacedSwitchedOffAndDropped) {
  const TunedHost host;
  host.scratch.write("/usr/lib/tuned/profiles/base/tuned.conf",
                     "[sysctl]\nkernel.yama.ptrace_scope=0\n[yama]\ntype=sysctl\nkernel.yama.ptrace_scope=2\n");
  host.write("[main]\ninclude=base\n[sysctl]\nreplace=1\nvm.swappiness=1\n[yama]\nenabled=false\ntype=sysctl\n");
  EXPECT_EQ(stage(host.scratch), "");
  host.write("[main]\ninclude=base\n[sysctl]\ndrop=kernel.yama.ptrace_scope\n[yama]\n");
  EXPECT_EQ(stage(host.scratch), "") << "without type, [yama] is of type yama";
  host.write("[main]\ninclude=base\n[sysctl]\npriority=1\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /usr/lib/tuned/profiles/base/tuned.conf:2 kernel.yama.ptrace_scope=0 -> 0: tuned's profile "
            "base\n");
  host.release("2", "25");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /usr/lib/tuned/profiles/base/tuned.conf:5 kernel.yama.ptrace_scope=2 -> 2: tuned's profile "
            "base\n")
      << "2.23 to 2.25 do not merge priorities";
}

TEST(Tuned, SomeProcessorsOnly) {
  const TunedHost host;
  host.write("[yama]\ntype=sysctl\nuname_regex=aarch64\nkernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/profiles/mine/tuned.conf:4 kernel.yama.ptrace_scope=0 may -> 0: tuned's profile "
            "mine\n");
}

TEST(Tuned, AScriptOfTheProfileMaySetIt) {
  const TunedHost host;
  host.write("[script]\nscript=${i:PROFILE_DIR}/run.sh\n");
  EXPECT_EQ(stage(host.scratch), "");
  host.scratch.write("/etc/tuned/profiles/mine/run.sh", "#!/bin/sh\nsysctl -p /opt/x.conf\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/profiles/mine/run.sh:2 sysctl -p /opt/x.conf may: a script of tuned's profile\n");
}

TEST(Tuned, AtItsFirstStartItChoosesAProfile) {
  const TunedHost host;
  host.scratch.write("/etc/tuned/active_profile", "");
  host.scratch.write("/usr/lib/tuned/profiles/balanced/tuned.conf", "[cpu]\ngovernor=performance\n");
  host.scratch.write("/usr/lib/tuned/recommend.d/50-tuned.conf",
                     "[atomic-host]\nsystem=.*atomic.*\n[throughput-performance]\nvirt=\n[balanced]\n[mine]\n");
  host.profile("", "kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(stage(host.scratch), "");
  host.scratch.write("/etc/tuned/recommend.conf", "[mine,1]\nprocess=x\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/profiles/mine/tuned.conf:3 kernel.yama.ptrace_scope=0 may -> 0: tuned's profile "
            "mine\n");
  host.scratch.write("/etc/tuned/tuned-main.conf", "recommend_command=0\n");
  EXPECT_EQ(stage(host.scratch), "") << "balanced is the profile then";
  host.scratch.write("/etc/tuned/profile_mode", "manual\n");
  EXPECT_EQ(stage(host.scratch), "");
}

TEST(Tuned, ProfilesThatAreTooLongOrTooManyAreADoubt) {
  const TunedHost host;
  host.write("[sysctl]\n" + std::string(3000, '\n') + "kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/profiles/mine/tuned.conf:2001 may: tuned (the profile mine has more lines than "
            "are read)\n");
  std::string sections;
  for (int i = 0; i < 40; ++i) {
    sections += "[p" + std::to_string(i) + "]\nvirt=x\n";
  }
  host.scratch.write("/etc/tuned/recommend.conf", sections);
  host.scratch.write("/etc/tuned/active_profile", "");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/active_profile:1 may: tuned (it chooses among more profiles than can be looked "
            "at)\n");
}

TEST(Tuned, WithoutADaemonItSetsTheSame) {
  const TunedHost host;
  host.scratch.write("/etc/tuned/tuned-main.conf", "daemon=0\n");
  host.profile("", "kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(
      stage(host.scratch),
      "tuned after /etc/tuned/profiles/mine/tuned.conf:3 kernel.yama.ptrace_scope=0 -> 0: tuned's profile mine\n");
  host.scratch.write("/etc/tuned/tuned-main.conf", "daemon=maybe\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/tuned-main.conf:1 may: tuned (it refuses its own configuration)\n");
}

TEST(Tuned, WhatARemovedPackageLeavesStartsNothing) {
  const TunedHost host;
  host.profile("", "kernel.yama.ptrace_scope=0\n");
  host.scratch.link("/etc/systemd/system/tuned.service", "/dev/null");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/profiles/mine/tuned.conf:3 kernel.yama.ptrace_scope=0 inactive -> 0: tuned's "
            "profile mine\n");
}

}  // namespace
}  // namespace yama::tuned
