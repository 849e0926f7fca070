// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/apply.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <utility>

#include "apply/edit_file.h"
#include "base/limits.h"
#include "base/scope.h"
#include "base/text.h"
#include "host/backup.h"
#include "host/command.h"
#include "host/may_change.h"
#include "host/new_place.h"
#include "kernel/runtime.h"

namespace yama {
namespace {

/// "`systemctl start x` ended with status 1: Job for x failed."
std::string failure_of(const Command& command, const host::CommandResult& result) {
  std::string output = result.output;
  while (output.ends_with('\n')) {
    output.pop_back();
  }
  return "`" + join(command.argv, " ") + "` " +
         (result.timed_out ? "did not end in time" : "ended with status " + std::to_string(result.exit_status)) +
         (output.empty() ? "" : ": " + output);
}

/// One plan on its way: knows what has been done, so that it can be taken back.
class Run {
 public:
  Run(const host::Root& root, const Plan& plan, bool backup) : root_(root), plan_(plan), backup_(backup) {}

  Outcome run() {
    for (const auto step : steps()) {
      if (auto stepped = (this->*step)(); !stepped) {
        outcome_.failure = stepped.error();
        take_back();
        break;
      }
    }
    return std::move(outcome_);
  }

 private:
  using Steps = std::array<Done (Run::*)(), 3>;

  [[nodiscard]] Steps steps() const {
    return plan_.locks() ? Steps{&Run::edit_files, &Run::run_commands, &Run::write_runtime}
                         : Steps{&Run::write_runtime, &Run::edit_files, &Run::run_commands};
  }

  Done write_runtime() {
    if (!plan_.runtime) {
      return done();
    }
    if (auto written = kernel::write_scope(plan_.runtime->after); !written) {
      return written;
    }
    runtime_written_ = true;
    outcome_.actions.push_back("set the running kernel to " + to_string(plan_.runtime->after));
    return done();
  }

  Done edit_files() {
    for (const Edit& edit : plan_.edits) {
      if (backup_ && std::holds_alternative<Bytes>(edit.before) && !is_of_this_run(edit)) {
        auto copy = host::backup_file(root_, edit.path);
        if (!copy) {
          return copy.error();
        }
        outcome_.backup_files.push_back(std::move(copy).value());
      }
      if (auto edited = edit_file(root_, edit.path, edit.before, edit.after); !edited) {
        outcome_.changed_meanwhile = edited.error().changed_meanwhile;
        edits_done_ += is_in_place(root_, edit.path, edit.after) ? 1 : 0;  // it is to be taken back, too
        return edited;
      }
      ++edits_done_;
      outcome_.actions.push_back(edit.purpose);
    }
    return done();
  }

  /// Whether what the edit finds was put there by an earlier one.
  [[nodiscard]] bool is_of_this_run(const Edit& edit) const {
    return std::any_of(plan_.edits.begin(), plan_.edits.begin() + static_cast<std::ptrdiff_t>(edits_done_),
                       [&edit](const Edit& earlier) { return earlier.path == edit.path; });
  }

  Done run_commands() {
    for (const Command& command : plan_.commands) {
      ++commands_begun_;
      auto result = host::run_command(command.argv, limit::kCommandTime);
      if (!result) {
        outcome_.warnings.push_back(result.error().message);
        continue;
      }
      const auto value = kernel::read_runtime().value;
      if (command.expected && value != command.expected) {
        return Error{command.argv.front() + " left the running kernel at " +
                     (value ? to_string(*value) : std::string{"no value"}) + " instead of " +
                     to_string(*command.expected) + (result->timed_out ? " (it did not end in time)" : "") +
                     (result->output.empty() ? std::string{} : ": " + result->output)};
      }
      if (result->exit_status == 0 || command.expected) {
        outcome_.actions.push_back(command.purpose);
      } else if (command.on_failure == OnFailure::kFail) {
        return Error{failure_of(command, *result)};
      } else if (command.on_failure == OnFailure::kWarn) {
        outcome_.warnings.push_back(failure_of(command, *result));
      }
    }
    return done();
  }

  void leave_behind(const std::string& why) {
    outcome_.left_behind = true;
    outcome_.warnings.push_back("could not take a change back: " + why);
  }

  void take_back() {
    take_edits_back();
    take_runtime_back();
    if (!outcome_.left_behind) {  // the files are as their backups are
      remove_backups();
    }
  }

  void remove_backups() {
    std::erase_if(outcome_.backup_files,
                  [this](const std::string& path) { return host::remove_backup(root_, path).ok(); });
  }

  /// Ends at an edit that stays: those before it stay too, since only the moments of the plan have a next boot that is
  /// known to be right.
  void take_edits_back() {
    for (std::size_t i = edits_done_; i-- > 0;) {
      const Edit& edit = plan_.edits[i];
      auto undone = edit_file(root_, edit.path, edit.after, edit.before);
      if (!undone && !is_in_place(root_, edit.path, edit.before)) {
        leave_behind(undone.error().message);
        break;
      }
      outcome_.actions.push_back("took back: " + edit.purpose);
    }
    for (std::size_t i = 0; i < commands_begun_; ++i) {
      const Command& command = plan_.commands[i];
      if (!command.again_when_taken_back) {
        continue;
      }
      const auto result = host::run_command(command.argv, limit::kCommandTime);
      if (result && result->exit_status == 0) {
        outcome_.actions.push_back(command.purpose);
      } else {
        outcome_.warnings.push_back(result ? failure_of(command, *result) : result.error().message);
      }
    }
  }

  void take_runtime_back() {
    if (plan_.locks()) {
      if (kernel::read_runtime().value == Scope::kNoAttach) {  // by a command
        leave_behind("the running kernel keeps 3 until it is rebooted");
      }
      return;
    }
    if (!runtime_written_) {
      return;
    }
    if (!plan_.runtime->before) {
      leave_behind("the running kernel keeps " + to_string(plan_.runtime->after) + " until it is rebooted");
      return;
    }
    if (auto undone = kernel::write_scope(*plan_.runtime->before); !undone) {
      leave_behind(undone.error().message);
    } else {
      outcome_.actions.push_back("took back: set the running kernel to " + to_string(*plan_.runtime->before));
    }
  }

  const host::Root& root_;
  const Plan& plan_;
  bool backup_;
  bool runtime_written_ = false;
  std::size_t edits_done_ = 0;
  std::size_t commands_begun_ = 0;
  Outcome outcome_;
};

}  // namespace

Outcome apply(const host::Root& root, const Plan& plan, bool backup) { return Run{root, plan, backup}.run(); }

Done check_writable(const host::Root& root, const Plan& plan) {
  for (const Edit& edit : plan.edits) {
    if (auto may = host::may_write(root, edit.path); !may) {
      return may;
    }
    const bool is_file = std::holds_alternative<Bytes>(edit.before);
    if (auto may = is_file ? host::may_change(root, edit.path) : done(); !may) {
      return may;
    }
  }
  return done();
}

}  // namespace yama
