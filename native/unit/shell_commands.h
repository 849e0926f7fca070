// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace yama::unit {

/// A word of a shell's command, without its quotes.
struct ShellWord {
  std::string text = {};
  bool literal = true;                    ///< no variable, pattern or command in it: the text is what the command gets
  std::vector<std::string> scripts = {};  ///< of "$(...)" and backquotes, which the shell runs to make the word
};

/// "> FILE", "2>&1", "<<< WORD".
struct ShellRedirection {
  std::string sign = {};  ///< with the descriptor before it: ">", "2>>", "<<<"
  ShellWord target = {};
};

/// One simple command of a shell script: POSIX sh(1), 2.9.1.
struct ShellCommand {
  std::vector<ShellWord> words = {};
  std::vector<ShellRedirection> redirections = {};
  std::string document = {};   ///< the lines of its here-documents
  std::size_t line = 0;        ///< 1-based, where it begins
  bool perhaps = false;        ///< it runs only if something is so: in "if", a loop, a function, after "||"
  bool after_success = false;  ///< it runs only when the one before it succeeded: after "&&"
  bool from_pipe = false;      ///< it reads what the one before it writes
  bool into_pipe = false;
};

/// The commands of a script in the order of the text.
struct ShellScript {
  std::vector<ShellCommand> commands = {};
  bool followed = true;  ///< false: the text is not understood to its end, so that nothing in it is certain
};

/// Splits a script as far as it can be followed: comments, quotes, here-documents, lists, pipes; what stands in a
/// compound command or a function is marked. Of linear cost, nothing is expanded or run.
ShellScript shell_commands(std::string_view script);

}  // namespace yama::unit
