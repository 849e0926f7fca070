// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "observe/tuned/profile.h"

namespace yama::tuned {

/// tuned/profiles/merger.py: what a section of a profile changes in those that it includes.
void merge(Profile& profile, Section section, const Release& release);

}  // namespace yama::tuned
