// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <sys/stat.h>

#include <csignal>
#include <string>
#include <string_view>

#include "base/result.h"
#include "host/root.h"

namespace yama::host {

/// Holds back the signals that a person or a service manager ends a program with, until the end of its life: a Ctrl-C
/// in the middle of a change must not leave a temporary file behind.
class SignalsHeld {
 public:
  SignalsHeld();
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_ = {};
};

/// A new file beside its target, under a temporary name that no loader reads (hidden, and not ending in ".conf").
/// Removed at the end of its life unless it was moved to its own name.
class StagedFile {
 public:
  /// Creates it with mode 0600. `place` is the target, `shown` its path for messages; both outlive this object.
  static Result<StagedFile> create(const Place& place, std::string_view shown);

  StagedFile(StagedFile&& other) noexcept;
  StagedFile& operator=(StagedFile&&) = delete;
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;
  ~StagedFile();

  /// The file at the place, renamed to a temporary name. The errno is given, so that the caller can decide about it.
  static Attempt<StagedFile> take_over(const Place& place, std::string_view shown);

  /// Invalid for one that was taken over.
  [[nodiscard]] int fd() const { return fd_.get(); }

  /// The temporary name.
  [[nodiscard]] const std::string& name() const { return name_; }

  /// Writes the file's content; called once.
  Done write(std::string_view bytes);

  /// Gives it the label of its directory where the kernel gave it none.
  void inherit_label();

  /// fsync(2): its bytes and attributes are on the disk. Nothing can be written to it from then on.
  Done sync();

  /// Moves it over the target. The errno is given, so that the caller can decide about EBUSY.
  Attempt<std::monostate> replace_target();

  /// Exchanges the names of the two: the target's former file has the temporary name afterwards.
  Attempt<std::monostate> exchange_with_target();

  /// Removes what has the temporary name.
  bool remove_former();

  /// Leaves what has the temporary name for people to look at, by a name that tells whose it is: gives that.
  std::string leave();

  /// Moves it to the target's name, if nothing is there yet (EEXIST).
  Attempt<std::monostate> become_target();

 private:
  StagedFile(const Place& place, std::string_view shown, std::string name, UniqueFd fd);

  const Place& place_;
  std::string_view shown_;
  std::string name_;  ///< empty once it has the target's name
  UniqueFd fd_;
};

/// Whether a name is one of those temporary names.
bool is_temporary(std::string_view name);

/// Makes the names in a place's directory durable.
Done sync_directory(const Place& place, std::string_view shown);

}  // namespace yama::host
