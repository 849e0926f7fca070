// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bench.h"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "proc_sys.h"
#include "real_kernel.h"

namespace yama::loaders {

namespace {

std::string private_folder() {
  std::string folder = std::filesystem::temp_directory_path() / ("yama-loaders-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("yama-loaders", folder.c_str(), "tmpfs", 0, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "make a mount namespace");
  }
  std::filesystem::create_directory(folder + "/sys");
  return folder;
}

}  // namespace

Bench::Bench(const Options& options) : folder_(private_folder()) {
  if (options.real_kernel) {
    kernel_ = std::make_unique<RealKernel>();
  } else {
    kernel_ = std::make_unique<ProcSys>(folder_ + "/sys");
  }
  for (const RootFolder& root : options.roots) {
    roots_.push_back(
        std::make_unique<LoaderRoot>(root.release, root.folder, folder_ + "/" + root.release, kernel_->proc_sys()));
  }
}

Bench::~Bench() {
  roots_.clear();
  kernel_.reset();
  ::umount2(folder_.c_str(), MNT_DETACH);
  ::rmdir(folder_.c_str());
}

int Bench::run(const LoaderRoot& root, const Way& way, int before) {
  kernel_->reset(before);
  root.run(way);
  return kernel_->scope();
}

Observed Bench::observe(const Case& shown) {
  Observed observed;
  for (const auto& root : roots_) {
    root->lay(shown.files);
    for (const Way& way : kWays) {
      observed[std::string(way.loader)][root->build(way)] = run(*root, way, shown.before);
    }
  }
  return observed;
}

}  // namespace yama::loaders
