// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/sqlite_file.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.h"

namespace yama::sqlite {
namespace {

constexpr std::string_view kMagic{"SQLite format 3\0", 16};
constexpr std::size_t kFileHeader = 100;
constexpr unsigned kLeaf = 0x0d;
constexpr unsigned kInterior = 0x05;

std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U;
    number = number << 8U | byte;
  }
  return number;
}

/// A number of one to nine bytes; `at` moves behind it.
std::uint64_t take_varint(std::string_view bytes, std::size_t& at) {
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) {
    const std::uint64_t byte = big_endian(bytes, at++, 1);
    number = number << 7U | (byte & 0x7fU);
    if (byte < 0x80) {
      return number;
    }
  }
  return number << 8U | big_endian(bytes, at++, 1);
}

std::int64_t signed_number(std::uint64_t number, std::size_t size) {
  const auto unused = static_cast<unsigned>(64 - 8 * size);
  return static_cast<std::int64_t>(number << unused) >> unused;
}

/// A column of a type (2.1, "Record Format"); `at` moves behind it.
Value take_value(std::uint64_t type, std::string_view record, std::size_t& at) {
  constexpr std::array<std::size_t, 8> kSizes = {0, 1, 2, 3, 4, 6, 8, 8};
  constexpr std::uint64_t kFraction = 7;
  Value value;
  if (type >= 12) {
    const std::uint64_t size = (type - 12) / 2;
    if (at <= record.size()) {
      value.bytes =
          std::string(record.substr(at, static_cast<std::size_t>(std::min<std::uint64_t>(size, record.size()))));
    }
    at = size > record.size() ? record.size() : at + static_cast<std::size_t>(size);
  } else if (type == 8 || type == 9) {
    value.number = static_cast<std::int64_t>(type - 8);
  } else if (type < kSizes.size()) {
    const std::size_t size = kSizes.at(static_cast<std::size_t>(type));
    if (size > 0 && type != kFraction && at + size <= record.size()) {
      value.number = signed_number(big_endian(record, at, size), size);
    }
    at += size;
  }
  return value;
}

/// Empty when it is none.
Row parse(std::string_view record) {
  std::size_t in_head = 0;
  const std::uint64_t head = take_varint(record, in_head);
  Row row;
  if (head > record.size()) {
    return row;
  }
  auto at = static_cast<std::size_t>(head);
  while (in_head < head) {
    row.push_back(take_value(take_varint(record, in_head), record, at));
  }
  return row;
}

}  // namespace

struct File::Page {
  std::string bytes;
  std::size_t begin = 0;  ///< of the page's header: the first page has the file's before it
  unsigned kind = 0;
  std::size_t cells = 0;

  [[nodiscard]] std::size_t cell(std::size_t i) const {
    return static_cast<std::size_t>(big_endian(bytes, begin + (kind == kLeaf ? 8 : 12) + 2 * i, 2));
  }

  /// Of an interior page, in the order of the rows: the pages below, and the number of the last row in each.
  [[nodiscard]] std::vector<std::pair<std::uint32_t, std::int64_t>> children() const {
    std::vector<std::pair<std::uint32_t, std::int64_t>> below;
    below.reserve(cells + 1);
    for (std::size_t i = 0; i < cells; ++i) {
      std::size_t at = cell(i) + 4;
      const auto last = static_cast<std::int64_t>(take_varint(bytes, at));
      below.emplace_back(static_cast<std::uint32_t>(big_endian(bytes, cell(i), 4)), last);
    }
    below.emplace_back(static_cast<std::uint32_t>(big_endian(bytes, begin + 8, 4)), INT64_MAX);
    return below;
  }
};

File::File(ReadAt read_at, std::uint32_t page_size, std::uint32_t usable_size)
    : read_at_(std::move(read_at)), page_size_(page_size), usable_size_(usable_size) {}

std::optional<File> File::open(ReadAt read_at) {
  constexpr std::uint64_t kUtf8 = 1;
  const std::string head = read_at(0, kFileHeader);
  if (head.size() < kFileHeader || !head.starts_with(kMagic) || big_endian(head, 56, 4) != kUtf8) {
    return std::nullopt;
  }
  const std::uint64_t written = big_endian(head, 16, 2);
  const auto size = static_cast<std::uint32_t>(written == 1 ? 65536 : written);
  const auto reserved = static_cast<std::uint32_t>(big_endian(head, 20, 1));
  if (size < 512 || (size & (size - 1)) != 0 || size - reserved < 480) {
    return std::nullopt;
  }
  return File(std::move(read_at), size, size - reserved);
}

