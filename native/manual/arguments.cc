// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "manual/arguments.h"

#include <algorithm>

#include "cli/command_line.h"
#include "cli/help.h"
#include "request/option_table.h"
#include "sysctl/loader_table.h"

namespace yama::manual {
namespace {

Follows follows(const Option& option) {
  switch (option.type) {  // no default: the compiler asks for every one
    case OptionType::kScope:
    case OptionType::kChoice:
      return Follows::kOneOf;
    case OptionType::kBool:
      return cli::value_of(option).empty() ? Follows::kNothing : Follows::kOneOf;
    case OptionType::kPath:
      return option.name == "root" ? Follows::kFolder : Follows::kFile;
    case OptionType::kWord:
      return Follows::kWord;
    case OptionType::kLoaders:
      return Follows::kBegun;
  }
  return Follows::kWord;
}

std::vector<std::string> words_of(const Option& option) {
  std::vector<std::string> words{option.choices.begin(), option.choices.end()};
  if (option.type == OptionType::kBool && !cli::value_of(option).empty()) {
    words = {"true", "false"};
  }
  if (option.type == OptionType::kLoaders) {
    for (const sysctl::Loader loader : sysctl::kLoaders) {
      words.push_back(std::string{sysctl::row_of(loader).word} + "=");
    }
  }
  return words;
}

Argument argument_of(const Option& option) {
  const std::string value = cli::value_of(option);
  return {.name = cli::argument_for(option.name),
          .letter = {},
          .help = std::string{option.help},
          .value = value,
          .standard = value.empty() ? "" : option.default_text(),
          .follows = follows(option),
          .words = words_of(option),
          .repeats = option.type == OptionType::kLoaders};
}

Argument argument_of(const cli::Switch& word) {
  return {.name = std::string{word.name}, .letter = std::string{word.letter}, .help = std::string{word.help}};
}

/// Those that the filter lets through, of both tables.
template <class Filter>
std::vector<Argument> arguments_where(const Filter& is_wanted) {
  std::vector<Argument> arguments;
  for (const Option& option : all_options()) {
    if (is_wanted(option.doors, option.name)) {
      arguments.push_back(argument_of(option));
    }
  }
  for (const cli::Switch& word : cli::switches()) {
    if (is_wanted(word.verbs, word.name)) {
      arguments.push_back(argument_of(word));
    }
  }
  return arguments;
}

/// Whether it is written without its name: "set 1".
bool is_operand(std::string_view option, const cli::VerbRow& verb) {
  return option == "scope" && !verb.operand.empty();
}

}  // namespace

std::vector<Argument> arguments_of(const cli::VerbRow& verb) {
  return arguments_where([&verb](const Doors& doors, std::string_view name) {
    return doors.contain(verb.door) && !is_operand(name, verb);
  });
}

std::vector<Argument> all_arguments() {
  return arguments_where([](const Doors& doors, std::string_view name) {
    return std::ranges::any_of(
        cli::verbs(), [&](const cli::VerbRow& verb) { return doors.contain(verb.door) && !is_operand(name, verb); });
  });
}

std::vector<Argument> arguments_of_none() {
  return arguments_where(
      [](const Doors& /*doors*/, std::string_view name) { return name == "--help" || name == "--version"; });
}

std::vector<std::string> operands_of(const cli::VerbRow& verb) {
  const Option* const option = verb.operand.empty() ? nullptr : find_option("scope");
  return option == nullptr ? std::vector<std::string>{} : words_of(*option);
}

}  // namespace yama::manual
