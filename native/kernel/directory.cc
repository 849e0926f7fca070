// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/directory.h"

#include <dirent.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

namespace yama::kernel {

namespace {

constexpr std::size_t kBuffer = std::size_t{16} << 10;

// The layout of getdents64(2): a header with the record's length and the type, then the name with a NUL.
constexpr std::size_t kLengthAt = offsetof(dirent64, d_reclen);
constexpr std::size_t kTypeAt = offsetof(dirent64, d_type);
constexpr std::size_t kNameAt = offsetof(dirent64, d_name);

}  // namespace

Attempt<std::vector<Name>> names_in(int directory, std::size_t most) {
  std::vector<Name> names;
  std::array<char, kBuffer> records = {};
  while (true) {
    const ssize_t got = ::getdents64(directory, records.data(), records.size());
    if (got < 0) {
      return Errno{errno};
    }
    if (got == 0) {
      break;
    }
    std::uint16_t length = 0;
    for (std::size_t at = 0; at < static_cast<std::size_t>(got); at += length) {
      const char* record = records.data() + at;
      std::memcpy(&length, record + kLengthAt, sizeof length);
      std::string name = record + kNameAt;
      if (name != "." && name != "..") {
        if (names.size() == most) {
          return Errno{EFBIG};
        }
        names.push_back({std::move(name), static_cast<unsigned char>(record[kTypeAt])});
      }
    }
  }
  std::sort(names.begin(), names.end(), [](const Name& a, const Name& b) { return a.name < b.name; });
  return names;
}

}  // namespace yama::kernel
