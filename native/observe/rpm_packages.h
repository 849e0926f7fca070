// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

#include "host/root.h"

namespace yama::rpm {

/// Version and release of an installed package, "3.3.17-13.el9", by rpm's own database, which is one of SQLite since
/// RHEL 9 and Fedora 33. Empty where it cannot be told: an older database (Berkeley DB), SUSE's (ndb), a change that
/// is still in its log, or the package installed more than once in different releases.
std::string build_of(const host::Root& root, std::string_view package);

/// The same of a package's header as the database keeps it, without a magic number (rpm's lib/header.c, and tags 1000
/// to 1002 of rpmtag.h); empty when it is that of another package.
std::string build_in(std::string_view header, std::string_view package);

}  // namespace yama::rpm
