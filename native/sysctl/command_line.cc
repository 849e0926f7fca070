// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/command_line.h"

#include <algorithm>
#include <string>

#include "base/kernel_command_line.h"
#include "sysctl/kernel_write.h"
#include "sysctl/key_path.h"

namespace yama::sysctl {

namespace {

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
  for (const KernelArgument& argument : split_as_kernel(command_line)) {
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
