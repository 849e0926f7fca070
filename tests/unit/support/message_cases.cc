// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/message_cases.h"

#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

#include "apply/edit_file.h"
#include "cli/command_line.h"
#include "job/job.h"
#include "observe/running.h"
#include "plan/copies.h"
#include "plan/fix.h"
#include "plan/observation_after.h"
#include "plan/planner.h"
#include "protocol/read_arguments.h"
#include "report/message.h"
#include "report/report.h"
#include "request/check.h"
#include "status/assess.h"
#include "status/timeline.h"
#include "status/words.h"
#include "support/archive.h"
#include "support/scratch.h"

namespace yama::test {
namespace {

namespace json = boost::json;

std::string text_or(const json::object& object, std::string_view name, std::string otherwise) {
  const json::value* value = object.if_contains(name);
  return value == nullptr ? std::move(otherwise) : std::string{value->as_string()};
}

bool flag_or(const json::object& object, std::string_view name, bool otherwise) {
  const json::value* value = object.if_contains(name);
  return value == nullptr ? otherwise : value->as_bool();
}

void put_file(const Scratch& files, const std::string& path, const json::value& content) {
  if (content.is_string()) {
    files.write(path, content.as_string());
    return;
  }
  const json::object& special = content.as_object();
  if (special.contains("label")) {  // of SELinux
    files.write(path, special.at("text").as_string());
    const std::string label{special.at("label").as_string()};
    static_cast<void>(::setxattr(files.outside(path).c_str(), "security.selinux", label.c_str(), label.size() + 1, 0));
    return;
  }
  if (special.contains("program")) {
    files.write(path, special.at("program").as_string(), 0755);
  } else if (special.contains("link")) {
    files.link(path, special.at("link").as_string());
  } else if (special.contains("fifo")) {
    files.fifo(path);
  } else if (special.contains("hard_link")) {
    const std::string other = files.outside(special.at("hard_link").as_string());
    static_cast<void>(::link(other.c_str(), files.outside(path).c_str()));
  } else if (special.contains("cpio")) {
    Archive archive;
    for (const auto& item : special.at("cpio").as_object()) {
      archive.file(item.key(), item.value().as_string());
    }
    files.write(path, archive.bytes());
  } else if (special.contains("bytes")) {  // so many times "x"
    files.write(path, std::string(static_cast<std::size_t>(special.at("bytes").as_int64()), 'x') +
                          text_or(special, "then", ""));
  } else if (special.contains("numbered")) {  // so many lines, each with its number at its end
    std::string text = "#!/bin/sh\n";
    for (std::int64_t i = 1; i <= special.at("times").as_int64(); ++i) {
      text.append(special.at("numbered").as_string()).append(std::to_string(i)).append("\n");
    }
    files.write(path, text, 0755);
  } else {
    files.directory(path);
  }
}

/// The folder of a case's host.
void make_host(const Scratch& files, const json::object& host) {
  if (const std::string systemd = text_or(host, "systemd", "252.39"); !systemd.empty()) {
    files.write("/usr/lib/systemd/systemd-sysctl", "");
    files.write("/usr/lib/systemd/systemd", "");
    files.write("/var/lib/dpkg/status",
                "Package: systemd\nStatus: install ok installed\nVersion: " + systemd + "-1\n\n");
  }
  if (const std::string procps = text_or(host, "procps", "4.0.2"); !procps.empty()) {
    files.write("/usr/sbin/sysctl", "procps-ng " + procps + "\n");
  }
  if (const json::value* given = host.if_contains("files")) {
    for (const auto& item : given->as_object()) {
      put_file(files, std::string{item.key()}, item.value());
    }
  }
}

/// One run of a case: its way through the program.
class Play {
 public:
  Play(const Scratch& files, const json::object& item, Sayings& sayings)
      : files_(files), name_(item.at("case").as_string()), sayings_(sayings) {
    static const json::object kNone;
    const json::value* host = item.if_contains("host");
    host_ = host == nullptr ? &kNone : &host->as_object();
    if (const json::value* now = host_->if_contains("now")) {
      runtime_ = kernel::Runtime{.yama = !now->is_null(),
                                 .value = now->is_null() ? std::nullopt : std::optional{scope_of(*now)},
                                 .writable = flag_or(*host_, "writable", !now->is_null()),
                                 .why_not = text_or(*host_, "why_not", "")};
      if (now->is_string()) {  // there, and no scope
        runtime_->value = std::nullopt;
      }
    }
  }

