// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/read_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "base/limits.h"
#include "kernel/failure.h"
#include "kernel/read_fd.h"
#include "sysctl/predict.h"
#include "sysctl/relevant_part.h"

namespace yama {

namespace {

using sysctl::Entry;
using sysctl::EntryType;
using sysctl::Tree;

constexpr std::string_view kSuffix = ".conf";

constexpr int kReadFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC;

/// The kernel's number of /dev/null, Documentation/admin-guide/devices.txt.
bool is_null_device(const struct stat& status) {
  return S_ISCHR(status.st_mode) && major(status.st_rdev) == 1 && minor(status.st_rdev) == 3;
}

Entry entry_of(EntryType type, std::string file = {}, std::string reason = {}) {
  return {.type = type, .file = std::move(file), .reason = std::move(reason), .is_link = false};
}

Entry unreadable(std::string file, int code) {
  return entry_of(EntryType::kUnreadable, std::move(file), kernel::errno_text(code));
}

Entry too_large(std::string file, bool by_itself) {
  std::string reason = by_itself ? "larger than " + std::to_string(limit::kFile / limit::kMiB) + " MiB"
                                 : "beyond " + std::to_string(limit::kAllSettings / limit::kMiB) +
                                       " MiB of settings in all files together";
  return entry_of(EntryType::kUnreadable, std::move(file), std::move(reason));
}

/// What anything but a regular file is to a loader; none for a regular file.
std::optional<Entry> without_content(const struct stat& status) {
  if (S_ISREG(status.st_mode)) {
    return std::nullopt;
  }
  if (S_ISDIR(status.st_mode)) {
    return entry_of(EntryType::kDirectory);
  }
  return entry_of(is_null_device(status) ? EntryType::kEmpty : EntryType::kSpecial);
}

/// A link that the walk along it could not follow.
Entry link_failure(const std::string& path, int code) {
  switch (code) {
    case ENOENT:
      return entry_of(EntryType::kMissing);
    case ELOOP:
    case ENOTDIR:
    case ENAMETOOLONG:
      return entry_of(EntryType::kBroken);
    default:
      return unreadable(path, code);
  }
}

class TreeReader {
 public:
  explicit TreeReader(const host::Root& root, Tree tree = {}) : root_(root), tree_(std::move(tree)) {
    for (const auto& [path, file] : tree_.files) {
      read_ += file.bytes.view().size();
    }
  }

