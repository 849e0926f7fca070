// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/root.h"
#include "observe/tuned/python_ini.h"

namespace yama::tuned {

/// What differs from machine to machine and no file says: the function virt_check has one of two answers.
struct Machine {
  bool is_virtual = false;
};

/// tuned/profiles/variables.py: "${name}" of [variables], and of tuned/profiles/functions only virt_check.
class Variables {
 public:
  explicit Variables(Machine machine) : machine_(machine) {}

  /// The options of a profile's sections of variables, in order; an "include" among them names a file.
  void add(const host::Root& root, const std::vector<python::Option>& options);

  /// The text that TuneD makes of this one; none when only TuneD can tell, on that machine.
  [[nodiscard]] std::optional<std::string> expand(std::string_view text) const;

 private:
  struct Variable {
    std::string name;
    std::optional<std::string> value;
  };
  void set(const python::Option& option);
  [[nodiscard]] std::optional<std::string> call_functions(std::string text) const;

  Machine machine_;
  std::vector<Variable> variables_;
};

}  // namespace yama::tuned
