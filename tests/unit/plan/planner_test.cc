// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/planner.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "observe/ufw.h"
#include "plan/observation_after.h"
#include "status/assess.h"
#include "support/file_system.h"

namespace yama {
namespace {

using namespace std::string_literals;

constexpr const char* kOwnLine = "# set by hardening.yama:\nkernel.yama.ptrace_scope = 1\n";
constexpr const char* kNewFile =
    "# made by hardening.yama; state: absent removes it\n"
    "# set by hardening.yama:\n"
    "kernel.yama.ptrace_scope = 1\n";

/// A host in memory: Debian 12's loaders, an image unless a runtime value is given.
struct Host {
  test::FileSystem files;
  std::optional<Scope> runtime;

  [[nodiscard]] Observation seen() const {
    Observation seen;
    seen.tree = files.tree();
    seen.loaders[sysctl::Loader::kSystemd] = {.installed = true, .version = "252.39"};
    seen.loaders[sysctl::Loader::kProcps] = {.installed = true, .version = "4.0.2"};
    seen.image = !runtime;
    seen.runtime = {.yama = runtime.has_value(), .value = runtime, .writable = runtime.has_value(), .why_not = {}};
    return seen;
  }
};

Request scope(Scope wanted) {
  Request request;
  request.verb = Verb::kEnsure;
  request.scope = wanted;
  return request;
}

Request comment_out() {
  Request comment;
  comment.verb = Verb::kEnsure;
  comment.persist = Persist::kNone;
  comment.runtime = RuntimeMode::kSkip;
  return comment;
}

/// "PATH\nCONTENT" for every edit, or the refusal.
std::string edits(const Observation& seen, const Request& request) {
  const auto plan = make_plan(seen, request);
  if (!plan) {
    return plan.error().message;
  }
  std::string text;
  for (const Edit& edit : plan->edits) {
    const auto* bytes = std::get_if<Bytes>(&edit.after);
    text += edit.path + "\n" + (bytes != nullptr ? bytes->bytes : "(gone)\n"s);
  }
  return text;
}

/// What is planned once the plan was carried out: empty, or the planner is not idempotent.
std::string second_edits(const Observation& seen, const Request& request) {
  const auto plan = make_plan(seen, request);
  return plan ? edits(observation_after(seen, *plan), request) : "(refused)"s;
}

std::string undone(const Observation& seen, const Request& request) {
  const auto plan = make_plan(seen, request);
  Request restore;
  restore.verb = Verb::kRestore;
  return plan ? edits(observation_after(seen, *plan), restore) : "(refused)"s;
}

TEST(Planner, AnUnhardenedHostGetsOneNewFile) {
  const Host host;
  EXPECT_EQ(edits(host.seen(), scope(Scope{1})), "/etc/sysctl.d/99-yama-ptrace.conf\n"s + kNewFile);
  EXPECT_EQ(second_edits(host.seen(), scope(Scope{1})), "");
  EXPECT_EQ(undone(host.seen(), scope(Scope{1})), "/etc/sysctl.d/99-yama-ptrace.conf\n(gone)\n");
}

TEST(Planner, ARightLineOfSomebodyElseIsEnough) {
  Host host;
  host.files.file("/etc/sysctl.d/10-ptrace.conf", "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(edits(host.seen(), scope(Scope{1})), "");
}

TEST(Planner, WrongLinesAreCommentedOutAndProtectionComesFirst) {
  Host host;
  host.files.file("/etc/sysctl.d/10-a.conf", "vm.swappiness = 1\nkernel/yama/ptrace_scope=0\n");
  EXPECT_EQ(edits(host.seen(), scope(Scope{1})), "/etc/sysctl.d/99-yama-ptrace.conf\n"s + kNewFile +
                                                     "/etc/sysctl.d/10-a.conf\nvm.swappiness = 1\n# commented out by "
                                                     "hardening.yama: kernel/yama/ptrace_scope=0\n");
  EXPECT_EQ(second_edits(host.seen(), scope(Scope{1})), "");
  EXPECT_EQ(undone(host.seen(), scope(Scope{1})),
            "/etc/sysctl.d/10-a.conf\nvm.swappiness = 1\nkernel/yama/ptrace_scope=0\n"
            "/etc/sysctl.d/99-yama-ptrace.conf\n(gone)\n");
}

TEST(Planner, TheFileBehindALinkIsEditedOnce) {
  Host host;
  host.files.file("/etc/sysctl.conf", "kernel.yama.ptrace_scope = 0\n");
  host.files.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  EXPECT_EQ(edits(host.seen(), scope(Scope{1})),
            "/etc/sysctl.d/99-yama-ptrace.conf\n"s + kNewFile +
                "/etc/sysctl.conf\n# commented out by hardening.yama: kernel.yama.ptrace_scope = 0\n");
}

TEST(Planner, AVendorFileIsOutrankedByName) {
  Host host;
  host.files.file("/usr/lib/sysctl.d/zz-vendor.conf", "kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(edits(host.seen(), scope(Scope{1})), "/etc/sysctl.d/zz-yama-ptrace.conf\n"s + kNewFile);
  host.files.file("/usr/lib/sysctl.d/zzzzz.conf", "kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(edits(host.seen(), scope(Scope{1})), "/etc/sysctl.d/~~-yama-ptrace.conf\n"s + kNewFile);
  host.files.file("/usr/lib/sysctl.d/\xFF.conf", "kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(edits(host.seen(), scope(Scope{1})), "/etc/sysctl.d/\xFF.conf-yama-ptrace.conf\n"s + kNewFile);
  EXPECT_EQ(second_edits(host.seen(), scope(Scope{1})), "");
}

TEST(Planner, AVendorFileThatAppearsLaterMovesTheLine) {
  Host host;
  host.files.file("/etc/sysctl.d/99-yama-ptrace.conf", kNewFile);
  host.files.file("/usr/lib/sysctl.d/zz-vendor.conf", "kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(edits(host.seen(), scope(Scope{1})),
            "/etc/sysctl.d/zz-yama-ptrace.conf\n"s + kNewFile + "/etc/sysctl.d/99-yama-ptrace.conf\n(gone)\n");
}

TEST(Planner, AVendorLockIsRefusedUnlessShadowedOrEdited) {
  Host host;
  host.files.file("/usr/lib/sysctl.d/10-v.conf", "a.b = 1\nkernel.yama.ptrace_scope = 3\n");
  EXPECT_EQ(
      edits(host.seen(), scope(Scope{1})),
      "no change that is allowed makes the next boot give 1: procps writes 3 on the way, which locks the kernel at the "
      "next boot; vendor_files: shadow hides a vendor file behind a copy in /etc/sysctl.d, vendor_files: edit "
      "changes it; nothing was changed");
  Request shadow = scope(Scope{1});
  shadow.vendor_files = VendorFiles::kShadow;
  EXPECT_EQ(edits(host.seen(), shadow),
            "/etc/sysctl.d/99-yama-ptrace.conf\n"s + kNewFile +
                "/etc/sysctl.d/10-v.conf\n"
                "# made by hardening.yama; state: absent removes it; hides /usr/lib/sysctl.d/10-v.conf\n"
                "# MD5 of what it hides: faae2564e29f07651e0141421bc18e50\n"
                "a.b = 1\n# commented out by hardening.yama: kernel.yama.ptrace_scope = 3\n");
  EXPECT_EQ(second_edits(host.seen(), shadow), "");
  EXPECT_EQ(undone(host.seen(), shadow),
            "/etc/sysctl.d/10-v.conf\n(gone)\n/etc/sysctl.d/99-yama-ptrace.conf\n(gone)\n");
  Request edit = scope(Scope{1});
  edit.vendor_files = VendorFiles::kEdit;
  EXPECT_EQ(
      edits(host.seen(), edit),
      "/etc/sysctl.d/99-yama-ptrace.conf\n"s + kNewFile +
          "/usr/lib/sysctl.d/10-v.conf\na.b = 1\n# commented out by hardening.yama: kernel.yama.ptrace_scope = 3\n");
}

TEST(Planner, AVendorFileWhoseNameNoLineCanHoldIsOutranked) {
  Host host;
  host.files.file("/usr/lib/sysctl.d/50-a\nb.conf", "kernel.yama.ptrace_scope = 0\n");
  Request shadow = scope(Scope{1});
  shadow.vendor_files = VendorFiles::kShadow;
  EXPECT_EQ(edits(host.seen(), shadow), "/etc/sysctl.d/99-yama-ptrace.conf\n"s + kNewFile);
}

TEST(Planner, APatternForOtherKeysStaysAndIsBeaten) {
  Host host;
  host.files.file("/etc/sysctl.d/99-z.conf", "kernel.*.ptrace_scope = 0\nkernel.yama.* = 0\n");
  EXPECT_EQ(
      edits(host.seen(), scope(Scope{1})),
      "/etc/sysctl.d/99-yama-ptrace.conf\n"s + kNewFile +
          "/etc/sysctl.d/99-z.conf\nkernel.*.ptrace_scope = 0\n# commented out by hardening.yama: kernel.yama.* = 0\n");
  EXPECT_EQ(second_edits(host.seen(), scope(Scope{1})), "");
}

TEST(Planner, ALineInRunAloneIsNotEnough) {
  Host host;
  host.files.file("/run/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(edits(host.seen(), scope(Scope{1})), "/etc/sysctl.d/99-yama-ptrace.conf\n"s + kNewFile);
}

TEST(Planner, AStricterLineIsRightWithMinimum) {
  Host host;
  host.files.file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 2\n");
  Request minimum = scope(Scope{1});
  minimum.minimum = true;
  EXPECT_EQ(edits(host.seen(), minimum), "");
  EXPECT_NE(edits(host.seen(), scope(Scope{1})), "");
}

TEST(Planner, TheOwnLineFollowsTheWantedScope) {
  Host host;
  host.files.file("/etc/sysctl.d/99-yama-ptrace.conf", kNewFile);
  EXPECT_EQ(edits(host.seen(), scope(Scope{2})),
            "/etc/sysctl.d/99-yama-ptrace.conf\n"
            "# made by hardening.yama; state: absent removes it\n"
            "# set by hardening.yama:\n"
            "kernel.yama.ptrace_scope = 2\n");
}

TEST(Planner, ANamedFileHoldsTheLine) {
  Host host;
  host.files.file("/etc/sysctl.d/50-site.conf", "vm.swappiness = 1");
  Request named = scope(Scope{1});
  named.sysctl_file = "/etc/sysctl.d/50-site.conf";
  EXPECT_EQ(edits(host.seen(), named),
            "/etc/sysctl.d/50-site.conf\nvm.swappiness = 1\n"
            "# set by hardening.yama (and the line end above):\nkernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(second_edits(host.seen(), named), "");
  EXPECT_EQ(undone(host.seen(), named), "/etc/sysctl.d/50-site.conf\nvm.swappiness = 1");
}

TEST(Planner, ANamedFileThatALoaderDoesNotReadIsRefused) {
  Host host;
  Request named = scope(Scope{1});
  named.sysctl_file = "/etc/sysctl.conf";
  EXPECT_EQ(
      edits(host.seen(), named),
      "no change that is allowed makes the next boot give 1: systemd leaves the kernel's default at the next boot; "
      "leave sysctl_file out to let the program choose a file that both loaders read late enough; "
      "nothing was changed");
  host.files.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  host.files.file("/etc/sysctl.conf", "");
  EXPECT_EQ(edits(host.seen(), named), "/etc/sysctl.conf\n"s + kOwnLine);
}

TEST(Planner, ANamedFileOfAPackageIsRefused) {
  const Host host;
  Request named = scope(Scope{1});
  named.sysctl_file = "/usr/lib/sysctl.d/50-v.conf";
  EXPECT_EQ(
      edits(host.seen(), named),
      "sysctl_file /usr/lib/sysctl.d/50-v.conf is in a folder of packages; name a file in /etc/sysctl.d, or leave "
      "sysctl_file out; nothing was changed");
}

TEST(Planner, ConflictsCanBeAReasonToFail) {
  Host host;
  host.files.file("/etc/sysctl.d/10-a.conf", "\nkernel.yama.ptrace_scope = 0\n");
  Request fail = scope(Scope{1});
  fail.conflicts = Conflicts::kFail;
  EXPECT_EQ(edits(host.seen(), fail),
            "conflicts: fail was asked for, and these lines conflict: /etc/sysctl.d/10-a.conf:2; take them out, or let "
            "conflicts: comment do it; nothing was changed");
}

TEST(Planner, IgnoredConflictsAreOutrankedOrRefused) {
  Host host;
  host.files.file("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 0\n");
  Request ignore = scope(Scope{1});
  ignore.conflicts = Conflicts::kIgnore;
  EXPECT_EQ(edits(host.seen(), ignore), "/etc/sysctl.d/99-yama-ptrace.conf\n"s + kNewFile);
  host.files.file("/etc/sysctl.conf", "kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(
      edits(host.seen(), ignore),
      "no change that is allowed makes the next boot give 1: procps sets 0 (/etc/sysctl.conf:1) at the next boot; "
      "conflicts: comment would comment the conflicting lines out; nothing was changed");
}

TEST(Planner, CommentingOutAloneSetsNothing) {
  Host host;
  host.files.file("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 1\n-kernel.yama.ptrace_scope\n");
  EXPECT_EQ(edits(host.seen(), comment_out()),
            "/etc/sysctl.d/10-a.conf\n# commented out by hardening.yama: kernel.yama.ptrace_scope = 1\n"
            "# commented out by hardening.yama: -kernel.yama.ptrace_scope\n");
}

/// A line for each warning, or the refusal.
std::string warnings(const Observation& seen, const Request& request) {
  const auto plan = make_plan(seen, request);
  return plan ? join(plan->warnings, "\n") : plan.error().message;
}

TEST(Planner, ALineThatIsLeftIsSaidToBeOutrankedOnlyWhereItIs) {
  Host host;
  host.files.file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 0\n");
  host.files.file("/usr/lib/sysctl.d/90-vendor.conf", "kernel.yama.ptrace_scope = 2\n");
  host.files.file("/usr/lib/sysctl.d/99-zz-vendor.conf", "\nkernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(warnings(host.seen(), scope(Scope{1})),
            "/usr/lib/sysctl.d/90-vendor.conf:1 is in a folder of packages: it was left as it is and is outranked\n"
            "/usr/lib/sysctl.d/99-zz-vendor.conf:2 is in a folder of packages: it was left as it is and is outranked");
  const std::string left =
      "/usr/lib/sysctl.d/90-vendor.conf:1 is in a folder of packages: it was left as it is\n"
      "/usr/lib/sysctl.d/99-zz-vendor.conf:2 is in a folder of packages: it was left as it is and still sets the value";
  EXPECT_EQ(warnings(host.seen(), comment_out()), left);
  Request shadow = comment_out();
  shadow.vendor_files = VendorFiles::kShadow;
  EXPECT_EQ(warnings(host.seen(), shadow), left);
  Request edit = comment_out();
  edit.vendor_files = VendorFiles::kEdit;
  EXPECT_EQ(warnings(host.seen(), edit), "");
}

TEST(Planner, ALineThatIsLeftAndBeatenByARightOneSetsNothing) {
  Host host;
  host.files.file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 0\n");
  host.files.file("/etc/sysctl.d/99-zzz.conf", "kernel.yama.ptrace_scope = 1\n");
  host.files.file("/usr/lib/sysctl.d/99-zz-vendor.conf", "kernel.yama.ptrace_scope = 0\n");
  Request comment = comment_out();
  comment.scope = Scope{1};
  EXPECT_EQ(warnings(host.seen(), comment),
            "/usr/lib/sysctl.d/99-zz-vendor.conf:1 is in a folder of packages: it was left as it is");
}

TEST(Planner, ALineThatIsLeftSetsTheValueForTheLoadersThatRunAndWhatComesAfterThem) {
  Host host;
  host.files.file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 0\nkernel.*.ptrace_scope = 2\n");
  Observation seen = host.seen();
  EXPECT_EQ(warnings(seen, comment_out()),
            "/etc/sysctl.d/50-a.conf:2 is a pattern that may set other keys too: it was left as it is and still sets "
            "the value");
  seen.stages.push_back({.kind = StageKind::kLoaderService,
                         .time = StageTime::kInstead,
                         .file = "/etc/systemd/system/systemd-sysctl.service",
                         .note = "systemd-sysctl is masked",
                         .loader = sysctl::Loader::kSystemd});
  EXPECT_EQ(warnings(seen, comment_out()),
            "/etc/sysctl.d/50-a.conf:2 is a pattern that may set other keys too: it was left as it is and still sets "
            "the value for procps");
  seen.stages.push_back({.kind = StageKind::kBootUnit, .file = "/etc/systemd/system/a.service", .value = Scope{1}});
  EXPECT_EQ(warnings(seen, comment_out()),
            "/etc/sysctl.d/50-a.conf:2 is a pattern that may set other keys too: it was left as it is");
}

TEST(Planner, TheFileOfUfwIsMendedToo) {
  Host host;
  host.files.file("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 1\n");
  host.files.file("/etc/ufw/sysctl.conf", "kernel/yama/ptrace_scope=0\n");
  Observation seen = host.seen();
  seen.tree.entries["/etc/ufw/sysctl.conf"] = {
      .type = sysctl::EntryType::kFile, .file = "/etc/ufw/sysctl.conf", .reason = {}, .is_link = false};
  seen.tree.files["/etc/ufw/sysctl.conf"].bytes = "kernel/yama/ptrace_scope=0\n";
  seen.tree.loaded_by["/etc/ufw/sysctl.conf"] = "ufw";
  seen.stages.push_back(*stage_of(Ufw{.installed = true, .enabled = true, .file = "/etc/ufw/sysctl.conf"}));
  EXPECT_EQ(edits(seen, scope(Scope{1})),
            "/etc/ufw/sysctl.conf\n# commented out by hardening.yama: kernel/yama/ptrace_scope=0\n");
  EXPECT_EQ(second_edits(seen, scope(Scope{1})), "");
}

TEST(Planner, ALockBeforeTheLoadersIsRefused) {
  const Host host;
  Observation seen = host.seen();
  seen.stages.push_back({.kind = StageKind::kKernelCommandLine,
                         .time = StageTime::kBefore,
                         .file = {},
                         .text = "sysctl.kernel.yama.ptrace_scope=3",
                         .value = Scope{3},
                         .note = "the kernel command line"});
  EXPECT_EQ(
      edits(seen, scope(Scope{1})),
      "no change that is allowed makes the next boot give 1: the kernel command line sets 3 before the loaders, which "
      "locks the kernel at the next boot; change what is named there and run again; nothing was changed");
}

std::string runtime_plan(std::optional<Scope> value, const Request& request, bool writable = true) {
  Host host;
  host.runtime = value;
  Observation seen = host.seen();
  seen.image = false;
  seen.runtime.writable = writable && value.has_value();
  seen.runtime.why_not = writable ? "" : "/proc/sys is read-only";
  const auto plan = make_plan(seen, request);
  if (!plan) {
    return plan.error().message;
  }
  std::string text = plan->runtime ? "write " + to_string(plan->runtime->after) : "leave";
  for (const std::string& warning : plan->warnings) {
    text += "; " + warning;
  }
  return text + (plan->reboot_required ? "; reboot" : "");
}

TEST(Planner, TheRunningKernelIsSetWhereItDiffers) {
  EXPECT_EQ(runtime_plan(Scope{0}, scope(Scope{1})), "write 1");
  EXPECT_EQ(runtime_plan(Scope{1}, scope(Scope{1})), "leave");
  EXPECT_EQ(runtime_plan(Scope{2}, scope(Scope{1})), "write 1; lowers the running kernel from 2 to 1");
  Request minimum = scope(Scope{1});
  minimum.minimum = true;
  EXPECT_EQ(runtime_plan(Scope{2}, minimum), "leave");
  Request skip = scope(Scope{1});
  skip.runtime = RuntimeMode::kSkip;
  EXPECT_EQ(runtime_plan(Scope{0}, skip), "leave");
}

TEST(Planner, ALockedKernelNeedsAReboot) {
  EXPECT_EQ(runtime_plan(Scope{3}, scope(Scope{1})),
            "leave; the running kernel is locked at 3 until it is rebooted; reboot to get 1; reboot");
  Request required = scope(Scope{1});
  required.runtime = RuntimeMode::kRequired;
  EXPECT_EQ(runtime_plan(Scope{3}, required),
            "the running kernel is locked at 3 until it is rebooted; nothing was changed, because runtime: required "
            "was asked for; runtime: auto changes the files alone");
}

TEST(Planner, ALineOfThreeLocksMaintenanceBootsToo) {
  const Host host;
  EXPECT_EQ(warnings(host.seen(), scope(Scope{3})),
            "a line of 3 locks every boot until the next one, maintenance boots too; persist: boot_unit keeps boots "
            "with 'maintenance' on the kernel command line open");
}

TEST(Planner, AKernelThatCannotBeSetIsSaid) {
  EXPECT_EQ(runtime_plan(Scope{0}, scope(Scope{1}), false),
            "leave; the running kernel's value cannot be set from here: /proc/sys is read-only; the next boot gets 1");
}

TEST(Planner, AKernelWithoutYamaIsSaidOnce) {
  const Host host;
  Observation seen = host.seen();
  seen.image = false;
  seen.runtime.why_not = "this kernel was built without Yama, or lsm= on its command line leaves it out";
  Request required = scope(Scope{1});
  required.runtime = RuntimeMode::kRequired;
  EXPECT_EQ(edits(seen, required),
            "the running kernel has no Yama: this kernel was built without Yama, or lsm= on its command line leaves it "
            "out; nothing was changed, because runtime: required was asked for; runtime: auto changes the files alone");
}

}  // namespace
}  // namespace yama
