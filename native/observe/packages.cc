// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/packages.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/md5.h"

namespace yama {
namespace {

constexpr std::string_view kKeyWord = "ptrace_scope";
constexpr std::string_view kLists = "/var/lib/dpkg/info";

bool names_the_key(const sysctl::File& file) {
  return file.concerns_key && file.bytes.view().find(kKeyWord) != std::string_view::npos;
}

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

/// " /etc/a.conf 900150983cd24fb0d6963f7d28e17f72", with " obsolete" or " remove-on-upgrade" at the end where the
/// package brings the file no longer. dpkg, lib/dpkg/fields.c f_conffiles(): a path may hold blanks.
struct Conffile {
  std::string_view path;
  std::string_view digest;
};
Conffile conffile_of(std::string_view line) {
  const std::size_t blank = line.rfind(' ');
  if (!line.starts_with(" /") || blank == 0 || blank == std::string_view::npos) {
    return {};
  }
  return {.path = line.substr(1, blank - 1), .digest = line.substr(blank + 1)};
}

void read_conffiles(const host::Root& root, const sysctl::Tree& tree, Packages& packages) {
  const host::Attempt<std::string> status = root.read("/var/lib/dpkg/status");
  std::string_view rest = status.ok() ? std::string_view{*status} : std::string_view{};
  std::string_view package;
  bool in_list = false;
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    constexpr std::string_view kPackage = "Package: ";
    if (line.starts_with(kPackage)) {
      package = line.substr(kPackage.size());
    }
    if (!line.starts_with(' ')) {
      in_list = line.starts_with("Conffiles:");
      continue;
    }
    if (!in_list) {
      continue;
    }
    const Conffile conffile = conffile_of(line);
    const auto file = tree.files.find(std::string{conffile.path});
    if (file != tree.files.end() && names_the_key(file->second) && md5(file->second.bytes) == conffile.digest) {
      packages.untouched_conffiles.emplace(conffile.path, package);
    }
  }
}

/// The names under which a list may have a file: a package from before the merged /usr says "/lib/...".
std::vector<std::string> listed_names(const std::string& path) {
  constexpr std::string_view kUsr = "/usr";
  std::vector<std::string> names = {path};
  if (path.starts_with("/usr/lib/")) {
    names.push_back(path.substr(kUsr.size()));
  } else if (path.starts_with("/lib/")) {
    names.push_back(std::string{kUsr} + path);
  }
  return names;
}

bool has_line(std::string_view bytes, std::string_view line) {
  for (std::size_t at = bytes.find(line); at != std::string_view::npos; at = bytes.find(line, at + 1)) {
    const bool begins = at == 0 || bytes[at - 1] == '\n';
    const std::size_t end = at + line.size();
    if (begins && (end == bytes.size() || bytes[end] == '\n')) {
      return true;
    }
  }
  return false;
}

/// A list that cannot be read may name any file.
bool is_listed(const host::Root& root, const std::string& list, const std::vector<std::string>& names) {
  const host::Attempt<std::string> bytes = root.read(list);
  return !bytes.ok() ||
         std::ranges::any_of(names, [&bytes](const std::string& name) { return has_line(*bytes, name); });
}

bool has_other_manager(const host::Root& root) {
  constexpr std::string_view kDatabases[] = {"/var/lib/rpm", "/usr/lib/sysimage/rpm", "/usr/share/rpm",
                                             "/lib/apk/db",  "/var/lib/pacman",       "/var/db/pkg"};
  return std::ranges::any_of(kDatabases, [&root](std::string_view path) { return root.exists(path); });
}

}  // namespace

Packages read_packages(const host::Root& root, const sysctl::Tree& tree) {
  Packages packages;
  const bool names_it = std::ranges::any_of(tree.files, [](const auto& item) { return names_the_key(item.second); });
  if (names_it) {
    read_conffiles(root, tree, packages);
  }
  return packages;
}

void read_owners(const host::Root& root, const sysctl::Tree& tree, Packages& packages) {
  std::map<std::string, std::vector<std::string>> asked;
  for (const auto& [path, file] : tree.files) {
    if (sysctl::belongs_to_package(path) && !path.starts_with("/nix/") && !path.starts_with("/gnu/") &&
        names_the_key(file)) {
      asked.emplace(path, listed_names(path));
    }
  }
  if (asked.empty()) {
    return;
  }
  const host::Attempt<std::vector<host::Name>> lists = root.list(kLists);
  if (!lists.ok() || has_other_manager(root)) {
    return;
  }
  std::size_t read = 0;
  for (const host::Name& list : *lists) {
    if (!list.name.ends_with(".list")) {
      continue;
    }
    ++read;
    std::erase_if(
        asked, [&](const auto& item) { return is_listed(root, std::string{kLists} + "/" + list.name, item.second); });
  }
  // What dpkg-divert(1) moved is on its package's list under another name.
  std::erase_if(asked, [&](const auto& item) {
    return root.exists("/var/lib/dpkg/diversions") && is_listed(root, "/var/lib/dpkg/diversions", item.second);
  });
  packages.owners_are_known = read > 0;
  for (const auto& [path, names] : asked) {
    if (packages.owners_are_known) {
      packages.of_nobody.insert(path);
    }
  }
}

}  // namespace yama
