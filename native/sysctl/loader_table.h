// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/scope.h"
#include "sysctl/behaviour.h"
#include "sysctl/key_path.h"
#include "sysctl/loader.h"
#include "sysctl/prediction.h"
#include "sysctl/reading_order.h"
#include "sysctl/tree.h"

namespace yama::sysctl {

/// A loader's model: what it makes of the files that it reads in that order.
using Model = Prediction (*)(const Behaviour& behaviour, const Tree& tree, const ReadingOrder& order,
                             const KeyPath& key, std::optional<Scope> before);

/// All that the product knows of a loader, besides how it is found on a host (observe/installed_loaders.h).
struct LoaderRow {
  std::string_view word;     ///< in results and options: "systemd"
  std::string_view program;  ///< in sentences about several: "systemd-sysctl"
  std::string_view title;    ///< in sentences of its own: "procps sysctl --system"
  std::string_view manner;   ///< one clause for a person: how it goes through the files
  std::string_view example;  ///< a version, for messages: "252.39"

  std::span<const Behaviour> behaviours;  ///< all that are known, the oldest first
  std::string_view oldest_unnamed;        ///< the first version that a host may have whose version cannot be read
  Model model;

  /// The command that has it load this key alone, on the running host.
  /// Empty where there is none.
  std::span<const std::string_view> reload;
};

const LoaderRow& row_of(Loader loader);

/// The loader of that word; none when no loader has it.
std::optional<Loader> loader_of(std::string_view word);

/// "systemd=252.39 or procps=4.0.2"
std::string version_examples();

}  // namespace yama::sysctl
