// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/archive.h"

#include <sys/stat.h>

#include <array>
#include <chrono>
#include <cstdio>

#include "host/command.h"
#include "support/scratch.h"

namespace yama::test {
namespace {

void pad(std::string& bytes, std::size_t unit) { bytes.append((unit - bytes.size() % unit) % unit, '\0'); }

void put(std::string& bytes, std::size_t at, std::uint32_t number, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    bytes[at + i] = static_cast<char>((number >> (8 * i)) & 0xffU);
  }
}

}  // namespace

void Archive::add(std::string_view name, std::uint32_t mode, std::string_view content, std::uint32_t links) {
  const auto size = static_cast<std::uint32_t>(content.size());
  const auto name_size = static_cast<std::uint32_t>(name.size() + 1);
  std::array<char, 111> header = {};
  (void)std::snprintf(header.data(), header.size(), "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
                      inode_, mode, 0U, 0U, links, 0U, size, 0U, 0U, 0U, 0U, name_size, 0U);
  bytes_.append(header.data(), 110).append(name).append(1, '\0');
  pad(bytes_, 4);
  bytes_.append(content);
  pad(bytes_, 4);
}

Archive& Archive::file(std::string_view name, std::string_view content) {
  ++inode_;
  add(name, S_IFREG | 0644U, content, 1);
  return *this;
}

Archive& Archive::link(std::string_view name, std::string_view target) {
  ++inode_;
  add(name, S_IFLNK | 0777U, target, 1);
  return *this;
}

Archive& Archive::directory(std::string_view name) {
  ++inode_;
  add(name, S_IFDIR | 0755U, "", 2);
  return *this;
}

Archive& Archive::hard_links(const std::vector<std::string>& names, std::string_view content) {
  ++inode_;
  for (const std::string& name : names) {
    add(name, S_IFREG | 0644U, &name == &names.back() ? content : "", static_cast<std::uint32_t>(names.size()));
  }
  return *this;
}

std::string Archive::bytes() const {
  Archive whole = *this;
  whole.inode_ = 0;
  whole.add("TRAILER!!!", 0, "", 1);
  pad(whole.bytes_, 512);
  return whole.bytes_;
}

std::string compressed(const std::vector<std::string>& command, std::string_view bytes) {
  const Scratch scratch;
  scratch.write("/plain", bytes);
  const std::string script = R"(command -v "$1" >/dev/null && cd "$0" && "$@" <plain >packed)";
  std::vector<std::string> shell = {"sh", "-c", script, scratch.path()};
  shell.insert(shell.end(), command.begin(), command.end());
  const auto result = host::run_command(shell, std::chrono::seconds{30});
  return result && result->exit_status == 0 ? scratch.read("/packed") : "";
}

std::string unified_image(const std::vector<Section>& sections) {
  constexpr std::size_t kPe = 0x80;
  constexpr std::size_t kOptionalHeader = 240;
  constexpr std::size_t kAlignment = 512;
  std::string bytes(kPe + 24 + kOptionalHeader, '\0');
  bytes.replace(0, 2, "MZ");
  put(bytes, 0x3c, kPe, 4);
  bytes.replace(kPe, 2, "PE");
  put(bytes, kPe + 6, static_cast<std::uint32_t>(sections.size()), 2);
  put(bytes, kPe + 20, kOptionalHeader, 2);
  const std::size_t table = bytes.size();
  bytes.resize(table + sections.size() * 40);
  pad(bytes, kAlignment);
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const std::size_t at = table + i * 40;
    const auto used = static_cast<std::uint32_t>(sections[i].content.size());
    bytes.replace(at, sections[i].name.size(), sections[i].name);
    put(bytes, at + 8, used, 4);
    put(bytes, at + 20, static_cast<std::uint32_t>(bytes.size()), 4);
    bytes += sections[i].content;
    pad(bytes, kAlignment);
    put(bytes, at + 16, static_cast<std::uint32_t>((used + kAlignment - 1) / kAlignment * kAlignment), 4);
  }
  return bytes;
}

}  // namespace yama::test
