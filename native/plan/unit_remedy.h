// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "observe/stage.h"
#include "unit/unit.h"

/// The commands that a person is told about units. Those for an image name its root.
namespace yama {

/// What keeps a unit from being started: `systemctl disable` removes links in /etc and /run only (systemctl(1)), so a
/// unit that a link below /usr starts, or something else than links, is masked instead.
std::string command_against(const std::string& name, const unit::Unit& unit, const std::string& root = "/");

/// The same as a clause: "disable it with `systemctl disable x.service`".
std::string how_to_stop(const std::string& name, const unit::Unit& unit, const std::string& root = "/");

/// The command that lets a masked systemd-sysctl.service run again; empty when the stage is not about that.
std::string command_for_loader(const Stage& stage, const std::string& root = "/");

/// A word for a POSIX shell.
std::string shell_word(const std::string& word);

}  // namespace yama
