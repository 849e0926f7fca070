// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/search.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

namespace yama::host {
namespace {

constexpr std::size_t kRecords = std::size_t{32} << 10;
constexpr std::size_t kBytes = std::size_t{96} << 10;
constexpr int kFlags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC;

// The layout of getdents64(2): a header with the record's length and the type, then the name with a NUL.
constexpr std::size_t kLengthAt = offsetof(dirent64, d_reclen);
constexpr std::size_t kTypeAt = offsetof(dirent64, d_type);
constexpr std::size_t kNameAt = offsetof(dirent64, d_name);

class Search {
 public:
  Search(const Root& root, std::string_view text, std::span<const std::string_view> skipped, std::string directory)
      : root_(root), text_(text), skipped_(skipped), path_(std::move(directory)), bytes_(kBytes) {}

  std::vector<std::string> run(UniqueFd directory) && {
    enter(std::move(directory), 0);
    return std::move(found_);
  }

 private:
  void enter(UniqueFd directory, std::size_t depth) {
    if (depth == records_.size()) {
      records_.emplace_back(kRecords);
    }
    while (true) {
      const ssize_t got = ::getdents64(directory.get(), records_[depth].data(), kRecords);
      if (got <= 0) {
        return;
      }
      std::uint16_t length = 0;
      for (std::size_t at = 0; at < static_cast<std::size_t>(got); at += length) {
        const char* const record = records_[depth].data() + at;  // deeper ones may move the list, not the buffers
        std::memcpy(&length, record + kLengthAt, sizeof length);
        visit(directory.get(), record + kNameAt, static_cast<unsigned char>(record[kTypeAt]), depth);
      }
    }
  }

  void visit(int directory, const char* name, unsigned char type, std::size_t depth) {
    if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'))) {
      return;
    }
    if (type == DT_UNKNOWN) {
      struct stat status = {};
      const bool known = ::fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
      type = known && S_ISREG(status.st_mode) ? DT_REG : known && S_ISDIR(status.st_mode) ? DT_DIR : DT_LNK;
    }
    if (type == DT_REG) {
      search(directory, name);
    } else if (type == DT_DIR && depth + 1 < kSearchDepth) {
      const std::size_t length = path_.size();
      path_.append(1, '/').append(name);
      if (!is_skipped(name)) {
        if (UniqueFd inner{::openat(directory, name, kFlags | O_DIRECTORY)}) {
          enter(std::move(inner), depth + 1);
        } else {
          root_.note_refusal(path_, errno);
        }
      }
      path_.resize(length);
    }
  }

  /// The directory at path_, which has this name.
  [[nodiscard]] bool is_skipped(std::string_view name) const {
    return std::any_of(skipped_.begin(), skipped_.end(), [&](auto each) { return each == path_ || each == name; });
  }

  void search(int directory, const char* name) {
    const UniqueFd file{::openat(directory, name, kFlags | O_NONBLOCK | O_NOCTTY)};
    if (!file) {
      root_.note_refusal(path_ + '/' + name, errno);
    }
    if (file && holds_text(file.get())) {
      found_.push_back(path_ + '/' + name);
    }
  }

  [[nodiscard]] bool holds_text(int file) {
    std::size_t kept = 0;  // of the bytes before, so that a text across the border is found
    for (std::size_t total = 0; total < kSearchLimit;) {
      const ssize_t got = ::read(file, bytes_.data() + kept, bytes_.size() - kept);
      if (got <= 0) {
        return false;
      }
      const std::size_t length = kept + static_cast<std::size_t>(got);
      const bool found = ::memmem(bytes_.data(), length, text_.data(), text_.size()) != nullptr;
      const bool ends = length < bytes_.size();
      const bool first = std::exchange(total, total + static_cast<std::size_t>(got)) == 0;
      if (first && (found || !ends) && std::memchr(bytes_.data(), '\0', length) != nullptr) {
        return false;
      }
      if (found || ends) {
        return found;
      }
      kept = std::min(text_.size() - 1, length);
      std::memmove(bytes_.data(), bytes_.data() + length - kept, kept);
    }
    return false;
  }

  const Root& root_;
  std::string_view text_;
  std::span<const std::string_view> skipped_;
  std::string path_;
  std::vector<char> bytes_;
  std::vector<std::vector<char>> records_;  ///< one buffer a depth
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> files_with(const Root& root, std::string_view directory, std::string_view text,
                                    std::span<const std::string_view> skipped) {
  Attempt<UniqueFd> opened = root.open_file(directory, O_RDONLY | O_DIRECTORY);
  if (!opened.ok()) {
    return {};
  }
  return Search(root, text, skipped, std::string(directory)).run(std::move(opened).value());
}

}  // namespace yama::host
