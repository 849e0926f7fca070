// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace yama::host {

/// A read lease of fcntl(2) on an open file: nobody has it open for writing, and whoever wants to waits (at most
/// /proc/sys/fs/lease-break-time) until the end of its life. The kernel announces such a wait with SIGIO, which has to
/// be held back meanwhile (SignalsHeld).
class Lease {
 public:
  enum class State {
    kHeld,
    kBusy,  ///< somebody has the file open for writing
    kNone,  ///< this file system, or this process, can have no leases: nothing is known
  };

  explicit Lease(int fd);
  ~Lease();
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  [[nodiscard]] State state() const { return state_; }

  /// Somebody waits to open the file for writing.
  [[nodiscard]] bool is_wanted() const;

 private:
  int fd_;
  State state_ = State::kNone;
};

}  // namespace yama::host
