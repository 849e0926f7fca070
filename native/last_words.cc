// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "last_words.h"

#include <cxxabi.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>

#include "base/exception_text.h"
#include "base/write_all.h"

namespace yama {
namespace {

/// Nothing can be handed to those whom the library calls at the end.
volatile std::sig_atomic_t ends_as_json = 0;
volatile std::sig_atomic_t change_began = 0;
volatile std::sig_atomic_t speaker = 0;  // the process that was started, as against its children

/// There may be no memory for a string, and a signal's handler may ask for none.
[[noreturn]] void end(const std::type_info* type) {
  if (speaker != ::getpid()) {
    ::_exit(1);
  }
  const bool is_json = ends_as_json != 0;
  const bool began = change_began != 0;
  const int fd = is_json ? STDOUT_FILENO : STDERR_FILENO;
  if (is_json) {
    write_all(fd, began ? R"({"changed":true,)" : R"({"changed":false,)");
    write_all(fd, R"("failed":true,"msg":")");
  } else {
    write_all(fd, "yama-ptrace: ");
  }
  write_all(fd, exception_text(type));
  write_all(fd, began ? "; a change had begun, and the next run does the rest" : "");
  write_all(fd, is_json ? "\"}\n" : "\n");
  ::_exit(1);
}

[[noreturn]] void on_exception() { end(abi::__cxa_current_exception_type()); }

extern "C" [[noreturn]] void on_abort(int /*signal*/) { end(nullptr); }

}  // namespace

void prepare_last_words(bool as_json) {
  ends_as_json = as_json ? 1 : 0;
  speaker = ::getpid();
  std::set_terminate(on_exception);
  static_cast<void>(std::signal(SIGABRT, on_abort));
}

void say_change_began() { change_began = 1; }

}  // namespace yama

/// Replaces what libstdc++ does about an exception before main() says otherwise: it prints the type's name, for which
/// it brings 50 KB of demangler into a static program.
void __gnu_cxx::__verbose_terminate_handler() { std::abort(); }
