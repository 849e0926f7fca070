// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/replace_published.h"

#include <gtest/gtest.h>

#include "support/boot_unit_host.h"

namespace yama {
namespace {

using test::after;
using test::boots;
using test::plan_text;
using test::restore;
using test::warnings;
using test::with_boot_unit;
using test::with_sysctl;
using unit::EnablingLink;
using unit::Unit;

TEST(PublishedUnit, IsReported) {
  test::UnitHost host;
  host.unit("noptrace.service", test::kPublished, "default.target");
  host.runtime = Scope{3};
  EXPECT_EQ(warnings(host.seen(), with_boot_unit()),
            "the published unit noptrace.service (/etc/systemd/system/noptrace.service:6) sets 3 too, but later in the "
            "boot; replace_published_unit: true comments it out\n");
  host.units.at("noptrace.service").links.clear();
  EXPECT_EQ(warnings(host.seen(), with_boot_unit()),
            "the published unit noptrace.service (/etc/systemd/system/noptrace.service:6) is not enabled; "
            "replace_published_unit: true comments it out\n");
}

TEST(PublishedUnit, IsReplacedAndPutBack) {
  test::UnitHost host;
  host.runtime = Scope{3};
  host.unit("noptrace.service", test::kPublished, "default.target");
  Request replace = with_boot_unit();
  replace.replace_published_unit = true;
  const Observation done = after(host.seen(), replace);
  const Unit& commented = done.units.at("noptrace.service");
  EXPECT_EQ(commented.bytes,
            "# this unit was commented out by hardening.yama; state: absent puts it back\n"
            "# this link was removed by hardening.yama: /etc/systemd/system/default.target.wants/noptrace.service -> "
            "/etc/systemd/system/noptrace.service\n"
            "# commented out by hardening.yama: [Unit]\n"
            "# commented out by hardening.yama: Description=Removes, system-wide, the ability to ptrace\n"
            "# commented out by hardening.yama: ConditionKernelCommandLine=!maintenance\n"
            "# commented out by hardening.yama: [Service]\n"
            "# commented out by hardening.yama: Type=oneshot\n"
            "# commented out by hardening.yama: ExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=3\n");
  EXPECT_FALSE(commented.enabled());
  EXPECT_EQ(plan_text(done, replace), "");
  const Unit back = after(done, restore()).units.at("noptrace.service");
  EXPECT_EQ(back.bytes, test::kPublished);
  EXPECT_EQ(back.links, host.units.at("noptrace.service").links);
}

/// A run may be killed after each edit: the unit's text is the record of its links, so it comes back last.
TEST(PublishedUnit, ItsLinksComeBackBeforeIt) {
  test::UnitHost host;
  host.runtime = Scope{3};
  host.unit("noptrace.service", test::kPublished, "default.target");
  Request replace = with_boot_unit();
  replace.replace_published_unit = true;
  Observation done = after(host.seen(), replace);
  const auto plan = make_plan(done, restore());
  ASSERT_TRUE(plan.ok());
  std::vector<std::string> paths;
  for (const Edit& edit : plan->edits) {
    if (edit.path.find("noptrace") != std::string::npos) {
      paths.push_back(edit.path);
    }
  }
  EXPECT_EQ(paths, (std::vector<std::string>{"/etc/systemd/system/default.target.wants/noptrace.service",
                                             "/etc/systemd/system/noptrace.service"}));
  done.units.at("noptrace.service").links = host.units.at("noptrace.service").links;  // killed between the two
  const Unit back = after(done, restore()).units.at("noptrace.service");
  EXPECT_EQ(back.bytes, test::kPublished);
  EXPECT_EQ(back.links, host.units.at("noptrace.service").links);
}

/// Killed after the text, before the link.
TEST(PublishedUnit, ALinkThatAKilledRunLeftIsTakenAway) {
  test::UnitHost host;
  host.runtime = Scope{3};
  host.unit("noptrace.service", test::kPublished, "default.target");
  Request replace = with_boot_unit();
  replace.replace_published_unit = true;
  Observation done = after(host.seen(), replace);
  done.units.at("noptrace.service").links = host.units.at("noptrace.service").links;
  const Observation again = after(done, replace);
  EXPECT_FALSE(again.units.at("noptrace.service").enabled());
  EXPECT_EQ(again.units.at("noptrace.service").bytes, done.units.at("noptrace.service").bytes);
  EXPECT_EQ(after(again, restore()).units.at("noptrace.service").links, host.units.at("noptrace.service").links);
}

TEST(PublishedUnit, OneFileUnderTwoNamesIsDisplacedOnce) {
  test::UnitHost host;
  host.runtime = Scope{3};
  host.unit("a.service", test::kPublished, "default.target");
  host.unit("b.service", test::kPublished, "multi-user.target");
  host.units.at("b.service").file = host.units.at("a.service").file;
  Request replace = with_boot_unit();
  replace.replace_published_unit = true;
  const Observation done = after(host.seen(), replace);
  EXPECT_FALSE(done.units.at("a.service").enabled());
  EXPECT_FALSE(done.units.at("b.service").enabled());
  const Observation back = after(done, restore());
  EXPECT_EQ(back.units.at("a.service").links, host.units.at("a.service").links);
  EXPECT_EQ(back.units.at("b.service").links, host.units.at("b.service").links);
}

TEST(PublishedUnit, OfAPackageIsLeftInPlace) {
  test::UnitHost host;
  host.runtime = Scope{3};
  host.unit("noptrace.service", test::kPublished, "default.target");
  host.units.at("noptrace.service").file = "/usr/lib/systemd/system/noptrace.service";
  Request replace = with_boot_unit();
  replace.replace_published_unit = true;
  EXPECT_EQ(warnings(host.seen(), replace),
            "the published unit noptrace.service is not below /etc, so /usr/lib/systemd/system/noptrace.service was "
            "left as it is; disable it with `systemctl disable noptrace.service`\n");
}

TEST(PublishedUnit, StandsAgainstALowerScope) {
  test::UnitHost host;
  host.unit("noptrace.service", test::kPublished, "default.target");
  EXPECT_EQ(plan_text(host.seen(), with_sysctl(Scope{1})),
            "the unit noptrace.service sets 3 after the loaders (/etc/systemd/system/noptrace.service:6); disable it "
            "with `systemctl disable noptrace.service` and run again; nothing was changed");
  Request minimum = with_sysctl(Scope{1});
  minimum.minimum = true;
  EXPECT_TRUE(make_plan(host.seen(), minimum).ok());
  host.units.at("noptrace.service").links.clear();
  EXPECT_TRUE(make_plan(host.seen(), with_sysctl(Scope{1})).ok());
}

}  // namespace
}  // namespace yama
