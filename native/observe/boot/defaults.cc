// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/defaults.h"

#include <algorithm>
#include <utility>

#include "observe/boot/grub.h"
#include "observe/config_text.h"

namespace yama::boot {
namespace {

constexpr std::string_view kGrubDefaults = "/etc/default/grub";
constexpr std::string_view kGrubDirectory = "/etc/default/grub.d";
constexpr std::string_view kAlways = "GRUB_CMDLINE_LINUX";
constexpr std::string_view kNormally = "GRUB_CMDLINE_LINUX_DEFAULT";  // every entry but those for recovery

struct GrubDefaults {
  config::Variables variables;
  BootDefaults::Source always;
  BootDefaults::Source normally;

  /// grub-mkconfig copies the values into grub.cfg as they are, where GRUB reads them.
  void read(const std::string& file, std::string_view script) {
    for (const config::Assignment& assignment : config::shell_assignments(script, variables)) {
      if (assignment.name != kAlways && assignment.name != kNormally) {
        continue;
      }
      BootDefaults::Source& source = assignment.name == kAlways ? always : normally;
      source.file = file;
      source.line = assignment.line;
      source.arguments = given_by_grub(assignment.value, {});
    }
  }
};

}  // namespace

std::string BootDefaults::arguments() const {
  std::string all;
  for (const Source& source : sources) {
    all.append(all.empty() || source.arguments.empty() ? "" : " ").append(source.arguments);
  }
  return all;
}

const BootDefaults::Source* BootDefaults::source_of(std::string_view argument) const {
  const auto found = std::find_if(sources.rbegin(), sources.rend(), [argument](const Source& source) {
    return source.arguments.find(argument) != std::string::npos;
  });
  return found == sources.rend() ? nullptr : &*found;
}

BootDefaults read_grub_defaults(const host::Root& root) {
  GrubDefaults grub;
  if (const auto script = root.read(kGrubDefaults); script.ok()) {
    grub.read(std::string(kGrubDefaults), *script);
  }
  if (const auto names = root.list(kGrubDirectory); names.ok()) {
    for (const host::Name& name : *names) {
      const std::string file = std::string(kGrubDirectory) + "/" + name.name;
      if (const auto script = root.read(file); name.name.ends_with(".cfg") && script.ok()) {
        grub.read(file, *script);
      }
    }
  }
  BootDefaults defaults;
  for (BootDefaults::Source* source : {&grub.always, &grub.normally}) {  // the order of GRUB's 10_linux
    if (source->line != 0) {
      defaults.sources.push_back(std::move(*source));
    }
  }
  return defaults;
}

BootDefaults read_kernel_install_defaults(const host::Root& root) {
  BootDefaults defaults;
  for (const std::string file : {"/etc/kernel/cmdline", "/usr/lib/kernel/cmdline"}) {
    const auto bytes = root.read(file);
    if (!bytes.ok()) {
      continue;
    }
    for (const config::Line& line : config::lines_of(*bytes)) {
      defaults.sources.push_back({.file = file, .line = line.number, .arguments = std::string(line.text)});
    }
    break;
  }
  return defaults;
}

}  // namespace yama::boot
