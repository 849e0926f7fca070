// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

/// What the shells load to complete the words of yama-ptrace, made of the tables of verbs and options: the commands,
/// the options of the command on the line, the values of an option, files and folders where a path is wanted.
namespace yama::manual {

/// For bash, with or without the package bash-completion.
std::string bash_completion();

/// A function for zsh's compinit, in a folder of its fpath.
std::string zsh_completion();

std::string fish_completion();

}  // namespace yama::manual
