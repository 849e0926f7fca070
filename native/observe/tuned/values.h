// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/scope.h"

namespace yama::tuned {

/// For each value that TuneD may meet, the values that it may leave.
class Values {
 public:
  /// A setting of a profile: '>' or '<' in front of its value lets it only raise or lower the value that is there
  /// (tuned/plugins/base.py, _process_assignment_modifiers). Whether the kernel takes it from any state.
  bool set(std::string_view value, bool certain);

  /// A write of these bytes.
  bool write(std::string_view bytes, bool certain);

  /// Any value, or none.
  void may_set_anything();

  /// Either these or those.
  void join(const Values& other);

  /// The values that stay as they are, whatever happens.
  [[nodiscard]] std::vector<Scope> left() const;

  /// The one value that all others become, or may become; none when there are more, or when nothing changes.
  [[nodiscard]] std::optional<Scope> target() const;

  /// Whether each met value has one end, and all that change have the same.
  [[nodiscard]] bool certain() const;

 private:
  static constexpr std::size_t kCount = std::size(kAllScopes);
  template <typename After>
  bool change(After after, bool certain);

  std::array<unsigned, kCount> ends_ = {1U, 2U, 4U, 8U};  ///< bit n: may end with the scope n
};

}  // namespace yama::tuned
