// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/directory_names.h"

namespace yama::sysctl {

std::string_view name_in(std::string_view directory, std::string_view entry) {
  if (!entry.starts_with(directory) || entry.size() <= directory.size() || entry[directory.size()] != '/') {
    return {};
  }
  const std::string_view name = entry.substr(directory.size() + 1);
  return name.find('/') == std::string_view::npos ? name : std::string_view{};
}

Names names_of(const Tree& tree, std::string_view directory) {
  Names names;
  for (auto at = tree.entries.lower_bound(directory); at != tree.entries.end() && at->first.starts_with(directory);
       ++at) {
    if (const std::string_view name = name_in(directory, at->first); !name.empty()) {
      names.emplace(name, &*at);
    }
  }
  return names;
}

}  // namespace yama::sysctl
