// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/neutral_names.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"

namespace yama::sysctl {
namespace {

constexpr std::string_view kSuffix = ".conf";

/// Names that packages of Debian, Ubuntu, Fedora and SUSE use, and this program's own, in order. There is room for a
/// number behind each, and in front of those that begin with two digits and '-': a letter follows.
constexpr std::string_view kKnownNames[] = {"10-apparmor.conf",
                                            "10-bufferbloat.conf",
                                            "10-console-messages.conf",
                                            "10-coredump-debian.conf",
                                            "10-default-yama-scope.conf",
                                            "10-ipv6-privacy.conf",
                                            "10-kernel-hardening.conf",
                                            "10-magic-sysrq.conf",
                                            "10-map-count.conf",
                                            "10-network-security.conf",
                                            "10-ptrace.conf",
                                            "10-zeropage.conf",
                                            "30-localsearch.conf",
                                            "30-tracker.conf",
                                            "50-bubblewrap.conf",
                                            "50-coredump.conf",
                                            "50-default.conf",
                                            "50-libkcapi-optmem_max.conf",
                                            "50-pid-max.conf",
                                            "50-redhat.conf",
                                            "55-bufferbloat.conf",
                                            "55-console-messages.conf",
                                            "55-ipv6-privacy.conf",
                                            "55-kernel-hardening.conf",
                                            "55-magic-sysrq.conf",
                                            "55-map-count.conf",
                                            "55-network-security.conf",
                                            "55-ptrace.conf",
                                            "55-zeropage.conf",
                                            "60-libvirtd.conf",
                                            "60-qemu-postcopy-migration.conf",
                                            "70-yast.conf",
                                            "99-cloudimg-ipv6.conf",
                                            "99-protect-links.conf",
                                            "99-sysctl.conf",
                                            "99-yama-ptrace.conf",
                                            "local.conf",
                                            "protect-links.conf",
                                            "zz-yama-ptrace.conf",
                                            "zzz-yama-ptrace.conf",
                                            "~~-yama-ptrace.conf"};

/// Files outside of the loaders' directories that everybody knows.
constexpr std::string_view kKnownFiles[] = {kSysctlConf, "/etc/ufw/sysctl.conf"};

template <class Range>
bool holds(const Range& range, std::string_view what) {
  return std::find(std::begin(range), std::end(range), what) != std::end(range);
}

std::string_view directory_of(std::string_view path) { return path.substr(0, path.rfind('/')); }

/// "60-" of "60-acme.conf"; empty for a name that begins otherwise.
std::string_view leading_number(std::string_view name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return name.size() > 2 && is_digit(name[0]) && is_digit(name[1]) && name[2] == '-' ? name.substr(0, 3)
                                                                                     : std::string_view{};
}

/// What a neutral name begins with when nothing stands before it: names that begin with less than '.', hidden names,
/// and the others.
std::string_view first_beginning(std::string_view name) {
  return name.starts_with('.') ? "." : name < "." ? "-" : "0-";
}

/// "007": all numbers up to `last` have the same length.
std::string counted(std::size_t number, std::size_t last) {
  const std::size_t length = std::max<std::size_t>(std::to_string(last).size(), 3);
  std::string digits = std::to_string(number);
  return digits.insert(0, length - digits.size(), '0');
}

using NewNames = std::map<std::string, std::string, std::less<>>;

/// In order, so that each new name comes after the one before it.
NewNames number_names(const std::set<std::string_view>& names) {
  NewNames numbered;
  std::string beginning;
  std::size_t number = 0;
  const auto begin_with = [&](std::string text) {
    if (text > beginning) {
      beginning = std::move(text);
      number = 0;
    }
  };
  for (const std::string_view name : names) {
    if (holds(kKnownNames, name)) {
      begin_with(std::string(name.substr(0, name.size() - kSuffix.size())) + "_");
      numbered.emplace(name, name);
      continue;
    }
    begin_with(std::string(std::max(first_beginning(name), leading_number(name))));
    numbered.emplace(name,
                     beginning + counted(++number, names.size()) + std::string(name.ends_with(kSuffix) ? kSuffix : ""));
  }
  return numbered;
}

/// The names of a Tree, old and new.
class Renaming {
 public:
  explicit Renaming(const Tree& tree) {
    std::set<std::string_view> names;
    for (const auto& [path, entry] : tree.entries) {
      if (holds(kDirectories, directory_of(path))) {
        names.insert(name_of(path));
      }
    }
    names_ = number_names(names);
  }

  /// A name that procps takes for a pattern of others; empty when there is none.
  [[nodiscard]] std::string_view pattern() const {
    const auto found = std::ranges::find_if(names_, [](const auto& name) {
      return name.first.find_first_of("*?[{\\") != std::string::npos && name.first.ends_with(kSuffix);
    });
    return found == names_.end() ? std::string_view{} : found->first;
  }

  std::string renamed(const std::string& path) {
    if (path.empty() || holds(kKnownFiles, path) || holds(kCredentials, path)) {
      return path;
    }
    const std::string_view directory = directory_of(path);
    if (const auto name = names_.find(name_of(path)); name != names_.end() && holds(kDirectories, directory)) {
      return std::string(directory).append("/").append(name->second);
    }
    return elsewhere_.try_emplace(path, "/opt/tree/" + std::to_string(elsewhere_.size() + 1)).first->second;
  }

 private:
  NewNames names_;
  std::map<std::string, std::string> elsewhere_;
};

}  // namespace

Result<Tree> with_neutral_names(const Tree& tree) {
  Renaming renaming(tree);
  if (const std::string_view pattern = renaming.pattern(); !pattern.empty()) {
    return Error{"file names cannot be hidden: to procps '" + printable(pattern) +
                 "' is a pattern, which stands for other names"};
  }
  Tree result;
  result.blocked = tree.blocked;
  result.credential = renaming.renamed(tree.credential);
  for (const auto& [path, by] : tree.loaded_by) {
    result.loaded_by.emplace(renaming.renamed(path), by);
  }
  for (const auto& [path, entry] : tree.entries) {
    Entry& renamed = result.entries[renaming.renamed(path)];
    renamed = entry;
    renamed.file = renaming.renamed(entry.file);
  }
  for (const auto& [path, file] : tree.files) {
    result.files.emplace(renaming.renamed(path), file);
  }
  return result;
}

}  // namespace yama::sysctl
