// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/loader_service.h"

#include <gtest/gtest.h>

#include "support/child.h"
#include "support/scratch.h"
#include "support/stages.h"

namespace yama::services {
namespace {

using test::Scratch;
using test::shown;

constexpr std::string_view kUnit = "/etc/systemd/system/systemd-sysctl.service";

std::string service(const Scratch& scratch) { return shown(stages_of_loader_service(scratch.root())); }

TEST(LoaderService, AsShipped) {
  const Scratch scratch;
  scratch.write("/usr/lib/systemd/system/systemd-sysctl.service",
                "[Service]\nExecStart=/usr/lib/systemd/systemd-sysctl\n");
  EXPECT_EQ(service(scratch), "");
}

TEST(LoaderService, Masked) {
  const Scratch scratch;
  scratch.link(kUnit, "/dev/null");
  const std::string masked = "loader_service instead " + std::string(kUnit) + ": systemd-sysctl.service is masked\n";
  EXPECT_EQ(service(scratch), masked);
  const Scratch empty;
  empty.write(kUnit, "");
  EXPECT_EQ(service(empty), masked);
  const Scratch until_reboot;
  until_reboot.link("/run/systemd/system/systemd-sysctl.service", "/dev/null");
  EXPECT_EQ(service(until_reboot),
            "loader_service instead /run/systemd/system/systemd-sysctl.service inactive: systemd-sysctl.service is "
            "masked\n");
}

TEST(LoaderService, Replaced) {
  const Scratch scratch;
  scratch.write(kUnit, "[Service]\nExecStart=/bin/true\n");
  EXPECT_EQ(service(scratch), "loader_service instead " + std::string(kUnit) +
                                  " may: systemd-sysctl.service is replaced by another unit file\n");
}

TEST(LoaderService, DropIns) {
  const Scratch scratch;
  scratch.write("/usr/lib/systemd/system/service.d/10-timeout-abort.conf", "[Service]\nTimeoutStopFailureMode=abort\n");
  scratch.write("/etc/systemd/system/systemd-sysctl.service.d/after.conf", "[Unit]\nAfter=x.service\n");
  EXPECT_EQ(service(scratch), "");
  scratch.write("/etc/systemd/system/systemd-sysctl.service.d/arguments.conf",
                "[Service]\nExecStart=\nExecStart=/usr/lib/systemd/systemd-sysctl --prefix=net\n");
  scratch.write("/etc/systemd/system/systemd-sysctl.service.d/backup.conf~", "[Service]\nExecStart=\n");
  EXPECT_EQ(service(scratch),
            "loader_service instead /etc/systemd/system/systemd-sysctl.service.d/arguments.conf:2 ExecStart= may: "
            "systemd-sysctl.service is changed by a drop-in\n");
}

TEST(Credentials, Encrypted) {
  const Scratch scratch;
  scratch.directory("/etc/credstore.encrypted");
  EXPECT_EQ(shown(stages_of_credentials(scratch.root(), "257.13")), "");
  scratch.write("/etc/credstore.encrypted/sysctl.extra", "x");
  scratch.write("/efi/loader/credentials/sysctl.extra.cred", "x");
  EXPECT_EQ(shown(stages_of_credentials(scratch.root(), "257.13")),
            "credential after /etc/credstore.encrypted/sysctl.extra may: an encrypted credential with settings\n"
            "credential after /efi/loader/credentials/sysctl.extra.cred may: an encrypted credential with settings\n");
  EXPECT_EQ(shown(stages_of_credentials(scratch.root(), "251")), "") << "systemd-sysctl reads none";
}

TEST(Credentials, OnlyRootCanLook) {
  EXPECT_EQ(test::as_nobody([] {
              const Scratch scratch;
              scratch.directory("/etc/credstore.encrypted");
              ::chmod(scratch.outside("/etc/credstore.encrypted").c_str(), 0);
              std::string seen = shown(stages_of_credentials(scratch.root(), "257.13"));
              ::chmod(scratch.outside("/etc/credstore.encrypted").c_str(), 0700);
              return seen;
            }),
            "credential after /etc/credstore.encrypted/sysctl.extra may: a credential that only root can look for\n");
}

}  // namespace
}  // namespace yama::services
