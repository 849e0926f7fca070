// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/platform.h"

#include <gtest/gtest.h>

#include "job/job.h"
#include "observe/observation.h"
#include "support/scratch.h"
#include "support/stages.h"

namespace yama {
namespace {

using test::Scratch;

/// What is observed in a folder, of the init and of loaders.
std::string init_of(const Scratch& scratch) {
  const auto seen = observe(scratch.root());
  std::vector<Stage> stages = seen->stages;
  std::erase_if(stages, [](const Stage& stage) { return stage.kind != StageKind::kInit; });
  return (seen->systemd_is_init ? "systemd\n" : "not systemd\n") + test::shown(stages);
}

void add_systemd(const Scratch& scratch) {
  scratch.write("/usr/lib/systemd/systemd", "");
  scratch.write("/usr/lib/systemd/systemd-sysctl", "libsystemd-shared-252.so");
}

void add_procps(const Scratch& scratch) { scratch.write("/usr/sbin/sysctl", "procps-ng 4.0.2\n"); }

TEST(Platform, Systemd) {
  const Scratch scratch;
  add_systemd(scratch);
  EXPECT_EQ(init_of(scratch), "systemd\n");
  scratch.link("/usr/sbin/init", "../lib/systemd/systemd");
  scratch.link("/sbin", "usr/sbin");
  EXPECT_EQ(init_of(scratch), "systemd\n");
}

TEST(Platform, AnotherInitBesidesSystemdsFiles) {
  const Scratch scratch;
  add_systemd(scratch);
  scratch.write("/sbin/init",
                "\x7f"
                "ELF");
  EXPECT_EQ(init_of(scratch),
            "not systemd\ninit instead: /sbin/init is the init here, not systemd, and no loader is known to run\n");
}

TEST(Platform, SysvinitThatStartsProcps) {
  const Scratch scratch;
  add_procps(scratch);
  scratch.write("/sbin/init",
                "\x7f"
                "ELF");
  scratch.link("/etc/rcS.d/S03procps", "../init.d/procps");
  EXPECT_EQ(init_of(scratch), "not systemd\n");
}

TEST(Platform, OpenRcWithBusybox) {
  const Scratch scratch;
  scratch.write("/bin/busybox", "");
  scratch.link("/sbin/init", "/bin/busybox");
  EXPECT_EQ(init_of(scratch),
            "not systemd\ninit instead: /bin/busybox as /sbin/init is the init here, not systemd, and no loader is "
            "known to run\n");
}

TEST(Platform, TracesOfOpenRc) {
  const Scratch scratch;
  scratch.directory("/etc/runlevels/boot");
  EXPECT_EQ(init_of(scratch),
            "not systemd\ninit instead: OpenRC is the init here, not systemd, and no loader is known to run\n");
}

TEST(Platform, ASystemWithoutLoaders) {
  const Scratch scratch;
  scratch.write("/etc/os-release", "ID=debian\n");
  EXPECT_EQ(init_of(scratch),
            "not systemd\ninit instead: no loader is installed here: neither systemd-sysctl nor procps sysctl\n");
}

TEST(Platform, AFolderWithNothingOfASystem) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.d/a.conf", "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(init_of(scratch),
            "not systemd\ninit instead may: no loader and no init is in this folder, so it is not known what loads its "
            "settings\n");
}

TEST(Platform, SystemdWithoutItsLoader) {
  const Scratch scratch;
  scratch.write("/usr/lib/systemd/systemd", "");
  add_procps(scratch);
  EXPECT_EQ(init_of(scratch),
            "systemd\ninit instead may: systemd is the init here and systemd-sysctl is not installed, so it may be "
            "that nothing loads settings\n");
}

Report set(const Scratch& scratch, Scope scope, Persist persist = Persist::kSysctl) {
  Request request;
  request.verb = Verb::kEnsure;
  request.scope = scope;
  request.persist = persist;
  request.root = scratch.path();
  return do_job(request);
}

TEST(Platform, NothingIsPromisedWhereNoLoaderRuns) {
  const Scratch scratch;
  scratch.directory("/etc/runlevels/boot");
  scratch.write("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  Request status;
  status.verb = Verb::kStatus;
  status.scope = Scope{1};
  status.root = scratch.path();
  const Report report = do_job(status);
  EXPECT_EQ(report.before->verdict->boot_faults,
            std::vector<std::string>{"OpenRC is the init here, not systemd, and no loader is known to run"});
  EXPECT_EQ(report.before->boot[sysctl::Loader::kSystemd].value, std::nullopt);
  EXPECT_EQ(set(scratch, Scope{1}).msg,
            "no change allowed here makes the next boot give 1: OpenRC is the init here, not systemd, and no loader is "
            "known to run; where you know that a loader runs, name it: --loader systemd=252 or procps=4.0.2; nothing "
            "was changed");
  status.loaders = {{.loader = sysctl::Loader::kProcps, .version = "4.0.2"}};
  EXPECT_TRUE(do_job(status).before->verdict->compliant());
}

TEST(Platform, ABootUnitNeedsSystemdAsTheInit) {
  const Scratch scratch;
  add_systemd(scratch);
  add_procps(scratch);
  scratch.write("/sbin/init", "sysvinit");
  EXPECT_EQ(set(scratch, Scope{3}, Persist::kBootUnit).msg,
            "persist: boot_unit needs systemd as the init, and here it is /sbin/init; use persist: sysctl; nothing was "
            "changed");
}

TEST(Platform, AnImageOfOstree) {
  const Scratch scratch;
  add_systemd(scratch);
  add_procps(scratch);
  scratch.write("/usr/etc/sysctl.d/zz-hardening.conf", "kernel.yama.ptrace_scope = 3\n");
  const Report report = set(scratch, Scope{1});
  EXPECT_FALSE(report.failed) << report.msg;
  EXPECT_EQ(scratch.read("/usr/etc/sysctl.d/zz-hardening.conf"),
            "# commented out by hardening.yama: kernel.yama.ptrace_scope = 3\n");
  EXPECT_EQ(scratch.names("/usr/etc/sysctl.d"), "99-yama-ptrace.conf zz-hardening.conf");
  EXPECT_EQ(scratch.names("/"), "usr");
  EXPECT_EQ(report.warnings,
            std::vector<std::string>{
                "this image keeps its /etc in /usr/etc, as ostree wants it: that is where files change"});
}

TEST(Platform, AnImageOfOstreeWithTwoEtcs) {
  const Scratch scratch;
  add_systemd(scratch);
  scratch.directory("/ostree");
  scratch.directory("/usr/etc");
  scratch.directory("/etc");
  EXPECT_EQ(
      set(scratch, Scope{1}).msg,
      "this image has both /etc and /usr/etc, and ostree refuses to deploy such a tree; move what is in /etc into "
      "/usr/etc, remove /etc and run again; nothing was changed");
  EXPECT_EQ(scratch.names("/etc"), "");
}

TEST(Platform, OpenSuseHasTwoEtcsToo) {
  const Scratch scratch;
  add_systemd(scratch);
  scratch.directory("/usr/etc");
  scratch.directory("/etc");
  EXPECT_FALSE(set(scratch, Scope{1}).failed);
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "99-yama-ptrace.conf");
}

TEST(Platform, NixosWritesItsFilesItself) {
  const Scratch scratch;
  scratch.write("/etc/NIXOS", "");
  scratch.write("/nix/store/abc-systemd/lib/systemd/systemd-sysctl", "libsystemd-shared-257.so");
  scratch.link("/nix/var/nix/profiles/system/systemd", "/nix/store/abc-systemd");
  scratch.write("/nix/store/def-etc/60-nixos.conf", "kernel.yama.ptrace_scope=0\n");
  scratch.link("/etc/sysctl.d/60-nixos.conf", "/nix/store/def-etc/60-nixos.conf");
  EXPECT_EQ(init_of(scratch), "systemd\n");
  EXPECT_EQ(set(scratch, Scope{1}).msg,
            "this is NixOS, which makes these files of its own configuration: put "
            "boot.kernel.sysctl.\"kernel.yama.ptrace_scope\" = 1; into configuration.nix, as lib.mkForce 1 where "
            "another module sets it, and run nixos-rebuild switch; nothing was changed");
  EXPECT_FALSE(set(scratch, Scope{0}).failed) << "it is so already";
}

TEST(Platform, GuixWritesItsFilesItself) {
  const Scratch scratch;
  scratch.directory("/gnu/store");
  scratch.link("/var/guix/profiles/system", "/gnu/store");
  EXPECT_EQ(init_of(scratch),
            "not systemd\ninit instead: Guix loads settings from its own configuration and from no file here\n");
  EXPECT_EQ(set(scratch, Scope{1}).msg,
            "this is Guix, which makes these files of its own configuration: put (\"kernel.yama.ptrace_scope\" . "
            "\"1\") into the settings of sysctl-service-type in the operating-system, and run guix system reconfigure; "
            "nothing was changed");
}

}  // namespace
}  // namespace yama
