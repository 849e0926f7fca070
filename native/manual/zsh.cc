// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/text.h"
#include "cli/verbs.h"
#include "manual/arguments.h"
#include "manual/completion.h"

namespace yama::manual {
namespace {

constexpr std::string_view kHead = R"(#compdef yama-ptrace
# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# zsh completion of yama-ptrace(8), made from its table of options when it was built.

local -a commands
commands=(
)";

// Options may stand before the command, so that it is not always the first word.
constexpr std::string_view kMiddle = R"()
local word command=''
for word in ${words[2,CURRENT-1]}; do
  if (( ${commands[(I)$word:*]} )); then
    command=$word
    break
  fi
done

case $command in
)";

/// Text between apostrophes.
std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    result += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return result + "'";
}

/// Text with nothing that ends a description or a message of _arguments.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    result += c == '[' || c == ']' || c == ':' ? std::string{'\\', c} : std::string(1, c);
  }
  return result;
}

std::string listed(const std::vector<std::string>& words) { return "(" + join(words, " ") + ")"; }

/// How _arguments offers the value: ":MESSAGE:ACTION".
std::string value_of(const Argument& argument) {
  switch (argument.follows) {  // no default: the compiler asks for every one
    case Follows::kNothing:
      return {};
    case Follows::kOneOf:
      return ":value:" + listed(argument.words);
    case Follows::kBegun:
      return ":value:{compadd -S \"\" -- " + join(argument.words, " ") + "}";
    case Follows::kFile:
      return ":file:_files";
    case Follows::kFolder:
      return ":folder:_files -/";
    case Follows::kWord:
      return ":word: ";
  }
  return {};
}

/// A specification of _arguments: '--persist=[what gives ...]:value:(sysctl boot_unit none)'.
std::string specification(const Argument& argument) {
  const std::string help = "[" + escaped(argument.help) + "]";
  if (!argument.letter.empty()) {
    return "'(" + argument.letter + " " + argument.name + ")'{" + argument.letter + "," + argument.name + "}" +
           quoted(help);
  }
  const bool has_value = argument.follows != Follows::kNothing;
  return quoted((argument.repeats ? "*" : "") + argument.name + (has_value ? "=" : "") + help + value_of(argument));
}

std::string call(const std::vector<std::string>& operands, const std::vector<Argument>& arguments) {
  std::string text = "    _arguments";
  for (const std::string& operand : operands) {
    text += " \\\n      " + quoted(operand);
  }
  for (const Argument& argument : arguments) {
    text += " \\\n      " + specification(argument);
  }
  return text + "\n    ;;\n";
}

}  // namespace

std::string zsh_completion() {
  std::string text{kHead};
  for (const cli::VerbRow& verb : cli::verbs()) {
    text += "  " + quoted(std::string{verb.name} + ":" + escaped(verb.help)) + "\n";
  }
  text += "  'help:the commands'\n" + std::string{kMiddle};
  for (const cli::VerbRow& verb : cli::verbs()) {
    std::vector<std::string> operands = {":command:" + listed({std::string{verb.name}})};
    if (!verb.operand.empty()) {
      operands.push_back(":scope:" + listed(operands_of(verb)));
    }
    text += "  " + std::string{verb.name} + ")\n" + call(operands, arguments_of(verb));
  }
  return text + "  *)\n    [[ $words[CURRENT] != -* ]] && { _describe -t commands command commands; return }\n" +
         call({}, arguments_of_none()) + "esac\n";
}

}  // namespace yama::manual
