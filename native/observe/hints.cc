// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/hints.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "observe/config_text.h"
#include "sysctl/paths.h"

namespace yama {
namespace {

constexpr std::string_view kKeyWord = "ptrace_scope";
constexpr std::string_view kSuffix = ".conf";

/// Endings that package managers and editors give to what they set aside.
constexpr std::array<std::string_view, 16> kSetAside = {
    ".dpkg-old", ".dpkg-new", ".dpkg-dist", ".dpkg-bak", ".dpkg-remove", ".dpkg-tmp", ".ucf-old", ".ucf-dist",
    ".rpmsave",  ".rpmnew",   ".rpmorig",   ".bak",      ".orig",        ".old",      ".save",    "~"};

std::string why_unread(std::string_view name) {
  const bool set_aside =
      std::ranges::any_of(kSetAside, [name](std::string_view ending) { return name.ends_with(ending); });
  return set_aside ? "a file that was set aside, which no loader reads"
                   : "no loader reads this file, because its name does not end in .conf";
}

void add_lines(const std::string& file, std::string_view bytes, const std::string& hint, std::vector<Hint>& hints) {
  for (const config::Line& line : config::lines_of(bytes)) {
    if (line.text.find(kKeyWord) != std::string_view::npos) {
      hints.push_back({.file = file, .line = line.number, .text = std::string(line.text), .hint = hint});
    }
  }
}

void add_unread_files(const host::Root& root, std::string_view directory, std::string_view start,
                      std::vector<Hint>& hints) {
  const host::Attempt<std::vector<host::Name>> names = root.list(directory);
  for (std::size_t i = 0; names.ok() && i < names->size() && hints.size() <= limit::kHints; ++i) {
    const std::string& name = (*names)[i].name;
    if (name.ends_with(kSuffix) || !name.starts_with(start) || name == "README" || name == "README.sysctl") {
      continue;
    }
    const std::string file = std::string(directory) + "/" + name;
    if (const host::Attempt<std::string> bytes = root.read(file, limit::kText); bytes.ok()) {
      add_lines(file, *bytes, why_unread(name), hints);
    }
  }
}

/// "vm.swappiness = 10kernel.yama.ptrace_scope = 2"
void add_glued_lines(const std::string& file, std::string_view bytes, std::vector<Hint>& hints) {
  for (const config::Line& line : config::lines_of(bytes)) {
    const std::size_t equals = line.text.find('=');
    const std::size_t word = line.text.find(kKeyWord);
    if (word == std::string_view::npos || equals == std::string_view::npos || word < equals ||
        line.text.find('=', word) == std::string_view::npos || line.text.find('#') != std::string_view::npos) {
      continue;
    }
    hints.push_back({.file = file,
                     .line = line.number,
                     .text = std::string(line.text),
                     .hint = "this sets " + std::string(config::trim(line.text.substr(0, equals))) +
                             " to all the rest: a line end is missing before the second key"});
  }
}

}  // namespace

std::vector<Hint> read_hints(const host::Root& root, const sysctl::Tree& tree) {
  std::vector<Hint> hints;
  for (const auto& [file, content] : tree.files) {
    if (content.concerns_key && hints.size() <= limit::kHints) {
      add_glued_lines(file, content.bytes, hints);
    }
  }
  for (const std::string_view directory : sysctl::kDirectories) {
    const bool is_usr_lib = directory == "/lib/sysctl.d" && std::ranges::none_of(tree.entries, [](const auto& item) {
                              return item.first.starts_with("/lib/sysctl.d/");
                            });
    if (!is_usr_lib) {
      add_unread_files(root, directory, "", hints);
    }
  }
  add_unread_files(root, "/etc", "sysctl.conf", hints);
  if (hints.size() > limit::kHints) {
    Hint& last = hints[limit::kHints];
    last.hint = "the first of more such lines, which are left out here: look for them with grep";
    hints.resize(limit::kHints + 1);
  }
  return hints;
}

}  // namespace yama
