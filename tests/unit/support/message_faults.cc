// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/message_faults.h"

#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <new>
#include <typeinfo>

#include "apply/apply.h"
#include "apply/verify.h"
#include "base/exception_text.h"
#include "host/backup.h"
#include "host/lock.h"
#include "host/new_place.h"
#include "host/write_file.h"
#include "kernel/failure.h"
#include "kernel/probe.h"
#include "kernel/runtime.h"
#include "kernel/tracers.h"
#include "protocol/read_arguments.h"
#include "status/probed.h"
#include "support/child.h"
#include "support/scratch.h"

namespace yama::test {
namespace {

constexpr const char* kScope = "/proc/sys/kernel/yama/ptrace_scope";
constexpr const char* kFile = "/etc/sysctl.d/a.conf";

/// The scratch folder of a fault, and what is said of it.
class Fault {
 public:
  Fault(std::string name, Sayings& sayings) : name_(std::move(name)), sayings_(sayings) {}

  [[nodiscard]] const Scratch& files() const { return files_; }

  void say(const std::string& kind, std::string text) {
    for (std::size_t at = text.find(files_.path()); at != std::string::npos; at = text.find(files_.path())) {
      text.replace(at, files_.path().size(), "/srv/image");
    }
    sayings_.add(kind, name_, text);
  }

  void failed(const Done& result) {
    if (!result) {
      say("failed", result.error().message);
    }
  }

