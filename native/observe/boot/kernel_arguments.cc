// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/kernel_arguments.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "sysctl/command_line.h"
#include "sysctl/predict.h"

namespace yama::boot {
namespace {

constexpr std::string_view kBlanks = " \t\n\r";

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
    if (line.empty()) {
      return words;
    }
    words.push_back(line.substr(0, line.find_first_of(kBlanks)));
    line.remove_prefix(words.back().size());
  }
}

/// systemd corrects a unit's name that lacks its suffix, src/core/main.c and unit_name_mangle().
bool masks_loader(std::string_view word) {
  return word == "systemd.mask=systemd-sysctl.service" || word == "systemd.mask=systemd-sysctl";
}

bool passes_settings(std::string_view word) {
  return word.starts_with("systemd.set_credential=sysctl.extra:") ||
         word.starts_with("systemd.set_credential_binary=sysctl.extra:");
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

std::optional<std::string_view> argument_value(std::string_view command_line, std::string_view name) {
  std::optional<std::string_view> value;
  for (const std::string_view word : words_of(command_line)) {
    if (word.size() > name.size() && word.starts_with(name) && word[name.size()] == '=') {
      value = word.substr(name.size() + 1);
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
  for (const std::string_view word : words_of(command_line)) {
    if (masks_loader(word)) {
      Stage stage = with(origin, StageKind::kLoaderService, StageTime::kInstead, word);
      stage.note += " masks systemd-sysctl.service: " + stage.text;
      stage.loader = sysctl::Loader::kSystemd;
      stages.push_back(std::move(stage));
    } else if (passes_settings(word)) {
      Stage stage = with(origin, StageKind::kCredential, StageTime::kAfter, word);
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
