// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/impact.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/scope.h"
#include "base/text.h"

namespace yama {
namespace {

constexpr Use kUses[] = {
    {"starting a program under gdb, strace or ltrace", Scope::kAdminOnly, Scope::kRestricted},
    {"attaching gdb, strace, gcore or eu-stack to a process", Scope::kAdminOnly, Scope::kClassic},
    {"crash handlers that attach to a process with its consent (PR_SET_PTRACER)", Scope::kAdminOnly,
     Scope::kRestricted},
    {"reading another process's /proc/PID/mem", Scope::kAdminOnly, Scope::kClassic},
    {"reading another process's /proc/PID/stack", Scope::kAdminOnly, std::nullopt},
    {"reading another process's memory or taking its files (process_vm_readv, pidfd_getfd)", Scope::kAdminOnly,
     Scope::kClassic},
    {"Open MPI's direct copies between processes (it copies twice instead)", Scope::kAdminOnly, Scope::kRestricted},
    {"core dumps, to a file or to systemd-coredump", Scope::kNoAttach, Scope::kNoAttach},
};

/// A name chosen by its program: no line ends, no control characters.
std::string clean(std::string_view name) {
  std::string text;
  for (const char c : printable(name)) {
    text += c == '\n' || c == '\t' ? '?' : c;
  }
  return text;
}

constexpr std::size_t kNamed = 5;

/// The first of them, and how many more there are.
std::string name_some(const std::vector<kernel::Traced>& traced) {
  std::vector<std::string> named;
  for (std::size_t i = 0; i < std::min(traced.size(), kNamed); ++i) {
    named.push_back(describe(traced[i]));
  }
  if (traced.size() > kNamed) {
    named.push_back("and " + std::to_string(traced.size() - kNamed) + " more");
  }
  return join(named);
}

Done check_traced(const Observation& seen) {
  if (!seen.tracers) {
    return Error{"fail_if_traced was asked for, and it cannot be found out who is traced: " + seen.tracers_trouble +
                 "; nothing was changed"};
  }
  if (!seen.tracers->traced.empty()) {
    return Error{"fail_if_traced was asked for, and " + name_some(seen.tracers->traced) +
                 "; end the tracer and run again; nothing was changed"};
  }
  if (seen.tracers->unreadable != 0) {
    return Error{"fail_if_traced was asked for, and " + std::to_string(seen.tracers->unreadable) + " of " +
                 std::to_string(seen.tracers->tasks) + " tasks could not be read; run as root; nothing was changed"};
  }
  return done();
}

}  // namespace

std::span<const Use> known_uses() { return kUses; }

std::string uses_lost(Scope from, Scope to) {
  std::vector<std::string> by_all;
  std::vector<std::string> by_users;
  for (const Use& use : kUses) {
    if (use.root >= from && use.root < to) {
      by_all.emplace_back(use.what);
    } else if (use.user >= from && use.user < to) {
      by_users.emplace_back(use.what);
    }
  }
  return (by_all.empty() ? "" : ": " + join(by_all, ", ")) + (by_all.empty() || by_users.empty() ? "" : ";") +
         (by_users.empty() ? "" : " unless root does it: " + join(by_users, ", "));
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

bool asks_for_tracers(const Observation& seen, const Request& request) {
  return !seen.image && request.scope && request.verb != Verb::kRestore && seen.runtime.value &&
         *request.scope > *seen.runtime.value;
}

Done plan_impact(const Observation& seen, const Request& request, Plan& plan) {
  if (!plan.runtime || !asks_for_tracers(seen, request)) {
    return done();
  }
  if (request.fail_if_traced) {
    if (auto checked = check_traced(seen); !checked) {
      return checked;
    }
  }
  if (seen.tracers && !seen.tracers->traced.empty()) {
    plan.warnings.push_back(name_some(seen.tracers->traced) +
                            "; that goes on, for children that it starts too: end the tracer if you do not want it");
  }
  const Scope after = plan.runtime->after;
  if (const std::string lost = uses_lost(plan.runtime->before.value_or(Scope::kClassic), after);
      after >= Scope::kAdminOnly && !lost.empty()) {
    plan.warnings.push_back("scope " + to_string(after) + " ends" + lost);
  }
  return done();
}

}  // namespace yama
