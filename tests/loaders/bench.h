// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "generator.h"
#include "kernel.h"
#include "loader_root.h"
#include "options.h"
#include "sysctl/predict.h"
#include "vector_text.h"
#include "way.h"

namespace yama::loaders {

/// The kernel and the root folders, in a mount namespace of this process's own that takes all of it away at the end.
class Bench {
 public:
  explicit Bench(const Options& options);
  ~Bench();
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  [[nodiscard]] const std::vector<std::unique_ptr<LoaderRoot>>& roots() const { return roots_; }

  /// The value that the real loader leaves. The tree must have been laid.
  int run(const LoaderRoot& root, const Way& way, int before);

  /// What every way of every root folder leaves of a case.
  Observed observe(const Case& shown);

 private:
  std::string folder_;
  std::unique_ptr<Kernel> kernel_;
  std::vector<std::unique_ptr<LoaderRoot>> roots_;
};

}  // namespace yama::loaders