  void run(const json::object& options) {
    const json::value* words = options.if_contains("argv");
    if (words != nullptr) {
      std::vector<std::string> argv;
      for (const json::value& word : words->as_array()) {
        argv.emplace_back(word.as_string());
      }
      const auto order = cli::read_command_line(argv);
      order ? carry_out(order->request) : say("usage", order.error().message);
      return;
    }
    const auto arguments = protocol::read_arguments(json::serialize(options));
    arguments ? carry_out(arguments->request) : say("usage", arguments.error().message);
  }

 private:
  static Scope scope_of(const json::value& value) {
    return static_cast<Scope>(value.is_int64() ? value.as_int64() : 0);
  }

  /// The folder's name is another in each run.
  void say(const std::string& kind, std::string text) {
    for (std::size_t at = text.find(files_.path()); at != std::string::npos; at = text.find(files_.path())) {
      text.replace(at, files_.path().size(), "/srv/image");
    }
    std::ranges::replace(text, '\n', ' ');
    sayings_.add(kind, name_, text);
  }

  void say_all(const std::string& kind, const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      say(kind, text);
    }
  }

  void carry_out(Request request) {
    if (runtime_) {
      on_running_host(request);
      return;
    }
    request.root = files_.path();
    tell(do_job(request), request);
  }

  void on_running_host(const Request& request) {
    const Running running{.facts = {.container = text_or(*host_, "container", ""),
                                    .systemd = flag_or(*host_, "booted", true),
                                    .command_line = text_or(*host_, "command_line", "")},
                          .runtime = *runtime_};
    Observation seen = *observe_as(files_.root(), running, request.other_writers == OtherWriters::kRead);
    if (const json::value* unseen = host_->if_contains("unseen")) {
      seen.as_root = flag_or(*host_, "as_root", false);
      for (const json::value& path : unseen->as_array()) {
        seen.unseen.emplace_back(path.as_string());
      }
    }
    seen.platform.usr_is_read_only = flag_or(*host_, "usr_is_read_only", false);
    seen.platform.local_is_read_only = flag_or(*host_, "local_is_read_only", false);
    add_tracers(seen);
    Report report;
    report.before = assessed(request, seen);
    if (request.only_looks()) {
      if (request.advises()) {
        report.fix = find_fix(seen, request, *report.before);
      }
      if (request.audits()) {
        report.audit = audit_of(seen, *report.before, *report.fix, request, 0);
      }
      report.msg = message_for(report, request);
    } else if (auto plan = make_plan(seen, request); !plan) {
      report = report_refusal(*report.before, plan.error());
    } else {
      report.changed = plan->changes_something();
      report.warnings = plan->warnings;
      report.reboot_required = plan->reboot_required;
      report.actions = intentions_of(*plan);
      report.diff = diff_of(*plan);
      report.after = report.changed ? assessed(request, observation_after(seen, *plan)) : report.before;
      report.msg = message_for(report, request);
      if (!is_not_applicable(report, request)) {
        std::ranges::move(warnings_of_doubts(*report.after), std::back_inserter(report.warnings));
      }
      keep(*plan);
    }
    tell(report, request);
  }

  /// For the next run of the case.
  void keep(const Plan& plan) {
    for (const Edit& edit : plan.edits) {
      static_cast<void>(edit_file(files_.root(), edit.path, edit.before, edit.after));
    }
    runtime_->value = plan.runtime ? plan.runtime->after : runtime_->value;
  }

