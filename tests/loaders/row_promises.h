// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/scope.h"
#include "generator.h"
#include "options.h"
#include "sysctl/loader.h"

namespace yama::loaders {

/// A host as far as its loaders go: the build of each; empty where it has none. "?" is one whose build cannot be told.
struct BuildsOfHost {
  std::string name;
  sysctl::PerLoader<std::string> builds = {};
};

/// One host a row of behaviour, and hosts as they are out there: two loaders, builds that may have several behaviours.
std::vector<BuildsOfHost> hosts_of_all_rows();

/// What came of `set N`.
struct Held {
  enum class End { kKept, kRefused, kBroken };
  End end = End::kKept;
  std::string why = {};  ///< refused or broken
};

/// `set` in this process on a tree of such a host. By the models over the whole tree that the plan leaves, with the
/// files in /run and without: the wanted value from each behaviour that the host may have, without a doubt; nothing to
/// change for a second run; and after undo every byte as it was. Or a refusal.
Held hold_promise(const Case& tried, const BuildsOfHost& host, Scope wanted);

/// All of it on ordinary and hostile trees alike.
class RowPromises {
 public:
  explicit RowPromises(Options options) : options_(std::move(options)) {}

  /// Prints every broken promise with its tree as a vector, one line a host of what was kept and refused, and why.
  /// Returns how many were broken.
  std::uint64_t run();

 private:
  struct Count {
    std::uint64_t trees = 0;
    std::uint64_t refused = 0;
    std::uint64_t broken = 0;
  };

  void hold(const char* kind, std::uint64_t seed, const Case& tried);

  Options options_;
  std::map<std::string, std::map<std::string, Count>> counts_;  ///< by host, then "ordinary" and "hostile"
};

}  // namespace yama::loaders
