// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/platform.h"

#include <gtest/gtest.h>

#include "job/job.h"
#include "observe/observation.h"
#include "support/child.h"
#include "support/scratch.h"
#include "support/stages.h"

namespace yama {
namespace {

using test::Scratch;

/// What is observed in a folder, of the init and of loaders.
std::string init_of(const Scratch& scratch) {
  const auto seen = observe(scratch.root());
  std::vector<Stage> stages = seen->stages;
  std::erase_if(stages, [](const Stage& stage) {
    return stage.kind != StageKind::kInit && stage.kind != StageKind::kUnknownLoader;
  });
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
            "not systemd\nunknown_loader instead: /sbin/init is the init here, and it is not known which loader it "
            "runs\n");
}

Platform running(const Scratch& scratch, const Facts& facts = {}) {
  InstalledLoaders loaders = read_installed_loaders(scratch.root());
  return read_platform(scratch.root(), true, facts, loaders);
}

TEST(Platform, WslStartsAProgramOfItsOwn) {
  const Scratch scratch;
  add_systemd(scratch);
  scratch.write("/proc/sys/kernel/osrelease", "5.15.90.1-microsoft-standard-WSL2\n");
  EXPECT_EQ(running(scratch).init.kind, InitSystem::Kind::kOther);
  EXPECT_EQ(running(scratch).init.text, "WSL's own program");
  EXPECT_EQ(running(scratch, {.container = {}, .systemd = true, .command_line = {}}).init.kind,
            InitSystem::Kind::kSystemd);
}

TEST(Platform, WhatMakesEtcTransient) {
  const auto lost_by = [](const std::string& mounts) {
    const Scratch scratch;
    scratch.write("/proc/self/mountinfo", mounts);
    return running(scratch).etc_is_lost_by;
  };
  const std::string disk = "1 0 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n";
  EXPECT_EQ(lost_by(disk), "");
  EXPECT_EQ(lost_by(disk + "2 1 0:2 / /run rw - tmpfs tmpfs rw\n"), "");
  EXPECT_EQ(lost_by(disk + "2 1 0:2 / /etc rw - tmpfs tmpfs rw\n"), "/etc is a tmpfs");
  EXPECT_EQ(lost_by(disk + "2 1 0:2 / /etc rw - overlay overlay rw,lowerdir=/etc,upperdir=/run/up,workdir=/run/w\n"),
            "/etc is an overlay whose changes are kept in /run");
  EXPECT_EQ(lost_by(disk + "2 1 0:2 / /etc rw - overlay overlay rw,lowerdir=/etc,upperdir=/var/up,workdir=/var/w\n"),
            "");
  EXPECT_EQ(lost_by("1 0 0:1 / / rw - tmpfs tmpfs rw\n"), "/ is a tmpfs");
  EXPECT_EQ(lost_by("1 0 0:1 / / rw - tmpfs tmpfs rw\n2 1 8:1 / /etc rw - ext4 /dev/sda1 rw\n"), "");
}

TEST(Platform, OstreesTransientEtc) {
  const Scratch scratch;
  scratch.write("/usr/lib/ostree/prepare-root.conf", "[sysroot]\nreadonly = true\n[etc]\ntransient = true\n");
  EXPECT_EQ(running(scratch).etc_is_lost_by, "/usr/lib/ostree/prepare-root.conf:4 makes /etc transient");
  scratch.write("/etc/ostree/prepare-root.conf", "[etc]\ntransient = false\n");
  EXPECT_EQ(running(scratch).etc_is_lost_by, "");
}

TEST(Platform, OpenRcWithBusybox) {
  const Scratch scratch;
  scratch.write("/bin/busybox", "");
  scratch.link("/sbin/init", "/bin/busybox");
  EXPECT_EQ(
      init_of(scratch),
      "not systemd\nunknown_loader instead: /bin/busybox as /sbin/init is the init here, and it is not known which "
      "loader it runs\n");
}

TEST(Platform, TracesOfOpenRc) {
  const Scratch scratch;
  scratch.directory("/etc/runlevels/boot");
  EXPECT_EQ(init_of(scratch),
            "not systemd\nunknown_loader instead: no loader is installed here: neither systemd-sysctl nor a command "
            "sysctl\n");
}

TEST(Platform, ASystemWithoutLoaders) {
  const Scratch scratch;
  scratch.write("/etc/os-release", "ID=debian\n");
  EXPECT_EQ(init_of(scratch),
            "not systemd\nunknown_loader instead: no loader is installed here: neither systemd-sysctl nor a command "
            "sysctl\n");
}

TEST(Platform, ASystemWithoutAnInit) {
  const Scratch scratch;
  add_procps(scratch);
  EXPECT_EQ(init_of(scratch), "not systemd\n") << "some files of a host";
  scratch.write("/etc/os-release", "ID=debian\n");
  EXPECT_EQ(init_of(scratch),
            "not systemd\ninit instead may: no init is in this system, so it is not known what starts sysctl "
            "--system\n");
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
            "systemd\ninit instead may: systemd is the init here and systemd-sysctl is not installed, so perhaps "
            "nothing loads settings\n");
}

