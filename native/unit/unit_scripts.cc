// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/unit_scripts.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "unit/shell_programs.h"
#include "unit/unit_file.h"

namespace yama::unit {
namespace {

using Words = std::vector<std::string>;

/// Shells that are given a script by its path.
bool runs_scripts(std::string_view program) {
  static constexpr std::array<std::string_view, 7> kShells = {"sh", "bash", "dash", "ash", "ksh", "zsh", "busybox"};
  return std::find(kShells.begin(), kShells.end(), program) != kShells.end();
}

bool is_interpreter(std::string_view program) {
  return runs_scripts(program) || program.starts_with("python") || program.starts_with("perl") ||
         program.starts_with("ruby") || program == "node" || program == "lua" || program == "awk" || program == "tclsh";
}

/// Programs that run the program which they are given.
bool is_wrapper(std::string_view program) {
  static constexpr std::array<std::string_view, 13> kWrappers = {
      "env",   "nice",        "ionice",          "flock",  "timeout", "systemd-cat", "setsid",
      "nohup", "systemd-run", "systemd-inhibit", "chroot", "stdbuf",  "chrt"};
  return std::find(kWrappers.begin(), kWrappers.end(), program) != kWrappers.end();
}

/// Puts blanks around the signs that end a command of a shell.
std::string apart(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool ends = c == ';' || c == '&' || c == '|' || c == '\n' || c == '(' || c == ')';
    result += ends ? std::string(" ; ") : std::string(1, c);
  }
  return result;
}

void add_program(Words words, bool alone, std::vector<NamedScript>& scripts);

/// The programs of a shell's text.
void add_shell_text(std::string_view text, bool alone, std::vector<NamedScript>& scripts) {
  const Words words = words_of(apart(text));
  alone = alone && std::find(words.begin(), words.end(), ";") == words.end();
  for (auto begin = words.begin(); begin != words.end();) {
    const auto end = std::find(begin, words.end(), ";");
    while (begin != end && (*begin == "exec" || *begin == "if" || *begin == "then" || *begin == "!" || *begin == "." ||
                            *begin == "source" || begin->find('=') != std::string::npos)) {
      ++begin;
    }
    if (begin != end && begin->starts_with('/')) {
      add_program({begin, end}, alone, scripts);
    }
    begin = end == words.end() ? end : end + 1;
  }
}

void add_program(Words words, bool alone, std::vector<NamedScript>& scripts) {
  std::string interpreter;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool first = i == 0;
    if (first || is_wrapper(name_of_program(word)) || is_interpreter(name_of_program(word))) {
      if (is_interpreter(name_of_program(word))) {
        interpreter = name_of_program(word);
        continue;
      }
      if (is_wrapper(name_of_program(word))) {
        alone = alone && name_of_program(word) == "env";
        continue;
      }
    }
    if (!interpreter.empty() && runs_scripts(interpreter) && word.starts_with('-') && !word.starts_with("--") &&
        word.ends_with('c') && i + 1 < words.size()) {
      add_shell_text(words[i + 1], alone, scripts);
      return;
    }
    const bool named = word.starts_with('/') || first;
    if (first && word.find('$') != std::string::npos) {
      return;  // systemd takes no variable for the program
    }
    if (named && word.find('$') == std::string::npos) {
      scripts.push_back({.path = word, .interpreter = interpreter, .alone = alone});
      return;
    }
  }
}

}  // namespace

std::vector<NamedScript> scripts_of(std::string_view command) {
  const std::string_view prefix = command.substr(0, command.find_first_not_of("@-:+!|"));
  command.remove_prefix(std::min(prefix.size(), command.size()));
  Words words = words_of(command);
  if (prefix.find('@') != std::string_view::npos && words.size() > 1) {
    words.erase(words.begin() + 1);  // the name that the program is told to have
  }
  std::vector<NamedScript> scripts;
  for (auto begin = words.begin(); begin != words.end();) {  // systemd takes " ; " for the end of a command
    const auto end = std::find(begin, words.end(), ";");
    add_program({begin, end}, true, scripts);
    begin = end == words.end() ? end : end + 1;
  }
  return scripts;
}

std::vector<std::string> places_of(std::string_view path) {
  static constexpr std::array<std::string_view, 6> kPath = {"/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/",
                                                            "/usr/bin/",        "/sbin/",          "/bin/"};
  if (path.starts_with('/')) {
    return {std::string(path)};
  }
  std::vector<std::string> places;
  if (!path.empty() && path.find('/') == std::string_view::npos) {
    places.reserve(kPath.size());
    for (const std::string_view directory : kPath) {
      places.push_back(std::string(directory).append(path));
    }
  }
  return places;
}

}  // namespace yama::unit
