// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/scope.h"
#include "generator.h"
#include "observe/observation.h"
#include "plan/plan.h"
#include "request/request.h"
#include "sysctl/loader.h"

namespace yama::loaders {

/// A host as far as its loaders go: the build of each; empty where it has none. "?" is one whose build cannot be told.
struct BuildsOfHost {
  std::string name;
  sysctl::PerLoader<std::string> builds = {};
  std::optional<sysctl::Loader> by_hand = {};  ///< installed, and nothing runs it at boot
};

/// One host a row of behaviour, and hosts as they are out there: two loaders, builds that may have several behaviours.
std::vector<BuildsOfHost> hosts_of_all_rows();

/// What is observed of an image with these files on such a host.
Observation observation_of(const test::FileSystem& files, const BuildsOfHost& host);

/// Turns what stands at a path into something else, as `apply` does.
void put(const std::string& path, const Content& content, test::FileSystem& files);

/// What came of `set N`.
struct Held {
  enum class End { kKept, kRefused, kBroken };
  End end = End::kKept;
  std::string why = {};  ///< refused or broken
};

/// `set` in this process on a tree of such a host. By the models over the whole tree that the plan leaves, with the
/// files in /run and without: the wanted value from each behaviour that the host may have, without a doubt; nothing to
/// change for a second run; and after undo every byte as it was, unless an earlier run left something. Or a refusal.
Held hold_promise(const test::FileSystem& files, const BuildsOfHost& host, const Request& request,
                  bool is_first = true);

/// The same for `set N` without a further wish.
Held hold_promise(const Case& tried, const BuildsOfHost& host, Scope wanted);

}  // namespace yama::loaders
