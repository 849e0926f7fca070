// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/scope.h"
#include "observe/observation.h"
#include "plan/draft.h"
#include "plan/plan.h"
#include "request/request.h"
#include "status/faults.h"
#include "status/forecast.h"

namespace yama {

/// The next boot in the middle of a change: when some of its edits are done and the others are not.
class Moments {
 public:
  /// Which of the edits are done.
  using Which = std::vector<bool>;

  /// The edits have a path each, and all outlive this object. `whose`: the loaders that are looked at.
  Moments(const Observation& seen, const Request& request, const std::vector<Edit>& edits, Whose whose);

  /// One more file that stands there from now on at every moment that is asked for.
  void put_meanwhile(const Edit& file);

  /// What is wrong at that moment, one clause: neither as before the change nor as after it. Empty when nothing is.
  const std::string& wrong_at(const Which& done);

  /// Whether the boot is locked at that moment, and neither before the change nor after it.
  bool locks_at(const Which& done);

  /// The value that every loader gives in every boot before the change, or after it; none when they differ.
  [[nodiscard]] std::optional<Scope> common_before() const { return common(before_); }
  [[nodiscard]] std::optional<Scope> common_after() const { return common(after_); }

 private:
  struct Given {
    std::optional<Scope> value;
    bool locks = false;
    bool uncertain = false;
    sysctl::Loader loader = sysctl::Loader::kSystemd;
  };
  struct Found {
    std::string wrong;
    bool locks = false;
  };

  [[nodiscard]] std::vector<Given> given(const Which& done) const;
  const Found& find(const Which& done);
  static std::optional<Scope> common(const std::vector<Given>& given);

  const Observation& seen_;
  const std::vector<Edit>& edits_;
  Draft files_;  ///< as they are before the change
  Whose whose_;
  std::vector<BootConditions> conditions_;
  std::vector<Given> before_;
  std::vector<Given> after_;
  std::optional<Edit> meanwhile_;
  std::map<Which, Found> known_;
};

}  // namespace yama
