// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yama::sqlite {

/// A column: a number, or the bytes of a text or blob; both empty for NULL, for a fraction and for what was cut off.
struct Value {
  std::optional<std::int64_t> number = {};
  std::optional<std::string> bytes = {};
};
using Row = std::vector<Value>;

/// The bytes at an offset of the file: fewer, or none, where it ends or cannot be read.
using ReadAt = std::function<std::string(std::uint64_t offset, std::size_t size)>;

/// Reads tables of a database file of SQLite 3 (sqlite.org/fileformat2.html), as far as rpm's database needs it: no
/// journal, no index, texts in UTF-8. A file that is not as the format says gives less or nothing; every walk ends.
class File {
 public:
  /// None when it does not begin as such a file does.
  static std::optional<File> open(ReadAt read_at);

  /// The first page of a table; none when there is no such table.
  [[nodiscard]] std::optional<std::uint32_t> table(std::string_view name) const;

  /// All rows of a table of at most 4 MiB that begins on that page, in the order of their numbers; only the first 4 KiB
  /// of each are read. False when not all could be read.
  [[nodiscard]] bool each_row(std::uint32_t root, const std::function<void(const Row&)>& use) const;

  /// The row of that number. Of a longer row only the first 64 KiB are read: its last column is cut.
  [[nodiscard]] std::optional<Row> row(std::uint32_t root, std::int64_t number) const;

 private:
  struct Cell;
  struct Page;

  File(ReadAt read_at, std::uint32_t page_size, std::uint32_t usable_size);
  [[nodiscard]] std::optional<Page> page(std::uint32_t number) const;
  [[nodiscard]] std::string payload(const Page& page, std::size_t at, std::uint64_t size, std::size_t limit) const;
  [[nodiscard]] std::string record(const Page& page, std::size_t at, std::size_t limit) const;

  ReadAt read_at_;
  std::uint32_t page_size_;
  std::uint32_t usable_size_;
};

}  // namespace yama::sqlite
