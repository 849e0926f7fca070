// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// usage: yama-one-fault LOG N FAULT PROGRAM ARGUMENT...
//
// Runs a program and makes the N-th of its system calls that change files fail: "kill" ends the program in its place,
// "short" has a write take one byte only, "abort" sends it SIGABRT, with "memory" it gets no more of that from then on,
// a number is the errno that it fails with. With a '+' behind the number those after it fail too, with a 'w' only the
// writes among them and it do. 0 is no call. Each such call is a line of LOG: what it gave, then calls.h' words.
// Children of the program are left alone. x86-64 only.

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "calls.h"

namespace yama::faults {
namespace {

constexpr int kCannotStart = 127;

/// Stops the program at the calls of the list, and nowhere else.
bool install_filter() {
  std::vector<sock_filter> filter;
  filter.reserve(2 * changing_calls().size() + 2);
  filter.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
  for (const Call& call : changing_calls()) {
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call.number), 0, 1));
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE));
  }
  filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog program = {.len = static_cast<unsigned short>(filter.size()), .filter = filter.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

[[noreturn]] void become(char** command) {
  if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0 && ::raise(SIGSTOP) == 0 && install_filter()) {
    ::execv(command[0], command);
  }
  ::perror(command[0]);
  ::_exit(kCannotStart);
}

/// The program under one fault.
class Supervisor {
 public:
  Supervisor(const std::string& log, long wanted, std::string fault)
      : log_(log, std::ios::binary), wanted_(wanted), fault_(std::move(fault)) {}

  /// The exit status, 128 and the signal that ended it.
  int run(char** command) {
    program_ = ::fork();
    if (program_ == 0) {
      become(command);
    }
    int status = 0;
    if (program_ < 0 || ::waitpid(program_, &status, 0) != program_ || !WIFSTOPPED(status)) {
      throw std::runtime_error("the program cannot be traced");
    }
    constexpr long kOptions = PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK |
                              PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
    ::ptrace(PTRACE_SETOPTIONS, program_, nullptr, kOptions);
    ::ptrace(PTRACE_CONT, program_, nullptr, nullptr);
    return watch();
  }

 private:
  int watch() {
    while (true) {
      int status = 0;
      const pid_t process = ::waitpid(-1, &status, __WALL);
      if (process < 0) {
        throw std::runtime_error("waitpid");
      }
      if (!WIFSTOPPED(status)) {
        if (process == program_) {
          return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
        continue;
      }
      stopped(process, status);
    }
  }

  void stopped(pid_t process, int status) {
    const int signal = WSTOPSIG(status);
    const int event = status >> 16;
    if (process == program_ && event == PTRACE_EVENT_SECCOMP) {
      at_call();
    } else if (process == program_ && signal == (SIGTRAP | 0x80)) {
      after_call();
    } else {
      const bool is_ours = event != 0 || signal == SIGSTOP || signal == SIGTRAP;
      ::ptrace(PTRACE_CONT, process, nullptr, is_ours ? 0L : static_cast<long>(signal));
    }
  }

  void at_call() {
    user_regs_struct registers = {};
    ::ptrace(PTRACE_GETREGS, program_, nullptr, &registers);
    const Arguments arguments = {registers.rdi, registers.rsi, registers.rdx,
                                 registers.r10, registers.r8,  registers.r9};
    const Call* const call = find_call(static_cast<long>(registers.orig_rax));
    if (call == nullptr || !changes(*call, arguments)) {
      ::ptrace(PTRACE_CONT, program_, nullptr, nullptr);
      return;
    }
    words_ = describe(program_, *call, arguments);
    ++count_;
    if (count_ == wanted_ && fault_ == "abort") {
      ::kill(program_, SIGABRT);
    } else if (count_ == wanted_ && fault_ == "memory") {
      const rlimit none = {.rlim_cur = 0, .rlim_max = 0};
      ::prlimit(program_, RLIMIT_AS, &none, nullptr);
    }
    if (!is_spoilt(*call)) {
      ::ptrace(PTRACE_SYSCALL, program_, nullptr, nullptr);
    } else if (fault_ == "kill") {
      log_ << "killed\t" << words_ << '\n';
      ::kill(program_, SIGKILL);
    } else {
      spoil(*call, registers);
    }
  }

  [[nodiscard]] bool is_spoilt(const Call& call) const {
    if (fault_ == "abort" || fault_ == "memory") {
      return false;
    }
    const bool is_later = wanted_ > 0 && count_ >= wanted_;
    return count_ == wanted_ ? call.bytes == 1 || !fault_.ends_with('w')
                             : is_later && (fault_.ends_with('+') || (call.bytes == 1 && fault_.ends_with('w')));
  }

  void spoil(const Call& call, user_regs_struct& registers) {
    if (fault_ == "short") {
      if (call.bytes == 1 && registers.rdx > 1) {
        registers.rdx = 1;
      }
      ::ptrace(PTRACE_SETREGS, program_, nullptr, &registers);
      ::ptrace(PTRACE_SYSCALL, program_, nullptr, nullptr);
      return;
    }
    registers.orig_rax = static_cast<unsigned long long>(-1);
    const long long error = std::stoll(fault_);
    registers.rax = static_cast<unsigned long long>(-error);
    ::ptrace(PTRACE_SETREGS, program_, nullptr, &registers);
    log_ << -error << '\t' << words_ << '\n';
    ::ptrace(PTRACE_CONT, program_, nullptr, nullptr);
  }

  void after_call() {
    user_regs_struct registers = {};
    ::ptrace(PTRACE_GETREGS, program_, nullptr, &registers);
    log_ << static_cast<long long>(registers.rax) << '\t' << words_ << '\n';
    ::ptrace(PTRACE_CONT, program_, nullptr, nullptr);
  }

  std::ofstream log_;
  long wanted_;
  std::string fault_;
  long count_ = 0;
  std::string words_;
  pid_t program_ = 0;
};

}  // namespace
}  // namespace yama::faults

int main(int argc, char** argv) {
  try {
    if (argc < 5) {
      throw std::invalid_argument("usage: yama-one-fault LOG N FAULT PROGRAM ARGUMENT...");
    }
    return yama::faults::Supervisor(argv[1], std::stol(argv[2]), argv[3]).run(argv + 4);
  } catch (const std::exception& reason) {
    std::cerr << "yama-one-fault: " << reason.what() << '\n';
    return 2;
  }
}
