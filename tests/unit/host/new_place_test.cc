// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/new_place.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/child.h"
#include "support/scratch.h"

namespace yama::host {
namespace {

using test::Scratch;

constexpr const char* kFile = "/etc/sysctl.d/a.conf";

/// What is said of a place for the file, without the folder that it is in.
std::string said(const Scratch& scratch, const Result<NewPlace>& fresh) {
  std::string text = fresh.ok() ? "done" : fresh.error().message;
  for (std::size_t at = 0; (at = text.find(scratch.path())) != std::string::npos;) {
    text.erase(at, scratch.path().size());
  }
  return text;
}

TEST(NewPlace, ALinkOfADirectoryThatLeadsNowhereIsNamed) {
  for (const char* link : {"/etc/sysctl.d", "/etc"}) {
    const Scratch scratch;
    scratch.link(link, "/no/such");
    EXPECT_EQ(
        said(scratch, place_for_new(scratch.root(), kFile)),
        "cannot create the directory " + std::string(link) +
            ": it is a link to /no/such, which is not there; make that directory or mend the link, and run again");
  }
}

TEST(NewPlace, WhatIsMadeGoesAgainUnlessItIsKept) {
  const Scratch scratch;
  EXPECT_EQ(said(scratch, place_for_new(scratch.root(), kFile)), "done");
  EXPECT_EQ(scratch.names("/"), "");
}

}  // namespace
}  // namespace yama::host
