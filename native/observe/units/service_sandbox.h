// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>

#include "unit/unit_settings.h"

namespace yama::units {

/// The first setting of a service that may keep a loader which it runs from reading its files or from writing, or that
/// may hand it other settings; null when there is none. What a package's own unit has of the kind is right: files of
/// which `is_vendors` says so are not looked at, but for drop-ins. Source: systemd.exec(5).
const unit::PlacedSetting* obstacle_in_sandbox(const unit::UnitSettings& settings,
                                               bool (*is_vendors)(std::string_view));

}  // namespace yama::units
