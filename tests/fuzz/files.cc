// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "files.h"

#include <algorithm>
#include <string>
#include <utility>

namespace yama::fuzz {

namespace {

constexpr std::size_t kMostFiles = 40;

}  // namespace

test::FileSystem file_system_of(std::string_view bytes) {
  test::FileSystem files;
  std::string path;
  std::string content;
  const auto finish = [&] {
    if (!path.empty()) {
      files.file(path, content);
    }
    path.clear();
    content.clear();
  };
  std::size_t count = 0;
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
    const bool names = line.size() > 2 && line[1] == '/' && line.find('\0') == std::string_view::npos;
    if (!names || ++count > kMostFiles || (line[0] != '=' && line[0] != '>' && line[0] != '+' && line[0] != '!')) {
      content.append(line).append("\n");
      continue;
    }
    finish();
    std::string name(line.substr(1, line.find(' ') - 1));
    if (line[0] == '=') {
      path = std::move(name);
    } else if (line[0] == '>') {
      files.link(name, std::string(line.substr(std::min(line.find(' '), line.size() - 1) + 1)));
    } else if (line[0] == '+') {
      files.directory(name);
    } else {
      files.special(name);
    }
  }
  finish();
  return files;
}

}  // namespace yama::fuzz
