// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/scope.h"
#include "kernel/probe.h"
#include "status/status.h"

/// The product's words for its values, as users read them in results: part of the machine interface.
namespace yama {

std::string_view word_for(sysctl::Loader loader);  ///< systemd, procps
std::string_view word_for(sysctl::Kind kind);      ///< assignment, glob, exclusion, invalid
std::string_view word_for(sysctl::Fate fate);      ///< wins, overridden, shadowed, ignored, unread
std::string_view word_for(StageKind kind);         ///< kernel_command_line, boot_loader, initrd, ...
std::string_view word_for(StageTime time);         ///< before, instead, after, beside

std::string_view word_for(kernel::Answer answer);  ///< allowed, refused, not_asked, other

/// "/etc/sysctl.d/50-a.conf:2"; the file alone for line 0, which stands for the whole of it.
std::string place_text(const std::string& file, std::size_t line);

/// What a boot gives: a scope, or "the kernel's default" where nothing sets one.
std::string boot_value_text(std::optional<Scope> value);

/// Of all that were asked, those of whom it is true: "both loaders", "systemd"; empty for none.
std::string names_of(const sysctl::Loaders& asked, const sysctl::PerLoader<bool>& loaders);

/// How a verdict is called: compliant, not_compliant, unknown.
std::string_view word_for_result(const Verdict& verdict);

/// Why the host is not compliant, the running kernel first, or why nothing can be said of it; empty when it is.
std::vector<std::string> reasons_of(const Verdict& verdict);

}  // namespace yama
