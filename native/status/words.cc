// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/words.h"

#include "base/text.h"
#include "sysctl/loader_table.h"

namespace yama {

// No `default` in these: the compiler names every word that a new enumerator needs.

std::string_view word_for(sysctl::Loader loader) { return sysctl::row_of(loader).word; }

std::string_view word_for(sysctl::Kind kind) {
  switch (kind) {
    case sysctl::Kind::kAssignment:
      return "assignment";
    case sysctl::Kind::kGlob:
      return "glob";
    case sysctl::Kind::kExclusion:
      return "exclusion";
    case sysctl::Kind::kInvalid:
      return "invalid";
  }
  return {};
}

std::string_view word_for(sysctl::Fate fate) {
  switch (fate) {
    case sysctl::Fate::kWins:
      return "wins";
    case sysctl::Fate::kOverridden:
      return "overridden";
    case sysctl::Fate::kShadowed:
      return "shadowed";
    case sysctl::Fate::kIgnored:
      return "ignored";
    case sysctl::Fate::kUnread:
      return "unread";
  }
  return {};
}

std::string_view word_for(StageKind kind) {
  switch (kind) {
    case StageKind::kKernelCommandLine:
      return "kernel_command_line";
    case StageKind::kBootLoader:
      return "boot_loader";
    case StageKind::kInitrd:
      return "initrd";
    case StageKind::kCredential:
      return "credential";
    case StageKind::kLoaderService:
      return "loader_service";
    case StageKind::kKernelSettings:
      return "kernel_settings";
    case StageKind::kUfw:
      return "ufw";
    case StageKind::kTuned:
      return "tuned";
    case StageKind::kBootUnit:
      return "boot_unit";
    case StageKind::kTmpfiles:
      return "tmpfiles";
    case StageKind::kBootScript:
      return "boot_script";
    case StageKind::kScheduled:
      return "scheduled";
    case StageKind::kCloudInit:
      return "cloud_init";
    case StageKind::kHook:
      return "hook";
    case StageKind::kUnexplained:
      return "unexplained";
    case StageKind::kContainer:
      return "container";
    case StageKind::kInit:
      return "init";
    case StageKind::kUnknownLoader:
      return "unknown_loader";
  }
  return {};
}

std::string_view word_for(StageTime time) {
  switch (time) {
    case StageTime::kBefore:
      return "before";
    case StageTime::kInstead:
      return "instead";
    case StageTime::kAfter:
      return "after";
    case StageTime::kBeside:
      return "beside";
  }
  return {};
}

std::string_view word_for(kernel::Answer answer) {
  switch (answer) {
    case kernel::Answer::kAllowed:
      return "allowed";
    case kernel::Answer::kRefused:
      return "refused";
    case kernel::Answer::kNotAsked:
      return "not_asked";
    case kernel::Answer::kOther:
      return "other";
  }
  return {};
}

std::string place_text(const std::string& file, std::size_t line) {
  return line == 0 ? file : file + ":" + std::to_string(line);
}

std::string boot_value_text(std::optional<Scope> value) { return value ? to_string(*value) : "the kernel's default"; }

std::string names_of(const sysctl::Loaders& asked, const sysctl::PerLoader<bool>& loaders) {
  if (sysctl::common_value(asked, loaders) == std::optional{true} && asked.size() > 1) {
    return asked.size() == 2 ? "both loaders" : "all loaders";
  }
  std::vector<std::string> names;
  for (const sysctl::Loader loader : asked) {
    if (loaders[loader]) {
      names.emplace_back(word_for(loader));
    }
  }
  return join(names, " and ");
}

std::string_view word_for_result(const Verdict& verdict) {
  if (!verdict.not_applicable.empty()) {
    return "not_applicable";
  }
  if (verdict.faulty()) {
    return verdict.no_yama ? "no_yama" : "not_compliant";
  }
  return verdict.unknown.empty() ? "compliant" : "unknown";
}

std::vector<std::string> reasons_of(const Verdict& verdict) {
  std::vector<std::string> reasons;
  if (!verdict.not_applicable.empty()) {
    return {verdict.not_applicable};
  }
  if (!verdict.runtime_fault.empty()) {
    reasons.push_back(verdict.runtime_fault);
  }
  reasons.insert(reasons.end(), verdict.boot_faults.begin(), verdict.boot_faults.end());
  if (!verdict.unknown.empty()) {
    reasons.push_back(verdict.unknown);
  }
  return reasons;
}

}  // namespace yama
