// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <algorithm>

#include "base/text.h"
#include "cli/verbs.h"
#include "manual/arguments.h"
#include "manual/completion.h"

namespace yama::manual {
namespace {

constexpr std::string_view kHead = R"(# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# fish completion of yama-ptrace(8), made from its table of options when it was built.

complete -c yama-ptrace -f
)";

std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    result += c == '\'' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
  }
  return result + "'";
}

std::vector<std::string> names(bool (*is_wanted)(const cli::VerbRow& verb)) {
  std::vector<std::string> names;
  for (const cli::VerbRow& verb : cli::verbs()) {
    if (is_wanted(verb)) {
      names.emplace_back(verb.name);
    }
  }
  return names;
}

/// A condition: one of the words is on the line.
std::string seen(const std::vector<std::string>& words) { return "__fish_seen_subcommand_from " + join(words, " "); }

/// The verbs that take an argument.
std::vector<std::string> takers(const Argument& argument) {
  std::vector<std::string> takers;
  for (const cli::VerbRow& verb : cli::verbs()) {
    const auto taken = arguments_of(verb);
    if (std::ranges::find(taken, argument.name, &Argument::name) != taken.end()) {
      takers.emplace_back(verb.name);
    }
  }
  return takers;
}

/// How `complete` offers the value.
std::string value_of(const Argument& argument) {
  switch (argument.follows) {  // no default: the compiler asks for every one
    case Follows::kNothing:
      return {};
    case Follows::kOneOf:
    case Follows::kBegun:
      return " -x -a " + quoted(join(argument.words, " "));
    case Follows::kFile:
      return " -r -F";
    case Follows::kFolder:
      return " -x -a '(__fish_complete_directories)'";
    case Follows::kWord:
      return " -x";
  }
  return {};
}

std::string line(const std::string& condition, const std::string& what, std::string_view help) {
  return "complete -c yama-ptrace -n " + quoted(condition) + what + (help.empty() ? "" : " -d " + quoted(help)) + "\n";
}

std::string option_line(const std::string& condition, const Argument& argument) {
  const std::string letter = argument.letter.empty() ? "" : " -s " + argument.letter.substr(1);
  return line(condition, letter + " -l " + argument.name.substr(2) + value_of(argument), argument.help);
}

}  // namespace

std::string fish_completion() {
  const auto every = names([](const cli::VerbRow& /*any*/) { return true; });
  const std::string none_seen = "not " + seen(every);
  std::string text{kHead};
  for (const cli::VerbRow& verb : cli::verbs()) {
    text += line(none_seen, " -a " + std::string{verb.name}, verb.help);
    if (!verb.operand.empty()) {
      const auto operands = operands_of(verb);
      text += line(seen({std::string{verb.name}}) + "; and not " + seen(operands), " -a " + quoted(join(operands, " ")),
                   "");
    }
  }
  text += line(none_seen, " -a help", "the commands");
  for (const Argument& argument : arguments_of_none()) {
    text += option_line(none_seen, argument);
  }
  for (const Argument& argument : all_arguments()) {
    text += option_line(seen(takers(argument)), argument);
  }
  return text;
}

}  // namespace yama::manual
