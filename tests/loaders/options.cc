// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "options.h"

#include <stdexcept>

namespace yama::loaders {

Options options_of(const std::vector<std::string>& words) {
  Options options;
  for (auto word = words.begin(); word != words.end(); ++word) {
    const auto argument = [&]() -> const std::string& {
      if (++word == words.end()) {
        throw std::invalid_argument(words.back() + " wants an argument");
      }
      return *word;
    };
    if (*word == "--first") {
      options.first = std::stoull(argument());
    } else if (*word == "--count") {
      options.count = std::stoull(argument());
    } else if (*word == "--promises") {
      options.promises = true;
    } else if (*word == "--rows") {
      options.rows = true;
    } else if (*word == "--only") {
      options.only = argument();
    } else if (*word == "--write") {
      options.write = argument();
    } else if (*word == "--vectors") {
      options.vectors = argument();
    } else if (*word == "--program") {
      options.program = argument();
    } else if (*word == "--every") {
      options.every = std::stoull(argument());
    } else if (const std::size_t equals = word->find('='); equals != std::string::npos && !word->starts_with('-')) {
      options.roots.push_back({.release = word->substr(0, equals), .folder = word->substr(equals + 1)});
    } else {
      throw std::invalid_argument("there is no option " + *word);
    }
  }
  return options;
}

}  // namespace yama::loaders
