// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/help.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/scope.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/fit.h"

namespace yama::cli {
namespace {

constexpr std::size_t kColumns = 80;
constexpr ExitStatus kExitStatuses[] = {
    {0, "right or done"}, {1, "wrong or failed"}, {2, "usage"}, {3, "not known"}, {4, "not applicable"}};

/// What is written side by side; the remark stays in one piece.
struct Entry {
  std::string head;
  std::string text;
  std::string remark = {};
};

/// Two columns, the first as wide as its widest entry.
std::string columns(const std::vector<Entry>& entries) {
  std::size_t widest = 0;
  for (const Entry& entry : entries) {
    widest = std::max(widest, entry.head.size());
  }
  std::string text;
  for (const Entry& entry : entries) {
    std::string head = "  " + entry.head;
    head.resize(widest + 4, ' ');
    std::vector<std::string> words = words_of(entry.text);
    if (!entry.remark.empty()) {
      words.push_back(entry.remark);
    }
    text += head + wrapped(words, head.size(), head.size(), kColumns) + "\n";
  }
  return text;
}

Entry entry_of(const Option& option) {
  const std::string value = value_of(option);
  const std::string standard = option.default_text();
  return {.head = argument_for(option.name) + (value.empty() ? "" : " " + value),
          .text = std::string{option.help},
          .remark = value.empty() || standard.empty() ? "" : "(default: " + standard + ")"};
}

bool is_operand(const Option& option, const VerbRow& verb) { return option.name == "scope" && !verb.operand.empty(); }

std::vector<Entry> options_of(const VerbRow& verb) {
  std::vector<Entry> entries;
  for (const Option& option : all_options()) {
    if (option.doors.contain(verb.door) && !is_operand(option, verb)) {
      entries.push_back(entry_of(option));
    }
  }
  for (const Switch& each : switches()) {
    if (each.verbs.contain(verb.door)) {
      entries.push_back({.head = std::string{each.name} + (each.letter.empty() ? "" : ", ") + std::string{each.letter},
                         .text = std::string{each.help}});
    }
  }
  return entries;
}

bool takes_scope(const VerbRow& verb) {
  return std::ranges::any_of(all_options(), [&verb](const Option& option) {
    return option.type == OptionType::kScope && option.doors.contain(verb.door);
  });
}

/// "0 classic, 1 restricted, ...".
std::string scopes() {
  std::vector<std::string> words;
  for (const Scope scope : kAllScopes) {
    words.push_back(to_string(scope) + " " + std::string{name_of(scope)});
  }
  return join(words, ", ");
}

std::string sentence(std::string_view help) {
  std::string text{help};
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return wrapped(words_of(text + "."), 0, 0, kColumns);
}

/// The last paragraph; a status and its words stay on one line.
std::string about_exit_status() {
  std::vector<std::string> pieces = {"Exit", "status:"};
  for (const ExitStatus& each : kExitStatuses) {
    const bool last = &each == std::end(kExitStatuses) - 1;
    pieces.push_back(std::to_string(each.number) + " " + std::string{each.words} + (last ? "." : ","));
  }
  return "\n" + wrapped(pieces, 0, 0, kColumns) + "\n";
}

std::string help_of_all() {
  std::vector<Entry> entries;
  for (const VerbRow& verb : verbs()) {
    entries.push_back({.head = usage_of(verb), .text = std::string{verb.help}});
  }
  return "Usage: yama-ptrace COMMAND [OPTIONS]\n\nkernel.yama.ptrace_scope, now and at the next boot.\n\n" +
         columns(entries) +
         "\n`yama-ptrace COMMAND --help` shows a command's options and an example. They are\n"
         "those of the Ansible module hardening.yama.yama_ptrace.\n" +
         about_exit_status();
}

std::string help_of_one(const VerbRow& verb) {
  return "Usage: yama-ptrace " + usage_of(verb) + " [OPTIONS]\n\n" + sentence(verb.help) + "\n\nOptions\n" +
         columns(options_of(verb)) + (takes_scope(verb) ? "\nSCOPE is a number or a name: " + scopes() + ".\n" : "") +
         "\nExample\n  " + std::string{verb.example} + "\n" + about_exit_status();
}

}  // namespace

std::string value_of(const Option& option) {
  switch (option.type) {
    case OptionType::kScope:
      return "SCOPE";
    case OptionType::kBool:
      return option.default_text() == "true" ? "true|false" : "";
    case OptionType::kChoice:
      return join({option.choices.begin(), option.choices.end()}, "|");
    case OptionType::kPath:
      return "PATH";
    case OptionType::kWord:
      return "WORD";
    case OptionType::kLoaders:
      return "LOADER=VERSION";
  }
  return {};
}

std::string usage_of(const VerbRow& verb) {
  return std::string{verb.name} + (verb.operand.empty() ? "" : " ") + std::string{verb.operand};
}

std::span<const ExitStatus> exit_statuses() { return kExitStatuses; }

std::string help(const VerbRow* verb) { return verb != nullptr ? help_of_one(*verb) : help_of_all(); }

}  // namespace yama::cli
