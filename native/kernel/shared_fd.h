// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <memory>
#include <utility>

#include "kernel/unique_fd.h"

namespace yama::kernel {

/// A file descriptor with several owners; the last one closes it.
class [[nodiscard]] SharedFd {
 public:
  SharedFd() = default;
  explicit SharedFd(UniqueFd fd) : fd_(fd ? std::make_shared<const UniqueFd>(std::move(fd)) : nullptr) {}

  /// The descriptor, still owned; -1 when there is none.
  [[nodiscard]] int get() const { return fd_ ? fd_->get() : -1; }
  explicit operator bool() const { return fd_ != nullptr; }

 private:
  std::shared_ptr<const UniqueFd> fd_;
};

}  // namespace yama::kernel
