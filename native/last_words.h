// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace yama {

/// From now on an exception and an abort end the program with one sentence and the status 1: for programs with
/// a line of JSON on standard output, else on standard error. No destructor runs, as after a kill.
void prepare_last_words(bool as_json);

/// From now on they say, too, that the host may be another than it was.
void say_change_began();

}  // namespace yama
