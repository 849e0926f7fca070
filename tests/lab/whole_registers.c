// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Preloaded into linux.uml, which has room for 6,656 bytes of a process's vector registers. A processor with AMX has
// 11,008; the host's kernel then hands out what there is room for, and takes back the whole or nothing (EFAULT). The
// guest would panic at its first process: "ptrace set fp regs failed, errno = 14". So what linux.uml does not know of
// is handed back as it is.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/uio.h>

typedef long (*ptrace_call)(enum __ptrace_request request, pid_t process, void* address, void* data);

long ptrace(enum __ptrace_request request, ...) {
  static ptrace_call next;
  static char registers[1 << 16];
  if (next == NULL) {
    next = (ptrace_call)dlsym(RTLD_NEXT, "ptrace");
  }
  va_list rest;
  va_start(rest, request);
  const pid_t process = va_arg(rest, pid_t);
  void* const address = va_arg(rest, void*);
  void* const data = va_arg(rest, void*);
  va_end(rest);
  if (request == PTRACE_SETREGSET && address == (void*)NT_X86_XSTATE) {
    const struct iovec* known = data;
    struct iovec whole = {.iov_base = registers, .iov_len = sizeof registers};
    if (next(PTRACE_GETREGSET, process, address, &whole) == 0 && whole.iov_len > known->iov_len) {
      memcpy(registers, known->iov_base, known->iov_len);
      return next(PTRACE_SETREGSET, process, address, &whole);
    }
  }
  return next(request, process, address, data);
}
