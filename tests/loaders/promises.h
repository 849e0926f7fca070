// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "bench.h"
#include "request/request.h"

namespace yama::loaders {

/// Random trees: the whole job is done on each, and everything that the product promises of it is held against what is
/// there afterwards: the real loaders give the scope (or the run refused and changed nothing), check mode said just
/// that, a second run changes nothing, nothing but the product's own lines changed, and undo gives every byte back.
class Promises {
 public:
  explicit Promises(Options options) : options_(std::move(options)), bench_(options_) {}

  /// Prints every broken promise with its tree as a vector, and lines of counts. Returns how many were broken.
  std::uint64_t run();

 private:
  /// The words for a broken promise; empty when all are kept.
  std::string hold(const Case& tried, const LoaderRoot& root, const Request& request);
  std::string hold_done(const Case& tried, const LoaderRoot& root, const Request& request);
  std::string wrong_boot(const LoaderRoot& root, const Request& request, const char* when);

  Options options_;
  Bench bench_;
  std::map<std::string, std::uint64_t> counts_;
};

}  // namespace yama::loaders
