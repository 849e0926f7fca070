// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The targets for libFuzzer, which finds inputs that reach new code: YAMA_FUZZ_TARGET=NAME yama-fuzz-guided OPTION...

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "targets.h"

namespace {

const yama::fuzz::Target& chosen() {
  static const yama::fuzz::Target* const target = [] {
    const char* const name = std::getenv("YAMA_FUZZ_TARGET");  // NOLINT(concurrency-mt-unsafe): no other thread
    const auto* const found = yama::fuzz::find_target(name == nullptr ? "" : name);
    if (found == nullptr) {
      std::cerr << "YAMA_FUZZ_TARGET names no target\n";
      std::abort();
    }
    return found;
  }();
  return *target;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const std::string fault = chosen().fault_in(bytes); !fault.empty()) {
    std::cerr << "fault: " << fault << '\n' << yama::fuzz::line_of_input(bytes) << '\n';
    std::abort();
  }
  return 0;
}
