// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which loaders an init starts, and by which script.

#include <gtest/gtest.h>

#include <filesystem>

#include "job/job.h"
#include "observe/observation.h"
#include "support/scratch.h"
#include "support/stages.h"
#include "sysctl/loader_table.h"

namespace yama {
namespace {

using sysctl::Loader;
using test::Scratch;

constexpr const char* kSystemScript = "#!/bin/sh\nstart() {\n  sysctl -q --system\n}\n";
constexpr const char* kAlpineScript =
    "#!/sbin/openrc-run\nstart() {\n  for f in /lib/sysctl.d/*.conf \\\n    /usr/lib/sysctl.d/*.conf; do\n"
    "    [ -f /etc/sysctl.d/\"${f##*/}\" ] && continue\n    [ -f \"$f\" ] && sysctl $quiet -p \"$f\"\n  done\n"
    "  for f in /etc/sysctl.d/*.conf; do sysctl -p \"$f\"; done\n  sysctl $quiet -p /etc/sysctl.conf\n"
    "  for f in /run/sysctl.d/*.conf; do sysctl $quiet -p \"$f\"; done\n}\n";

/// "procps 4.0.2 at boot by sysvinit, /etc/rcS.d; systemd 252 never", and the stages about it.
std::string starts(const Scratch& scratch) {
  const auto seen = observe(scratch.root());
  std::string text;
  for (const Loader loader : sysctl::kLoaders) {
    const InstalledLoader& found = seen->loaders[loader];
    if (!found.installed) {
      continue;
    }
    text.append(text.empty() ? "" : "; ").append(sysctl::row_of(loader).word).append(" ").append(found.version);
    text += found.start == InstalledLoader::Start::kAtBoot  ? " at boot"
            : found.start == InstalledLoader::Start::kNever ? " never"
                                                            : " unknown";
    text += found.started_by.empty() ? "" : " by " + found.started_by;
  }
  std::vector<Stage> stages = seen->stages;
  std::erase_if(stages, [](const Stage& stage) {
    return stage.kind != StageKind::kInit && stage.kind != StageKind::kUnknownLoader;
  });
  return text + "\n" + test::shown(stages);
}

void add_systemd(const Scratch& scratch) {
  scratch.write("/usr/lib/systemd/systemd-sysctl", "libsystemd-shared-252.so");
}
void add_procps(const Scratch& scratch) { scratch.write("/usr/sbin/sysctl", "procps-ng 4.0.2\n"); }

void add_openrc(const Scratch& scratch, const char* script) {
  scratch.write("/bin/busybox", "BusyBox v1.36.1 (2024-01-01 00:00:00 UTC)");
  scratch.link("/sbin/init", "/bin/busybox");
  scratch.link("/sbin/sysctl", "/bin/busybox");
  scratch.write("/etc/inittab", "::sysinit:/sbin/openrc sysinit\n::sysinit:/sbin/openrc boot\n");
  scratch.write("/etc/init.d/sysctl", script, 0755);
  scratch.link("/etc/runlevels/boot/sysctl", "/etc/init.d/sysctl");
}

TEST(LoaderStart, SystemdStartsItsOwnAlone) {
  const Scratch scratch;
  add_systemd(scratch);
  add_procps(scratch);
  EXPECT_EQ(starts(scratch), "systemd 252 unknown; procps 4.0.2 unknown\n") << "only the loaders are there";
  scratch.write("/usr/lib/systemd/systemd", "");
  EXPECT_EQ(starts(scratch), "systemd 252 at boot; procps 4.0.2 never\n");
}

TEST(LoaderStart, AServiceThatNothingWants) {
  const Scratch scratch;
  add_systemd(scratch);
  scratch.write("/usr/lib/systemd/systemd", "");
  scratch.write("/usr/lib/systemd/system/systemd-sysctl.service",
                "[Service]\nType=oneshot\nExecStart=/usr/lib/systemd/systemd-sysctl\n");
  EXPECT_EQ(starts(scratch),
            "systemd 252 never\ninit instead: systemd is the init here, and nothing starts systemd-sysctl.service\n");
  scratch.link("/usr/lib/systemd/system/sysinit.target.wants/systemd-sysctl.service", "../systemd-sysctl.service");
  EXPECT_EQ(starts(scratch), "systemd 252 at boot\n");
}

TEST(LoaderStart, AnotherInitByTheKernelCommandLine) {
  const auto verdict = [](const std::string& argument) {
    const Scratch scratch;
    add_systemd(scratch);
    scratch.write("/usr/lib/systemd/systemd", "");
    scratch.link("/sbin/init", "/usr/lib/systemd/systemd");
    scratch.write("/etc/sysctl.d/a.conf", "kernel.yama.ptrace_scope = 1\n");
    scratch.write("/boot/grub/grub.cfg",
                  "set default=\"0\"\nmenuentry x {\n linux /vmlinuz root=/dev/sda1 " + argument + "\n}\n");
    Request request;
    request.verb = Verb::kStatus;
    request.scope = Scope{1};
    request.root = scratch.path();
    const Verdict said = *do_job(request).before->verdict;
    return said.compliant() ? "compliant" : said.unknown;
  };
  EXPECT_EQ(verdict("init=/bin/bash"), "'init=/bin/bash' has the next boot start another program than /sbin/init");
  EXPECT_EQ(verdict("init=/usr/lib/systemd/systemd"), "compliant");
  EXPECT_EQ(verdict("quiet"), "compliant");
}

TEST(LoaderStart, SysvinitRunsProcpsScript) {
  const Scratch scratch;
  add_procps(scratch);
  scratch.write("/sbin/init", "sysvinit");
  scratch.write("/etc/inittab", "id:2:initdefault:\n");
  scratch.directory("/etc/rcS.d");
  const std::string nothing =
      "procps 4.0.2 never\ninit instead: sysvinit is the init here, and none of the scripts that it runs at boot has "
      "sysctl load settings\n";
  EXPECT_EQ(starts(scratch), nothing);
  scratch.write("/etc/init.d/procps", kSystemScript, 0755);
  EXPECT_EQ(starts(scratch), nothing) << "it is in no runlevel";
  scratch.link("/etc/rc3.d/S03procps", "../init.d/procps");
  EXPECT_EQ(starts(scratch), nothing) << "not in the default one";
  scratch.link("/etc/rcS.d/K03procps", "../init.d/procps");
  EXPECT_EQ(starts(scratch), nothing) << "stopped there";
  scratch.link("/etc/rcS.d/S03procps", "../init.d/procps");
  EXPECT_EQ(starts(scratch), "procps 4.0.2 at boot by sysvinit, /etc/rcS.d\n");
}

TEST(LoaderStart, ScriptsElsewhereAreNotKnown) {
  const Scratch scratch;
  add_procps(scratch);
  scratch.write("/sbin/init", "sysvinit");
  scratch.write("/etc/inittab", "si:S:sysinit:/etc/rc.d/rc.S\n");
  EXPECT_EQ(
      starts(scratch),
      "procps 4.0.2 never\nunknown_loader instead: sysvinit is the init here, and it is not known which loader it "
      "runs\n");
}

TEST(LoaderStart, TwoScriptsThatLoad) {
  const Scratch scratch;
  add_procps(scratch);
  scratch.write("/sbin/init", "sysvinit");
  scratch.write("/etc/inittab", "id:2:initdefault:\n");
  scratch.write("/etc/rcS.d/S10procps", kSystemScript, 0755);
  scratch.write("/etc/rc2.d/S99sysctl", "sysctl -p\n", 0755);
  EXPECT_EQ(starts(scratch),
            "procps 4.0.2 anyscript at boot by sysvinit, /etc/rcS.d\ninit instead may: /etc/rcS.d/S10procps and "
            "/etc/rc2.d/S99sysctl both load settings; the last one decides, and it is not known which that is\n");
}

TEST(LoaderStart, OpenrcRunsAlpinesScript) {
  const Scratch scratch;
  add_openrc(scratch, kAlpineScript);
  EXPECT_EQ(starts(scratch), "busybox 1.36.1 alpine at boot by OpenRC, runlevel boot\n");
  add_procps(scratch);
  EXPECT_EQ(starts(scratch), "procps 4.0.2 alpine at boot by OpenRC, runlevel boot\n") << "it is the command now";
}

TEST(LoaderStart, AServiceInNoRunlevel) {
  const Scratch scratch;
  add_openrc(scratch, kAlpineScript);
  std::filesystem::remove(scratch.outside("/etc/runlevels/boot/sysctl"));
  EXPECT_EQ(starts(scratch),
            "busybox 1.36.1 never\ninit instead: OpenRC is the init here, and its sysctl service is in no runlevel\n");
}

TEST(LoaderStart, AnOptionThatBusyboxDoesNotKnow) {
  const Scratch scratch;
  add_openrc(scratch, kSystemScript);
  EXPECT_EQ(starts(scratch),
            "busybox 1.36.1 never\ninit instead: OpenRC is the init here, and /etc/runlevels/boot/sysctl runs sysctl "
            "with an option that busybox does not know\n");
}

TEST(LoaderStart, AScriptThatIsNotKnown) {
  const Scratch scratch;
  add_openrc(scratch, "#!/sbin/openrc-run\nstart() { for f in /srv/*.conf; do sysctl -p $f; done; }\n");
  const std::string doubt =
      "busybox 1.36.1 anyscript at boot by OpenRC, runlevel boot\ninit instead may: /etc/runlevels/boot/sysctl "
      "(OpenRC, "
      "runlevel boot) is not a known script, so files may be read in another order\n";
  EXPECT_EQ(starts(scratch), doubt);
  scratch.write("/etc/init.d/sysctl", "#!/sbin/openrc-run\n", 0755);
  EXPECT_EQ(starts(scratch), doubt);
}

TEST(LoaderStart, RunitRunsItsCoreServices) {
  const Scratch scratch;
  add_procps(scratch);
  scratch.link("/sbin/init", "runit-init");
  scratch.write("/sbin/runit-init", "runit");
  scratch.write("/etc/runit/core-services/08-sysctl.sh", "if [ -x /sbin/sysctl ]; then\n  sysctl --system\nfi\n");
  EXPECT_EQ(starts(scratch), "procps 4.0.2 at boot by runit, /etc/runit/core-services\n");
  scratch.write(
      "/etc/runit/core-services/08-sysctl.sh",
      "if [ -x /sbin/sysctl -o -x /bin/sysctl ]; then\n    for i in /run/sysctl.d/*.conf \\\n"
      "        /usr/local/lib/sysctl.d/*.conf \\\n        /usr/lib/sysctl.d/*.conf \\\n"
      "        /etc/sysctl.conf \\\n        /etc/sysctl.d/*.conf; do\n        sysctl -p \"$i\"\n    done\nfi\n");
  EXPECT_EQ(starts(scratch), "procps 4.0.2 artix at boot by runit, /etc/runit/core-services\n");
}

TEST(LoaderStart, AnEmbeddedSystemLoadsOneFile) {
  const Scratch scratch;
  scratch.write("/bin/busybox", "BusyBox v1.31.0");
  scratch.link("/sbin/init", "/bin/busybox");
  scratch.link("/sbin/sysctl", "/bin/busybox");
  scratch.write("/etc/init.d/rcS", "#!/bin/sh\nmount -a\nsysctl -p > /dev/null\n", 0755);
  EXPECT_EQ(starts(scratch), "busybox 1.31.0 conf at boot by /etc/init.d/rcS\n");
}

TEST(LoaderStart, OnlyRunlevelsThatABootEnters) {
  const Scratch scratch;
  add_openrc(scratch, kAlpineScript);
  std::filesystem::remove(scratch.outside("/etc/runlevels/boot/sysctl"));
  scratch.link("/etc/runlevels/laptop/sysctl", "/etc/init.d/sysctl");
  const std::string nothing =
      "busybox 1.36.1 never\ninit instead: OpenRC is the init here, and its sysctl service is in no runlevel\n";
  EXPECT_EQ(starts(scratch), nothing);
  scratch.write("/etc/inittab", "si::sysinit:/etc/init.d/rcS\nl2:2:wait:/etc/init.d/rc 2\n");
  scratch.write("/etc/init.d/rcS", "#!/bin/sh\nexec /sbin/openrc sysinit\n");
  scratch.write("/etc/init.d/rc",
                "#!/bin/sh\ncase $1 in\n0) /sbin/openrc shutdown ;;\n*) exec /sbin/openrc default ;;\nesac\n");
  scratch.link("/etc/runlevels/boot/sysctl", "/etc/init.d/sysctl");
  EXPECT_EQ(starts(scratch), nothing) << "Debian's inittab enters sysinit and default";
  scratch.directory("/etc/runlevels/default");
  scratch.link("/etc/runlevels/default/boot", "/etc/runlevels/boot");
  EXPECT_EQ(starts(scratch), "busybox 1.36.1 alpine at boot by OpenRC, runlevel boot\n") << "a stacked runlevel";
}

TEST(LoaderStart, AScriptThatMayNotBeExecuted) {
  const Scratch scratch;
  add_openrc(scratch, kAlpineScript);
  std::filesystem::permissions(scratch.outside("/etc/init.d/sysctl"), std::filesystem::perms(0644));
  EXPECT_EQ(starts(scratch).substr(0, 21), "busybox 1.36.1 never\n");
}

TEST(LoaderStart, RunitsOwnExceptions) {
  const Scratch scratch;
  add_procps(scratch);
  scratch.link("/sbin/init", "runit-init");
  scratch.write("/sbin/runit-init", "runit");
  scratch.write("/etc/init.d/procps", kSystemScript, 0755);
  scratch.link("/etc/rcS.d/S03procps", "../init.d/procps");
  EXPECT_EQ(starts(scratch), "procps 4.0.2 at boot by sysvinit, /etc/rcS.d\n");
  scratch.write("/etc/runit/no.emulate.sysv.d/procps", "");
  EXPECT_EQ(starts(scratch).substr(0, 19), "procps 4.0.2 never\n");
}

TEST(LoaderStart, AnInitThatStartsNoneIsNotCompliant) {
  const Scratch scratch;
  add_openrc(scratch, kAlpineScript);
  std::filesystem::remove(scratch.outside("/etc/runlevels/boot/sysctl"));
  scratch.write("/etc/sysctl.conf", "kernel.yama.ptrace_scope = 1\n");
  Request request;
  request.verb = Verb::kStatus;
  request.scope = Scope{1};
  request.root = scratch.path();
  EXPECT_EQ(do_job(request).before->verdict->boot_faults,
            std::vector<std::string>{"OpenRC is the init here, and its sysctl service is in no runlevel"});
}

TEST(LoaderStart, WhereOneFileIsLoadedTheLineGoesThere) {
  const Scratch scratch;
  scratch.write("/bin/busybox", "BusyBox v1.31.0");
  scratch.link("/sbin/init", "/bin/busybox");
  scratch.link("/sbin/sysctl", "/bin/busybox");
  scratch.write("/etc/init.d/rcS", "#!/bin/sh\nsysctl -p\n", 0755);
  Request request;
  request.verb = Verb::kEnsure;
  request.scope = Scope{1};
  request.root = scratch.path();
  const Report report = do_job(request);
  EXPECT_EQ(report.msg, "kernel.yama.ptrace_scope is 1 at the next boot under busybox sysctl (/etc/init.d/rcS)");
  EXPECT_EQ(scratch.names("/etc"), "init.d sysctl.conf");
}

Request about(const Scratch& scratch, Verb verb) {
  Request request;
  request.verb = verb;
  request.scope = Scope{1};
  request.root = scratch.path();
  return request;
}

TEST(LoaderStart, ThePromiseNamesWhoKeepsIt) {
  const Scratch scratch;
  add_openrc(scratch, kAlpineScript);
  scratch.write("/etc/sysctl.conf", "kernel.yama.ptrace_scope = 0\n");
  scratch.write("/usr/lib/sysctl.d/a.conf", "-kernel.yama.ptrace_scope = 2\n");
  EXPECT_EQ(do_job(about(scratch, Verb::kStatus)).before->verdict->boot_faults,
            std::vector<std::string>{"busybox sets 0 (/etc/sysctl.conf:1) at the next boot"});
  const Report report = do_job(about(scratch, Verb::kEnsure));
  EXPECT_EQ(report.msg, "kernel.yama.ptrace_scope is 1 at the next boot under busybox sysctl (OpenRC, runlevel boot)");
  EXPECT_EQ(scratch.read("/etc/sysctl.conf"), "# commented out by hardening.yama: kernel.yama.ptrace_scope = 0\n");
  EXPECT_FALSE(do_job(about(scratch, Verb::kEnsure)).changed);
}

TEST(LoaderStart, ALoaderThatNothingStartsDoesNotDecide) {
  const Scratch scratch;
  add_systemd(scratch);
  add_procps(scratch);
  scratch.write("/usr/lib/systemd/systemd", "");
  scratch.write("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  scratch.write("/etc/sysctl.conf", "kernel.yama.ptrace_scope = 0\n");
  const Verdict verdict = *do_job(about(scratch, Verb::kStatus)).before->verdict;
  EXPECT_TRUE(verdict.compliant());
  EXPECT_EQ(verdict.doubts, std::vector<std::string>{"sysctl --system, which nothing runs at boot, would set 0 "
                                                     "(/etc/sysctl.conf:1) when somebody runs it"});
  EXPECT_FALSE(do_job(about(scratch, Verb::kEnsure)).failed);
  EXPECT_TRUE(do_job(about(scratch, Verb::kStatus)).before->verdict->doubts.empty());
}

TEST(LoaderStart, AServiceInNoRunlevelIsAFaultWithARemedy) {
  const Scratch scratch;
  add_openrc(scratch, kAlpineScript);
  std::filesystem::remove(scratch.outside("/etc/runlevels/boot/sysctl"));
  const Report report = do_job(about(scratch, Verb::kEnsure));
  EXPECT_EQ(
      report.msg,
      "no change that is allowed makes the next boot give 1: OpenRC is the init here, and its sysctl service is in no "
      "runlevel; run `rc-update add sysctl boot` there and then this again; nothing was changed");
}

}  // namespace
}  // namespace yama
