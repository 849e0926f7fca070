// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "observe/observation.h"
#include "support/scratch.h"

namespace yama::test {

/// A folder that holds what the program reads of a host; the test adds the files that matter.
class Host {
 public:
  /// `systemd` and `procps` are the releases that it has installed.
  Host(const std::string& systemd, const std::string& procps);

  [[nodiscard]] const Scratch& files() const { return files_; }

  /// What is observed on it as a running system whose kernel has this value.
  [[nodiscard]] Observation running(Scope value) const;

 private:
  Scratch files_;
};

}  // namespace yama::test
