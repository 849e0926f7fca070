// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/unit_remedy.h"

#include <algorithm>
#include <string_view>

namespace yama {
namespace {

constexpr std::string_view kOwnUnits = "/etc/systemd/system/";

std::string systemctl(const std::string& root) {
  return "systemctl" + (root == "/" ? std::string{} : " --root=" + shell_word(root));
}

}  // namespace

std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=@-";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) {
    return word;
  }
  std::string text = "'";
  for (const char byte : word) {
    text += byte == '\'' ? std::string{"'\\''"} : std::string(1, byte);
  }
  return text + "'";
}

std::string command_against(const std::string& name, const unit::Unit& unit, const std::string& root) {
  const bool can_be_disabled = unit.starter.empty() && !unit.links.empty() &&
                               std::ranges::all_of(unit.links, [](const unit::EnablingLink& link) {
                                 return link.path.starts_with("/etc/") || link.path.starts_with("/run/");
                               });
  if (!can_be_disabled && unit.path.starts_with(kOwnUnits)) {  // `mask` puts a link where this file is
    const std::string file = shell_word((root == "/" ? "" : root) + unit.path);
    return "mv " + file + " " + file + ".off";
  }
  return systemctl(root) + (can_be_disabled ? " disable " : " mask ") + shell_word(name);
}

std::string how_to_stop(const std::string& name, const unit::Unit& unit, const std::string& root) {
  const std::string command = command_against(name, unit, root);
  const std::string verb = command.starts_with("mv ")                    ? "move it away"
                           : command.find(" mask ") != std::string::npos ? "mask it"
                                                                         : "disable it";
  return verb + " with `" + command + "`";
}

std::string command_for_loader(const Stage& stage, const std::string& root) {
  if (stage.kind != StageKind::kLoaderService || stage.file.empty() || !stage.certain || stage.line != 0) {
    return {};
  }
  if (!stage.file.starts_with(kOwnUnits)) {  // systemctl looks no further than /etc and /run
    return "rm " + shell_word((root == "/" ? "" : root) + stage.file);
  }
  return systemctl(root) + " unmask systemd-sysctl.service";
}

}  // namespace yama
