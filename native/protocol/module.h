// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "job/job.h"

namespace yama::protocol {

/// Whether the words of a command line, the program's name first, start an Ansible module. ansible-core gives the
/// program a name of its own choosing and one word, the path of the argument file. No word, a verb, an option or more
/// words than one are a person's, whatever the program is called. Under the command's name, yama-ptrace, so is the path
/// of a file that holds no JSON object.
bool is_module_call(const std::vector<std::string>& words, bool (*is_verb)(std::string_view));

struct ModuleResult {
  std::string line;  ///< the one line of JSON to print, without its end
  bool failed = true;
};

/// Runs as an Ansible binary module: reads the argument file and does the job. Never throws and never writes to a
/// stream: whatever happens becomes a result with `failed`. `hooks` are those of do_job().
ModuleResult run_module(const std::string& argument_file, const Hooks& hooks);

}  // namespace yama::protocol
