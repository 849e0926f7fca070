// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/status_rows.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "base/scope.h"
#include "base/text.h"
#include "cli/fit.h"
#include "cli/judgement.h"
#include "status/words.h"
#include "sysctl/loader_table.h"

namespace yama::cli {
namespace {

using Values = sysctl::PerLoader<std::optional<Scope>>;

std::string show_value(std::optional<Scope> value) { return value ? to_string(*value) : std::string{"-"}; }

std::string loader_name(sysctl::Loader loader, const BootValue& boot) {
  std::string name = boot.program.empty() ? std::string{sysctl::row_of(loader).program} : one_line(boot.program);
  if (!boot.version.empty()) {
    return name + " " + one_line(boot.version);
  }
  return name + (boot.installed ? ", version not known" : ", not installed");
}

std::string remark_on(const BootValue& boot) {
  std::vector<std::string> remarks;
  if (boot.file.empty()) {
    remarks.push_back(boot.value           ? "set before it runs"
                      : boot.notes.empty() ? "no file sets it"
                                           : one_line(boot.notes.front()));
  }
  if (!boot.started_by.empty()) {
    remarks.push_back("started by " + one_line(boot.started_by));
  }
  if (boot.value != boot.value_without_run) {
    remarks.push_back(show_value(boot.value_without_run) + " once /run is empty");
  }
  if (boot.locks) {
    remarks.emplace_back("locks at 3");
  }
  return join(remarks);
}

StatusRow loader_row(sysctl::Loader loader, const BootValue& boot, const Goal& goal, bool decides) {
  Style style = boot.value == boot.final_value ? style_of_value(goal, boot.value, decides) : Style::kPlain;
  if (boot.uncertain && goal.scope) {
    style = Style::kDoubtful;
  }
  return {.label = decides ? "next boot" : "by hand",
          .value = {show_value(boot.value), style},
          .who = loader_name(loader, boot),
          .place = boot.file.empty() ? "" : place_text(boot.file, boot.line),
          .remark = remark_on(boot)};
}

/// The loaders that decide stand first.
void add_loaders(const Status& status, const Goal& goal, std::vector<StatusRow>& rows) {
  if (status.asked.empty()) {
    rows.push_back({.label = "next boot",
                    .value = {"?", goal.scope ? Style::kDoubtful : Style::kPlain},
                    .who = "no loader is known to run",
                    .place = {},
                    .remark = {}});
  }
  for (const bool decides : {true, false}) {
    for (const sysctl::Loader loader : status.asked) {
      if ((std::ranges::find(status.deciding, loader) != status.deciding.end()) == decides) {
        rows.push_back(loader_row(loader, status.boot[loader], goal, decides));
      }
    }
  }
}

std::string_view label_of(StageTime time) { return time == StageTime::kAfter ? "then" : word_for(time); }

/// What writes the value besides the loaders, before them or later.
void add_stages(const Status& status, const Goal& goal, bool before, std::vector<StatusRow>& rows) {
  for (const Stage& stage : status.stages) {
    const bool is_shown = stage.value && (stage.active || stage.kind == StageKind::kBootUnit);
    if (!is_shown || (stage.time == StageTime::kBefore) != before) {
      continue;
    }
    const bool spoils = goal.scope && !goal.accepts(stage.value) && stage.active && !before;
    rows.push_back({.label = std::string{label_of(stage.time)},
                    .value = {show_value(stage.value), !spoils         ? Style::kPlain
                                                       : stage.certain ? Style::kBad
                                                                       : Style::kDoubtful},
                    .who = one_line(stage.note) + (stage.active ? "" : " (inactive)"),
                    .place = place_text(stage.file, stage.line),
                    .remark = {}});
  }
}

/// The value of all, or each of them: "1 or -".
std::string show_values(const sysctl::Loaders& loaders, const Values& values) {
  if (const auto value = sysctl::common_value(loaders, values)) {
    return show_value(*value);
  }
  std::vector<std::string> texts;
  std::ranges::transform(loaders, std::back_inserter(texts),
                         [&values](sysctl::Loader loader) { return show_value(values[loader]); });
  return join(texts, " or ");
}

/// What the boot comes to in the end, where that is not what the loaders leave; and the way around the boot unit.
void add_ends(const Status& status, const Goal& goal, std::vector<StatusRow>& rows) {
  const sysctl::Loaders& loaders = status.deciding.empty() ? status.asked : status.deciding;
  const Values left =
      sysctl::for_each_loader(loaders, [&](sysctl::Loader loader) { return status.boot[loader].value; });
  const Values end =
      sysctl::for_each_loader(loaders, [&](sysctl::Loader loader) { return status.boot[loader].final_value; });
  if (end != left) {
    const bool right = std::ranges::all_of(loaders, [&](sysctl::Loader loader) { return goal.accepts(end[loader]); });
    const Style style = !goal.scope ? Style::kPlain : right ? Style::kGood : Style::kBad;
    rows.push_back(
        {.label = "in the end", .value = {show_values(loaders, end), style}, .who = {}, .place = {}, .remark = {}});
  }
  if (!status.maintenance) {
    return;
  }
  const Values& value = status.maintenance->value;
  const bool now = status.maintenance->now;
  if (now || std::ranges::any_of(loaders, [&](sysctl::Loader loader) { return value[loader] != end[loader]; })) {
    rows.push_back({.label = "maintenance",
                    .value = show_values(loaders, value),
                    .who = "boot with '" + status.maintenance->argument + "'" + (now ? ", as now" : ""),
                    .place = {},
                    .remark = {}});
  }
}

StatusRow runtime_row(const kernel::Runtime& runtime, const Goal& goal) {
  const std::string none = runtime.yama ? "not readable" : "no Yama";
  return {.label = "now",
          .value = {show_value(runtime.value), style_of_value(goal, runtime.value)},
          .who = runtime.value ? std::string{name_of(*runtime.value)} : none,
          .place = {},
          .remark = runtime.value ? "" : one_line(runtime.why_not)};
}

}  // namespace

std::vector<StatusRow> status_rows(const Status& status, const Goal& goal) {
  std::vector<StatusRow> rows;
  if (!status.image) {
    rows.push_back(runtime_row(status.runtime, goal));
  }
  add_stages(status, goal, true, rows);
  add_loaders(status, goal, rows);
  add_stages(status, goal, false, rows);
  add_ends(status, goal, rows);
  for (std::size_t i = rows.size(); i-- > 1;) {
    if (rows[i].label == rows[i - 1].label) {
      rows[i].label.clear();
    }
  }
  return rows;
}

std::vector<Row> cells_of(const std::vector<StatusRow>& rows, const View& view) {
  constexpr std::size_t kShort = 32;
  std::vector<Row> cells;
  cells.reserve(rows.size());
  for (const StatusRow& row : rows) {
    const bool moves = row.place.empty() && (view.columns == 0 || width_of(row.remark) <= kShort);
    cells.push_back({row.label, row.value, row.who, moves ? row.remark : one_line(row.place), moves ? "" : row.remark});
  }
  return cells;
}

}  // namespace yama::cli
