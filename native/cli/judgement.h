// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/scope.h"
#include "cli/view.h"
#include "status/goal.h"
#include "status/status.h"

/// Colours are judgements: red is wrong, yellow is a doubt, green is right. What nobody judges has none.
namespace yama::cli {

/// What values are judged by; nothing where no scope can be right or wrong.
Goal judged_by(const Verdict& verdict);

/// How a value looks. One that does not decide, since nothing loads it at boot, is at most doubtful.
Style style_of_value(const Goal& goal, std::optional<Scope> value, bool decides = true);

Style style_of_verdict(const Verdict& verdict);

/// "WRONG for 1", "right for 2 or stricter, with doubts".
std::string words_for_verdict(const Verdict& verdict);

/// Who may trace whom: "restricted: only descendants".
std::string_view meaning_of(Scope scope);

/// A command as a person is to type it.
std::string command_text(std::string_view command, const View& view);

}  // namespace yama::cli
