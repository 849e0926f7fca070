// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/impact.h"

#include <vector>

#include "base/text.h"

namespace yama {
namespace {

constexpr int kNever = -1;

constexpr Use kUses[] = {
    {"starting a program under gdb, strace or ltrace", 2, 1},
    {"attaching gdb, strace, gcore or eu-stack to a running process", 2, 0},
    {"crash handlers that attach to a process with its consent (PR_SET_PTRACER)", 2, 1},
    {"reading another process's /proc/PID/mem", 2, 0},
    {"reading another process's /proc/PID/stack", 2, kNever},
    {"core dumps, to a file or to systemd-coredump", 3, 3},
};

/// A name chosen by its program: no line ends, no control characters.
std::string clean(std::string_view name) {
  std::string text;
  for (const char c : printable(name)) {
    text += c == '\n' || c == '\t' ? '?' : c;
  }
  return text;
}

}  // namespace

std::span<const Use> known_uses() { return kUses; }

std::string uses_lost(int from, int to) {
  std::vector<std::string> lost;
  for (const Use& use : kUses) {
    if (use.root >= from && use.root < to) {
      lost.emplace_back(use.what);
    } else if (use.user >= from && use.user < to) {
      lost.push_back(std::string{use.what} + " (unless root does it)");
    }
  }
  return join(lost, ", ");
}

std::string describe(const kernel::Traced& traced) {
  std::string text = "process " + std::to_string(traced.process);
  if (traced.task != traced.process) {
    text += " task " + std::to_string(traced.task);
  }
  text += " (" + clean(traced.name) + ") is traced by " + std::to_string(traced.tracer) + " (" +
          (traced.tracer_name.empty() ? std::string{"name unknown"} : clean(traced.tracer_name));
  return text + (traced.tracer_exe.empty() ? ")" : ", " + clean(traced.tracer_exe) + ")");
}

}  // namespace yama
