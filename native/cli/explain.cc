// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/explain.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>
#include <vector>

#include "base/scope.h"
#include "base/text.h"
#include "cli/fit.h"
#include "cli/judgement.h"
#include "cli/table.h"
#include "status/timeline.h"
#include "status/words.h"
#include "sysctl/loader_table.h"

namespace yama::cli {
namespace {

struct Section {
  std::string title;
  std::vector<Row> lines;
  std::string last = {};  ///< a sentence below the lines
  Style judged = Style::kPlain;
};

/// How the value looks that a step writes, by what the host is judged by: whether it may be wrong, and stays.
Style style_of(const Step& step, const Goal& goal, bool decides) {
  if (!step.certain) {
    return Style::kDoubtful;
  }
  if (!step.writes || (step.fate != sysctl::Fate::kWins && step.writes != Scope::kNoAttach)) {
    return Style::kFaint;
  }
  return style_of_value(goal, step.writes, decides);
}

Row row_of(const Step& step, Style style) {
  const std::string value = step.writes ? to_string(*step.writes) : step.certain ? "." : "?";
  const Style rest = style == Style::kFaint ? style : Style::kPlain;
  return {{value, style},
          {one_line(place_text(step.file, step.line)), rest},
          {one_line(step.text), rest},
          {one_line(step.remark), rest}};
}

std::vector<Row> rows_of(const std::vector<Step>& steps, const Goal& goal, bool decides = true) {
  std::vector<Row> lines;
  std::ranges::transform(steps, std::back_inserter(lines),
                         [&](const Step& step) { return row_of(step, style_of(step, goal, decides)); });
  return lines;
}

Section before_section(const Timeline& timeline, const Goal& goal) {
  Section section{.title = "Before the loaders", .lines = rows_of(timeline.before, goal)};
  section.lines.insert(section.lines.begin(),
                       Row{"?", "the kernel's default", "", "0 in Debian's kernels, 1 in most others"});
  return section;
}

std::string loader_title(sysctl::Loader loader, const BootValue& boot) {
  const sysctl::LoaderRow& row = sysctl::row_of(loader);
  const bool by_script = boot.program != row.program && !boot.program.empty();
  std::string title{by_script ? std::string_view{boot.program} : row.title};
  if (!boot.version.empty()) {
    title += " " + one_line(boot.version);
  } else {
    title += boot.installed ? " of a release that could not be told" : ", which is not installed";
  }
  if (!boot.started_by.empty()) {
    title += ", started by " + one_line(boot.started_by);
  }
  title += boot.start == InstalledLoader::Start::kNever ? ", not run at boot" : "";
  return title + ": " + std::string{row.manner};
}

Section loader_section(const Status& status, const Timeline& timeline, sysctl::Loader loader, const Goal& goal) {
  const BootValue& boot = status.boot[loader];
  const LoaderSteps& way = timeline.loaders[loader];
  const bool decides = std::ranges::find(status.deciding, loader) != status.deciding.end();
  Section section;
  section.title = loader_title(loader, boot);
  section.lines = rows_of(way.steps, goal, decides);
  if (section.lines.empty()) {
    section.lines.push_back({".", "", "", "no line names the key"});
  }
  for (const std::string& note : way.runs ? boot.notes : std::vector<std::string>{}) {
    section.lines.push_back({"", "", "", {one_line(note), boot.uncertain ? Style::kDoubtful : Style::kPlain}});
  }
  for (const std::string& note : boot.disagreements) {
    section.lines.push_back({"", "", "", {"but " + one_line(note), Style::kDoubtful}});
  }
  section.last = "leaves " + boot_value_text(way.leaves) + (way.leaves == Scope::kNoAttach ? ", locked" : "");
  section.judged = way.leaves == way.ends_with ? style_of_value(goal, way.leaves, decides) : Style::kPlain;
  return section;
}

/// The sections of the boot, in its order; those without lines are left out.
std::vector<Section> sections_of(const Status& status, const Timeline& timeline, const Goal& goal) {
  std::vector<Section> sections = {before_section(timeline, goal)};
  for (const sysctl::Loader loader : status.asked) {
    sections.push_back(loader_section(status, timeline, loader, goal));
  }
  sections.push_back({.title = "After the loaders", .lines = rows_of(timeline.after, goal)});
  sections.push_back({.title = "Gone at the next boot, when /run is empty", .lines = rows_of(timeline.gone, goal)});
  sections.push_back({.title = "Takes no part in the next boot", .lines = rows_of(timeline.without_part, goal)});
  for (Row& line : sections.back().lines) {
    line.front().text = ".";
    for (Cell& cell : line) {
      cell.style = Style::kFaint;
    }
  }
  std::erase_if(sections, [](const Section& section) { return section.lines.empty(); });
  return sections;
}

/// All lines share one table, so that the columns of all sections stand below each other.
std::string draw(const std::vector<Section>& sections, const View& view) {
  std::vector<Row> rows;
  for (const Section& section : sections) {
    rows.insert(rows.end(), section.lines.begin(), section.lines.end());
  }
  const std::vector<std::string> drawn = table_rows(rows, view, {.indent = 2, .below = 1});
  auto next = drawn.begin();
  std::string text;
  for (const Section& section : sections) {
    text += "\n" + view.sentence("", section.title, Style::kTitle);
    text = std::accumulate(next, next + static_cast<std::ptrdiff_t>(section.lines.size()), std::move(text));
    next += static_cast<std::ptrdiff_t>(section.lines.size());
    text += section.last.empty() ? "" : view.sentence("  ", section.last, section.judged);
  }
  return text;
}

std::string now_text(const Status& status, const Goal& goal, const View& view) {
  if (status.image) {
    return {};
  }
  const std::string now = status.runtime.value ? to_string(*status.runtime.value) + " in the running kernel"
                                               : one_line(status.runtime.why_not);
  return view.sentence("Now:        ", now, style_of_value(goal, status.runtime.value, true));
}

std::string value_by_loader(const Status& status, const sysctl::Loaders& loaders,
                            const sysctl::PerLoader<std::optional<Scope>>& values) {
  if (const auto value = sysctl::common_value(loaders, values); value && loaders.size() > 1) {
    return boot_value_text(*value) + (loaders.size() == 2 ? " with either loader" : " with each loader");
  }
  std::vector<std::string> texts;
  texts.reserve(loaders.size());
  for (const sysctl::Loader loader : loaders) {
    texts.push_back(boot_value_text(values[loader]) + " with " + status.boot[loader].program);
  }
  return join(texts, ", ");
}

std::string next_text(const Status& status, const Timeline& timeline, const Goal& goal, const View& view) {
  const sysctl::Loaders& loaders = status.deciding.empty() ? status.asked : status.deciding;
  const auto next =
      sysctl::for_each_loader(loaders, [&](sysctl::Loader loader) { return timeline.loaders[loader].ends_with; });
  const auto with_run =
      sysctl::for_each_loader(loaders, [&](sysctl::Loader loader) { return status.boot[loader].final_value; });
  if (loaders.empty()) {
    return view.sentence("Next boot:  ", "not known", Style::kDoubtful);
  }
  const auto is_right = [&](sysctl::Loader loader) { return goal.accepts(next[loader]); };
  const Style judged = !goal.scope                              ? Style::kPlain
                       : std::ranges::all_of(loaders, is_right) ? Style::kGood
                                                                : Style::kBad;
  std::string text = view.sentence("Next boot:  ", value_by_loader(status, loaders, next), judged);
  if (with_run != next) {
    text += view.sentence("            ", value_by_loader(status, loaders, with_run) +
                                              " if something writes the files in /run again before");
  }
  return text;
}

/// "Wrong for scope 1 (/etc/sysctl.conf:2 asks for it; --scope judges by another):".
std::string judgement_text(const Fix& fix, bool by_request, const View& view) {
  const Verdict& verdict = fix.verdict;
  const bool more = !fix.faults.empty() || !fix.doubts.empty();
  std::string words = !verdict.not_applicable.empty() ? "Not applicable: scope "
                      : verdict.faulty()              ? "Wrong for scope "
                      : !verdict.unknown.empty()      ? "Not known for scope "
                                                      : "Right for scope ";
  words += to_string(fix.scope) + (verdict.minimum ? " or stricter" : "");
  words += fix.faults.empty() && !fix.doubts.empty() ? ", with doubts" : "";
  const std::string who =
      fix.wanted_by.empty() ? "nothing here asks for a scope" : one_line(fix.wanted_by) + " asks for it";
  const std::string why = by_request ? "" : "(" + who + "; --scope judges by another)";
  std::string text = view.sentence("", words + (why.empty() ? "" : " " + why) + (more ? ":" : ""));
  const std::size_t at = text.find(words);  // the judgement alone is painted, where it stands on one line
  return at == 0 ? view.palette.paint(style_of_verdict(verdict), words) + text.substr(words.size()) : text;
}

std::string fix_text(const Fix& fix, bool by_request, const View& view) {
  std::string text = judgement_text(fix, by_request, view);
  if (!fix.verdict.not_applicable.empty()) {
    return text + view.sentence("  - ", one_line(fix.why_not));
  }
  for (const std::string& fault : fix.faults) {
    const bool is_last_word = fix.steps.empty() && fix.why_not.starts_with(fault);
    text += is_last_word ? "" : view.sentence("  - ", one_line(fault));
  }
  for (const std::string& doubt : fix.doubts) {
    text += view.sentence("  ? ", one_line(doubt), Style::kDoubtful);
  }
  if (fix.faults.empty()) {
    return text;
  }
  if (fix.steps.empty()) {
    return text + (fix.why_not.empty()
                       ? ""
                       : view.sentence("", (fix.is_known ? "Nothing that this program does fixes it: " : "") +
                                               one_line(fix.why_not)));
  }
  text += fix.steps.size() == 1 ? "This fixes it:\n" : "This fixes it, in this order:\n";
  for (const Fix::Step& step : fix.steps) {
    text += step.is_command ? "  " + view.palette.paint(Style::kTitle, command_text(step.text, view)) + "\n"
                            : view.sentence("  ", one_line(step.text));
  }
  return text;
}

}  // namespace

std::string explain(const Report& report, const View& view) {
  const Status& status = *report.before;
  const Timeline timeline = timeline_of(status);
  const Goal goal = report.fix ? judged_by(report.fix->verdict) : Goal{};
  std::string text = view.sentence("", "kernel.yama.ptrace_scope on its way through the next boot", Style::kTitle);
  text += draw(sections_of(status, timeline, goal), view) + "\n";
  text += now_text(status, goal, view) + next_text(status, timeline, goal, view);
  return text + (report.fix ? "\n" + fix_text(*report.fix, status.verdict.has_value(), view) : std::string{});
}

}  // namespace yama::cli
