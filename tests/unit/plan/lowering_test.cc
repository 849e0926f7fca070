// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The table of lowering in the collection's docs/lowering.md, cell by cell: what holds before, what is asked for.

#include "plan/lowering.h"

#include <gtest/gtest.h>

#include "plan/observation_after.h"
#include "plan/planner.h"
#include "support/plan_text.h"

namespace yama {
namespace {

using test::set_to;

Observation with_file(const std::string& line) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/50-site.conf", line + "\n");
  return test::seen_of(files);
}

/// The image after a run.
Observation after(const Observation& seen, const Request& request) {
  const auto plan = make_plan(seen, request);
  EXPECT_TRUE(plan.ok()) << plan.error().message;
  return plan ? observation_after(seen, *plan) : seen;
}

/// "refused", or the warnings; "nothing" for a plan without edits.
std::string outcome(const Observation& seen, const Request& request) {
  const auto plan = make_plan(seen, request);
  if (!plan) {
    return "refused: " + plan.error().message;
  }
  std::string text = plan->edits.empty() ? "nothing" : "done";
  for (const std::string& warning : plan->warnings) {
    text += "; " + warning;
  }
  return text;
}

Request minimum(Scope scope) {
  Request request = set_to(scope);
  request.minimum = true;
  return request;
}

Request boot_unit() {
  Request request = set_to(Scope{3});
  request.persist = Persist::kBootUnit;
  return request;
}

Request undo() {
  Request request;
  request.verb = Verb::kRestore;
  return request;
}

const std::string kMaintenance =
    "a line of 3 locks every boot until the next one, maintenance boots too; persist: boot_unit keeps boots with "
    "'maintenance' on the kernel command line open";

TEST(Lowering, FromSomebodysLine) {
  EXPECT_EQ(outcome(with_file("kernel.yama.ptrace_scope = 0"), set_to(Scope{1})), "done");
  EXPECT_EQ(outcome(with_file("kernel.yama.ptrace_scope = 2"), set_to(Scope{1})),
            "done; lowers the next boot from 2 (/etc/sysctl.d/50-site.conf:1) to 1");
  EXPECT_EQ(outcome(with_file("kernel.yama.ptrace_scope = 3"), set_to(Scope{0})),
            "done; lowers the next boot from 3 (/etc/sysctl.d/50-site.conf:1) to 0");
  EXPECT_EQ(outcome(with_file("kernel.yama.ptrace_scope = 2"), minimum(Scope{1})), "nothing");
  EXPECT_EQ(outcome(with_file("kernel.yama.ptrace_scope = 3"), minimum(Scope{1})), "nothing");
}

TEST(Lowering, FromOurLine) {
  const Observation two = after(with_file("a = 1"), set_to(Scope{2}));
  EXPECT_EQ(outcome(two, set_to(Scope{1})),
            "done; lowers the next boot from 2 (/etc/sysctl.d/99-yama-ptrace.conf:3) to 1");
  EXPECT_EQ(outcome(two, minimum(Scope{1})), "nothing");
  EXPECT_EQ(outcome(two, set_to(Scope{3})), "done; " + kMaintenance);
  const Observation three = after(with_file("a = 1"), set_to(Scope{3}));
  const std::string refused =
      "refused: /etc/sysctl.d/99-yama-ptrace.conf has a line of 3 from an earlier run, which locks this "
      "host "
      "at each boot, and scope 1 would take that away; if you want that, run again with remove_lock: true "
      "(--remove-lock); nothing was changed";
  EXPECT_EQ(outcome(three, set_to(Scope{1})), refused);
  EXPECT_EQ(outcome(three, minimum(Scope{1})), "nothing");
  EXPECT_EQ(outcome(three, set_to(Scope{3})), "nothing");
  EXPECT_EQ(outcome(three, undo()), "done");
  Request named = set_to(Scope{1});
  named.remove_lock = true;
  EXPECT_EQ(outcome(three, named), "done; lowers the next boot from 3 (/etc/sysctl.d/99-yama-ptrace.conf:3) to 1");
}

TEST(Lowering, FromOurBootUnit) {
  const Observation locked = after(with_file("a = 1"), boot_unit());
  const std::string refused =
      "refused: the boot unit yama-ptrace-lock.service (/etc/systemd/system/yama-ptrace-lock.service) locks this host "
      "at "
      "3 at each boot, and scope 2 would take that away; if you want that, run again with remove_lock: true "
      "(--remove-lock); nothing was changed";
  EXPECT_EQ(outcome(locked, set_to(Scope{2})), refused);
  EXPECT_EQ(outcome(locked, minimum(Scope{1})), "nothing") << "it is stricter";
  EXPECT_EQ(outcome(locked, boot_unit()), "nothing");
  EXPECT_EQ(outcome(locked, set_to(Scope{3})),
            "done; a line of 3 takes the boot unit's place, and " + kMaintenance.substr(12));
  EXPECT_EQ(outcome(locked, undo()), "done");
  Request none = set_to(Scope{1});
  none.persist = Persist::kNone;
  none.conflicts = Conflicts::kIgnore;
  EXPECT_EQ(outcome(locked, none), "nothing");
  Request named = set_to(Scope{2});
  named.remove_lock = true;
  EXPECT_EQ(outcome(locked, named),
            "done; lowers the next boot from 3 (/etc/systemd/system/yama-ptrace-lock.service:14) to 2");
}

TEST(Lowering, OfTheRunningKernel) {
  Observation host = with_file("kernel.yama.ptrace_scope = 1");
  host.image = false;
  host.runtime = {.yama = true, .value = Scope{2}, .writable = true, .why_not = {}};
  EXPECT_EQ(outcome(host, set_to(Scope{1})), "nothing; lowers the running kernel from 2 to 1");
  EXPECT_EQ(outcome(host, minimum(Scope{1})), "nothing");
  const std::string locked = outcome(host, set_to(Scope{3}));
  ASSERT_NE(locked.find("a line of 3"), std::string::npos) << locked;
  EXPECT_EQ(locked.substr(locked.find("a line of 3")),
            kMaintenance + "; this locks the running kernel at 3: nothing can lower it before a reboot");
}

TEST(Lowering, OfMaintenanceBoots) {
  Request two = boot_unit();
  two.maintenance_scope = Scope{2};
  const Observation locked = after(with_file("a = 1"), two);
  EXPECT_EQ(outcome(locked, two), "nothing");
  EXPECT_EQ(outcome(locked, boot_unit()),
            "done; lowers maintenance boots from 2 (/etc/sysctl.d/99-yama-ptrace.conf:3) to 1")
      << "1 is what is asked for where nothing is said";
  EXPECT_EQ(outcome(after(with_file("a = 1"), boot_unit()), two), "done") << "raised";
  EXPECT_EQ(outcome(with_file("kernel.yama.ptrace_scope = 2"), boot_unit()),
            "done; lowers maintenance boots from 2 (/etc/sysctl.d/50-site.conf:1) to 1");
  EXPECT_EQ(outcome(after(with_file("a = 1"), set_to(Scope{3})), boot_unit()),
            "done; lowers maintenance boots from 3 (/etc/sysctl.d/99-yama-ptrace.conf:3) to 1");
  EXPECT_EQ(outcome(with_file("kernel.yama.ptrace_scope = 0"), boot_unit()), "done");
}

}  // namespace
}  // namespace yama
