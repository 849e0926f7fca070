// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yama::initrd {

/// One member of an archive.
struct Member {
  std::string name;  ///< as the kernel unpacks it: "/usr/lib/sysctl.d/50-a.conf"
  std::uint32_t mode = 0;
  std::uint64_t size = 0;
  std::string content;  ///< of a file that was wanted, or a link's target; of any other file the first two bytes
};

/// Reads cpio archives as the kernel unpacks an initramfs (init/initramfs.c, "newc" and "crc"): several after each
/// other, with zero bytes between. Bytes are pushed in pieces of any size; what is not wanted is dropped at once, so
/// that memory stays small. Of a file with several names the content comes with one of them, and is reported for each.
class CpioReader {
 public:
  /// Whether the content of a regular file with this name and size is to be kept.
  using Wanted = std::function<bool(const Member&)>;
  using Sink = std::function<void(Member)>;

  CpioReader(Wanted wanted, Sink sink) : wanted_(std::move(wanted)), sink_(std::move(sink)) {}

  /// Takes bytes; gives how many it took. Fewer than all: what follows is no cpio archive.
  std::size_t feed(std::string_view bytes);

  /// How many of the next bytes will be dropped unseen: a caller that can seek may leave them out.
  [[nodiscard]] std::uint64_t droppable() const {
    return state_ == State::kBody && buffer_.size() >= keep_ ? missing_ : 0;
  }
  void drop(std::uint64_t count) { missing_ -= count; }

  /// At the end of an archive or before the first: the place where input may end.
  [[nodiscard]] bool is_between() const { return state_ == State::kBetween; }
  [[nodiscard]] bool is_broken() const { return state_ == State::kBroken; }
  /// Broken since its files with several names hold more than limit::kInitrdKept.
  [[nodiscard]] bool has_too_many_links() const { return has_too_many_links_; }
  [[nodiscard]] std::size_t archives() const { return archives_; }

 private:
  enum class State { kBetween, kHeader, kName, kBody, kPadding, kBroken };
  using Inode = std::pair<std::uint64_t, std::uint64_t>;

  void expect(State state, std::uint64_t bytes);
  void advance();
  void take_header();
  void take_name();
  void take_member();
  void leave_body(std::uint64_t padding_bytes);
  void hold(std::size_t bytes);
  void finish_archive();

  Wanted wanted_;
  Sink sink_;
  State state_ = State::kBetween;
  std::uint64_t missing_ = 0;  ///< bytes until the state ends
  std::uint64_t keep_ = 0;     ///< so many of the state's bytes go into buffer_
  std::string buffer_;
  Member member_;
  Inode inode_;
  std::uint64_t links_ = 0;
  std::map<Inode, std::vector<Member>> waiting_;  ///< names of a file whose content has not come yet
  std::map<Inode, std::string> contents_;         ///< of files with several names
  std::map<Inode, std::uint64_t> sizes_;          ///< of the same
  bool has_too_many_links_ = false;
  std::size_t held_ = 0;  ///< bytes in these two, of this archive
  std::size_t archives_ = 0;
};

}  // namespace yama::initrd
