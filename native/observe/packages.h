// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "host/root.h"
#include "sysctl/tree.h"

namespace yama {

/// What dpkg knows of the settings files that name the key.
struct Packages {
  /// Conffiles that are as their package brought them, and the package. dpkg replaces them at an upgrade without a
  /// question; once they are changed, an upgrade that brings another text asks (deb-conffiles(5), dpkg(1)
  /// --force-confold).
  std::map<std::string, std::string, std::less<>> untouched_conffiles = {};

  /// Files where packages put theirs (sysctl::belongs_to_package) that are on no package's list. Found out only when
  /// it was asked for.
  std::set<std::string, std::less<>> of_nobody = {};

  /// dpkg's lists were asked, so that a file that is not in `of_nobody` belongs to a package.
  bool owners_are_known = false;
};

/// Reads /var/lib/dpkg/status when a file names the key. Empty without dpkg.
Packages read_packages(const host::Root& root, const sysctl::Tree& tree);

/// Fills Packages::of_nobody: reads the lists of all packages when a file below /usr names the key. Nothing is known
/// without dpkg, and where another package manager's database stands beside dpkg's.
void read_owners(const host::Root& root, const sysctl::Tree& tree, Packages& packages);

}  // namespace yama
