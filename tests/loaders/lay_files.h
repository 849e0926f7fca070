// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>

#include "options.h"
#include "support/file_system.h"

namespace yama::loaders {

/// Makes the files below a folder that has none of them. Throws std::system_error.
void lay_files(const test::FileSystem& files, const std::string& folder);

/// The trees that `--write` asks for, each in a folder with its seed's name. Returns 0.
std::uint64_t write_ordinary_trees(const Options& options);

}  // namespace yama::loaders
