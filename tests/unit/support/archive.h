// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace yama::test {

/// A cpio archive in the "newc" format, as generators of initrd images write it.
class Archive {
 public:
  Archive& file(std::string_view name, std::string_view content);
  Archive& link(std::string_view name, std::string_view target);
  Archive& directory(std::string_view name);
  /// Names of one inode; the content comes with the last, as GNU cpio writes it.
  Archive& hard_links(const std::vector<std::string>& names, std::string_view content);

  /// All bytes, the trailer included.
  [[nodiscard]] std::string bytes() const;

 private:
  void add(std::string_view name, std::uint32_t mode, std::string_view content, std::uint32_t links);

  std::string bytes_;
  std::uint32_t inode_ = 0;
};

/// The bytes as a program of the host compresses them ("gzip -n"); empty when it is not installed.
std::string compressed(const std::vector<std::string>& command, std::string_view bytes);

/// A PE program with these sections, as systemd's ukify lays out a unified kernel image.
struct Section {
  std::string name;
  std::string content;
};
std::string unified_image(const std::vector<Section>& sections);

}  // namespace yama::test
