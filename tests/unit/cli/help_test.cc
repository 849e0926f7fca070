// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/help.h"

#include <gtest/gtest.h>

#include <sstream>

#include "cli/command_line.h"
#include "request/option_table.h"

namespace yama::cli {
namespace {

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) {
    parts.push_back(part);
  }
  return parts;
}

std::string why_refused(const std::vector<std::string>& arguments) {
  const auto order = read_command_line(arguments);
  return order ? "" : order.error().message;
}

/// Whether a screen has an entry that begins with the argument.
bool offers(const std::string& screen, const std::string& argument) {
  return screen.find("\n  " + argument + " ") != std::string::npos ||
         screen.find("\n  " + argument + ", -") != std::string::npos;
}

TEST(Help, OfNoVerbIsTheVerbs) {
  EXPECT_EQ(help(nullptr), R"(Usage: yama-ptrace COMMAND [OPTIONS]

kernel.yama.ptrace_scope, now and at the next boot.

  status       the verdict, the value now and at the next boot under each
               loader, what to do next
  find         every definition, and what each loader makes of it
  explain      the way of the value from the kernel's default to the running
               system
  set SCOPE    put SCOPE in place now and for every boot
  unset        take back everything that this program changed
  comment-out  comment out the definitions that are no package's, or with
               --scope those of another value
  reload       have the host's own loader load this key from the files
  probe        find out with real ptrace calls how the kernel behaves

`yama-ptrace COMMAND --help` shows a command's options and an example. They are
those of the Ansible module hardening.yama.yama_ptrace.

Exit status: 0 right or done, 1 wrong or failed, 2 usage, 3 not known,
4 not applicable.
)");
}

TEST(Help, OfAVerbIsItsOwnScreen) {
  EXPECT_EQ(help(find_verb("reload")), R"(Usage: yama-ptrace reload [OPTIONS]

Have the host's own loader load this key from the files.

Options
  --probe        find out with real ptrace calls how the kernel behaves
  --check        say what would be done, do nothing
  --diff         show the changed lines
  --json         one line of JSON for programs
  --quiet, -q    say nothing but errors: the exit status tells
  --verbose, -v  shorten no name and no line of a file
  --help, -h     show what the command takes
  --version, -V  show version, commit and processor

Example
  yama-ptrace reload

Exit status: 0 right or done, 1 wrong or failed, 2 usage, 3 not known,
4 not applicable.
)");
}

TEST(Help, ShowsValuesAndDefaults) {
  const std::string screen = help(find_verb("set"));
  for (const char* const part : {
           "Usage: yama-ptrace set SCOPE [OPTIONS]\n",
           "\n  --minimum                           a stricter scope is right too\n",
           "\n  --persist sysctl|boot_unit|none     what gives the scope at every boot\n"
           "                                      (default: sysctl)\n",
           "\n  --reload true|false                 have the host's own loader load this key\n"
           "                                      after a change (default: true)\n",
           "\n  --sysctl-file PATH                  the settings file for the line; by default\n",
           "(default: maintenance)\n",
           "\nSCOPE is a number or a name: 0 classic, 1 restricted, 2 admin-only, 3 no-attach.\n",
           "\nExample\n  yama-ptrace set 1 --check --diff\n",
       }) {
    EXPECT_NE(screen.find(part), std::string::npos) << part << "\nis not in\n" << screen;
  }
}

TEST(Help, FitsATerminalOf80Columns) {
  std::vector<std::string> screens = {help(nullptr)};
  for (const VerbRow& verb : verbs()) {
    screens.push_back(help(&verb));
  }
  for (const std::string& screen : screens) {
    for (const std::string& line : split(screen, '\n')) {
      EXPECT_LE(line.size(), 80U) << line;
    }
  }
}

TEST(Help, OffersWhatIsTakenAndNothingElse) {
  for (const VerbRow& verb : verbs()) {
    const std::string screen = help(&verb);
    const std::string name{verb.name};
    for (const Option& option : all_options()) {
      const std::string argument = argument_for(option.name);
      const std::string why = why_refused({name, argument + "=1"});
      const bool refused =
          why == "'" + name + "' takes no " + argument || why.starts_with("unknown option '" + argument + "'");
      const bool is_operand = !verb.operand.empty() && option.name == "scope";
      EXPECT_EQ(offers(screen, argument), !refused && !is_operand) << name << " " << argument << ": " << why;
    }
    for (const Switch& each : switches()) {
      const std::string argument{each.name};
      EXPECT_EQ(offers(screen, argument), why_refused({name, argument}) != "'" + name + "' takes no " + argument)
          << name << " " << argument;
    }
  }
}

TEST(Help, ItsExamplesAreTaken) {
  for (const VerbRow& verb : verbs()) {
    std::vector<std::string> words = split(std::string{verb.example}, ' ');
    EXPECT_EQ(words.front(), "yama-ptrace");
    EXPECT_EQ(words.at(1), verb.name);
    words.erase(words.begin());
    EXPECT_EQ(why_refused(words), "") << verb.example;
  }
}

}  // namespace
}  // namespace yama::cli