std::optional<File::Page> File::page(std::uint32_t number) const {
  if (number == 0) {
    return std::nullopt;
  }
  Page page{.bytes = read_at_(std::uint64_t{number - 1} * page_size_, page_size_)};
  page.begin = number == 1 ? kFileHeader : 0;
  page.kind = static_cast<unsigned>(big_endian(page.bytes, page.begin, 1));
  page.cells = static_cast<std::size_t>(big_endian(page.bytes, page.begin + 3, 2));
  if (page.bytes.size() != page_size_ || (page.kind != kLeaf && page.kind != kInterior) ||
      page.cells > page_size_ / 2) {
    return std::nullopt;
  }
  return page;
}

/// What a cell holds, and what continues on pages of their own (1.6, "B-tree Pages", and "Cell Payload Overflow
/// Pages").
std::string File::payload(const Page& page, std::size_t at, std::uint64_t size, std::size_t limit) const {
  const std::uint64_t most = usable_size_ - 35;
  const std::uint64_t least = (usable_size_ - 12) * 32 / 255 - 23;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, limit));
  std::uint64_t in_cell = size;
  if (size > most) {
    in_cell = least + (size - least) % (usable_size_ - 4);
    in_cell = in_cell > most ? least : in_cell;
  }
  if (at + in_cell + (size > most ? 4 : 0) > page.bytes.size()) {
    return {};
  }
  const auto here = static_cast<std::size_t>(in_cell);
  std::string bytes = page.bytes.substr(at, here);
  auto next = size > most ? static_cast<std::uint32_t>(big_endian(page.bytes, at + here, 4)) : 0;
  while (next != 0 && bytes.size() < wanted) {
    const std::string more = read_at_(std::uint64_t{next - 1} * page_size_, usable_size_);
    if (more.size() != usable_size_) {
      return {};
    }
    next = static_cast<std::uint32_t>(big_endian(more, 0, 4));
    bytes.append(more, 4);
  }
  bytes.resize(std::min(bytes.size(), wanted));
  return bytes.size() == wanted ? bytes : std::string{};
}

/// Of the cell at that place; empty when it cannot be read.
std::string File::record(const Page& page, std::size_t at, std::size_t limit) const {
  const std::uint64_t size = take_varint(page.bytes, at);
  take_varint(page.bytes, at);  // the row's number
  return payload(page, at, size, limit);
}

bool File::each_row(std::uint32_t root, const std::function<void(const Row&)>& use) const {
  std::vector<std::uint32_t> left{root};
  std::size_t size = 0;
  while (!left.empty()) {
    const std::optional<Page> now = page(left.back());
    left.pop_back();
    size += page_size_;
    if (!now || size > limit::kDatabaseTable) {
      return false;
    }
    if (now->kind == kInterior) {
      const auto below = now->children();
      std::for_each(below.rbegin(), below.rend(), [&left](const auto& child) { left.push_back(child.first); });
      continue;
    }
    for (std::size_t i = 0; i < now->cells; ++i) {
      const std::string found = record(*now, now->cell(i), limit::kDatabaseNames);
      size += found.size();
      if (found.empty() || size > limit::kDatabaseTable) {
        return false;
      }
      use(parse(found));
    }
  }
  return true;
}

std::optional<Row> File::row(std::uint32_t root, std::int64_t number) const {
  std::uint32_t next = root;
  for (std::size_t depth = 0; depth < limit::kDatabaseDepth; ++depth) {
    const std::optional<Page> now = page(next);
    if (!now) {
      return std::nullopt;
    }
    if (now->kind == kInterior) {
      const auto below = now->children();
      next = std::ranges::find_if(below, [number](const auto& child) { return number <= child.second; })->first;
      continue;
    }
    for (std::size_t i = 0; i < now->cells; ++i) {
      std::size_t at = now->cell(i);
      take_varint(now->bytes, at);
      if (static_cast<std::int64_t>(take_varint(now->bytes, at)) == number) {
        return parse(record(*now, now->cell(i), limit::kDatabaseRow));
      }
    }
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> File::table(std::string_view name) const {
  std::optional<std::uint32_t> root;
  const bool read = each_row(1, [&](const Row& row) {  // type, name, tbl_name, rootpage, sql
    if (row.size() >= 4 && row[0].bytes == "table" && row[1].bytes == name && row[3].number) {
      root = static_cast<std::uint32_t>(*row[3].number);
    }
  });
  return read ? root : std::nullopt;
}

}  // namespace yama::sqlite
