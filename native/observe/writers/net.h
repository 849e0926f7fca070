// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <set>
#include <string>
#include <vector>

#include "host/root.h"
#include "observe/stage.h"

namespace yama::writers {

/// Files that are explained: by the paths that were read, and by where their links end.
using Explained = std::set<std::string, std::less<>>;

/// The net under all readers of writers: every regular file in the places where programs of the boot and of schedules
/// are kept that names ptrace_scope. Left out: copies that editors and package managers leave, and files of programs
/// that never write sysctls. The places and what is left out in them are listed in net.cc and in the collection's docs.
std::vector<std::string> files_in_net(const host::Root& root);

/// A doubt, with its line, for each of those files that is not explained, and neither has the name in comments only nor
/// is a script that only reads the value.
std::vector<Stage> stages_of_net(const host::Root& root, const std::vector<std::string>& files,
                                 const Explained& explained);

}  // namespace yama::writers
