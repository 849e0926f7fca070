// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/initrd/cpio.h"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"

namespace yama::initrd {
namespace {

constexpr std::size_t kHeader = 110;
constexpr std::size_t kPathBytes = 4096;  // PATH_MAX, the kernel's limit
constexpr std::uint64_t kBegin = 2;       // tells a script
constexpr std::string_view kTrailer = "TRAILER!!!";

/// The eight hexadecimal digits of one field after the magic; fields are numbered from 0.
std::uint64_t field(std::string_view header, std::size_t number) {
  const std::string_view digits = header.substr(6 + number * 8, 8);
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

std::uint64_t padding(std::uint64_t bytes) { return (4 - bytes % 4) % 4; }

/// "./usr/lib/a", "usr/lib/a" and "/usr/lib/a" are one place.
std::string unpacked_name(std::string_view name) {
  while (name.starts_with('/') || name.starts_with("./")) {
    name.remove_prefix(name.front() == '/' ? 1 : 2);
  }
  return "/" + std::string(name);
}

}  // namespace

std::size_t CpioReader::feed(std::string_view bytes) {
  const std::size_t given = bytes.size();
  while (!bytes.empty() && state_ != State::kBroken) {
    if (state_ == State::kBetween) {
      bytes.remove_prefix(std::min(bytes.find_first_not_of('\0'), bytes.size()));
      if (bytes.empty() || bytes.front() != '0') {
        break;
      }
      expect(State::kHeader, kHeader);
    }
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(missing_, bytes.size()));
    if (buffer_.size() < keep_) {
      const std::uint64_t wanted = keep_ - buffer_.size();
      buffer_.append(bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(taken, wanted))));
    }
    bytes.remove_prefix(taken);
    missing_ -= taken;
    advance();
  }
  return given - bytes.size();
}

void CpioReader::expect(State state, std::uint64_t bytes) {
  state_ = state;
  missing_ = bytes;
  keep_ = state == State::kPadding ? 0 : bytes;
  buffer_.clear();
}

/// Leaves every state that has its bytes; a body or padding of none at once.
void CpioReader::advance() {
  while (missing_ == 0 && state_ != State::kBroken && state_ != State::kBetween) {
    switch (state_) {
      case State::kHeader:
        take_header();
        break;
      case State::kName:
        take_name();
        break;
      case State::kBody:
        take_member();
        break;
      case State::kPadding:
        expect(State::kHeader, kHeader);
        return;
      case State::kBetween:
      case State::kBroken:
        break;
    }
  }
}

void CpioReader::take_header() {
  const std::string_view header = buffer_;
  const std::uint64_t name_size = field(header, 11);
  if ((!header.starts_with("070701") && !header.starts_with("070702")) || name_size == 0 || name_size > kPathBytes) {
    state_ = State::kBroken;
    return;
  }
  member_ = {.name = {}, .mode = static_cast<std::uint32_t>(field(header, 1)), .size = field(header, 6), .content = {}};
  inode_ = {field(header, 0), (field(header, 7) << 32U) | field(header, 8)};
  links_ = field(header, 4);
  expect(State::kName, name_size + padding(kHeader + name_size));
}

void CpioReader::take_name() {
  const std::string_view name = std::string_view{buffer_}.substr(0, buffer_.find('\0'));
  if (name == kTrailer) {
    finish_archive();
    return;
  }
  member_.name = unpacked_name(name);
  const bool is_link = S_ISLNK(member_.mode) && member_.size <= kPathBytes;
  const bool keep = is_link || (S_ISREG(member_.mode) && wanted_(member_));
  expect(State::kBody, member_.size);
  keep_ = keep ? member_.size : std::min<std::uint64_t>(member_.size, kBegin);
}

/// The member is complete: with its content, without because nobody wants it, or waiting for the name that brings it.
void CpioReader::take_member() {
  member_.content = std::move(buffer_);
  const std::uint64_t size = member_.size;
  if (S_ISREG(member_.mode) && links_ > 1) {
    if (size == 0 && !contents_.contains(inode_)) {
      hold(sizeof member_ + member_.name.size());
      waiting_[inode_].push_back(std::move(member_));
      leave_body(0);
      return;
    }
    if (size == 0) {
      member_.content = contents_[inode_];
      member_.size = sizes_[inode_];
    } else {
      hold(member_.content.size());
      contents_[inode_] = member_.content;
      sizes_[inode_] = size;
    }
    for (Member& other : waiting_[inode_]) {
      other.size = size;
      other.content = member_.content;
      sink_(std::move(other));
    }
    waiting_.erase(inode_);
  }
  sink_(std::move(member_));
  leave_body(padding(size));
}

void CpioReader::leave_body(std::uint64_t padding_bytes) {
  if (state_ != State::kBroken) {
    expect(State::kPadding, padding_bytes);
  }
}

void CpioReader::hold(std::size_t bytes) {
  held_ += bytes;
  if (held_ > limit::kInitrdKept) {
    state_ = State::kBroken;
    has_too_many_links_ = true;
  }
}

void CpioReader::finish_archive() {
  for (auto& [inode, members] : waiting_) {
    for (Member& member : members) {
      sink_(std::move(member));
    }
  }
  waiting_.clear();
  contents_.clear();
  sizes_.clear();
  held_ = 0;
  ++archives_;
  expect(State::kBetween, 0);
}

}  // namespace yama::initrd