  void add_tracers(Observation& seen) {
    const json::value* given = host_->if_contains("tracers");
    if (given == nullptr) {
      return;
    }
    if (given->is_string()) {
      seen.tracers_trouble = given->as_string();
      return;
    }
    seen.tracers = kernel::Tracers{};
    seen.tracers->tasks = 90;
    for (const json::value& traced : given->as_array()) {
      if (traced.is_int64()) {
        seen.tracers->unreadable = static_cast<std::size_t>(traced.as_int64());
        continue;
      }
      seen.tracers->traced.push_back({.process = 812,
                                      .task = 812 + static_cast<pid_t>(seen.tracers->traced.size()),
                                      .name = "app",
                                      .tracer = 811,
                                      .tracer_name = std::string{traced.as_string()},
                                      .tracer_exe = ""});
    }
  }

  static Status assessed(const Request& request, const Observation& seen) {
    const BootConditions conditions = conditions_for(seen, request.loaders);
    Status status = assess(seen, conditions, goal_of(request));
    status.hints = seen.hints;
    for (Hint& hint : copies::hints(seen.tree)) {
      status.hints.push_back(std::move(hint));
    }
    status.maintenance = assess_maintenance(seen, conditions, request.maintenance_argument);
    return status;
  }

  void tell(const Report& report, const Request& request) {
    const bool refused = report.failed && report.before.has_value() && report.actions.empty();
    say(report.usage_error ? "usage" : refused ? "refused" : report.failed ? "failed" : "result", report.msg);
    say_all("warning", report.warnings);
    say_all("action", report.actions);
    for (const Diff& diff : report.diff) {
      tell_marks(diff.after);
    }
    for (const auto* status : {&report.before, &report.after}) {
      if (*status && (request.only_looks() || status == &report.before)) {
        tell(**status);
      }
    }
    if (report.audit) {
      tell(*report.audit);
    }
    if (report.fix) {
      say_all("reason", report.fix->faults);
      say("no way", report.fix->why_not);
      for (const Fix::Step& step : report.fix->steps) {
        say(step.is_command ? "command" : "step", step.text);
      }
    }
  }

  void tell(const Audit& audit) {
    say("audit", audit.summary);
    if (audit.mend) {
      say("audit", audit.mend->text);
    }
    for (const WayStep& step : audit.way) {
      say("remark", step.remark);
    }
    for (const HeldJudgement& held : audit.judges) {
      say("judge", held.judgement.name);
      say("judge", held.judgement.why);
      say("judge", held.misses);
      say("judge", held.to_do);
    }
  }

  void tell(const Status& status) {
    if (status.verdict) {
      say_all("reason", reasons_of(*status.verdict));
      say_all("doubt", status.verdict->doubts);
    }
    for (const sysctl::Loader loader : status.asked) {
      const BootValue& boot = status.boot[loader];
      say_all("note", boot.notes);
      say_all("note", boot.disagreements);
      for (const sysctl::Definition& definition : boot.trace) {
        say("remark", definition.reason);
      }
    }
    for (const Stage& stage : status.stages) {
      say("stage", stage.note);
    }
    for (const Hint& hint : status.hints) {
      say("hint", hint.hint);
    }
    const Timeline timeline = timeline_of(status);
    tell(timeline.before);
    tell(timeline.after);
    tell(timeline.gone);
    for (const LoaderSteps& steps : timeline.loaders) {
      tell(steps.steps);
    }
  }

  void tell(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      say("remark", step.remark);
    }
  }

  /// The lines of a file that speak of this product.
  void tell_marks(const std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
      const std::string line = bytes.substr(at, end - at);
      if (line.find("hardening.yama") != std::string::npos || line.find("yama-ptrace") != std::string::npos ||
          line.starts_with("# MD5")) {
        say("mark", line);
      }
      at = end + 1;
    }
  }

  const Scratch& files_;
  const json::object* host_ = nullptr;
  std::string name_;
  std::optional<kernel::Runtime> runtime_;
  Sayings& sayings_;
};

}  // namespace

void play_catalogue(const std::string& path, Sayings& sayings) {
  std::ifstream file{path};
  const json::value catalogue =
      json::parse(std::string{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}});
  for (const json::value& item : catalogue.as_array()) {
    const Scratch files;
    const json::value* host = item.as_object().if_contains("host");
    make_host(files, host == nullptr ? json::object{} : host->as_object());
    Play play{files, item.as_object(), sayings};
    for (const json::value& run : item.at("runs").as_array()) {
      play.run(run.as_object());
    }
  }
}

}  // namespace yama::test
