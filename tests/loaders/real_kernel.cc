// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "real_kernel.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <system_error>

namespace yama::loaders {

namespace {

constexpr const char* kPtraceScope = "/proc/sys/kernel/yama/ptrace_scope";
constexpr const char* kScratch = "/sys";

void check(bool good, const std::string& what) {
  if (!good) {
    throw std::system_error(errno, std::generic_category(), what);
  }
}

}  // namespace

void RealKernel::reset(int wanted) {
  std::ofstream(kPtraceScope) << wanted << "\n";
  if (scope() != wanted) {
    throw std::runtime_error("the kernel is locked");
  }
}

int RealKernel::scope() const {
  int scope = -1;
  std::ifstream(kPtraceScope) >> scope;
  if (scope < 0) {
    throw std::runtime_error("this kernel has no Yama");
  }
  return scope;
}

void set_up_guest() {
  check(::mount("proc", "/proc", "proc", 0, nullptr) == 0, "mount /proc");
  // On a directory in which no root folder can be, as they can in /tmp.
  check(::mount("scratch", kScratch, "tmpfs", 0, nullptr) == 0, "mount a tmpfs");
  check(::setenv("TMPDIR", kScratch, 1) == 0, "set TMPDIR");  // NOLINT(concurrency-mt-unsafe): the only thread
  struct utsname kernel = {};
  check(::uname(&kernel) == 0, "uname");
  const std::string module = std::string("/usr/lib/uml/modules/") + kernel.release + "/kernel/fs/overlayfs/overlay.ko";
  const int file = ::open(module.c_str(), O_RDONLY | O_CLOEXEC);
  check(file >= 0, "open " + module);
  check(::syscall(SYS_finit_module, file, "", 0) == 0, "load " + module);
  ::close(file);
}

void power_off() {
  std::cout << std::flush;
  ::sync();
  ::reboot(RB_POWER_OFF);
  std::abort();
}

}  // namespace yama::loaders
