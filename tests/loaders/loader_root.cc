// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "loader_root.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "lay_files.h"

namespace yama::loaders {

namespace {

namespace fs = std::filesystem;

void check(bool good, const std::string& what) {
  if (!good) {
    throw std::system_error(errno, std::generic_category(), what);
  }
}

void bind_mount(const std::string& from, const std::string& to) {
  check(::mount(from.c_str(), to.c_str(), nullptr, MS_BIND, nullptr) == 0, "bind " + from + " to " + to);
}

/// Turns the link /lib -> usr/lib into a directory of links, so that /lib/sysctl.d can differ from /usr/lib/sysctl.d.
void split_lib(const fs::path& root) {
  if (!fs::is_symlink(root / "lib")) {
    return;
  }
  fs::remove(root / "lib");
  fs::create_directory(root / "lib");
  for (const auto& name : fs::directory_iterator(root / "usr/lib")) {
    if (name.path().filename() != "sysctl.d") {
      fs::create_symlink("../usr/lib" / name.path().filename(), root / "lib" / name.path().filename());
    }
  }
}

/// fork(2) for ten seconds: User-Mode Linux says EAGAIN when a busy machine starts its processes late.
pid_t fork_patiently() {
  constexpr std::chrono::milliseconds kPause{100};
  constexpr int kTries = 100;
  for (int left = kTries;; --left) {
    const pid_t child = ::fork();
    if (child >= 0 || errno != EAGAIN || left == 0) {
      return child;
    }
    std::this_thread::sleep_for(kPause);
  }
}

std::string text_of_script(std::string_view name) {
  const std::string path = std::string(YAMA_LOADER_SCRIPTS) + "/" + std::string(name) + ".sh";
  std::ifstream stream(path, std::ios::binary);
  check(stream.good(), "read " + path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// What is run in the root folder. busybox is the shell, too, as it is where its sysctl loads settings.
std::vector<std::string> words_of(const Way& way) {
  if (!way.script.empty()) {
    return {"/bin/busybox", "sh", "-c", text_of_script(way.script)};
  }
  return way.loader == "systemd" ? std::vector<std::string>{"/lib/systemd/systemd-sysctl"}
                                 : std::vector<std::string>{"/sbin/sysctl", "--system"};
}

}  // namespace

LoaderRoot::LoaderRoot(std::string release, const std::string& lower, const std::string& work,
                       const std::string& proc_sys)
    : release_(std::move(release)), folder_(work + "/root") {
  for (const char* const part : {"/root", "/upper", "/work"}) {
    fs::create_directories(work + part);
  }
  const std::string layers = "lowerdir=" + lower + ",upperdir=" + work + "/upper,workdir=" + work + "/work";
  check(::mount("overlay", folder_.c_str(), "overlay", 0, layers.c_str()) == 0, "mount an overlay of " + lower);
  bind_mount("/proc", folder_ + "/proc");
  bind_mount(proc_sys, folder_ + "/proc/sys");
  split_lib(folder_);
  for (const Way& way : kWays) {
    versions_.emplace(way.loader, package_version(std::string(way.loader)));
  }
}

LoaderRoot::~LoaderRoot() {
  ::umount2((folder_ + "/proc/sys").c_str(), MNT_DETACH);
  ::umount2((folder_ + "/proc").c_str(), MNT_DETACH);
  ::umount2(folder_.c_str(), MNT_DETACH);
}

std::string LoaderRoot::package_version(const std::string& package) const {
  std::ifstream status(folder_ + "/var/lib/dpkg/status");
  bool inside = false;
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("Package: ")) {
      inside = line == "Package: " + package;
    } else if (inside && line.starts_with("Version: ")) {
      return line.substr(line.find(' ') + 1);
    }
  }
  throw std::runtime_error(folder_ + " has no package " + package);
}

void LoaderRoot::lay(const test::FileSystem& files) const {
  for (const char* const place : kPlaces) {
    fs::remove_all(folder_ + place);
  }
  lay_files(files, folder_);
}

std::string LoaderRoot::build(const Way& way) const {
  return versions_.find(way.loader)->second + (way.script.empty() ? "" : " ") + std::string(way.script);
}

void LoaderRoot::run(const Way& way) const {
  std::vector<std::string> words = words_of(way);
  std::vector<char*> arguments(words.size() + 1, nullptr);
  std::ranges::transform(words, arguments.begin(), [](std::string& word) { return word.data(); });
  // The C locale of an early boot, and ImportCredential=sysctl.* of systemd-sysctl.service.
  std::array<const char*, 5> environment = {"SYSTEMD_LOG_TARGET=null", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                                            "CREDENTIALS_DIRECTORY=/run/credentials/@system",
                                            "SYSCTL=/bin/busybox sysctl", nullptr};
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  check(null >= 0, "open /dev/null");
  const pid_t child = fork_patiently();
  if (child == 0) {
    if (::chroot(folder_.c_str()) == 0 && ::chdir("/") == 0 && ::dup2(null, 0) == 0 && ::dup2(null, 1) == 1 &&
        ::dup2(null, 2) == 2) {
      ::execve(arguments.front(), arguments.data(), const_cast<char**>(environment.data()));
    }
    ::_exit(127);
  }
  ::close(null);
  check(child > 0, "start " + words.front());
  int status = 0;
  check(::waitpid(child, &status, 0) == child, "wait for " + words.front());
  if (WIFSIGNALED(status) || WEXITSTATUS(status) == 127) {
    throw std::runtime_error(release_ + ": " + words.front() + " did not run");
  }
}

}  // namespace yama::loaders
