// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.h"
#include "observe/installed_loaders.h"

/// How the product's values stand in JSON; null is "there is none".
namespace yama::protocol {

/// Text for JSON: every byte of a file or name may be in it, see printable().
boost::json::value text(std::string_view bytes);
boost::json::value text_or_null(std::string_view bytes);
boost::json::array texts(const std::vector<std::string>& list);

/// Lines are counted from 1: 0 is none.
boost::json::value line_or_null(std::size_t line);

/// Whether the init starts a loader; null where that is not known.
boost::json::value at_boot_or_null(InstalledLoader::Start start);

/// The scope's number.
boost::json::value scope_or_null(std::optional<Scope> scope);

}  // namespace yama::protocol
