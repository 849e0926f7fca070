// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/child.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <fstream>

namespace yama::test {

namespace {

constexpr uid_t kNobody = 65534;

/// A broken test setup is loud: the child dies and the test compares "(died)".
void require(bool good) {
  if (!good) {
    std::abort();
  }
}

void enter_own_mounts() {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  if (::unshare(CLONE_NEWNS) != 0) {
    require(::unshare(CLONE_NEWNS | CLONE_NEWUSER) == 0);
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
    std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
  }
  require(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0);
}

}  // namespace

std::string in_child(const Body& body) {
  std::array<int, 2> ends = {};
  require(::pipe2(ends.data(), O_CLOEXEC) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string words = body();
    const bool told =
        words.empty() || ::write(ends[1], words.data(), words.size()) == static_cast<ssize_t>(words.size());
    ::_exit(told ? 0 : 1);
  }
  ::close(ends[1]);
  std::string words;
  std::array<char, 4096> piece = {};
  for (ssize_t got = 0; (got = ::read(ends[0], piece.data(), piece.size())) > 0;) {
    words.append(piece.data(), static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return status == 0 ? words : "(died)";
}

std::string in_own_mounts(const Body& body) {
  return in_child([&] {
    enter_own_mounts();
    return body();
  });
}

std::string as_nobody(const Body& body) {
  return in_child([&] {
    if (::geteuid() == 0) {
      require(::setgroups(0, nullptr) == 0 && ::setresgid(kNobody, kNobody, kNobody) == 0 &&
              ::setresuid(kNobody, kNobody, kNobody) == 0);
    }
    return body();
  });
}

void mount_memory(const std::string& directory, std::size_t bytes) {
  const std::string size = "size=" + std::to_string(bytes);
  require(::mount("tmpfs", directory.c_str(), "tmpfs", 0, size.c_str()) == 0);
}

void make_read_only(const std::string& directory) {
  require(::mount(directory.c_str(), directory.c_str(), nullptr, MS_BIND, nullptr) == 0);
  require(::mount(nullptr, directory.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0);
}

void make_writable(const std::string& directory) {
  require(::mount(directory.c_str(), directory.c_str(), nullptr, MS_BIND, nullptr) == 0);
  require(::mount(nullptr, directory.c_str(), nullptr, MS_REMOUNT | MS_BIND, nullptr) == 0);
}

void bind_file(const std::string& source, const std::string& target) {
  require(::mount(source.c_str(), target.c_str(), nullptr, MS_BIND, nullptr) == 0);
}

void ignore_signal(int signal) {
  struct sigaction ignored = {};
  ignored.sa_handler = SIG_IGN;
  require(::sigaction(signal, &ignored, nullptr) == 0);
}

void forbid_system_call(int number, int code) {
  // All system calls of this processor's first ABI; a test does not try to get around its own filter.
  std::array<sock_filter, 4> filter = {{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(number), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<unsigned>(code)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  sock_fprog program = {.len = filter.size(), .filter = filter.data()};
  require(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  require(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

}  // namespace yama::test
