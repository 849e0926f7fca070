// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "support/file_system.h"

namespace yama::test {

/// A JSON file of tests/unit/data.
const boost::json::object& test_data(const std::string& name);

/// `files` of a vector: path -> {type: file (text, base64, or parts: a list of {text} and {repeat, count}),
/// symlink (target), directory}.
FileSystem file_system_of(const boost::json::object& files);

/// "\x0a" and "\\" in a text stand for the bytes that they name.
std::string unescape(std::string_view shown);

}  // namespace yama::test
