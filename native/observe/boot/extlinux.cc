// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/extlinux.h"

#include <string>
#include <utility>

#include "observe/config_text.h"

namespace yama::boot {
namespace {

constexpr std::string_view kExtlinux = "/boot/extlinux/extlinux.conf";
constexpr std::string_view kFirmware[] = {"/boot/firmware/cmdline.txt", "/boot/cmdline.txt"};

}  // namespace

std::optional<BootMenu> read_extlinux(const host::Root& root) {
  const auto bytes = root.read(kExtlinux);
  if (!bytes.ok()) {
    return std::nullopt;
  }
  BootMenu menu;
  menu.boot_loader = BootLoader::kExtlinux;
  std::string_view wanted;
  for (const config::Line& line : config::lines_of(*bytes)) {
    const auto [word, rest] = config::split_word(line.text);
    if (word == "default") {
      wanted = rest;
    } else if (word == "label") {
      BootEntry entry;
      entry.file = kExtlinux;
      entry.id = rest;
      menu.entries.push_back(std::move(entry));
    } else if (menu.entries.empty()) {
      continue;
    } else if (word == "linux" || word == "kernel") {
      menu.entries.back().kernel = rest;
    } else if (word == "initrd") {
      menu.entries.back().initrds.emplace_back(rest);
    } else if (word == "append") {
      menu.entries.back().arguments = rest;
      menu.entries.back().line = line.number;
    }
  }
  for (std::size_t i = 0; i < menu.entries.size() && !menu.chosen; ++i) {
    if (wanted.empty() || menu.entries[i].id == wanted) {
      menu.chosen = i;
    }
  }
  return menu;
}

std::optional<BootMenu> read_firmware(const host::Root& root) {
  for (const std::string_view file : kFirmware) {
    const auto bytes = root.read(file);
    if (!bytes.ok()) {
      continue;
    }
    BootEntry entry;
    entry.file = file;
    entry.line = 1;
    entry.arguments = bytes->substr(0, bytes->find('\n'));
    BootMenu menu;
    menu.boot_loader = BootLoader::kFirmware;
    menu.entries.push_back(std::move(entry));
    menu.chosen = 0;
    return menu;
  }
  return std::nullopt;
}

}  // namespace yama::boot
