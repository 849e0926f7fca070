// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/boot_loader.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "observe/boot/boot_loader_entries.h"
#include "observe/boot/extlinux.h"
#include "observe/boot/grub.h"
#include "observe/boot/kernel_arguments.h"
#include "observe/boot/unified_image.h"

namespace yama::boot {
namespace {

constexpr std::string_view kNextCommandLine = "the next boot's kernel command line";

bool adds_boot_image(BootLoader boot_loader) {
  return boot_loader == BootLoader::kGrub || boot_loader == BootLoader::kExtlinux;
}

/// Whether the running kernel's arguments may come from this menu.
bool may_have_started(const BootMenu& menu, std::string_view running) {
  const bool has_boot_image = argument_value(running, "BOOT_IMAGE").has_value();
  if (adds_boot_image(menu.boot_loader) || has_boot_image) {
    return adds_boot_image(menu.boot_loader) && has_boot_image;
  }
  const auto root = argument_value(running, "root");
  return std::any_of(menu.entries.begin(), menu.entries.end(),
                     [&root](const BootEntry& entry) { return argument_value(entry.arguments, "root") == root; });
}

std::vector<Stage> stages_of_entry(const BootEntry& entry) {
  std::vector<Stage> stages = stages_of_arguments(
      entry.arguments,
      {.kind = StageKind::kBootLoader, .file = entry.file, .line = entry.line, .note = std::string(kNextCommandLine)});
  if (!knows_sysctl_arguments(entry.kernel)) {
    std::erase_if(stages, [](const Stage& stage) { return stage.time == StageTime::kBefore; });
  }
  return stages;
}

/// What matters of an entry's stages: entries that are alike in this start alike.
bool same_effect(const std::vector<Stage>& a, const std::vector<Stage>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Stage& x, const Stage& y) {
    return x.kind == y.kind && x.time == y.time && x.value == y.value;
  });
}

std::vector<Stage> stages_of_entries(const std::vector<const BootEntry*>& entries) {
  std::vector<std::vector<Stage>> kinds;  // one for each effect among the entries
  for (const BootEntry* entry : entries) {
    std::vector<Stage> stages = stages_of_entry(*entry);
    const auto known =
        std::find_if(kinds.begin(), kinds.end(), [&](const auto& kind) { return same_effect(kind, stages); });
    if (known == kinds.end()) {
      kinds.push_back(std::move(stages));
    }
  }
  std::vector<Stage> result;
  for (std::vector<Stage>& stages : kinds) {
    for (Stage& stage : stages) {
      stage.certain = stage.certain && kinds.size() == 1;
    }
    append(result, std::move(stages));
  }
  return result;
}

/// Which defaults a menu is made from; null for those that a person writes.
const BootDefaults* defaults_of(const BootConfiguration& configuration, BootLoader boot_loader) {
  switch (boot_loader) {
    case BootLoader::kGrub:
      return &configuration.grub_defaults;
    case BootLoader::kSystemdBoot:
    case BootLoader::kUnifiedImage:
      return &configuration.kernel_install_defaults;
    case BootLoader::kExtlinux:
    case BootLoader::kFirmware:
      break;
  }
  return nullptr;
}

std::vector<Stage> stages_of_defaults(const BootDefaults& defaults, std::string note, bool active) {
  Stage origin{.kind = StageKind::kBootLoader,
               .file = {},
               .text = {},
               .active = active,
               .certain = false,
               .note = std::move(note)};
  std::vector<Stage> stages = stages_of_arguments(defaults.arguments(), origin);
  for (Stage& stage : stages) {
    if (const BootDefaults::Source* source = defaults.source_of(stage.text)) {
      stage.file = source->file;
      stage.line = source->line;
    }
  }
  return stages;
}

/// What the menu's next boot would be after its maker ran again, if that differs.
std::vector<Stage> stages_not_made_yet(const BootMenu& menu, const BootDefaults& defaults) {
  const std::vector<const BootEntry*> entries = next_entries({&menu});
  const std::string not_run = " (" + menu.maker + " has not run since)";
  std::vector<Stage> wanted = stages_of_defaults(defaults, "the boot loader's defaults" + not_run, false);
  if (defaults.sources.empty() || entries.empty() ||
      std::any_of(entries.begin(), entries.end(),
                  [&](const BootEntry* entry) { return same_effect(stages_of_entry(*entry), wanted); })) {
    return {};
  }
  if (wanted.empty()) {
    wanted.push_back({.kind = StageKind::kBootLoader,
                      .time = StageTime::kBefore,
                      .file = defaults.sources.front().file,
                      .line = defaults.sources.front().line,
                      .text = {},
                      .active = false,
                      .certain = false,
                      .note = "the boot loader's defaults, which set nothing any more" + not_run});
  }
  return wanted;
}

}  // namespace

BootConfiguration read_boot_configuration(const host::Root& root) {
  BootConfiguration configuration;
  std::optional<BootMenu> grub = read_grub(root);
  const bool grub_has_entries = grub && !grub->entries.empty();
  const bool entries_are_grubs =
      grub_has_entries && grub->entries.front().file.find("/loader/entries/") != std::string::npos;
  const auto add = [&configuration](std::optional<BootMenu> menu) {
    if (menu && !menu->entries.empty()) {
      configuration.menus.push_back(*std::move(menu));
    }
  };
  add(std::move(grub));
  add(read_extlinux(root));
  if (!entries_are_grubs) {
    add(read_systemd_boot(root));
  }
  add(read_unified_images(root));
  add(read_firmware(root));
  configuration.grub_defaults = read_grub_defaults(root);
  configuration.kernel_install_defaults = read_kernel_install_defaults(root);
  return configuration;
}

std::vector<const BootMenu*> deciding_menus(const BootConfiguration& configuration, std::string_view running) {
  std::vector<const BootMenu*> menus;
  for (const BootMenu& menu : configuration.menus) {
    if (running.empty() || may_have_started(menu, running)) {
      menus.push_back(&menu);
    }
  }
  return menus;
}

std::vector<const BootEntry*> next_entries(const std::vector<const BootMenu*>& menus) {
  std::vector<const BootEntry*> entries;
  for (const BootMenu* menu : menus) {
    if (menu->chosen) {
      entries.push_back(&menu->entries.at(*menu->chosen));
      continue;
    }
    for (const BootEntry& entry : menu->entries) {
      entries.push_back(&entry);
    }
  }
  return entries;
}

std::vector<Stage> stages_of_boot_loader(const BootConfiguration& configuration,
                                         const std::vector<const BootMenu*>& deciding) {
  std::vector<Stage> stages = stages_of_entries(next_entries(deciding));
  for (const BootMenu* menu : deciding) {
    if (const BootDefaults* defaults = defaults_of(configuration, menu->boot_loader)) {
      append(stages, stages_not_made_yet(*menu, *defaults));
    }
  }
  if (configuration.menus.empty()) {
    append(stages, stages_of_defaults(configuration.grub_defaults, "GRUB's defaults", true));
    append(stages, stages_of_defaults(configuration.kernel_install_defaults, "kernel-install's defaults", true));
  }
  return stages;
}

}  // namespace yama::boot