Report set(const Scratch& scratch, Scope scope, Persist persist = Persist::kSysctl) {
  Request request;
  request.verb = Verb::kEnsure;
  request.scope = scope;
  request.persist = persist;
  request.root = scratch.path();
  return do_job(request);
}

TEST(Platform, NothingAtAll) {
  const Scratch scratch;
  EXPECT_EQ(init_of(scratch),
            "not systemd\nunknown_loader instead: this folder holds no system, so nothing there loads settings\n");
  EXPECT_TRUE(set(scratch, Scope{1}).failed);
  EXPECT_EQ(scratch.names("/"), "");
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
  const Verdict& verdict = *report.before->verdict;
  EXPECT_EQ(verdict.unknown, "no loader is installed here: neither systemd-sysctl nor a command sysctl");
  EXPECT_EQ(verdict.boot_faults, std::vector<std::string>{});
  EXPECT_FALSE(verdict.compliant());
  EXPECT_EQ(report.before->boot[sysctl::Loader::kSystemd].value, std::nullopt);
  EXPECT_EQ(set(scratch, Scope{1}).msg,
            "no loader is installed here: neither systemd-sysctl nor a command sysctl; if you know which loader runs, "
            "name it (--loader systemd=252.39 or procps=4.0.2 or busybox=1.36), or set the running kernel alone "
            "with persist: none; nothing was changed");
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "50-a.conf");
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
  scratch.directory("/ostree");
  scratch.write("/usr/etc/sysctl.d/zz-hardening.conf", "kernel.yama.ptrace_scope = 3\n");
  const Report report = set(scratch, Scope{1});
  EXPECT_FALSE(report.failed) << report.msg;
  EXPECT_EQ(scratch.read("/usr/etc/sysctl.d/zz-hardening.conf"),
            "# commented out by hardening.yama: kernel.yama.ptrace_scope = 3\n");
  EXPECT_EQ(scratch.names("/usr/etc/sysctl.d"), "99-yama-ptrace.conf zz-hardening.conf");
  EXPECT_EQ(scratch.names("/"), "ostree usr");
  EXPECT_EQ(report.warnings,
            (std::vector<std::string>{
                "lowers the next boot from 3 (/etc/sysctl.d/zz-hardening.conf:1) to 1",
                "this image keeps its /etc in /usr/etc, as ostree wants it, so files are changed there"}));
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

