// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/scope.h"
#include "observe/observation.h"
#include "observe/stage.h"

/// What the stages after the loaders make of the value that a loader leaves.
namespace yama {

/// The last stage that certainly sets a value; none when the loader's own stays, and after 3 nothing else does.
const Stage* last_word(const std::vector<Stage>& stages, std::optional<Scope> left_by_loader);

/// The value of the running system; none: the kernel's default.
std::optional<Scope> value_after(const std::vector<Stage>& stages, std::optional<Scope> left_by_loader);

/// Stages that the next boot skips, because its kernel command line has their word, do not act; those that it may skip
/// are uncertain.
void skip_by_word(std::vector<Stage>& stages, const std::vector<NextCommandLine>& next);

/// The stages of a boot with that word on the kernel command line.
std::vector<Stage> stages_with_word(const std::vector<Stage>& stages, std::string_view word);

}  // namespace yama
