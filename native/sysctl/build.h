// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sysctl/script.h"

namespace yama::sysctl {

/// Who built a program besides its authors, where that changes what it does: "el8" for RHEL 8 and its rebuilds, "el7",
/// "el9", "fc" (Fedora), "amzn2", "amzn2023", "sle12", "sle15"; "any" for nobody knows whom. Empty: its authors, or a
/// distribution that changes nothing about it (Debian, Ubuntu, Arch, SUSE's newer releases ...).
using Vendor = std::string;
inline constexpr std::string_view kAnyVendor = "any";

/// The word for a script that is not known, in the place of a script's own.
inline constexpr std::string_view kAnyScript = "anyscript";

/// A build of a loader, as far as a text tells it. Texts are a release ("252.39", "2:4.0.2-3"), a package of rpm
/// ("239-82.el8_10.3"), or a release and whose it is ("239 el8.10", "234 sle15", "239 any"), and what script runs it
/// ("4.0.4 void").
struct Build {
  std::vector<int> release;  ///< of its authors: {4, 0, 2}; empty when the text tells none
  Vendor vendor = {};
  std::optional<int> revision = {};  ///< of the package: 82
  std::optional<int> minor = {};     ///< of the vendor's own release: 10 for RHEL 8.10
  bool any_script = false;           ///< a script runs it that is not known: "4.0.4 anyscript"
  const Script* script = nullptr;    ///< what runs it, where that is not its own order: "1.36.1 alpine"
};

Build build_of(std::string_view text);

/// Some builds of one vendor, for a change that the vendor made between two of its own releases. Both ends count. What
/// is not known of a build is taken to be within.
struct BuildRange {
  std::string_view vendor = {};  ///< empty: the authors' own
  int first_revision = 0;
  int last_revision = 1 << 30;
  int first_minor = 0;
  int last_minor = 1 << 30;

  [[nodiscard]] bool may_hold(const Build& build) const;
  bool operator==(const BuildRange&) const = default;
};

}  // namespace yama::sysctl
