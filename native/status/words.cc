// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/words.h"

#include <array>

namespace yama {
namespace {

template <class Enum, std::size_t N>
std::string_view pick(const std::array<std::string_view, N>& words, Enum value) {
  return words.at(static_cast<std::size_t>(value));
}

}  // namespace

std::string_view word_for(sysctl::Loader loader) {
  static constexpr std::array<std::string_view, 2> kWords = {"systemd", "procps"};
  return pick(kWords, loader);
}

std::string_view word_for(sysctl::Kind kind) {
  static constexpr std::array<std::string_view, 4> kWords = {"assignment", "glob", "exclusion", "invalid"};
  return pick(kWords, kind);
}

std::string_view word_for(sysctl::Fate fate) {
  static constexpr std::array<std::string_view, 5> kWords = {"wins", "overridden", "shadowed", "ignored", "unread"};
  return pick(kWords, fate);
}

std::string_view word_for(StageKind kind) {
  static constexpr std::array<std::string_view, 9> kWords = {
      "kernel_command_line", "boot_loader", "initrd", "credential", "loader_service", "ufw", "tuned",
      "boot_unit",           "container"};
  return pick(kWords, kind);
}

std::string_view word_for(StageTime time) {
  static constexpr std::array<std::string_view, 3> kWords = {"before", "instead", "after"};
  return pick(kWords, time);
}

std::string_view word_for(kernel::Answer answer) {
  static constexpr std::array<std::string_view, 4> kWords = {"allowed", "refused", "not_asked", "other"};
  return pick(kWords, answer);
}

std::string place_text(const std::string& file, std::size_t line) {
  return line == 0 ? file : file + ":" + std::to_string(line);
}

std::string boot_value_text(std::optional<Scope> value) { return value ? to_string(*value) : "the kernel's default"; }

std::vector<std::string> reasons_of(const Verdict& verdict) {
  std::vector<std::string> reasons;
  if (!verdict.runtime_fault.empty()) {
    reasons.push_back(verdict.runtime_fault);
  }
  reasons.insert(reasons.end(), verdict.boot_faults.begin(), verdict.boot_faults.end());
  return reasons;
}

}  // namespace yama