 private:
  Scratch files_;
  std::string name_;
  Sayings& sayings_;
};

std::string said(const Done& result) { return result ? std::string{} : result.error().message; }

kernel::YamaPaths paths_in(const Scratch& files) {
  return {.scope = files.outside(kScope), .lsm = files.outside("/sys/kernel/security/lsm")};
}

void play_errors_of_the_kernel(Sayings& sayings) {
  Fault fault{"an error of the kernel", sayings};
  for (const int code :
       {EACCES, EPERM, EROFS, ENOSPC, EDQUOT, EFBIG, EMFILE, ELOOP, EIO, ENOENT, ENOTDIR, EISDIR, EBUSY, EOPNOTSUPP}) {
    fault.say("failed", kernel::failure("replace", kFile, "renameat2", code).message);
  }
  fault.say("failed", std::string{exception_text(&typeid(std::bad_alloc))});
  fault.say("failed", std::string{exception_text(nullptr)});
}

void play_runtime(Sayings& sayings) {
  Fault fault{"the running kernel", sayings};
  const Scratch& files = fault.files();
  const kernel::YamaPaths paths = paths_in(files);
  const auto why_not = [&paths] { return kernel::read_runtime(paths).why_not; };
  fault.say("why not", in_child([&] {
              forbid_system_call(SYS_prctl, EINVAL);
              return why_not();
            }));
  fault.failed(kernel::write_scope(Scope::kRestricted, paths));
  files.write("/sys/kernel/security/lsm", "capability,yama");
  fault.say("why not", in_child([&] {
              forbid_system_call(SYS_prctl, EINVAL);
              return why_not();
            }));
  files.write(kScope, "7\n");
  fault.say("why not", why_not());
  files.write(kScope, "1\n");
  ::chmod(files.path().c_str(), 0755);
  fault.say("why not", as_nobody(why_not));
  ::chmod(files.outside(kScope).c_str(), 0666);
  fault.say("why not", as_nobody(why_not));
  ::chmod(files.outside(kScope).c_str(), 0644);
  fault.say("failed", as_nobody([&] { return said(kernel::write_scope(Scope::kRestricted, paths)); }));
  fault.say("why not", in_own_mounts([&] {
              make_read_only(files.path());
              return why_not();
            }));
}

void play_probe(Sayings& sayings) {
  using kernel::Answer;
  Fault fault{"the probe", sayings};
  const auto judged = [&](Answer privileged, Answer traceme, Answer sibling, Answer consenting, std::string trouble) {
    const kernel::ProbeAnswers answers{.traceme_privileged = privileged,
                                       .traceme = traceme,
                                       .sibling = sibling,
                                       .consenting = consenting,
                                       .trouble = std::move(trouble)};
    fault.say("probe", kernel::judge(answers).text);
    return kernel::judge(answers);
  };
  const auto seen = judged(Answer::kAllowed, Answer::kAllowed, Answer::kRefused, Answer::kAllowed, "");
  judged(Answer::kNotAsked, Answer::kRefused, Answer::kRefused, Answer::kRefused, "");
  judged(Answer::kNotAsked, Answer::kAllowed, Answer::kRefused, Answer::kRefused, "");
  fault.say("failed", contradiction_of({.answers = {}, .verdict = seen, .value = Scope::kClassic}));
  fault.say("probe", in_child([] {
              forbid_system_call(SYS_ptrace, EPERM);
              return kernel::judge(kernel::ask_kernel()).text;
            }));
}

void play_files(Sayings& sayings) {
  Fault fault{"files in the way", sayings};
  const Scratch& files = fault.files();
  const host::Root root = files.root();
  files.write(kFile, "old");
  fault.failed(host::replace_file(root, kFile, "other", "new"));
  fault.failed(host::replace_file(root, "/etc/sysctl.d/gone.conf", "old", "new"));
  fault.failed(host::replace_file(root, "/etc", "old", "new"));
  fault.failed(host::create_file(root, kFile, "new"));
  ::link(files.outside(kFile).c_str(), files.outside("/etc/other").c_str());
  fault.failed(host::replace_file(root, kFile, "old", "new"));
  fault.failed(host::make_link(root, kFile, "/a"));
  files.link("/etc/l", "/a");
  fault.failed(host::remove_link(root, "/etc/l", "/b"));
  fault.failed(host::create_file(root, "/etc/other/b.conf", "new"));
  fault.failed(host::remove_link(root, kFile, "/a"));
  files.link("/etc/lost", "/no/such");
  fault.failed(host::create_file(root, "/etc/lost/b.conf", "new"));
  files.write("/etc/mounted", "old");
  fault.say("failed", in_own_mounts([&] {
              bind_file(files.outside("/etc/mounted"), files.outside("/etc/mounted"));
              return said(host::replace_file(root, "/etc/mounted", "old", "new"));
            }));
  fault.say("failed", in_own_mounts([&] {
              make_read_only(files.path());
              return said(host::may_write(files.root(), kFile));
            }));
  if (const auto copy = host::backup_file(root, "/etc/gone"); !copy) {
    fault.say("failed", copy.error().message);
  }
  if (const auto none = host::Root::open(files.outside("/nowhere")); !none) {
    fault.say("failed", none.error().message);
  }
  const auto held = host::Lock::acquire(root);
  if (const auto second = host::Lock::acquire(root, std::chrono::milliseconds{1}); !second) {
    fault.say("failed", second.error().message);
  }
}

void play_arguments(Sayings& sayings) {
  Fault fault{"the argument file", sayings};
  const auto read = [&](const std::string& path) {
    if (const auto bytes = protocol::read_argument_file(path); !bytes) {
      fault.say("failed", bytes.error().message);
    }
  };
  read("");
  read("/nowhere");
  read("/");
  fault.files().write("/large", std::string((std::size_t{16} << 20) + 1, ' '));
  read(fault.files().outside("/large"));
  for (const char* text : {"scope=1", "[]"}) {
    if (const auto arguments = protocol::read_arguments(text); !arguments) {
      fault.say("failed", arguments.error().message);
    }
  }
  if (const auto tracers = kernel::read_tracers("/nowhere"); !tracers) {
    fault.say("failed", tracers.error().message);
  }
}

Plan plan_with(const Command& command) {
  Plan plan;
  plan.edits.push_back(
      {.path = kFile, .before = Absent{}, .after = Bytes{"new\n"}, .purpose = std::string{"removed "} + kFile});
  plan.commands.push_back(command);
  return plan;
}

/// Commands that fail while a plan is carried out, and what becomes of what was done.
void play_apply(Sayings& sayings) {
  Fault fault{"a step that fails", sayings};
  fault.files().directory("/etc/sysctl.d");
  const auto carry_out = [&](const Command& command) {
    const Outcome outcome = apply(fault.files().root(), plan_with(command), false);
    for (const std::string& warning : outcome.warnings) {
      fault.say("warning", warning);
    }
    for (const std::string& action : outcome.actions) {
      fault.say("action", action);
    }
    if (outcome.failure) {
      fault.say("failed", outcome.failure->message);
    }
    ::unlink(fault.files().outside(kFile).c_str());
  };
  const std::string spoil = "echo other >" + fault.files().outside(kFile) + "; exit 1";
  carry_out({.argv = {"/bin/sh", "-c", "echo 'Job failed.'; exit 1"}, .on_failure = OnFailure::kFail});
  carry_out({.argv = {"false"}, .purpose = "", .on_failure = OnFailure::kWarn});
  carry_out({.argv = {"/bin/sh", "-c", spoil}, .on_failure = OnFailure::kFail});
  carry_out({.argv = {"not-installed"}, .on_failure = OnFailure::kWarn});
}

/// What is said when the host is not as promised after a run.
void play_verify(Sayings& sayings) {
  Fault fault{"another program at work", sayings};
  Request request;
  request.verb = Verb::kEnsure;
  Plan plan;
  plan.runtime = RuntimeWrite{.before = Scope::kClassic, .after = Scope::kRestricted};
  Status after;
  fault.failed(verify(request, plan, after));
  after.runtime.value = Scope::kClassic;
  fault.failed(verify(request, plan, after));
  after.runtime.value = Scope::kRestricted;
  after.verdict = Verdict{.boot_faults = {"systemd sets 2 (/etc/sysctl.d/99-b.conf:1) at the next boot"}};
  fault.failed(verify(request, plan, after));
}

}  // namespace

void play_faults(Sayings& sayings) {
  play_errors_of_the_kernel(sayings);
  play_runtime(sayings);
  play_probe(sayings);
  play_files(sayings);
  play_arguments(sayings);
  play_apply(sayings);
  play_verify(sayings);
}

}  // namespace yama::test
