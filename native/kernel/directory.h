// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/limits.h"
#include "kernel/attempt.h"

namespace yama::kernel {

/// One name in a directory.
struct Name {
  std::string name;        ///< bytes; "." and ".." are never here
  unsigned char type = 0;  ///< DT_REG, DT_LNK, ... of <dirent.h>; DT_UNKNOWN where the file system does not tell
};

/// The names in a directory that was just opened for reading, in the order of their bytes. EFBIG: more than `most`.
Attempt<std::vector<Name>> names_in(int directory, std::size_t most = limit::kNames);

}  // namespace yama::kernel
