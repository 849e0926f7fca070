// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <string>

#include "report/test_vector.h"

namespace yama::protocol {

/// JSON in the style of tests/unit/data: two blanks a level, a line for each member of the three outer levels and of
/// those of the fourth that hold lists or objects themselves, one line for all that is deeper. ASCII only, so that
/// nothing in it is invisible. `level` is that of the value's first line, which is not indented.
std::string in_lines(const boost::json::value& value, std::size_t level = 0);

/// The vector as it stands in the list "vectors" of a file of tests/unit/data, ready to be pasted, without the last
/// line's end:
///   {"id", "title", "program", "installed": {loader: version, "" when not known}, "initial_scope",
///    "loaded_by": {path: what else than a loader loads it},
///    "files": {path: {"type": "file", and "text", "parts" for long runs of one character, or "base64" for bytes that
///                     are not UTF-8}, {"type": "symlink", "target"}, {"type": "directory" | "special" |
///                     "unreadable"}},
///    "predicted" and "observed": {loader: {version: [scope, or null when not known]}}}
/// without the members that are empty. In paths and targets "\xNN" stands for a byte that is no printable ASCII, or for
/// a backslash.
std::string vector_text(const TestVector& vector);

}  // namespace yama::protocol
