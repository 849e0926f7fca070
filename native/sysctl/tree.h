// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/shared_text.h"
#include "sysctl/paths.h"

namespace yama::sysctl {

/// What a loader meets when it opens a path, links followed.
enum class EntryType {
  kFile,        ///< a regular file; Entry::file names its content in Tree::files
  kDirectory,   ///< opening it for reading succeeds, reading gives EISDIR
  kMissing,     ///< a link whose end does not exist
  kSpecial,     ///< a FIFO, socket or device other than /dev/null; never opened by this program
  kEmpty,       ///< /dev/null: reads as an empty file
  kUnreadable,  ///< a regular file that this process may not read, or that is too large to read
  kBroken,      ///< a link that cannot be followed: a loop, or a path through something that is no directory
};

/// One name that a loader would meet, e.g. "/etc/sysctl.d/99-sysctl.conf".
struct Entry {
  EntryType type = EntryType::kFile;
  std::string file;    ///< key into Tree::files when type is kFile; the path that could not be read when kUnreadable
  std::string reason;  ///< why it could not be read, when type is kUnreadable
  bool is_link = false;
};

/// The content of one regular file. Its key in Tree::files is the path where links end.
struct File {
  SharedText bytes;
  std::uint64_t device = 0;  ///< st_dev and st_ino: one inode is edited once, whatever its names
  std::uint64_t inode = 0;
  std::uint64_t links = 1;   ///< st_nlink
  bool concerns_key = true;  ///< false: the reader saw that it cannot touch the key (sysctl/relevant_part.h)
};

/// Files that no loader reads by itself and something else has one load, and what does: {"/etc/ufw/sysctl.conf":
/// "ufw"}.
using LoadedBy = std::map<std::string, std::string, std::less<>>;

/// Every file that takes part in loading sysctl settings, as plain data. Paths are the host's own: absolute, without
/// the prefix of an image's root. std::map keeps entries in the order of their bytes, which is the loaders' order too.
struct Tree {
  /// Keyed by the path that a loader opens: the *.conf names in the sysctl.d directories, "/etc/sysctl.conf",
  /// and the file that ufw loads.
  std::map<std::string, Entry, std::less<>> entries;
  std::map<std::string, File, std::less<>> files;
  LoadedBy loaded_by;
  std::string credential;  ///< the path of systemd's credential sysctl.extra, empty when there is none
  /// Directories of kDirectories that are something else (a file, a loop of links): no file can be made in them.
  std::set<std::string, std::less<>> blocked;
  /// /lib/sysctl.d is /usr/lib/sysctl.d under another name: no loader reads it twice.
  bool lib_is_usr_lib = false;
};

/// The tree after an edit: gives a file new bytes; one that is not there yet is made, under its own name.
void put_file(Tree& tree, const std::string& path, std::string bytes);

/// The tree without a file. Links to it stay, and lead nowhere.
void take_file(Tree& tree, const std::string& path);

}  // namespace yama::sysctl
