// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/text.h"
#include "cli/verbs.h"
#include "manual/arguments.h"
#include "manual/completion.h"

namespace yama::manual {
namespace {

// The words before the one at the cursor tell the command, its operand, and an option whose value is wanted. readline
// has "--persist=sysctl" as three words, or as one where '=' is not in COMP_WORDBREAKS.
constexpr std::string_view kHead = R"(# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion of yama-ptrace(8), made from its table of options when it was built.

_yama_ptrace()
{
    local current=${COMP_WORDS[COMP_CWORD]} option='' verb='' operand='' paths='' offer='' before='' given=' '
    local word equals='' alone=''
    local -i i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == = ]]; then
            equals=1
            continue
        elif [[ $equals || ($option && ($option != @(ALONE) || $word == @(true|false))) ]]; then
            equals='' option=''
            continue
        fi
        option=''
        case $word in
            WITH_VALUE)
                option=$word given+="$word "
                ;;
            -*)
                given+="${word%%=*} "
                ;;
            true | false)
                ;;
            *)
                if [[ $verb ]]; then operand=$word; else verb=$word; fi
                ;;
        esac
    done
    if [[ $current == = ]]; then
        equals=1 current=''
    elif [[ $current == --*=* ]]; then
        equals=1 option=${current%%=*} before=${current%%=*}= current=${current#*=}
    fi
    [[ $equals && ! $option ]] && return
    [[ $option == @(ALONE) && ! $equals ]] && alone=1

)";

constexpr std::string_view kTail = R"(
    if [[ $paths ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen "$paths" -- "$current")
        COMPREPLY=("${COMPREPLY[@]/#/$before}")
        return
    fi
    for word in $offer; do
        if [[ $word == "$current"* && ($given != *" $word "* || REPEATS) ]]; then
            COMPREPLY+=("$before$word")
        fi
    done
}
complete -F _yama_ptrace yama-ptrace
)";

void replace(std::string& text, std::string_view word, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += by.size()) {
    text.replace(at, word.size(), by);
  }
}

/// The names that a filter wants.
template <class Filter>
std::vector<std::string> names_of(const std::vector<Argument>& arguments, const Filter& is_wanted) {
  std::vector<std::string> names;
  for (const Argument& argument : arguments) {
    if (is_wanted(argument)) {
      names.push_back(argument.name);
    }
  }
  return names;
}

std::string with_letters(const std::vector<Argument>& arguments) {
  std::vector<std::string> names;
  for (const Argument& argument : arguments) {
    names.push_back(argument.name);
    if (!argument.letter.empty()) {
      names.push_back(argument.letter);
    }
  }
  return join(names, " ");
}

std::string offered(const std::vector<std::string>& words) { return "offer='" + join(words, " ") + "'"; }

/// What is offered as an option's value; empty for nothing.
std::string value_of(const Argument& argument) {
  switch (argument.follows) {  // no default: the compiler asks for every one
    case Follows::kNothing:
    case Follows::kWord:
      return {};
    case Follows::kOneOf:
      return offered(argument.words);
    case Follows::kBegun:
      return offered(argument.words) + "\n            compopt -o nospace 2>/dev/null";
    case Follows::kFile:
      return "paths=-f";
    case Follows::kFolder:
      return "paths=-d";
  }
  return {};
}

/// One arm of a `case`.
std::string arm(std::string_view pattern, std::string_view commands) {
  return "        " + std::string{pattern} + ")\n            " + std::string{commands} + "\n            ;;\n";
}

std::string values() {
  std::string text = "    case $option in\n";
  for (const Argument& argument : all_arguments()) {
    if (const std::string value = value_of(argument); !value.empty()) {
      text += arm(argument.name, value);
    }
  }
  return text + "    esac\n";
}

std::string commands() {
  std::vector<std::string> names;
  for (const cli::VerbRow& verb : cli::verbs()) {
    names.emplace_back(verb.name);
  }
  names.emplace_back("help");
  return "offer+=\" " + join(names, " ") + "\"";
}

/// What is offered where no value is: the commands, a command's operand, its options.
std::string words() {
  std::string text = "    [[ ! $option || $alone ]] && case $verb:$operand:$current in\n" +
                     arm("::-*", "offer+=' " + with_letters(arguments_of_none()) + "'") + arm("::*", commands());
  for (const cli::VerbRow& verb : cli::verbs()) {
    const std::string name{verb.name};
    if (!verb.operand.empty()) {
      text += arm(name + "::[!-]* | " + name + "::", "offer+=' " + join(operands_of(verb), " ") + "'");
    }
    text += arm(name + ":*", "offer+=' " + with_letters(arguments_of(verb)) + "'");
  }
  return text + "    esac\n";
}

bool stands_alone(const Argument& argument) { return argument.value == "true|false"; }

}  // namespace

std::string bash_completion() {
  const auto arguments = all_arguments();
  const auto takes_value = [](const Argument& one) { return one.follows != Follows::kNothing; };
  const auto repeats = [](const Argument& one) { return one.repeats; };
  std::string text = std::string{kHead} + values() + words() + std::string{kTail};
  replace(text, "ALONE", join(names_of(arguments, stands_alone), "|"));
  replace(text, "WITH_VALUE", join(names_of(arguments, takes_value), " | "));
  replace(text, "REPEATS", "$word == @(" + join(names_of(arguments, repeats), "|") + ")");
  return text;
}

}  // namespace yama::manual
