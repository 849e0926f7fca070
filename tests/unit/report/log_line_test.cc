// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/log_line.h"

#include <gtest/gtest.h>

namespace yama {
namespace {

Request asked(Verb verb) {
  Request request;
  request.verb = verb;
  return request;
}

TEST(LogLine, WhatWasAskedByWhichDoorAndWhatChanged) {
  Request request = asked(Verb::kEnsure);
  request.scope = Scope{1};
  Report report;
  report.actions = {"set the running kernel to 1", "commented out /etc/sysctl.conf:3"};
  EXPECT_EQ(log_line(request, Door::kModule, report),
            "module yama_ptrace: scope 1; changed: set the running kernel to 1; commented out /etc/sysctl.conf:3");
  request.minimum = true;
  request.persist = Persist::kNone;
  EXPECT_EQ(log_line(request, Door::kModule, report).substr(0, 60),
            "module yama_ptrace: scope 1 or stricter until the next boot;");
}

TEST(LogLine, OfTheCommandLineOnAnImage) {
  Request request = asked(Verb::kRestore);
  request.root = "/mnt/image";
  Report report;
  report.actions = {"removed /etc/sysctl.d/99-yama-ptrace.conf"};
  EXPECT_EQ(log_line(request, Door::kUnset, report),
            "yama-ptrace unset: take back, image /mnt/image; changed: removed /etc/sysctl.d/99-yama-ptrace.conf");
}

TEST(LogLine, IsOneLineOfBoundedLength) {
  Report report;
  report.failed = true;
  report.msg = "cannot write\nmore";
  report.actions = {"commented out /etc/sysctl.d/a\n<0>b.conf:1"};
  EXPECT_EQ(log_line(asked(Verb::kEnsure), Door::kCommentOut, report),
            "yama-ptrace comment-out; failed: cannot write\\x0amore; changed: commented out "
            "/etc/sysctl.d/a\\x0a<0>b.conf:1");
  report.actions.assign(500, "commented out /etc/sysctl.conf:3");
  const std::string line = log_line(asked(Verb::kEnsure), Door::kCommentOut, report);
  EXPECT_LT(line.size(), 2048U);
  EXPECT_TRUE(line.ends_with("; and 446 more")) << line.substr(line.size() - 40);
}

}  // namespace
}  // namespace yama