  /// The *.conf names of a directory; a directory that is missing adds nothing.
  Done add_directory(std::string_view directory) {
    const host::Attempt<host::Place> place = root_.place_of(directory);
    if (!place.ok() || !place->exists || !S_ISDIR(place->status.st_mode)) {
      const int code = place.error();
      if (code == ENOTDIR || code == ELOOP || (code == 0 && place->exists)) {
        tree_.blocked.emplace(directory);
      }
      return code == 0 || code == ENOENT || code == ENOTDIR || code == ELOOP ? done() : not_listed(directory, code);
    }
    if (directory == "/lib/sysctl.d" && same_directory(place->status, vendor_directory_)) {
      tree_.lib_is_usr_lib = true;
      return done();
    }
    if (directory == "/usr/lib/sysctl.d") {
      vendor_directory_ = place->status;
    }
    const host::UniqueFd fd(
        ::openat(place->parent.get(), place->name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!fd) {
      return not_listed(directory, errno);
    }
    const host::Attempt<std::vector<host::Name>> names = kernel::names_in(fd.get());
    if (!names.ok()) {
      return not_listed(directory, names.error());
    }
    for (const host::Name& name : *names) {
      if (name.name.ends_with(kSuffix)) {
        add_name(fd.get(), std::string(directory) + '/' + name.name, place->path + '/' + name.name, name);
      }
    }
    return done();
  }

  /// One file outside those directories; false when there is none of that name.
  bool add_file(std::string_view path) {
    const host::Attempt<host::Place> place = root_.place_of_link(path);
    if (!place.ok() || !place->exists || !place->parent) {
      return false;
    }
    add_name(place->parent.get(), std::string(path), place->path, {place->name, DT_UNKNOWN});
    return true;
  }

  Tree& tree() { return tree_; }

 private:
  static bool same_directory(const struct stat& a, const std::optional<struct stat>& b) {
    return b && a.st_dev == b->st_dev && a.st_ino == b->st_ino;
  }

  [[nodiscard]] Done not_listed(std::string_view directory, int code) const {
    if (code == EFBIG) {
      return Error{"cannot list " + root_.outside(directory) + ": it has more than " + std::to_string(limit::kNames) +
                   " names; move what is no setting elsewhere and run again"};
    }
    return kernel::failure("list", root_.outside(directory), "open", code, code == EACCES ? "run as root" : "");
  }

  /// `path` is what a loader opens, `file` the same with the links of its directory followed.
  void add_name(int directory, std::string path, std::string file, const host::Name& name) {
    Entry entry = read_name(directory, path, std::move(file), name);
    const auto behind = tree_.entries.end();  // most often a directory's names come in their order
    tree_.entries.insert_or_assign(behind, std::move(path), std::move(entry));
  }

  Entry read_name(int directory, const std::string& path, std::string file, const host::Name& name) {
    unsigned char type = name.type;
    if (type != DT_REG && type != DT_LNK) {
      struct stat status = {};
      if (::fstatat(directory, name.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return entry_of(EntryType::kMissing);
      }
      type = S_ISLNK(status.st_mode) ? DT_LNK : DT_REG;
      if (const std::optional<Entry> entry = without_content(status); entry && type != DT_LNK) {
        return *entry;
      }
    }
    if (type == DT_REG) {
      return read_regular(directory, name.name, std::move(file));
    }
    Entry entry = read_link_end(path);
    entry.is_link = true;
    return entry;
  }

  Entry read_link_end(const std::string& path) {
    const host::Attempt<std::string> target = root_.read_link(path);
    if (target.ok() && *target == "/dev/null") {  // an image holds no devices before it boots
      return entry_of(EntryType::kEmpty);
    }
    const host::Attempt<host::Place> end = root_.place_of(path);
    if (!end.ok()) {
      return link_failure(path, end.error());
    }
    if (!end->exists) {
      return entry_of(EntryType::kMissing);
    }
    if (const std::optional<Entry> entry = without_content(end->status)) {
      return *entry;
    }
    return read_regular(end->parent.get(), end->name, end->path);
  }

  /// Opens only what was a regular file a moment ago, without following a link that took its place.
  Entry read_regular(int directory, const std::string& name, std::string file) {
    const auto place = tree_.files.lower_bound(file);
    if (place != tree_.files.end() && place->first == file) {
      return entry_of(EntryType::kFile, std::move(file));
    }
    const host::UniqueFd fd(::openat(directory, name.c_str(), kReadFlags));
    struct stat status = {};
    if (!fd || ::fstat(fd.get(), &status) != 0) {
      const int code = errno;
      root_.note_refusal(file, code);
      return code == ENOENT ? entry_of(EntryType::kMissing) : unreadable(std::move(file), code);
    }
    if (const std::optional<Entry> entry = without_content(status)) {
      return *entry;
    }
    const std::size_t most = std::min(limit::kFile, limit::kAllSettings - read_);
    host::Attempt<std::string> bytes = kernel::read_to_end(fd.get(), most, static_cast<std::size_t>(status.st_size));
    if (bytes.error() == EFBIG) {
      return too_large(std::move(file), most == limit::kFile);
    }
    if (!bytes.ok()) {
      return unreadable(std::move(file), bytes.error());
    }
    read_ += bytes->size();
    const bool matters = sysctl::may_concern(*bytes, sysctl::kPtraceScope);
    tree_.files.emplace_hint(place, file,
                             sysctl::File{.bytes = std::move(bytes).value(),
                                          .device = status.st_dev,
                                          .inode = status.st_ino,
                                          .links = status.st_nlink,
                                          .concerns_key = matters});
    return entry_of(EntryType::kFile, std::move(file));
  }

  const host::Root& root_;
  Tree tree_;
  std::optional<struct stat> vendor_directory_;
  std::size_t read_ = 0;  ///< bytes of all files
};

}  // namespace

Result<Tree> read_tree(const host::Root& root) {
  TreeReader reader(root);
  for (const std::string_view directory : sysctl::kDirectories) {
    const Done added = reader.add_directory(directory);
    if (!added.ok()) {
      return added.error();
    }
  }
  reader.add_file(sysctl::kSysctlConf);
  for (const std::string_view credential : sysctl::kCredentials) {
    if (reader.add_file(credential)) {
      reader.tree().credential = credential;
      break;
    }
  }
  return std::move(reader.tree());
}

void add_loaded_file(const host::Root& root, const std::string& path, std::string_view by, Tree& tree) {
  if (path.empty() || tree.entries.contains(path)) {
    return;  // none, or a loader's own
  }
  TreeReader reader(root, std::move(tree));
  reader.add_file(path);
  tree = std::move(reader.tree());
  tree.loaded_by.emplace(path, by);
}

}  // namespace yama
