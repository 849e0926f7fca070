// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// usage: yama-loaders [--first SEED] --count N [--only RELEASE/LOADER] [--program FILE --every N] RELEASE=FOLDER...
//        yama-loaders --vectors FILE RELEASE=FOLDER...
//        linux.uml ... init=yama-loaders -- --real-kernel ... (as the first process of a guest, on its real Yama)
//
// Trees of settings, run by the real loaders of Debian root folders, against what the product predicts of them.

#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "comparison.h"
#include "options.h"
#include "real_kernel.h"
#include "recorded.h"

int main(int argc, char** argv) {
  using namespace yama::loaders;
  bool is_guest = false;
  int status = 2;
  try {
    const Options options = options_of(std::vector<std::string>(argv + 1, argv + argc));
    is_guest = options.real_kernel;
    if (is_guest) {
      set_up_guest();
    }
    status = (options.vectors.empty() ? Comparison(options).run() : check_recorded(options)) == 0 ? 0 : 1;
  } catch (const std::exception& reason) {
    std::cout << "error: " << reason.what() << std::endl;
  }
  if (is_guest) {
    std::cout << "status " << status << std::endl;
    power_off();
  }
  return status;
}
