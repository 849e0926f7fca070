// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace yama {

/// From now on an exception and an abort end the program with one sentence and the status 1: for Ansible's module with
/// a line of JSON on standard output, else on standard error. No destructor runs, as after a kill.
void prepare_last_words(bool is_module);

}  // namespace yama
