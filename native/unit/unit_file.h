// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace yama::unit {

/// "Key=Value" of a unit file.
struct Setting {
  std::string section;   ///< without brackets
  std::string key;       ///< as written: to systemd "Execstart" is not "ExecStart"
  std::string value;     ///< without blanks around it; the lines of a continued one with blanks between them
  std::size_t line = 0;  ///< 1-based, where it begins

  bool operator==(const Setting&) const = default;
};

/// The settings of a unit file, in order. Source: systemd src/shared/conf-parser.c config_parse(): comments begin with
/// '#' or ';', also between the lines of a continued value; a backslash at a line's end continues it.
std::vector<Setting> settings_of(std::string_view bytes);

/// The words of a value, without their quotes, as extract_words() takes them; a backslash takes the next character as
/// it is.
std::vector<std::string> words_of(std::string_view text);

}  // namespace yama::unit
