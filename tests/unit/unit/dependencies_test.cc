// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/dependencies.h"

#include <gtest/gtest.h>

namespace yama::unit {
namespace {

UnitSettings settings(std::string_view text) {
  Unit unit;
  unit.bytes = text;
  return UnitSettings(unit);
}

/// The names, "?" behind those that may be started and "+" behind those that are later.
std::string started(std::string_view name, std::string_view text) {
  std::string result;
  for (const Dependency& one :
       dependencies_of(settings("[Unit]\nDefaultDependencies=no\n" + std::string(text)), name)) {
    result += (result.empty() ? "" : " ") + one.name + (one.loose ? "?" : "") + (one.later ? "+" : "");
  }
  return result;
}

TEST(Dependencies, OfAUnit) {
  EXPECT_EQ(started("a.service",
                    "Wants=b.service c.service\nRequires=d.service\nBindsTo=e.service\nUpholds=f.service\n"
                    "After=g.service\nPartOf=h.service\nRequisite=i.service\n"),
            "b.service c.service d.service e.service f.service");
  EXPECT_EQ(started("a.service", "OnFailure=b.service\nOnSuccess=c.service\n"), "c.service? b.service?");
  EXPECT_EQ(started("a.service", "OnSuccess=c.service\n[Service]\nType=oneshot\n"), "c.service");
}

TEST(Dependencies, OfTriggers) {
  EXPECT_EQ(started("a.timer", "[Timer]\nOnBootSec=60\n"), "a.service+");
  EXPECT_EQ(started("a.timer", "[Timer]\nOnCalendar=daily\nUnit=b.service\n"), "b.service+");
  EXPECT_EQ(started("a.timer", "[Timer]\nOnUnitActiveSec=60\n"), "a.service?+");
  EXPECT_EQ(started("a.path", "[Path]\nPathExists=/x\n"), "a.service?+");
  EXPECT_EQ(started("a.socket", "[Socket]\n"), "a.service?+");
  EXPECT_EQ(started("a.socket", "[Socket]\nAccept=yes\n"), "a@connection.service?+");
  EXPECT_EQ(started("a.socket", "[Socket]\nService=b.service\n"), "b.service?+");
  EXPECT_EQ(started("srv.automount", ""), "srv.mount?");
}

TEST(Dependencies, ThoseBySystemdItself) {
  const auto found = dependencies_of(settings("[Service]\nSlice=x.slice\n"), "a.service");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].name, "x.slice");
  EXPECT_EQ(found[1].name, "sysinit.target");
  EXPECT_EQ(targets_of("multi-user.target").front(), "basic.target");
}

TEST(Order, AgainstTheLoader) {
  EXPECT_EQ(order_of(settings("")), Order::kAfter);
  EXPECT_EQ(order_of(settings("[Unit]\nDefaultDependencies=no\n")), Order::kBeside);
  EXPECT_EQ(order_of(settings("[Unit]\nDefaultDependencies=no\nAfter=systemd-sysctl.service\nBefore=sysinit.target\n")),
            Order::kAfter);
  EXPECT_EQ(order_of(settings("[Unit]\nDefaultDependencies=no\nBefore=systemd-sysctl.service\n")), Order::kBefore);
}

TEST(Order, OfTwoUnits) {
  const auto plain = settings("");
  EXPECT_TRUE(is_before(settings("[Unit]\nBefore=b.service\n"), "a.service", plain, "b.service"));
  EXPECT_TRUE(is_before(plain, "a.service", settings("[Unit]\nAfter=a.service\n"), "b.service"));
  EXPECT_FALSE(is_before(plain, "a.service", plain, "b.service"));
  EXPECT_TRUE(
      is_before(settings("[Unit]\nDefaultDependencies=no\nBefore=sysinit.target\n"), "a.service", plain, "b.service"));
  EXPECT_TRUE(
      is_before(settings("[Unit]\nBefore=x.target\n"), "a.service", settings("[Unit]\nAfter=x.target\n"), "b.service"));
}

}  // namespace
}  // namespace yama::unit
