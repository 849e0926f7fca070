// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/stages.h"

#include <sys/utsname.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/kernel_command_line.h"
#include "observe/boot/boot_loader.h"
#include "observe/boot/grub.h"
#include "observe/boot/kernel_arguments.h"
#include "observe/credentials.h"
#include "observe/initrd/initrd.h"
#include "observe/labels.h"
#include "observe/loader_service.h"
#include "observe/read_tree.h"
#include "observe/units/kernel_releases.h"

namespace yama {
namespace {

/// Not certain: the same files may be booted as a host of their own one day.
Stage stage_of_container(const Observation& seen) {
  const std::string what = "this is a container (" + seen.facts.container + ") on its host's kernel: ";
  return {.kind = StageKind::kContainer,
          .time = StageTime::kInstead,
          .file = {},
          .text = {},
          .certain = false,
          .note = what + (seen.runtime.writable ? "what loads settings here changes the host's value"
                                                : "nothing that loads settings here changes the value")};
}

std::string kernel_release() {
  utsname names = {};
  return ::uname(&names) == 0 ? static_cast<const char*>(names.release) : "";
}

/// "6.4.0-1-default" of "/boot/vmlinuz-6.4.0-1-default".
std::vector<std::string> releases_of(const boot::BootEntry& entry) {
  const std::string name = entry.kernel.substr(entry.kernel.find_last_of("/\\") + 1);
  return {name.substr(std::min(name.find('-'), name.size() - 1) + 1), entry.version};
}

std::vector<NextCommandLine> command_lines_of(const std::vector<const boot::BootEntry*>& entries) {
  std::vector<NextCommandLine> lines;
  lines.reserve(entries.size());
  for (const boot::BootEntry* entry : entries) {
    lines.push_back(
        {.file = entry->file, .line = entry->line, .arguments = entry->arguments, .releases = releases_of(*entry)});
  }
  return lines;
}

/// The running kernel's arguments count for the next boot only while no boot loader's configuration tells better.
void observe_kernel(const host::Root& root, Observation& seen) {
  const boot::BootConfiguration configuration = boot::read_boot_configuration(root);
  const auto deciding = boot::deciding_menus(configuration, seen.facts.command_line);
  const auto next = boot::next_entries(deciding);
  seen.next_command_lines = command_lines_of(next);
  std::vector<Stage>& stages = seen.stages;
  if (!seen.image) {
    stages = boot::stages_of_running_kernel(seen.facts.command_line, kernel_release());
    for (Stage& stage : stages) {
      stage.active = next.empty();
    }
  }
  append(stages, boot::stages_of_boot_loader(configuration, deciding));
  std::vector<Stage> copies = initrd::stages_of_images(root, initrd::images_of(root, next), seen.tree,
                                                       seen.loaders[sysctl::Loader::kSystemd].version);
  for (Stage& stage : copies) {
    stage.certain = stage.certain && next.size() <= 1;
  }
  append(stages, std::move(copies));
}

/// systemd's loader as its service runs it, and the files of settings that are loaded besides.
void observe_loader_service(const host::Root& root, Observation& seen) {
  const units::NextBoot next = next_boot_of(root, seen);
  std::vector<Stage> stages = services::stages_of_loader_service(root, next);
  append(stages, services::stages_of_kernel_settings(root, next, seen.loaders[sysctl::Loader::kSystemd].version));
  for (Stage& stage : stages) {
    stage.active = stage.active && (stage.time == StageTime::kInstead || seen.systemd_is_init);
    for (const std::string& file : stage.loads ? stage.loads->files : std::vector<std::string>{}) {
      add_loaded_file(root, file, "systemd-sysctl.service", seen.tree);
    }
  }
  append(seen.stages, std::move(stages));
}

/// The program that a kernel command line has the kernel start in the place of /sbin/init, as it stands there; empty
/// when there is none, or it is the same one. init/main.c, init_setup().
std::string other_init(const host::Root& root, const std::string& command_line, bool systemd_is_init) {
  std::string whole;
  for (const KernelArgument& argument : split_as_kernel(command_line)) {
    if (argument.name != "init" || !argument.value) {
      continue;
    }
    const auto named = root.place_of(*argument.value);
    const auto usual = root.place_of("/sbin/init");
    const bool is_systemd = systemd_is_init && argument.value->ends_with("/systemd");
    const bool is_same = named.ok() && usual.ok() && named->path == usual->path;
    whole = is_systemd || is_same ? "" : std::string{argument.whole};
  }
  return whole;
}

std::vector<Stage> stages_of_init_argument(const host::Root& root, const Observation& seen) {
  std::vector<Stage> stages;
  for (const NextCommandLine& line : seen.next_command_lines) {
    std::string whole = other_init(root, line.arguments, seen.systemd_is_init);
    if (!whole.empty()) {
      stages.push_back({.kind = StageKind::kUnknownLoader,
                        .time = StageTime::kInstead,
                        .file = line.file,
                        .line = line.line,
                        .text = whole,
                        .note = "'" + whole + "' has the next boot start another program than /sbin/init"});
    }
  }
  for (Stage& stage : stages) {
    stage.certain = stages.size() == seen.next_command_lines.size();
  }
  return stages;
}

}  // namespace

units::NextBoot next_boot_of(const host::Root& root, const Observation& seen) {
  units::NextBoot next;
  std::vector<std::vector<std::string>> releases;
  for (const NextCommandLine& line : seen.next_command_lines) {
    next.command_lines.push_back(line.arguments);
    releases.push_back(line.releases);
  }
  if (next.command_lines.empty() && !seen.image) {
    next.command_lines.push_back(seen.facts.command_line);
  }
  next.kernels = units::kernel_releases(root, releases);
  return next;
}

void observe_stages(const host::Root& root, Observation& seen) {
  if (!seen.facts.container.empty()) {
    seen.stages = {stage_of_container(seen)};
    return;
  }
  observe_kernel(root, seen);
  append(seen.stages, stages_of_init_argument(root, seen));
  observe_loader_service(root, seen);
  append(seen.stages, labels::stages_of_labels(root, seen.tree, seen.facts.command_line));
  append(seen.stages, services::stages_of_credentials(root, seen.loaders[sysctl::Loader::kSystemd].version));
}

std::string maker_of(const Stage& stage) { return boot::maker_of(stage.file); }

}  // namespace yama
