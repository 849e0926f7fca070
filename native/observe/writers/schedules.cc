// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/schedules.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "observe/config_text.h"
#include "observe/writers/script_stage.h"

namespace yama::writers {
namespace {

using host::Attempt;
using host::Root;

constexpr std::string_view kBlanks = " \t";

/// What stands before the command in a line of a table.
struct TableForm {
  int fields = 5;
  bool names_user = false;
};
constexpr TableForm kSystemTable = {.fields = 5, .names_user = true};
constexpr TableForm kUserTable = {.fields = 5, .names_user = false};
constexpr TableForm kAnacron = {.fields = 3, .names_user = false};

/// Names that run-parts and Debian's cron pass over; others read names with dots as well.
bool is_plain_name(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
         std::string_view::npos;
}

bool is_leftover(std::string_view path) {
  return path.ends_with('~') || path.ends_with(".rpmsave") || path.ends_with(".rpmnew") || path.ends_with(".rpmorig") ||
         path.ends_with(".swp") || path.find(".dpkg-") != std::string_view::npos;
}

void skip_field(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_of(kBlanks), text.size()));
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
}

/// The command of a line; empty when it is none, such as "NAME=value". A '%' ends it, unless a backslash is before it.
std::string command_of(std::string_view line, const TableForm& form) {
  const std::size_t first_end = line.find_first_of(kBlanks);
  const std::size_t equals = line.find('=');
  const bool at_word = line.starts_with('@');
  if (equals != std::string_view::npos && equals < first_end && !at_word) {
    return {};
  }
  for (int field = 0; field < (at_word && form.fields == kSystemTable.fields ? 1 : form.fields); ++field) {
    skip_field(line);
  }
  if (form.names_user) {
    skip_field(line);
  }
  std::string command;
  for (std::size_t i = 0; i < line.size() && line[i] != '%'; ++i) {
    i += line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '%' ? 1 : 0;
    command += line[i];
  }
  return command;
}

class ScheduleReader {
 public:
  explicit ScheduleReader(const Root& root)
      : root_(root), debian_cron_(root.exists("/usr/sbin/cron") && !root.exists("/usr/sbin/crond")) {}

  std::vector<Stage> read() && {
    add_table("/etc/crontab", kSystemTable, "cron");
    add_table("/etc/anacrontab", kAnacron, "anacron");
    for (const std::string& path : files_in(root_, "/etc/cron.d")) {
      if (!is_leftover(path) && (is_plain_name(path) || !debian_cron_)) {
        add_table(path, kSystemTable, "cron");
      }
    }
    for (const std::string_view spool :
         {"/var/spool/cron/crontabs", "/var/spool/cron/tabs", "/var/spool/cron", "/etc/crontabs"}) {
      for (const std::string& path : files_in(root_, spool)) {
        add_table(path, kUserTable, "cron of the user " + path.substr(path.rfind('/') + 1));
      }
    }
    for (const std::string_view period : {"hourly", "daily", "weekly", "monthly", "yearly"}) {
      add_scripts("/etc/cron." + std::string(period), "cron." + std::string(period));
    }
    for (const std::string_view period : {"15min", "hourly", "daily", "weekly", "monthly"}) {
      add_scripts("/etc/periodic/" + std::string(period), "cron");
    }
    for (const std::string_view spool : {"/var/spool/cron/atjobs", "/var/spool/at"}) {
      for (const std::string& path : files_in(root_, spool)) {
        append(stages_, stages_of_script(root_, {.kind = StageKind::kScheduled, .note = "at", .sure = false}, path));
      }
    }
    return std::move(stages_);
  }

 private:
  void add_table(const std::string& path, const TableForm& form, const std::string& note) {
    const Attempt<std::string> bytes = root_.read(path, limit::kText);
    if (!bytes.ok()) {
      return;
    }
    for (const config::Line& line : config::lines_of(*bytes)) {
      const bool at_boot = line.text.starts_with("@reboot");
      const Runner runner{
          .kind = StageKind::kScheduled, .note = note + (at_boot ? " at boot" : " at its time"), .sure = false};
      append(stages_, stages_of_text(root_, runner, path, line.number, command_of(line.text, form)));
    }
  }

  void add_scripts(const std::string& directory, const std::string& note) {
    for (const std::string& path : files_in(root_, directory)) {
      const bool runs = is_executable(root_, path) && !is_leftover(path) && (is_plain_name(path) || !debian_cron_);
      append(stages_, stages_of_script(
                          root_, {.kind = StageKind::kScheduled, .note = note, .active = runs, .sure = false}, path));
    }
  }

  const Root& root_;
  bool debian_cron_;
  std::vector<Stage> stages_;
};

}  // namespace

std::vector<Stage> stages_of_schedules(const Root& root) { return ScheduleReader(root).read(); }

}  // namespace yama::writers
