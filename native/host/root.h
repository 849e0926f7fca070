// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <sys/stat.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "host/seen_steps.h"
#include "kernel/attempt.h"
#include "kernel/directory.h"
#include "kernel/shared_fd.h"
#include "kernel/unique_fd.h"

namespace yama::host {

using kernel::Attempt;
using kernel::Errno;
using kernel::Name;
using kernel::SharedFd;
using kernel::UniqueFd;

/// A path after its last link was followed: an open parent directory and a name in it that is no link.
struct Place {
  SharedFd parent;   ///< opened O_PATH; empty when the path is the root itself
  std::string name;  ///< last component; empty when the path is the root itself
  std::string path;  ///< the host's own absolute path, without links, e.g. "/usr/lib/sysctl.d/50-a.conf"
  bool exists = false;
  struct stat status = {};  ///< only when it exists
  std::string link;         ///< what is written in it, when it is a link that can be read
};

/// What the readers of a run left unread, by its path: why, in one clause.
using LeftUnread = std::map<std::string, std::string, std::less<>>;

/// What the readers of a run did not see.
struct Unread {
  LeftUnread left;                             ///< what is beyond a limit
  std::set<std::string, std::less<>> refused;  ///< for want of rights (EACCES, EPERM): files and directories
};

/// The directory under which the host's files are looked up: "/" or a mounted image. Every path given and returned is
/// the host's own (absolute, e.g. "/etc/sysctl.d"); absolute links and ".." inside an image stay inside the image.
/// An image of ostree has no /etc: it is made from /usr/etc when the image is deployed (ostree(1)). There "/etc" is
/// /usr/etc.
class Root {
 public:
  /// Opens the directory; fails when it is none or may not be entered. "" means "/".
  static Result<Root> open(std::string prefix);

  /// The same directory for one look at the host: each name on the way to a file is looked up once, and what is not
  /// seen is put down in a record, which outlives it. Writers do not use it: they go by what is there when they write.
  [[nodiscard]] Root for_one_look(Unread& record) const;

  /// Puts down what a reader leaves unread, where a record is kept.
  void leave(std::string_view path, std::string_view why) const;

  /// The root is "/", so runtime values and commands belong to the same system as the files.
  [[nodiscard]] bool is_running_system() const { return running_system_; }

  /// As given, without trailing slashes; "/" for the running system.
  [[nodiscard]] const std::string& prefix() const { return prefix_; }

  /// An image that keeps its /etc in /usr/etc.
  [[nodiscard]] bool etc_is_in_usr() const { return etc_is_in_usr_; }

  /// Where a path lies for programs outside the image, for messages: prefix and path.
  [[nodiscard]] std::string outside(std::string_view path) const;

  /// open(2) with links followed inside the root. O_CLOEXEC and O_NOCTTY are added; O_NOFOLLOW and O_PATH mean what
  /// they mean there. Never creates: use place_of() and openat(2).
  [[nodiscard]] Attempt<UniqueFd> open_file(std::string_view path, int flags) const;

  /// stat(2), links followed inside the root.
  [[nodiscard]] Attempt<struct stat> status(std::string_view path) const;

  /// There is something at the path, links followed.
  [[nodiscard]] bool exists(std::string_view path) const { return status(path).ok(); }

  /// There is something at one of the paths at least.
  [[nodiscard]] bool exists_any(std::initializer_list<std::string_view> paths) const {
    return std::ranges::any_of(paths, [this](std::string_view path) { return exists(path); });
  }

  /// Follows every link, the last one included. The last component need not exist (Place::exists); a missing or
  /// forbidden directory on the way, a link loop (more than 40 links, as in the kernel) is an errno.
  [[nodiscard]] Attempt<Place> place_of(std::string_view path) const;

  /// The same, but a link as the last component is the place itself.
  [[nodiscard]] Attempt<Place> place_of_link(std::string_view path) const;

  /// Names in a directory in the order of their bytes; links to a directory are followed. EFBIG beyond limit::kNames.
  [[nodiscard]] Attempt<std::vector<Name>> list(std::string_view directory) const;

  /// The bytes of a regular file of at most `limit` bytes (EFBIG beyond it, EINVAL when it is not a regular file).
  /// Never blocks on a FIFO or a device, which are not opened.
  [[nodiscard]] Attempt<std::string> read(std::string_view path, std::size_t limit = limit::kFile) const;

  /// Puts down a path that was refused, when `code` is such a refusal: for readers that open files themselves.
  void note_refusal(std::string_view path, int code) const;

  /// What a link holds, as written in it (EINVAL when it is no link).
  [[nodiscard]] Attempt<std::string> read_link(std::string_view path) const;

 private:
  Root(UniqueFd directory, std::string prefix, bool running_system);
  [[nodiscard]] Attempt<Place> walk(std::string_view path, bool follow_last) const;
  [[nodiscard]] Step step(int directory, const std::string& name, const std::string& path) const;
  [[nodiscard]] End end(int directory, const std::string& name, const std::string& path) const;

  SharedFd directory_;
  std::string prefix_;
  bool running_system_ = false;
  bool etc_is_in_usr_ = false;
  Unread* record_ = nullptr;         ///< the caller's
  std::shared_ptr<SeenSteps> seen_;  ///< of one look
};

}  // namespace yama::host
