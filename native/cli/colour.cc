// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/colour.h"

#include <unistd.h>

#include <array>
#include <cstdlib>

namespace yama::cli {
namespace {

/// The program has one thread and changes no variable, so getenv(3) is safe.
std::string_view variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr ? std::string_view{} : value;
}

}  // namespace

Palette Palette::for_output(int fd) {
  const std::string_view terminal = variable("TERM");
  return Palette(variable("NO_COLOR").empty() && !terminal.empty() && terminal != "dumb" && ::isatty(fd) == 1);
}

std::string Palette::paint(Style style, std::string_view text) const {
  static constexpr std::array<std::string_view, 6> kCodes = {"", "1", "32", "31", "2", "33"};  // ECMA-48, SGR
  const std::string_view code = kCodes.at(static_cast<std::size_t>(style));
  if (!colours_ || code.empty() || text.empty()) {
    return std::string(text);
  }
  return std::string("\033[").append(code).append("m").append(text).append("\033[0m");
}

}  // namespace yama::cli
