// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/write_audit.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "protocol/write_vector.h"
#include "status/assess.h"
#include "support/host.h"

/// tests/unit/data/audit holds literal records, for whoever reads such: YAMA_WRITE_AUDIT=1 writes them anew, and their
/// difference is read in review. The suite `audit` holds them against the schema.
namespace yama::protocol {
namespace {

namespace json = boost::json;

constexpr std::time_t kTime = 1795947600;  // 2026-11-29T10:20:00Z

const System kDebian{.name = "Debian GNU/Linux 12 (bookworm)",
                     .id = "debian",
                     .version = "12",
                     .kernel = "6.1.0-40-amd64",
                     .machine = "x86_64"};
const System kRhel{.name = "Red Hat Enterprise Linux 9.4 (Plow)",
                   .id = "rhel",
                   .version = "9.4",
                   .kernel = "5.14.0-427.13.1.el9_4.x86_64",
                   .machine = "x86_64"};

json::object record(const Observation& seen) {
  Request request;
  request.scope = Scope::kRestricted;
  const Status status = assess(seen, conditions_for(seen, {}), goal_of(request));
  return audit_object(audit_of(seen, status, find_fix(seen, request, status), request, kTime), status);
}

/// Runs one case on a host of its own.
class AuditExample : public testing::Test {
 protected:
  AuditExample() : host_("252.39", "4.0.2") { host_.files().write("/usr/lib/systemd/systemd", ""); }

  void file(const std::string& path, const std::string& text) { host_.files().write(path, text); }

  [[nodiscard]] Observation running(Scope value, const System& system) const {
    Observation seen = host_.running(value);
    seen.system = system;
    return seen;
  }

  static void expect(const std::string& name, const Observation& seen) {
    const std::string path = std::string{YAMA_TEST_DATA} + "/audit/" + name + ".json";
    const json::object made = record(seen);
    if (std::getenv("YAMA_WRITE_AUDIT") != nullptr) {
      std::ofstream{path} << in_lines(made) << "\n";
    }
    std::ifstream file{path};
    const std::string text{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
    EXPECT_EQ(text, in_lines(made) + "\n");
  }

 private:
  test::Host host_;
};

TEST_F(AuditExample, Compliant) {
  file("/usr/lib/sysctl.d/10-default-yama-scope.conf", "# a package's\nkernel.yama.ptrace_scope = 0\n");
  file("/etc/sysctl.d/99-yama-ptrace.conf", "# set by hand\nkernel.yama.ptrace_scope = 1\n");
  Observation seen = running(Scope{1}, kRhel);
  seen.tree.lib_is_usr_lib = true;
  expect("compliant", seen);
}

TEST_F(AuditExample, DriftsAtReboot) {
  file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  file("/etc/sysctl.d/99-b.conf", "-kernel.yama.ptrace_scope = 0\n");
  expect("drifts_at_reboot", running(Scope{1}, kDebian));
}

TEST_F(AuditExample, LockedStricter) {
  file("/etc/sysctl.d/99-yama-ptrace.conf", "kernel.yama.ptrace_scope = 1\n");
  expect("locked_stricter", running(Scope{3}, kDebian));
}

TEST_F(AuditExample, Unknown) {
  file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  Observation seen = running(Scope{1}, kDebian);
  seen.as_root = false;
  seen.unseen = {"/etc/cron.d/secret", "/var/spool/cron/crontabs"};
  expect("unknown", seen);
}

TEST_F(AuditExample, AnImageHasNoRunningKernel) {
  Observation seen = running(Scope{1}, {.name = "a \"system\"\x01"});
  seen.image = true;
  const json::object made = record(seen);
  EXPECT_TRUE(made.at("running").is_null());
  EXPECT_EQ(json::serialize(made.at("system")),
            R"({"name":"a \"system\"\\x01","id":null,"version":null,"kernel":null,"machine":null,"init":"systemd"})");
  EXPECT_EQ(made.at("time").as_string(), "2026-11-29T10:20:00Z");
}

TEST_F(AuditExample, WhatRunHoldsIsGoneAtTheNextBoot) {
  file("/run/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(json::serialize(record(running(Scope{1}, kDebian)).at("next_boot").at(0)),
            R"({"loader":"systemd","version":"252.39","at_boot":true,"value":null,"final":null,"locks":false,)"
            R"("file":null,"line":null})");
}

}  // namespace
}  // namespace yama::protocol
