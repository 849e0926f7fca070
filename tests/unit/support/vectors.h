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

/// `files` of a vector, see protocol/write_vector.h; of the parts of a file one is {text} or {repeat, count}.
FileSystem file_system_of(const boost::json::object& files);

/// What the loaders meet of a vector: its files, with those that something else loads, and the credential.
sysctl::Tree tree_of(const boost::json::object& vector);

/// "\x0a" and "\\" in a text stand for the bytes that they name.
std::string unescape(std::string_view shown);

}  // namespace yama::test
