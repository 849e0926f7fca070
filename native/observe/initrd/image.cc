// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/initrd/image.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "kernel/failure.h"
#include "observe/boot/unified_image.h"
#include "observe/initrd/cpio.h"
#include "observe/initrd/pipeline.h"

namespace yama::initrd {
namespace {

using boot::Extent;

/// What a compressed stream begins with, lib/decompress.c of the kernel.
struct Format {
  std::string_view start;
  std::string_view tool;
};
constexpr std::array<Format, 8> kFormats = {{{"\x1f\x8b", "gzip -dcq"},
                                             {"\x28\xb5\x2f\xfd", "zstd -dcq"},
                                             {{"\xfd"
                                               "7zXZ\0",
                                               6},
                                              "xz -dcq"},
                                             {{"\x5d\0\0", 3}, "xz -dcq --format=lzma"},
                                             {"\x02\x21\x4c\x18", "lz4 -dcq"},
                                             {"\x04\x22\x4d\x18", "lz4 -dcq"},
                                             {"BZh", "bzip2 -dcq"},
                                             {{"\x89LZO\0", 5}, "lzop -dcq"}}};

/// Where the image lies in its file.
Result<Extent> extent_of(int file) {
  struct stat status = {};
  if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    return Error{"it is not a regular file"};
  }
  const auto whole = Extent{.offset = 0, .size = static_cast<std::uint64_t>(status.st_size)};
  std::array<char, 2> magic = {};
  if (::pread(file, magic.data(), magic.size(), 0) != 2 || magic[0] != 'M' || magic[1] != 'Z') {
    return whole;
  }
  const std::optional<Extent> section = boot::find_section(file, ".initrd");
  return section ? Result<Extent>{*section} : Error{"it is a program without an initrd"};
}

/// Reads archives that are not compressed; gives the place where something else begins. Bodies of files that nobody
/// wants are not read: the modules and firmware in this part may be large.
Result<std::uint64_t> read_archives(int file, Extent extent, CpioReader& reader) {
  std::string piece(std::size_t{64} << 10U, '\0');
  const std::uint64_t end = extent.offset + extent.size;
  std::uint64_t at = extent.offset;
  while (at < end && !reader.is_broken()) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(end - at, piece.size()));
    const ssize_t got = ::pread(file, piece.data(), wanted, static_cast<off_t>(at));
    if (got <= 0) {
      return Error{got < 0 ? kernel::errno_text(errno) : std::string{"it is shorter than it says"}};
    }
    const std::size_t taken = reader.feed(std::string_view{piece}.substr(0, static_cast<std::size_t>(got)));
    at += taken;
    if (taken < static_cast<std::size_t>(got)) {
      break;
    }
    const std::uint64_t left_out = std::min(reader.droppable(), end - at);
    reader.drop(left_out);
    at += left_out;
  }
  return at;
}

Done read_compressed(const std::string& path, Extent extent, std::string_view start, CpioReader& reader) {
  const std::string_view tool = decompressor_for(start);
  if (tool.empty()) {
    return Error{"its compression is not known"};
  }
  const std::string name(tool.substr(0, tool.find(' ')));
  const std::string script = "command -v " + name +
                             R"( >/dev/null || exit 127; tail -c +"$2" "$1" 2>/dev/null | head -c "$3" | )" +
                             std::string(tool) + " 2>/dev/null";
  auto pipeline = Pipeline::start(script, {path, std::to_string(extent.offset + 1), std::to_string(extent.size)},
                                  limit::kInitrdTime);
  if (!pipeline) {
    return pipeline.error();
  }
  bool anything = false;
  while (true) {
    const auto piece = pipeline.value().read();
    if (!piece) {
      return piece.error();
    }
    if (piece->empty()) {
      break;
    }
    anything = true;
    if (reader.feed(*piece) < piece->size()) {
      break;  // what is no cpio is nothing to the kernel either
    }
  }
  return anything ? done() : Done{Error{name + " is not installed, or cannot read it"}};
}

}  // namespace

std::string_view decompressor_for(std::string_view start) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                  [start](const Format& format) { return start.starts_with(format.start); });
  return found == kFormats.end() ? std::string_view{} : found->tool;
}

Result<Content> read_image(const host::Root& root, const std::string& image) {
  const auto place = root.place_of(image);
  const auto file = place.ok() ? root.open_file(place->path, O_RDONLY | O_NONBLOCK)
                               : host::Attempt<host::UniqueFd>(host::Errno{place.error()});
  if (!file.ok()) {
    return Error{kernel::errno_text(file.error())};
  }
  auto extent = extent_of(file->get());
  if (!extent) {
    return extent.error();
  }
  Content content;
  CpioReader reader(Content::wants, [&content](Member member) { content.add(std::move(member)); });
  const auto next = read_archives(file->get(), *extent, reader);
  if (!next) {
    return next.error();
  }
  const std::uint64_t end = extent->offset + extent->size;
  if (*next < end && reader.is_between()) {
    std::string start(8, '\0');
    start.resize(static_cast<std::size_t>(
        std::max<ssize_t>(::pread(file->get(), start.data(), start.size(), static_cast<off_t>(*next)), 0)));
    const Done read = read_compressed(root.outside(place->path), {.offset = *next, .size = end - *next}, start, reader);
    if (!read) {
      return read.error();
    }
  }
  if (content.is_cut() || reader.has_too_many_links()) {
    return Error{"it holds more than " + std::to_string(limit::kInitrdKept / limit::kMiB) +
                 " MiB of settings and links"};
  }
  if (!reader.is_between() || reader.archives() == 0) {
    return Error{"it is damaged or no cpio archive"};
  }
  return content;
}

}  // namespace yama::initrd
