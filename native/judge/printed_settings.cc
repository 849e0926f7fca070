// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "judge/printed_settings.h"

#include <algorithm>

#include "sysctl/behaviour.h"
#include "sysctl/paths.h"
#include "sysctl/reading_order.h"

namespace yama::judge {
namespace {

constexpr std::string_view kNeedle = "ptrace_scope";
constexpr std::string_view kKey = "kernel.yama.ptrace_scope";

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(kSpaces)));
  return text.substr(0, text.find_last_not_of(kSpaces) + 1);
}

/// "# /etc/a.conf", which a script may take for a file's name wherever it stands.
bool names_file(std::string_view line) {
  line = trimmed(line);
  return line.starts_with('#') && line.ends_with(".conf");
}

template <class Wanted>
std::vector<PrintedLine> lines_with(std::string_view text, std::string_view file, const Wanted& wanted) {
  std::vector<PrintedLine> lines;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    ++number;
    if (wanted(line)) {
      lines.push_back({.text = line, .file = file, .line = number});
    }
    begin = end + 1;
  }
  return lines;
}

/// cat_files() of src/shared/pretty-print.c ends at the first name that it cannot read; since systemd 258 such a name
/// is left out before. Seen with 247, 252, 257 and 262.
bool ends_printing(sysctl::EntryType type, const sysctl::Behaviour& behaviour) {
  const bool fails = type == sysctl::EntryType::kMissing || type == sysctl::EntryType::kBroken ||
                     type == sysctl::EntryType::kDirectory;
  return fails && behaviour.broken_link_takes_name;
}

bool names_key(std::string_view line) { return line.find(kNeedle) != std::string_view::npos; }

}  // namespace

std::vector<PrintedLine> lines_of_text(std::string_view text, std::string_view file) {
  return lines_with(text, file, names_key);
}

std::string_view text_of_file(const Observation& seen, std::string_view path) {
  const auto entry = seen.tree.entries.find(path);
  if (entry == seen.tree.entries.end() || entry->second.type != sysctl::EntryType::kFile) {
    return {};
  }
  const auto file = seen.tree.files.find(entry->second.file);
  return file == seen.tree.files.end() ? std::string_view{} : file->second.bytes.view();
}

std::vector<PrintedLine> cat_config(const Observation& seen) {
  const auto behaviours =
      sysctl::behaviours_of(sysctl::Loader::kSystemd, seen.loaders[sysctl::Loader::kSystemd].version);
  std::vector<PrintedLine> printed;
  for (const sysctl::Visit& visit : sysctl::reading_order(behaviours.back(), seen.tree).read) {
    if (ends_printing(visit.what->type, behaviours.back())) {
      break;
    }
    if (visit.entry == seen.tree.credential || visit.what->type != sysctl::EntryType::kFile) {
      continue;
    }
    const std::string_view entry = seen.tree.entries.find(visit.entry)->first;
    printed.push_back({.text = {}, .file = entry, .line = 0});
    const std::string_view text = text_of_file(seen, entry);
    const auto lines =
        text.find(kNeedle) == std::string_view::npos
            ? std::vector<PrintedLine>{}
            : lines_with(text, entry, [](std::string_view line) { return names_key(line) || names_file(line); });
    printed.insert(printed.end(), lines.begin(), lines.end());
  }
  return printed;
}

Assignment assignment_in(std::string_view line, bool literal_dots) {
  line.remove_prefix(std::min(line.size(), line.find_first_not_of(kSpaces)));
  if (line.size() < kKey.size()) {
    return {};
  }
  for (std::size_t i = 0; i < kKey.size(); ++i) {
    if (kKey[i] != line[i] && (literal_dots || kKey[i] != '.')) {
      return {};
    }
  }
  line.remove_prefix(kKey.size());
  line.remove_prefix(std::min(line.size(), line.find_first_not_of(kSpaces)));
  return line.starts_with('=') ? Assignment{.is_one = true, .value = trimmed(line.substr(1))} : Assignment{};
}

}  // namespace yama::judge
