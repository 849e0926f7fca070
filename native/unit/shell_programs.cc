// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/shell_programs.h"

#include <algorithm>
#include <array>

namespace yama::unit {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  return equals != std::string_view::npos && equals > 0 &&
         word.substr(0, equals).find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
             std::string_view::npos &&
         (word.front() < '0' || word.front() > '9');
}

}  // namespace

std::string_view name_of_program(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_shell(std::string_view program) {
  static constexpr std::array<std::string_view, 8> kShells = {"sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "rc"};
  return is_one_of(program, kShells);
}

bool is_reader(std::string_view program) {
  static constexpr std::array<std::string_view, 25> kReaders = {
      "cat", "grep", "egrep", "fgrep", "zgrep", "[",    "[[",   "test", "head", "tail",   "wc",   "ls",    "stat",
      ":",   "true", "false", "cut",   "tr",    "sort", "uniq", "cmp",  "diff", "logger", "exit", "return"};
  return is_one_of(program, kReaders);
}

bool is_printer(std::string_view program) { return program == "echo" || program == "printf"; }

bool is_lookup(std::string_view program) {
  static constexpr std::array<std::string_view, 5> kLookups = {"which", "type", "hash", "dpkg", "rpm"};
  return is_one_of(program, kLookups);
}

bool cannot_fail(std::string_view program) {
  static constexpr std::array<std::string_view, 9> kSafe = {"echo",  "printf", ":",      "true", "export",
                                                            "umask", "sysctl", "logger", "sleep"};
  return is_one_of(program, kSafe);
}

std::size_t first_of_program(const std::vector<ShellWord>& words) {
  static constexpr std::array<std::string_view, 7> kWrappers = {"sudo",    "exec", "command", "nohup",
                                                                "busybox", "env",  "doas"};
  std::size_t at = 0;
  while (at < words.size() &&
         (is_assignment(words[at].text) || is_one_of(name_of_program(words[at].text), kWrappers))) {
    ++at;
  }
  return at;
}

}  // namespace yama::unit
