// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/unit_remedy.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "plan/fix.h"
#include "status/assess.h"
#include "status/faults.h"
#include "support/host.h"

namespace yama {
namespace {

using test::Host;

constexpr const char* kLate =
    "[Service]\nType=oneshot\nExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=0\n[Install]\n"
    "WantedBy=multi-user.target\n";

Fix fix_of(const Host& host) {
  Observation seen = *observe(host.files().root());
  Request request;
  request.scope = Scope{1};
  request.root = host.files().path();
  return find_fix(seen, request, assess(seen, conditions_for(seen, {}), {.scope = Scope{1}}));
}

std::string steps_of(const Host& host) {
  std::string text;
  for (const Fix::Step& step : fix_of(host).steps) {
    std::string shown = step.text;
    for (std::size_t at = shown.find(host.files().path()); at != std::string::npos;
         at = shown.find(host.files().path())) {
      shown.replace(at, host.files().path().size(), "ROOT");
    }
    text += (step.is_command ? "$ " : "") + shown + "\n";
  }
  return text;
}

/// Carries out what the fix says besides `yama-ptrace` itself; what is wrong afterwards.
std::string faults_after(const Host& host) {
  for (const Fix::Step& step : fix_of(host).steps) {
    EXPECT_TRUE(step.is_command) << step.text;
    EXPECT_EQ(std::system((step.text + " >/dev/null 2>&1").c_str()), 0) << step.text;  // NOLINT(*-env33-c,*-mt-unsafe)
  }
  const Observation seen = *observe(host.files().root());
  std::string text;
  for (const std::string& fault : faults_of(forecast(seen, conditions_for(seen, {})), {.scope = Scope{1}})) {
    text += fault + "\n";
  }
  return text;
}

/// A host on which all is right but a unit.
class RightHost : public Host {
 public:
  RightHost() : Host("252.39", "4.0.2") { files().write("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 1\n"); }
};

bool has_systemctl() {
  return std::system("systemctl --version >/dev/null 2>&1") == 0;
}  // NOLINT(*-env33-c,*-mt-unsafe)

TEST(UnitRemedy, AnEnabledUnitIsDisabled) {
  const RightHost host;
  host.files().write("/etc/systemd/system/late.service", kLate);
  host.files().link("/etc/systemd/system/multi-user.target.wants/late.service", "/etc/systemd/system/late.service");
  EXPECT_EQ(steps_of(host), "$ systemctl --root=ROOT disable late.service\n");
  if (has_systemctl()) {
    EXPECT_EQ(faults_after(host), "");
  }
}

TEST(UnitRemedy, AUnitThatAPackageEnablesIsMasked) {
  const RightHost host;
  host.files().write("/usr/lib/systemd/system/late.service", kLate);
  host.files().link("/usr/lib/systemd/system/multi-user.target.wants/late.service", "../late.service");
  EXPECT_EQ(steps_of(host), "$ systemctl --root=ROOT mask late.service\n");
  if (has_systemctl()) {
    EXPECT_EQ(faults_after(host), "");
  }
}

TEST(UnitRemedy, AnAdministratorsFileThatAPackageEnablesIsMovedAway) {
  const RightHost host;
  host.files().write("/etc/systemd/system/late.service", kLate);
  host.files().link("/usr/lib/systemd/system/multi-user.target.wants/late.service", "../late.service");
  EXPECT_EQ(steps_of(host), "$ mv ROOT/etc/systemd/system/late.service ROOT/etc/systemd/system/late.service.off\n");
  EXPECT_EQ(faults_after(host), "");
}

TEST(UnitRemedy, AMaskedLoaderIsUnmasked) {
  const RightHost host;
  host.files().link("/etc/systemd/system/systemd-sysctl.service", "/dev/null");
  EXPECT_EQ(steps_of(host), "$ systemctl --root=ROOT unmask systemd-sysctl.service\n");
  if (has_systemctl()) {
    EXPECT_EQ(faults_after(host), "");
  }
}

TEST(UnitRemedy, AMaskWhereSystemctlDoesNotLookIsRemoved) {
  const RightHost host;
  host.files().link("/usr/local/lib/systemd/system/systemd-sysctl.service", "/dev/null");
  EXPECT_EQ(steps_of(host), "$ rm ROOT/usr/local/lib/systemd/system/systemd-sysctl.service\n");
  EXPECT_EQ(faults_after(host), "");
}

TEST(UnitRemedy, WordsForTheShell) {
  EXPECT_EQ(shell_word("getty@tty1.service"), "getty@tty1.service");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace yama
