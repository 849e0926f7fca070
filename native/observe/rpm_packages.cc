// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/rpm_packages.h"

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "base/limits.h"
#include "observe/sqlite_file.h"

namespace yama::rpm {
namespace {

/// Of Fedora since 36 and RHEL 10, of ostree's images, of RHEL 9.
constexpr std::string_view kDatabases[] = {"/usr/lib/sysimage/rpm/rpmdb.sqlite", "/usr/share/rpm/rpmdb.sqlite",
                                           "/var/lib/rpm/rpmdb.sqlite"};

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (const char byte : bytes.substr(at, 4)) {
    number = number << 8U | static_cast<unsigned char>(byte);
  }
  return number;
}

/// The database's file, when all that was committed is in it.
host::Attempt<host::UniqueFd> open_database(const host::Root& root, std::string_view path) {
  const host::Attempt<struct stat> log = root.status(std::string(path) + "-wal");
  const host::Attempt<struct stat> before = root.status(path);
  if (!before.ok() || !S_ISREG(before->st_mode) || (log.ok() && log->st_size > 0)) {
    return host::Errno{before.ok() ? EINVAL : before.error()};
  }
  return root.open_file(path, O_RDONLY | O_NONBLOCK);
}

std::string read_at(const host::UniqueFd& fd, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  const ssize_t got = ::pread(fd.get(), bytes.data(), size, static_cast<off_t>(offset));
  bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return bytes;
}

/// The numbers of a package's headers, by the table of names: key, hnum, idx (rpm's lib/backend/sqlite.c).
std::vector<std::int64_t> headers_of(const sqlite::File& file, std::string_view package) {
  std::vector<std::int64_t> numbers;
  const auto names = file.table("Name");
  const bool read = names && file.each_row(*names, [&](const sqlite::Row& row) {
    if (row.size() >= 2 && row[0].bytes == package && row[1].number) {
      numbers.push_back(*row[1].number);
    }
  });
  return read ? numbers : std::vector<std::int64_t>{};
}

std::string build_by(const sqlite::File& file, std::string_view package) {
  const auto packages = file.table("Packages");
  std::set<std::string> builds;
  for (const std::int64_t number : headers_of(file, package)) {
    const auto row = packages ? file.row(*packages, number) : std::nullopt;
    const bool has_header = row && row->size() >= 2 && (*row)[1].bytes;
    builds.insert(has_header ? build_in(*(*row)[1].bytes, package) : std::string{});
  }
  return builds.size() == 1 ? *builds.begin() : std::string{};
}

}  // namespace

std::string build_in(std::string_view header, std::string_view package) {
  constexpr std::size_t kHead = 8;    // the number of entries, the size of the data
  constexpr std::size_t kEntry = 16;  // tag, type, offset, count
  constexpr std::uint32_t kString = 6;
  constexpr std::uint32_t kName = 1000;
  const std::size_t entries = header.size() < kHead ? 0 : number_at(header, 0);
  const std::size_t data = kHead + kEntry * entries;
  if (entries > limit::kDatabaseFields || data > header.size()) {
    return {};
  }
  std::string words[3];  // name, version, release
  for (std::size_t entry = kHead; entry < data; entry += kEntry) {
    const std::uint32_t tag = number_at(header, entry) - kName;
    const std::size_t offset = number_at(header, entry + 8);
    if (tag < std::size(words) && number_at(header, entry + 4) == kString && offset < header.size() - data) {
      const std::string_view rest = header.substr(data + offset, limit::kDatabaseWord);
      words[tag] = rest.substr(0, rest.find('\0') == std::string_view::npos ? 0 : rest.find('\0'));
    }
  }
  return words[0] == package && !words[1].empty() && !words[2].empty() ? words[1] + "-" + words[2] : std::string{};
}

std::string build_of(const host::Root& root, std::string_view package) {
  for (const std::string_view path : kDatabases) {
    if (const auto fd = open_database(root, path); fd.ok()) {
      const auto file =
          sqlite::File::open([&fd](std::uint64_t offset, std::size_t size) { return read_at(*fd, offset, size); });
      return file ? build_by(*file, package) : std::string{};
    }
  }
  return {};
}

}  // namespace yama::rpm
