// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "host/root.h"
#include "observe/stage.h"
#include "unit/script_effect.h"

/// What all readers of writers have in common.
namespace yama::writers {

/// Something that runs commands at boot or on a schedule.
struct Runner {
  StageKind kind = StageKind::kBootScript;
  std::string note = {};  ///< in a person's words: "rc.local"
  bool active = true;     ///< it does so at the next boot
  bool sure = true;       ///< false: whether or when it does is not known
};

/// The stages of a script that is a file of its own: what it does itself, and what those scripts do that it calls by
/// their paths. None when it does nothing to the value; a script that cannot be read is a doubt.
std::vector<Stage> stages_of_script(const host::Root& root, const Runner& runner, const std::string& path);

/// The same of shell text that stands at a line of a file, such as a line of cron.
std::vector<Stage> stages_of_text(const host::Root& root, const Runner& runner, const std::string& file,
                                  std::size_t line, std::string_view text);

/// The stage of a script that was read already.
Stage stage_of(const Runner& runner, std::string file, const unit::ScriptEffect& found);

/// A stage that may do something to the value, nobody knows what.
Stage doubt(const Runner& runner, std::string file, std::size_t line, std::string text);

/// The regular files in a directory, links followed, by their names in order: what run-parts(8) would run, and more.
std::vector<std::string> files_in(const host::Root& root, std::string_view directory);

/// Whether a file is there that may be run as a program.
bool is_executable(const host::Root& root, std::string_view path);

}  // namespace yama::writers
