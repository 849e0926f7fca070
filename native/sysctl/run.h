// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/scope.h"
#include "sysctl/kernel_write.h"
#include "sysctl/lines.h"
#include "sysctl/prediction.h"
#include "sysctl/reading_order.h"
#include "sysctl/tree.h"

namespace yama::sysctl {

/// A loader's run over a Tree while it lasts: the kernel's one file, and the prediction that grows with each write.
class Run {
 public:
  explicit Run(std::optional<Scope> before) : current_(before) { prediction_.locks = before == Scope::kNoAttach; }

  /// The bytes that the loader reads under this name; none when there are none to read, which `notes` then explain.
  std::optional<std::string_view> open(const Tree& tree, const Visit& visit);

  /// A definition as the loader meets it; its fate is still kIgnored.
  std::size_t add(const Visit& visit, const Line& line, Kind kind, std::string_view value);

  /// What the loader does when it comes to write `bytes` for a definition.
  void write(std::size_t definition, std::string_view bytes);

  void decide(std::size_t definition, Fate fate, std::string reason);
  void doubt(std::string note);
  void doubt_other_key(std::string note);
  void note(std::string note) { prediction_.notes.push_back(std::move(note)); }

  [[nodiscard]] bool has_written() const { return prediction_.value.has_value(); }
  [[nodiscard]] const Definition& at(std::size_t definition) const { return prediction_.definitions[definition]; }
  /// "/etc/sysctl.d/50-a.conf:2", under the name by which the loader met it.
  [[nodiscard]] std::string where(std::size_t definition) const;

  /// The end of the run.
  Prediction finish() &&;

 private:
  Prediction prediction_;
  std::optional<Scope> current_;
  std::size_t locker_ = 0;  ///< index + 1 of the definition that wrote 3
};

}  // namespace yama::sysctl
