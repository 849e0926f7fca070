// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/command_line.h"

#include <algorithm>
#include <string>
#include <vector>

#include "sysctl/kernel_write.h"
#include "sysctl/key_path.h"

namespace yama::sysctl {

namespace {

constexpr std::string_view kSpaces = " \t\n\v\f\r";

/// One argument as next_arg() of lib/cmdline.c takes it apart.
struct Argument {
  std::string_view whole;
  std::string_view name;
  std::optional<std::string_view> value;
};

std::string_view unquoted(std::string_view text) {
  if (text.starts_with('"')) {
    text.remove_prefix(1);
    if (text.ends_with('"')) {
      text.remove_suffix(1);
    }
  }
  return text;
}

std::vector<Argument> arguments_of(std::string_view line) {
  std::vector<Argument> arguments;
  std::size_t at = line.find_first_not_of(kSpaces);
  while (at < line.size()) {
    std::size_t end = at;
    for (bool quoted = false; end < line.size() && (quoted || kSpaces.find(line[end]) == std::string_view::npos);
         ++end) {
      quoted = quoted != (line[end] == '"');
    }
    Argument argument = {.whole = line.substr(at, end - at), .name = line.substr(at, end - at), .value = {}};
    if (argument.name.size() > 1 && argument.name.front() == '"') {
      argument.name = unquoted(argument.name);
    }
    if (const std::size_t equals = argument.name.find('=', 1); equals != std::string_view::npos) {
      argument.value = unquoted(argument.name.substr(equals + 1));
      argument.name = argument.name.substr(0, equals);
    }
    if (argument.whole == "--") {
      break;  // what follows is for init
    }
    arguments.push_back(argument);
    at = line.find_first_not_of(kSpaces, end);
  }
  return arguments;
}

/// process_sysctl_arg(): "sysctl." or "sysctl/" and the key, in which every '.' becomes '/'.
bool sets_key(std::string_view name, const std::string& path) {
  constexpr std::string_view kPrefix = "sysctl";
  if (!name.starts_with(kPrefix) || name.size() == kPrefix.size() ||
      (name[kPrefix.size()] != '.' && name[kPrefix.size()] != '/')) {
    return false;
  }
  std::string key(name.substr(kPrefix.size() + 1));
  std::ranges::replace(key, '.', '/');
  return key == path;
}

bool lists_yama(std::string_view modules) {
  while (!modules.empty()) {
    const std::string_view module = modules.substr(0, modules.find(','));
    if (module == "yama") {
      return true;
    }
    modules.remove_prefix(std::min(modules.size(), module.size() + 1));
  }
  return false;
}

}  // namespace

CommandLineEffect command_line_effect(std::string_view command_line, std::string_view key) {
  CommandLineEffect effect;
  const KeyPath path(key);
  for (const Argument& argument : arguments_of(command_line)) {
    if (argument.name == "lsm" && argument.value) {
      effect.yama_disabled = !lists_yama(*argument.value);
      effect.lsm = effect.yama_disabled ? argument.whole : std::string_view{};
    } else if (argument.value && sets_key(argument.name, path.path())) {
      const KernelWrite write = kernel_write(*argument.value, effect.value);
      if (write.effect == WriteEffect::kSet) {
        effect.value = write.value;
        effect.argument = argument.whole;
      }
    }
  }
  if (effect.yama_disabled) {
    effect.value.reset();
    effect.argument = {};
  }
  return effect;
}

}  // namespace yama::sysctl
