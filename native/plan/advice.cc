// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/advice.h"

#include <algorithm>

#include "observe/stages.h"
#include "plan/unit_remedy.h"
#include "status/words.h"
#include "sysctl/paths.h"
#include "unit/lock_unit.h"

namespace yama {
namespace {

Advice advice_for_argument(const Stage& stage) {
  const bool leaves_yama_out = stage.text.starts_with("lsm=");
  const std::string what = leaves_yama_out ? "add yama to " + stage.text + " in " : "take " + stage.text + " out of ";
  const std::string maker = maker_of(stage);
  if (!maker.empty()) {
    return {.before = FixStep::sentence(what + "/etc/default/grub, then run: " + maker)};
  }
  return {.before = FixStep::sentence(
              what + (stage.file.empty() ? "the boot loader's configuration" : place_text(stage.file, stage.line)))};
}

/// The boot unit of this product's own is taken away by `set`.
Advice advice_for_unit(const Stage& stage, const Observation& seen, const Request& request) {
  const auto* const found = unit_of(stage, seen.units);
  if (found == nullptr || found->first == unit::kLockUnit) {
    return {};
  }
  return {.before = FixStep::command(command_against(found->first, found->second, request.root))};
}

/// The line goes; of a package's file it would come back with the next release.
Advice advice_for_line(const Stage& stage) {
  const std::string place = place_text(stage.file, stage.line);
  const std::size_t name = stage.file.rfind('/') + 1;
  if (stage.kind == StageKind::kTmpfiles && sysctl::belongs_to_package(stage.file)) {
    return {.before = FixStep::sentence("copy " + stage.file + " to /etc/tmpfiles.d/" + stage.file.substr(name) +
                                        " and take line " + std::to_string(stage.line) + " out of the copy")};
  }
  if (stage.loads) {
    return {};  // `set` changes the files that are loaded
  }
  const bool is_line = stage.kind == StageKind::kTuned || stage.kind == StageKind::kTmpfiles;
  return {.before = FixStep::sentence(
              (is_line ? "take the line out of " : "take the command that writes the value out of ") + place)};
}

/// systemd-sysctl.service is unmasked; a line of it or of a drop-in goes.
Advice advice_for_service(const Stage& stage, const Request& request) {
  if (stage.file.empty()) {
    return advice_for_argument(stage);
  }
  const std::string unmask = command_for_loader(stage, request.root);
  const bool by_commands = stage.time == StageTime::kInstead && stage.text.starts_with("ExecStart=");
  const std::string what = by_commands ? "the ExecStart= lines out of " + stage.file
                                       : stage.text + " out of " + place_text(stage.file, stage.line);
  return {.before = unmask.empty() ? FixStep::sentence("take " + what) : FixStep::command(unmask)};
}

/// Here the init's own tool; an image is changed from outside.
Advice advice_for_init(const Observation& seen) {
  const std::string& remedy = seen.platform.init.remedy;
  if (remedy.empty()) {
    return {};
  }
  return {.before = seen.image ? FixStep::sentence("run in the image: " + remedy) : FixStep::command(remedy)};
}

}  // namespace

const unit::Units::value_type* unit_of(const Stage& stage, const unit::Units& units) {
  const auto found = std::ranges::find_if(units, [&stage](const auto& item) { return item.second.path == stage.file; });
  return found == units.end() ? nullptr : &*found;
}

Advice advice_for(const Stage& stage, const Observation& seen, const Request& request) {
  switch (stage.kind) {
    case StageKind::kKernelCommandLine:
    case StageKind::kBootLoader:
      return advice_for_argument(stage);
    case StageKind::kInitrd:
      return {.after = FixStep::sentence("rebuild " + stage.file + ": dracut --force, or update-initramfs -u")};
    case StageKind::kTuned:
    case StageKind::kTmpfiles:
    case StageKind::kBootScript:
    case StageKind::kScheduled:
    case StageKind::kCloudInit:
    case StageKind::kHook:
      return advice_for_line(stage);
    case StageKind::kKernelSettings:
      return {.before = FixStep::sentence("take the line out of " + place_text(stage.file, stage.line))};
    case StageKind::kLoaderService:
      return advice_for_service(stage, request);
    case StageKind::kBootUnit:
      return advice_for_unit(stage, seen, request);
    case StageKind::kCredential:
    case StageKind::kUfw:
    case StageKind::kUnexplained:
    case StageKind::kContainer:
    case StageKind::kUnknownLoader:
      break;
    case StageKind::kInit:
      return advice_for_init(seen);
  }
  return {};
}

}  // namespace yama
