// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/lease.h"

#include <fcntl.h>

#include <cerrno>

namespace yama::host {

Lease::Lease(int fd) : fd_(fd) {
  if (::fcntl(fd_, F_SETLEASE, F_RDLCK) == 0) {
    state_ = State::kHeld;
  } else {
    state_ = errno == EAGAIN ? State::kBusy : State::kNone;  // fs/locks.c, check_conflicting_open()
  }
}

Lease::~Lease() {
  if (state_ == State::kHeld) {
    ::fcntl(fd_, F_SETLEASE, F_UNLCK);
  }
}

bool Lease::is_wanted() const { return state_ == State::kHeld && ::fcntl(fd_, F_GETLEASE) != F_RDLCK; }

}  // namespace yama::host
