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

constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/// One word of the shell at the start of `script`, which it takes off: quotes may hold blanks and line ends, a
/// backslash joins lines.
std::string take_word(std::string_view& script, const Variables& variables) {
  std::string word;
  char quote = '\0';
  std::size_t at = 0;
  std::size_t literal_from = 0;
  const auto flush = [&] {
    const std::string_view piece = script.substr(literal_from, at - literal_from);
    word += quote == '\'' ? std::string(piece) : expand(piece, variables);
  };
  for (; at < script.size(); ++at) {
    const char byte = script[at];
    if (quote == '\0' && (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == ';')) {
      break;
    }
    if (byte == '\\' && quote != '\'' && at + 1 < script.size()) {
      flush();
      if (script[at + 1] != '\n') {
        word += script[at + 1];
      }
      literal_from = ++at + 1;
    } else if (quote == '\0' ? (byte == '"' || byte == '\'') : byte == quote) {
      flush();
      quote = quote == '\0' ? byte : '\0';
      literal_from = at + 1;
    }
  }
  flush();
  script.remove_prefix(at);
  return word;
}

std::size_t line_ends_in(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

struct GrubDefaults {
  Variables variables;
  BootDefaults::Source always;
  BootDefaults::Source normally;

  void read(const std::string& file, std::string_view script) {
    for (Assignment& assignment : shell_assignments(script, variables)) {
      if (assignment.name == kAlways || assignment.name == kNormally) {
        (assignment.name == kAlways ? always : normally) = {
            .file = file, .line = assignment.line, .arguments = std::move(assignment.value)};
      }
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

std::vector<Assignment> shell_assignments(std::string_view script, Variables& variables) {
  std::vector<Assignment> assignments;
  std::size_t line = 1;
  while (!script.empty()) {
    const std::size_t blanks = std::min(script.find_first_not_of(" \t"), script.size());
    script.remove_prefix(blanks);
    if (script.starts_with("export ")) {
      script.remove_prefix(7);
    }
    const std::size_t name_end = std::min(script.find_first_not_of(kNameCharacters), script.size());
    if (name_end > 0 && script.substr(name_end).starts_with('=')) {
      Assignment assignment{.name = std::string(script.substr(0, name_end)), .line = line, .value = {}};
      script.remove_prefix(name_end + 1);
      const std::string_view before = script;
      assignment.value = take_word(script, variables);
      line += line_ends_in(before.substr(0, before.size() - script.size()));
      variables.insert_or_assign(assignment.name, assignment.value);
      assignments.push_back(std::move(assignment));
    }
    script.remove_prefix(std::min(script.find('\n'), script.size()));
    if (!script.empty()) {
      script.remove_prefix(1);
      ++line;
    }
  }
  return assignments;
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
