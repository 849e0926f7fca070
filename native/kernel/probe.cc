// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/probe.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <climits>
#include <functional>

#include "base/limits.h"
#include "kernel/capability.h"
#include "kernel/failure.h"
#include "kernel/helper.h"
#include "kernel/read_fd.h"
#include "kernel/tracers.h"

namespace yama::kernel {

namespace {

// What an attempt comes to is one number, which its processes tell each other: 0 allowed, an errno refused, the
// negative id of a process that traces everything already, or kSilent.
constexpr int kSilent = INT_MIN;

/// `strace -f` attaches to every new child, so that nobody else can.
int tracer_of_this_process() {
  const Attempt<std::string> status = read_path("/proc/self/status");
  return status.ok() ? tracer_in(*status).value_or(0) : 0;
}

int errno_of(long returned) { return returned == 0 ? 0 : errno; }

/// PTRACE_TRACEME by a child of this process.
int be_traced() {
  const Helper child([](const Helper::Tell& tell) {
    const int tracer = tracer_of_this_process();
    tell(tracer != 0 ? -tracer : errno_of(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)));
  });
  return child.hear(limit::kProbeTime).value_or(kSilent);
}

/// PTRACE_SEIZE of one child of this process by another; neither descends from the other.
int seize_sibling(bool consenting) {
  const Helper tracee([consenting](const Helper::Tell& tell) {
    ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);  // lost with a change of identity, and then nobody may attach
    if (consenting) {
      ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    }
    const int tracer = tracer_of_this_process();
    if (tell(tracer != 0 ? -tracer : 0)) {
      sleep_until_killed();
    }
  });
  if (const int ready = tracee.hear(limit::kProbeTime).value_or(kSilent); ready != 0) {
    return ready;
  }
  const Helper tracer([&tracee](const Helper::Tell& tell) {
    tell(errno_of(::ptrace(PTRACE_SEIZE, tracee.process(), nullptr, nullptr)));
  });
  return tracer.hear(limit::kProbeTime).value_or(kSilent);
}

/// A request that Yama has no say in: a process that is not traced cannot be continued (ESRCH). Another answer comes
/// from a filter in front of ptrace(2).
int continue_untraced() {
  const Helper child([](const Helper::Tell& tell) {
    if (tell(0)) {
      sleep_until_killed();
    }
  });
  if (const int ready = child.hear(limit::kProbeTime).value_or(kSilent); ready != 0) {
    return ready;
  }
  return errno_of(::ptrace(PTRACE_CONT, child.process(), nullptr, nullptr));
}

/// Makes an attempt in a fresh child, which is its children's parent and gives the capability up first.
int without_capability(const std::function<int()>& attempt) {
  const Helper middle([&attempt](const Helper::Tell& tell) {
    drop_capability(CAP_SYS_PTRACE);
    tell(has_capability(CAP_SYS_PTRACE) ? kSilent : attempt());
  });
  return middle.hear(4 * limit::kProbeTime).value_or(kSilent);
}

Answer answer(int outcome, std::string_view request, std::string& trouble) {
  if (outcome == 0) {
    return Answer::kAllowed;
  }
  if (outcome == EPERM) {
    return Answer::kRefused;
  }
  if (trouble.empty()) {
    if (outcome == kSilent) {
      trouble = "a helper process of the probe gave no answer";
    } else if (outcome < 0) {
      trouble = "process " + std::to_string(-outcome) + " traces this program and its children already";
    } else {
      trouble = std::string(request) + " gave \"" + errno_text(outcome) + "\", which is not Yama's refusal";
    }
  }
  return Answer::kOther;
}

std::string_view word(Answer answer) {
  switch (answer) {
    case Answer::kAllowed:
      return "yes";
    case Answer::kRefused:
      return "no";
    case Answer::kNotAsked:
      return "not asked";
    case Answer::kOther:
      break;
  }
  return "?";
}

ProbeVerdict behaves_as(Scope scope) {
  return {.scope = scope, .two_or_three = false, .text = "behaves as scope " + to_string(scope)};
}

ProbeVerdict inconclusive(std::string_view reason) {
  return {.scope = std::nullopt, .two_or_three = false, .text = "inconclusive: " + std::string(reason)};
}

}  // namespace

ProbeVerdict judge(const ProbeAnswers& answers) {
  struct Row {
    Scope scope;
    Answer traceme_privileged;
    Answer traceme;
    Answer sibling;
    Answer consenting;
  };
  constexpr Answer kYes = Answer::kAllowed;
  constexpr Answer kNo = Answer::kRefused;
  constexpr Row kTable[] = {
      {Scope::kClassic, kYes, kYes, kYes, kYes},
      {Scope::kRestricted, kYes, kYes, kNo, kYes},
      {Scope::kAdminOnly, kYes, kNo, kNo, kNo},
      {Scope::kNoAttach, kNo, kNo, kNo, kNo},
  };

  if (!answers.trouble.empty()) {
    return inconclusive(answers.trouble);
  }
  const bool asked = answers.traceme_privileged != Answer::kNotAsked;
  for (const Row& row : kTable) {
    if (answers.traceme != row.traceme || answers.sibling != row.sibling || answers.consenting != row.consenting ||
        (asked && answers.traceme_privileged != row.traceme_privileged)) {
      continue;
    }
    if (row.scope == Scope::kAdminOnly && !asked) {
      return {.scope = std::nullopt,
              .two_or_three = true,
              .text = "behaves as scope 2 or 3 (only a process with CAP_SYS_PTRACE can tell them apart)"};
    }
    return behaves_as(row.scope);
  }
  std::string reason = "the answers fit no scope, so something other than Yama takes part (traceme with privilege: ";
  reason.append(word(answers.traceme_privileged)).append(", traceme: ").append(word(answers.traceme));
  reason.append(", sibling: ").append(word(answers.sibling));
  reason.append(", consenting sibling: ").append(word(answers.consenting)).append(")");
  return inconclusive(reason);
}

ProbeAnswers ask_kernel() {
  ProbeAnswers answers;
  if (const int outcome = continue_untraced(); outcome != ESRCH) {
    answers.trouble = "a filter in front of ptrace(2), such as seccomp, answers for the kernel (" +
                      (outcome > 0 ? errno_text(outcome) : std::string("no answer")) + ")";
    return answers;
  }
  std::string& trouble = answers.trouble;
  if (has_capability(CAP_SYS_PTRACE)) {
    answers.traceme_privileged = answer(be_traced(), "PTRACE_TRACEME", trouble);
  }
  answers.traceme = answer(without_capability(be_traced), "PTRACE_TRACEME", trouble);
  answers.sibling = answer(without_capability([] { return seize_sibling(false); }), "PTRACE_SEIZE", trouble);
  answers.consenting = answer(without_capability([] { return seize_sibling(true); }), "PTRACE_SEIZE", trouble);
  return answers;
}

}  // namespace yama::kernel
