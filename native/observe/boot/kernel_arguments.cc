// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/kernel_arguments.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/kernel_command_line.h"
#include "sysctl/command_line.h"
#include "sysctl/predict.h"

namespace yama::boot {
namespace {

/// Source: systemd src/debug-generator/debug-generator.c; unit_name_mangle() adds the suffix that a name lacks.
bool masks_loader(const KernelArgument& argument) {
  return argument.name == "systemd.mask" &&
         (argument.value == "systemd-sysctl.service" || argument.value == "systemd-sysctl");
}

/// Source: systemd src/core/import-creds.c; proc_cmdline_key_streq() takes '-' and '_' for the same.
bool passes_settings(const KernelArgument& argument) {
  std::string name = argument.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return (name == "systemd.set_credential" || name == "systemd.set_credential_binary") && argument.value &&
         argument.value->starts_with("sysctl.extra:");
}

Stage with(const Stage& origin, StageKind kind, StageTime time, std::string_view text) {
  Stage stage = origin;
  stage.kind = kind;
  stage.time = time;
  stage.text = text;
  return stage;
}

int number_at(std::string_view& text) {
  int number = -1;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  return number;
}

}  // namespace

std::optional<std::string> argument_value(std::string_view command_line, std::string_view name) {
  std::optional<std::string> value;
  for (KernelArgument& argument : split_as_kernel(command_line)) {
    if (argument.name == name && argument.value) {
      value = std::move(argument.value);
    }
  }
  return value;
}

bool knows_sysctl_arguments(std::string_view release_or_image) {
  std::string_view text = release_or_image.substr(release_or_image.rfind('/') + 1);
  text.remove_prefix(std::min(text.find_first_of("0123456789"), text.size()));
  const int major = number_at(text);
  if (major < 0 || !text.starts_with('.')) {
    return true;
  }
  text.remove_prefix(1);
  return major > 5 || (major == 5 && number_at(text) >= 8);
}

std::vector<Stage> stages_of_arguments(std::string_view command_line, const Stage& origin) {
  std::vector<Stage> stages;
  const sysctl::CommandLineEffect effect = sysctl::command_line_effect(command_line, sysctl::kPtraceScope);
  if (effect.yama_disabled) {
    Stage stage = with(origin, origin.kind, StageTime::kInstead, effect.lsm);
    stage.note += " leaves Yama out: " + stage.text;
    stages.push_back(std::move(stage));
  } else if (effect.value) {
    Stage stage = with(origin, origin.kind, StageTime::kBefore, effect.argument);
    stage.value = effect.value;
    stages.push_back(std::move(stage));
  }
  for (const KernelArgument& argument : split_as_systemd(command_line)) {
    if (masks_loader(argument)) {
      Stage stage = with(origin, StageKind::kLoaderService, StageTime::kInstead, argument.whole);
      stage.note += " masks systemd-sysctl.service: " + stage.text;
      stage.loader = sysctl::Loader::kSystemd;
      stages.push_back(std::move(stage));
    } else if (passes_settings(argument)) {
      Stage stage = with(origin, StageKind::kCredential, StageTime::kAfter, argument.whole);
      stage.certain = false;
      stage.note = "the credential sysctl.extra on " + stage.note;
      stages.push_back(std::move(stage));
    }
  }
  return stages;
}

std::vector<Stage> stages_of_running_kernel(std::string_view command_line, std::string_view release) {
  std::vector<Stage> stages =
      stages_of_arguments(command_line, {.kind = StageKind::kKernelCommandLine, .note = "the kernel command line"});
  if (!knows_sysctl_arguments(release)) {
    std::erase_if(stages, [](const Stage& stage) { return stage.time == StageTime::kBefore; });
  }
  return stages;
}

}  // namespace yama::boot
