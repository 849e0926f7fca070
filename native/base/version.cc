// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/version.h"

#include "base/build.h"  // made by native/write_build.cmake; no other file includes it, since it is another at each commit

namespace yama {

std::string version() { return kVersion; }

std::string_view commit() { return kCommit; }

// By what the compiler builds for, and not by what the build was told: the names of the presets release-PROCESSOR.
std::string_view processor() {
#if defined(__x86_64__)
  return "x86_64";
#elif defined(__i386__)
  return "i686";
#elif defined(__aarch64__)
  return "aarch64";
#elif defined(__arm__)
  return "armv7l";
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
  return "ppc64le";
#elif defined(__s390x__)
  return "s390x";
#elif defined(__riscv) && __riscv_xlen == 64
  return "riscv64";
#else
  return "other";
#endif
}

std::string version_line() {
  return "yama-ptrace " + version() + " (commit " + std::string{commit()} + ", " + std::string{processor()} + ")\n";
}

}  // namespace yama
