// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned/variables.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"

namespace yama::tuned {
namespace {

constexpr bool is_word(char c) {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_name(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_word); }

/// "name" of "${name}" at the front of a text; empty when there is none.
std::string_view name_at(std::string_view text) {
  const std::size_t close = text.find('}');
  if (!text.starts_with("${") || close == std::string_view::npos) {
    return {};
  }
  const std::string_view name = text.substr(2, close - 2);
  return is_name(name) ? name : std::string_view{};
}

/// "\${name}" is "${name}", and no variable.
std::string without_escapes(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || name_at(text.substr(at + 1)).empty()) {
      result += text[at];
    }
  }
  return result;
}

}  // namespace

void Variables::add(const host::Root& root, const std::vector<python::Option>& options) {
  for (const python::Option& option : options) {
    if (option.name != "include") {
      set(option);
      continue;
    }
    const std::string file = (option.value->starts_with('/') ? "" : "/") + *option.value;
    const auto bytes = root.read(file, limit::kText);
    const python::Ini ini = python::parse_ini(bytes.ok() ? *bytes : "", "MAGIC", python::Names::kMayBeAlone);
    if (python::is_too_long(ini)) {
      root.leave(file, "a file with more lines than are read");
    }
    for (const python::Section& section : ini.bad_line == 0 ? ini.sections : std::vector<python::Section>{}) {
      std::ranges::for_each(section.options, [this](const python::Option& one) { set(one); });
    }
  }
}

void Variables::set(const python::Option& option) {
  if (!option.value || !is_name(option.name)) {
    return;
  }
  auto value = expand(*option.value);
  const auto found = std::ranges::find(variables_, option.name, &Variable::name);
  if (found != variables_.end()) {
    found->value = std::move(value);
  } else {
    variables_.push_back({.name = option.name, .value = std::move(value)});
  }
}

std::optional<std::string> Variables::expand(std::string_view text) const {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view name = at > 0 && text[at - 1] == '\\' ? std::string_view{} : name_at(text.substr(at));
    const auto found = std::ranges::find(variables_, name, &Variable::name);
    if (name.empty() || found == variables_.end()) {
      result += text[at++];
      continue;
    }
    if (!found->value || result.size() + found->value->size() > limit::kTunedValue) {
      return std::nullopt;
    }
    result += *found->value;
    at += name.size() + 3;
  }
  return call_functions(without_escapes(result));
}

std::optional<std::string> Variables::call_functions(std::string text) const {
  constexpr std::string_view kCheck = "${f:virt_check:";
  for (std::size_t at = text.find(kCheck); at != std::string::npos; at = text.find(kCheck, at)) {
    const std::size_t close = text.find('}', at);
    const std::size_t colon = text.find(':', at + kCheck.size());
    if (close == std::string::npos || colon > close || text.find_first_of("$:\\", colon + 1) < close) {
      break;
    }
    const std::size_t begin = machine_.is_virtual ? at + kCheck.size() : colon + 1;
    const std::string answer = text.substr(begin, (machine_.is_virtual ? colon : close) - begin);
    text.replace(at, close - at + 1, answer);
  }
  return text.find("${f:") == std::string::npos ? std::optional{std::move(text)} : std::nullopt;
}

}  // namespace yama::tuned
