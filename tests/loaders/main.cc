// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// usage: yama-loaders [--first SEED] --count N [--only RELEASE/LOADER] [--program FILE --every N] RELEASE=FOLDER...
//        yama-loaders --promises [--first SEED] --count N RELEASE=FOLDER...
//        yama-loaders --rows [--first SEED] --count N
//        yama-loaders --write FOLDER [--first SEED] --count N
//        yama-loaders --vectors FILE RELEASE=FOLDER...
//        linux.uml ... init=yama-loaders YAMA_LOADERS=WORD,WORD... (as a guest's first process, on its real Yama)
//
// Trees of settings, run by the real loaders of Debian root folders, against what the product predicts of them.

#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "comparison.h"
#include "lay_files.h"
#include "options.h"
#include "promises.h"
#include "real_kernel.h"
#include "recorded.h"
#include "row_table.h"

namespace {

/// A guest's kernel hands settings to its first process through the environment.
std::vector<std::string> words_for_guest() {
  const char* const all = std::getenv("YAMA_LOADERS");  // NOLINT(concurrency-mt-unsafe): no other thread yet
  std::vector<std::string> words;
  std::istringstream stream(all == nullptr ? "" : all);
  for (std::string word; std::getline(stream, word, ',');) {
    words.push_back(word);
  }
  return words;
}

std::uint64_t faults_of(const yama::loaders::Options& options) {
  using namespace yama::loaders;
  if (options.promises) {
    return Promises(options).run();
  }
  if (!options.write.empty()) {
    return write_ordinary_trees(options);
  }
  if (options.rows) {
    return RowTable(options).run();
  }
  return options.vectors.empty() ? Comparison(options).run() : check_recorded(options);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace yama::loaders;
  const bool is_guest = ::getpid() == 1;
  int status = 2;
  try {
    if (is_guest) {
      set_up_guest();
    }
    Options options = options_of(is_guest ? words_for_guest() : std::vector<std::string>(argv + 1, argv + argc));
    options.real_kernel = is_guest;
    status = faults_of(options) == 0 ? 0 : 1;
  } catch (const std::exception& reason) {
    std::cout << "error: " << reason.what() << std::endl;
  }
  if (is_guest) {
    std::cout << "status " << status << std::endl;
    power_off();
  }
  return status;
}
