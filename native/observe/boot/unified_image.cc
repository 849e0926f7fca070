// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/unified_image.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/limits.h"
#include "observe/boot/boot_loader_entries.h"

namespace yama::boot {
namespace {

constexpr std::string_view kDirectories[] = {"/efi/EFI/Linux", "/boot/efi/EFI/Linux", "/boot/EFI/Linux"};

/// The bytes of a part of a file; shorter when the file ends before.
std::string read_at(int file, Extent extent) {
  std::string bytes(static_cast<std::size_t>(extent.size), '\0');
  const ssize_t got = ::pread(file, bytes.data(), bytes.size(), static_cast<off_t>(extent.offset));
  bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return bytes;
}

/// A little-endian number in a header; 0 beyond its end.
std::uint32_t number_at(std::string_view header, std::size_t offset, std::size_t bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < bytes && offset + i < header.size(); ++i) {
    number |= static_cast<std::uint32_t>(static_cast<unsigned char>(header[offset + i])) << (8 * i);
  }
  return number;
}

/// The text of a section without what fills it up.
std::string section_text(int program, std::string_view name) {
  std::optional<Extent> extent = find_section(program, name);
  if (!extent) {
    return {};
  }
  extent->size = std::min<std::uint64_t>(extent->size, limit::kImageArguments);
  std::string text = read_at(program, *extent);
  text.resize(text.find_last_not_of(std::string_view("\0 \n\r\t", 5)) + 1);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

std::optional<Extent> find_section(int program, std::string_view name) {
  constexpr std::size_t kDosHeader = 64;
  constexpr std::size_t kFileHeader = 24;  // with the signature
  constexpr std::size_t kSectionHeader = 40;
  const std::string dos = read_at(program, {.offset = 0, .size = kDosHeader});
  if (!dos.starts_with("MZ")) {
    return std::nullopt;
  }
  const std::uint64_t start = number_at(dos, 0x3c, 4);
  const std::string file = read_at(program, {.offset = start, .size = kFileHeader});
  if (!file.starts_with(std::string_view("PE\0\0", 4))) {
    return std::nullopt;
  }
  const std::size_t count = number_at(file, 6, 2);
  const std::string table =
      read_at(program, {.offset = start + kFileHeader + number_at(file, 20, 2), .size = count * kSectionHeader});
  for (std::size_t at = 0; at + kSectionHeader <= table.size(); at += kSectionHeader) {
    const std::string_view padded = std::string_view{table}.substr(at, 8);
    if (padded.substr(0, padded.find('\0')) == name) {
      const std::uint32_t used = number_at(table, at + 8, 4);
      const std::uint32_t stored = number_at(table, at + 16, 4);
      return Extent{.offset = number_at(table, at + 20, 4), .size = used == 0 ? stored : std::min(used, stored)};
    }
  }
  return std::nullopt;
}

std::optional<BootMenu> read_unified_images(const host::Root& root) {
  BootMenu menu;
  menu.boot_loader = BootLoader::kUnifiedImage;
  menu.maker = "kernel-install";
  for (const std::string_view directory : kDirectories) {
    const auto names = root.list(directory);
    for (std::size_t i = 0; names.ok() && i < names->size(); ++i) {
      const std::string& name = (*names)[i].name;
      const std::string file = std::string(directory) + "/" + name;
      const auto program = name.ends_with(".efi") ? root.open_file(file, O_RDONLY | O_NONBLOCK) : host::Errno{ENOENT};
      if (!program.ok()) {
        continue;
      }
      BootEntry entry;
      entry.file = file;
      entry.id = name;
      entry.version = section_text(program->get(), ".uname");
      entry.arguments = section_text(program->get(), ".cmdline");
      entry.initrds.push_back(file);
      menu.entries.push_back(std::move(entry));
    }
  }
  menu.chosen = newest(menu.entries);
  return menu.entries.empty() ? std::nullopt : std::optional(std::move(menu));
}

}  // namespace yama::boot
