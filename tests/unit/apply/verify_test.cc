// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/verify.h"

#include <gtest/gtest.h>

namespace yama {
namespace {

Request ensuring(Persist persist) {
  Request request;
  request.verb = Verb::kEnsure;
  request.persist = persist;
  return request;
}

Status with_boot_fault(const std::string& fault) {
  Status status;
  status.verdict.emplace();
  status.verdict->boot_faults = {fault, "procps leaves 2 at the next boot"};
  return status;
}

TEST(Verify, ARunThatDidAsItSaidIsRight) {
  Status after;
  after.verdict.emplace();
  EXPECT_TRUE(verify(ensuring(Persist::kSysctl), {}, after));
}

TEST(Verify, AValueThatIsNotInTheKernelIsAFault) {
  Plan plan;
  plan.runtime.emplace();  // 0 is written
  const auto result = verify(ensuring(Persist::kSysctl), plan, {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message,
            "the running kernel was set to 0 and now has no value; find out what else writes it and run again");
}

TEST(Verify, TheFirstFaultOfTheNextBootIsNamed) {
  const auto result = verify(ensuring(Persist::kSysctl), {}, with_boot_fault("systemd leaves 0 at the next boot"));
  ASSERT_FALSE(result);
  EXPECT_EQ(
      result.error().message,
      "the files were written, but now systemd leaves 0 at the next boot; find out what else changes them and run "
      "again");
}

TEST(Verify, NoBootIsPromisedWithoutFiles) {
  EXPECT_TRUE(verify(ensuring(Persist::kNone), {}, with_boot_fault("systemd leaves 0 at the next boot")));
}

}  // namespace
}  // namespace yama
