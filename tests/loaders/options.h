// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace yama::loaders {

struct RootFolder {
  std::string release;
  std::string folder;
};

struct Options {
  std::uint64_t first = 1;   ///< --first: the first tree's seed
  std::uint64_t count = 0;   ///< --count: how many trees
  bool real_kernel = false;  ///< this is the first process of a guest
  bool promises = false;     ///< --promises: do the whole job on each tree, instead of predicting it
  bool rows = false;         ///< --rows: the same by the models of every row of behaviour; needs no root folder
  std::string only;          ///< --only bookworm/procps: no other loader
  std::string write;         ///< --write FOLDER: make ordinary trees there, for others to look at
  std::string vectors;       ///< --vectors FILE: run these instead of random trees
  std::string program;       ///< --program FILE: yama-ptrace, to ask as a user would
  std::uint64_t every = 0;   ///< --every N: ask it for every n-th tree
  std::vector<RootFolder> roots;
};

/// Throws std::invalid_argument.
Options options_of(const std::vector<std::string>& words);

}  // namespace yama::loaders
