// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/message.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "support/loaders.h"

namespace yama {
namespace {

Status status_of(std::optional<Scope> now, std::optional<Scope> systemd, std::optional<Scope> procps) {
  Status status;
  status.runtime.value = now;
  status.asked = status.deciding = {test::kBoth.begin(), test::kBoth.end()};
  status.boot[test::kSystemd].final_value = systemd;
  status.boot[test::kProcps].final_value = procps;
  return status;
}

std::string message(const Status& status, bool check = false) {
  Report report;
  report.changed = check;
  report.before = status;
  Request request;
  request.check = check;
  return message_for(report, request);
}

TEST(Message, NowAndAtTheNextBoot) {
  EXPECT_EQ(message(status_of(Scope{0}, Scope{1}, Scope{1})), "kernel.yama.ptrace_scope is 0 now, 1 at the next boot");
  EXPECT_EQ(message(status_of(Scope{1}, std::nullopt, Scope{2})),
            "kernel.yama.ptrace_scope is 1 now, the kernel's default at the next boot with systemd-sysctl and 2 with "
            "procps sysctl --system");
  EXPECT_EQ(message(status_of(Scope{1}, Scope{1}, Scope{1}), true),
            "kernel.yama.ptrace_scope would be 1 now and at the next boot");
}

TEST(Message, WithoutYamaAndOfAnImage) {
  EXPECT_EQ(message(status_of(std::nullopt, Scope{1}, Scope{1})),
            "kernel.yama.ptrace_scope is 1 at the next boot; the running kernel has no Yama");
  Status image = status_of(std::nullopt, Scope{3}, Scope{3});
  image.image = true;
  EXPECT_EQ(message(image), "kernel.yama.ptrace_scope is 3 at the next boot");
}

TEST(Message, NamesWhatIsWrong) {
  Status status = status_of(Scope{0}, Scope{1}, Scope{1});
  status.verdict = Verdict{.scope = Scope{1}, .runtime_fault = "the running kernel has 0"};
  EXPECT_EQ(message(status),
            "kernel.yama.ptrace_scope is 0 now, 1 at the next boot; not compliant: the running kernel has 0");
}

TEST(Message, SaysThatAContainerWasLeftAlone) {
  Report report;
  report.before = status_of(Scope{0}, std::nullopt, std::nullopt);
  report.before->verdict = Verdict{.scope = Scope{1}, .not_applicable = "this is a container (lxc)"};
  Request request;
  request.verb = Verb::kEnsure;
  EXPECT_TRUE(is_not_applicable(report, request));
  EXPECT_EQ(message_for(report, request),
            "not applicable: this is a container (lxc); nothing was changed (runtime: skip prepares its files all the "
            "same)");
  request.runtime = RuntimeMode::kSkip;
  EXPECT_FALSE(is_not_applicable(report, request));
}

TEST(Message, NamesTheDoubtsOfARightHost) {
  Status status = status_of(Scope{1}, Scope{1}, Scope{1});
  status.verdict = Verdict{.scope = Scope{1}, .doubts = {"the unit a.service may set it (/etc/a:3)", "cron may set 0"}};
  EXPECT_EQ(
      message(status),
      "kernel.yama.ptrace_scope is 1 now and at the next boot; compliant, with doubts: the unit a.service may set it "
      "(/etc/a:3); cron may set 0");
  status.verdict->runtime_fault = "the running kernel has 0";
  EXPECT_EQ(message(status),
            "kernel.yama.ptrace_scope is 1 now and at the next boot; not compliant: the running kernel has 0");
}

Request asked(Scope scope, Verb verb = Verb::kEnsure) {
  Request request;
  request.verb = verb;
  request.scope = scope;
  return request;
}

std::string unchanged(Status status, const Request& request) {
  status.verdict = Verdict{.scope = *request.scope};
  Report report;
  report.before = std::move(status);
  return message_for(report, request);
}

TEST(Message, NothingToDoIsSaid) {
  const Status right = status_of(Scope{1}, Scope{1}, Scope{1});
  EXPECT_EQ(unchanged(right, asked(Scope{1})), "1 is already in place, now and at the next boot; nothing changed");
  Status image = right;
  image.image = true;
  EXPECT_EQ(unchanged(image, asked(Scope{1})), "1 is already in place for the next boot; nothing changed");
  EXPECT_EQ(unchanged(status_of(Scope{0}, Scope{1}, Scope{1}), asked(Scope{1})),
            "1 is already in place for the next boot; the running kernel has 0; nothing changed")
      << "runtime: skip";
  EXPECT_EQ(unchanged(status_of(std::nullopt, Scope{1}, Scope{1}), asked(Scope{1})),
            "1 is already in place for the next boot; the running kernel has no Yama; nothing changed");
  Request now = asked(Scope{1});
  now.persist = Persist::kNone;
  EXPECT_EQ(unchanged(status_of(Scope{1}, Scope{0}, Scope{0}), now),
            "kernel.yama.ptrace_scope is 1 now, 0 at the next boot; nothing changed");
  EXPECT_EQ(unchanged(right, asked(Scope{1}, Verb::kRestore)),
            "kernel.yama.ptrace_scope is 1 now and at the next boot; there was nothing to take back");
}

}  // namespace
}  // namespace yama