TEST(Platform, AReadOnlyUsrIsShadowed) {
  const Scratch scratch;
  add_systemd(scratch);
  add_procps(scratch);
  scratch.write("/usr/lib/sysctl.d/10-v.conf", "kernel.yama.ptrace_scope = 3\n");
  EXPECT_EQ(
      test::in_own_mounts([&scratch] {
        test::make_read_only(scratch.outside("/usr"));
        Request edit;
        edit.verb = Verb::kEnsure;
        edit.scope = Scope{1};
        edit.vendor_files = VendorFiles::kEdit;
        edit.root = scratch.path();
        return do_job(edit).msg + "\n" + set(scratch, Scope{1}).msg;
      }),
      "/usr is read-only, so /usr/lib/sysctl.d/10-v.conf cannot be changed; vendor_files: shadow hides it behind "
      "a copy in /etc/sysctl.d; nothing was changed\n"
      "no change that is allowed makes the next boot give 1: procps writes 3 on the way, which locks the kernel when "
      "somebody runs it; vendor_files: shadow hides a vendor file behind a copy in /etc/sysctl.d; nothing was "
      "changed");
}

TEST(Platform, LocalFilesMayBeWritableWhereUsrIsNot) {
  const Scratch scratch;
  add_systemd(scratch);
  scratch.write("/usr/local/lib/sysctl.d/10-l.conf", "kernel.yama.ptrace_scope = 3\n");
  const auto set_with = [&scratch](bool local_too) {
    return test::in_own_mounts([&] {
      test::make_read_only(scratch.outside("/usr"));
      if (!local_too) {
        test::make_writable(scratch.outside("/usr/local"));
      }
      return set(scratch, Scope{1}).msg;
    });
  };
  EXPECT_EQ(set_with(true),
            "/usr/local is read-only, so /usr/local/lib/sysctl.d/10-l.conf cannot be changed; make it writable and run "
            "again; nothing was changed");
  EXPECT_EQ(set_with(false), "kernel.yama.ptrace_scope is 1 at the next boot");
  EXPECT_EQ(scratch.read("/usr/local/lib/sysctl.d/10-l.conf"),
            "# commented out by hardening.yama: kernel.yama.ptrace_scope = 3\n");
}

TEST(Platform, NixosWritesItsFilesItself) {
  const Scratch scratch;
  scratch.write("/etc/NIXOS", "");
  scratch.write("/nix/store/abc-systemd/lib/systemd/systemd-sysctl", "libsystemd-shared-257.so");
  scratch.link("/nix/var/nix/profiles/system/systemd", "/nix/store/abc-systemd");
  scratch.write("/nix/store/def-etc/60-nixos.conf", "kernel.yama.ptrace_scope=0\n");
  scratch.link("/etc/sysctl.d/60-nixos.conf", "/nix/store/def-etc/60-nixos.conf");
  EXPECT_EQ(init_of(scratch),
            "systemd\nunknown_loader instead: NixOS makes these files again from its own configuration at each boot\n");
  EXPECT_EQ(set(scratch, Scope{1}).msg,
            "this is NixOS, which makes these files from its own configuration: put "
            "boot.kernel.sysctl.\"kernel.yama.ptrace_scope\" = 1; into configuration.nix, as lib.mkForce 1 where "
            "another module sets it, and run nixos-rebuild switch; nothing was changed");
  EXPECT_FALSE(set(scratch, Scope{0}).failed) << "it is so already";
}

TEST(Platform, GuixWritesItsFilesItself) {
  const Scratch scratch;
  scratch.directory("/gnu/store");
  scratch.link("/var/guix/profiles/system", "/gnu/store");
  EXPECT_EQ(
      init_of(scratch),
      "not systemd\nunknown_loader instead: Guix loads settings from its own configuration and from no file here\n");
  EXPECT_EQ(set(scratch, Scope{1}).msg,
            "this is Guix, which makes these files from its own configuration: put (\"kernel.yama.ptrace_scope\" . "
            "\"1\") into the settings of sysctl-service-type in the operating-system, and run guix system reconfigure; "
            "nothing was changed");
}

}  // namespace
}  // namespace yama
