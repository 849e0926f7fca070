// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/specifiers.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace yama::unit {
namespace {

/// The parts of "prefix@instance.suffix".
struct NameParts {
  std::string_view prefix;
  std::string_view instance;
  std::string_view without_suffix;
};

NameParts parts_of(std::string_view name) {
  NameParts parts;
  parts.without_suffix = name.substr(0, name.rfind('.'));
  const std::size_t at = parts.without_suffix.find('@');
  parts.prefix = parts.without_suffix.substr(0, at);
  if (at != std::string_view::npos) {
    parts.instance = parts.without_suffix.substr(at + 1);
  }
  return parts;
}

int digit_of(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::size_t at = kDigits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// systemd-escape(1) taken back: "-" is "/", "\x2d" is "-".
std::string unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool code = text.substr(i).starts_with("\\x") && i + 3 < text.size() && digit_of(text[i + 2]) >= 0 &&
                      digit_of(text[i + 3]) >= 0;
    if (code) {
      result += static_cast<char>(digit_of(text[i + 2]) * 16 + digit_of(text[i + 3]));
      i += 3;
    } else {
      result += text[i] == '-' ? '/' : text[i];
    }
  }
  return result;
}

std::optional<std::string> value_of(char specifier, std::string_view name) {
  const NameParts parts = parts_of(name);
  switch (specifier) {
    case '%':
      return "%";
    case 'n':
      return std::string(name);
    case 'N':
      return std::string(parts.without_suffix);
    case 'p':
      return std::string(parts.prefix);
    case 'P':
      return unescaped(parts.prefix);
    case 'i':
      return std::string(parts.instance);
    case 'I':
      return unescaped(parts.instance);
    case 'j':
      return std::string(parts.prefix.substr(parts.prefix.rfind('-') + 1));
    case 't':
      return "/run";
    case 'S':
      return "/var/lib";
    case 'C':
      return "/var/cache";
    case 'L':
      return "/var/log";
    case 'E':
      return "/etc";
    case 'T':
      return "/tmp";
    case 'V':
      return "/var/tmp";
    case 'h':
      return "/root";
    case 'u':
    case 'g':
      return "root";
    case 'U':
    case 'G':
      return "0";
    case 's':
      return "/bin/sh";
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string template_of(std::string_view name) {
  const std::size_t at = name.find('@');
  const std::size_t dot = name.rfind('.');
  if (at == std::string_view::npos || dot == std::string_view::npos || dot < at) {
    return std::string(name);
  }
  return std::string(name.substr(0, at + 1)) + std::string(name.substr(dot));
}

Expanded expand_specifiers(std::string_view text, std::string_view name, std::string_view kernel) {
  Expanded result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%' || i + 1 == text.size()) {
      result.text += text[i];
      continue;
    }
    ++i;
    if (text[i] == 'v' && !kernel.empty()) {
      result.text += kernel;
    } else if (const auto value = value_of(text[i], name)) {
      result.text += *value;
    } else {
      result.text += {'%', text[i]};
      result.understood = false;
    }
  }
  return result;
}

bool names_kernel(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos && at + 1 < text.size();
       at = text.find('%', at + 2)) {
    if (text[at + 1] == 'v') {
      return true;
    }
  }
  return false;
}

bool names_kernel(const Unit& unit) {
  return names_kernel(unit.bytes) ||
         std::any_of(unit.texts.begin(), unit.texts.end(), [](const auto& text) { return names_kernel(text.second); });
}

}  // namespace yama::unit
