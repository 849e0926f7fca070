// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "cli/verbs.h"

namespace yama::manual {

/// What may stand behind an argument.
enum class Follows {
  kNothing,
  kOneOf,   ///< the words, and no other
  kBegun,   ///< a word that begins with one of the words
  kFile,    ///< the path of a file
  kFolder,  ///< the path of a folder
  kWord,    ///< a word that nobody can guess
};

/// One argument of the command line, out of the tables of options and of switches.
struct Argument {
  std::string name;    ///< "--persist"
  std::string letter;  ///< "-q"; empty for none
  std::string help;
  std::string value = {};     ///< what stands for its value in the help; empty for one that stands alone
  std::string standard = {};  ///< the default of one with a value; empty for none
  Follows follows = Follows::kNothing;
  std::vector<std::string> words = {};
  bool repeats = false;  ///< it may be given more than once
};

/// What a verb takes, in the order of its help.
std::vector<Argument> arguments_of(const cli::VerbRow& verb);

/// What any verb takes, in the order of the tables.
std::vector<Argument> all_arguments();

/// What is taken without a verb.
std::vector<Argument> arguments_of_none();

/// The words that may stand for a verb's operand; none where it has none.
std::vector<std::string> operands_of(const cli::VerbRow& verb);

}  // namespace yama::manual
