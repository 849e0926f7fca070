// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/explain.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/scope.h"
#include "base/text.h"
#include "cli/table.h"
#include "status/timeline.h"
#include "status/words.h"
#include "sysctl/loader_table.h"

namespace yama::cli {
namespace {

/// One line of the timeline: cells, and how it looks as a whole.
struct Shown {
  Row cells;
  Style style = Style::kPlain;
};

struct Section {
  std::string title;
  std::vector<Shown> lines;
  std::string last;  ///< a sentence below the lines
};

Style style_of(const Step& step) {
  if (!step.certain || step.writes == Scope::kNoAttach) {
    return Style::kBad;
  }
  return step.fate == sysctl::Fate::kWins ? Style::kGood : Style::kFaint;
}

Shown shown(const Step& step) {
  const std::string value = step.writes ? to_string(*step.writes) : step.certain ? "." : "?";
  return {.cells = {value, printable(place_text(step.file, step.line)), printable(step.text), printable(step.remark)},
          .style = style_of(step)};
}

std::vector<Shown> shown(const std::vector<Step>& steps) {
  std::vector<Shown> lines;
  std::transform(steps.begin(), steps.end(), std::back_inserter(lines), [](const Step& step) { return shown(step); });
  return lines;
}

Section before_section(const Timeline& timeline) {
  Section section{.title = "Before the loaders", .lines = {}, .last = {}};
  section.lines.push_back({.cells = {"?", "the kernel's default", "", "0 in Debian's kernels, 1 in most others"}});
  for (Shown& line : shown(timeline.before)) {
    section.lines.push_back(std::move(line));
  }
  return section;
}

std::string loader_title(sysctl::Loader loader, const BootValue& boot) {
  const sysctl::LoaderRow& row = sysctl::row_of(loader);
  const bool by_script = boot.program != row.program && !boot.program.empty();
  std::string title{by_script ? std::string_view{boot.program} : row.title};
  if (!boot.version.empty()) {
    title += " " + printable(boot.version);
  } else {
    title += boot.installed ? " of a release that could not be told" : ", which is not installed";
  }
  if (!boot.started_by.empty()) {
    title += ", started by " + printable(boot.started_by);
  }
  title += boot.start == InstalledLoader::Start::kNever ? ", not run at boot" : "";
  return title + ": " + std::string{row.manner};
}

Section loader_section(const Status& status, const Timeline& timeline, sysctl::Loader loader) {
  const BootValue& boot = status.boot[loader];
  const LoaderSteps& way = timeline.loaders[loader];
  Section section;
  section.title = loader_title(loader, boot);
  section.lines = shown(way.steps);
  if (section.lines.empty()) {
    section.lines.push_back({.cells = {".", "", "", "no line names the key"}});
  }
  for (const std::string& note : way.runs ? boot.notes : std::vector<std::string>{}) {
    section.lines.push_back({.cells = {"", "", "", printable(note)}});
  }
  for (const std::string& note : boot.disagreements) {
    section.lines.push_back({.cells = {"", "", "", "but " + printable(note)}});
  }
  section.last = "leaves " + boot_value_text(way.leaves) + (way.leaves == Scope::kNoAttach ? ", locked" : "");
  return section;
}

/// The sections of the boot, in its order; those without lines are left out.
std::vector<Section> sections_of(const Status& status, const Timeline& timeline) {
  std::vector<Section> sections = {before_section(timeline)};
  for (const sysctl::Loader loader : status.asked) {
    sections.push_back(loader_section(status, timeline, loader));
  }
  sections.push_back({.title = "After the loaders", .lines = shown(timeline.after), .last = {}});
  sections.push_back({.title = "Gone at the next boot, when /run is empty", .lines = shown(timeline.gone), .last = {}});
  sections.push_back({.title = "Takes no part in the next boot", .lines = shown(timeline.without_part), .last = {}});
  for (Shown& line : sections.back().lines) {
    line.cells.front() = ".";
    line.style = Style::kFaint;
  }
  std::erase_if(sections, [](const Section& section) { return section.lines.empty(); });
  return sections;
}

/// All lines share one table, so that the columns of all sections stand below each other.
std::string draw(const std::vector<Section>& sections, const Palette& palette) {
  std::vector<Row> rows;
  for (const Section& section : sections) {
    for (const Shown& line : section.lines) {
      rows.push_back(line.cells);
    }
  }
  const std::string drawn = table(rows);
  std::string_view rest = drawn;
  std::string text;
  for (const Section& section : sections) {
    text += "\n" + palette.paint(Style::kTitle, section.title) + "\n";
    for (const Shown& line : section.lines) {
      const std::size_t end = rest.find('\n');
      text += "  " + palette.paint(line.style, rest.substr(0, end)) + "\n";
      rest.remove_prefix(end + 1);
    }
    text += section.last.empty() ? "" : "  " + section.last + "\n";
  }
  return text;
}

std::string now_text(const Status& status) {
  if (status.image) {
    return {};
  }
  const std::string now = status.runtime.value ? to_string(*status.runtime.value) + " in the running kernel"
                                               : printable(status.runtime.why_not);
  return "Now:        " + now + "\n";
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

std::string next_text(const Status& status, const Timeline& timeline) {
  const sysctl::Loaders& loaders = status.deciding.empty() ? status.asked : status.deciding;
  const auto next =
      sysctl::for_each_loader(loaders, [&](sysctl::Loader loader) { return timeline.loaders[loader].ends_with; });
  const auto with_run =
      sysctl::for_each_loader(loaders, [&](sysctl::Loader loader) { return status.boot[loader].final_value; });
  if (loaders.empty()) {
    return "Next boot:  not known\n";
  }
  std::string text = "Next boot:  " + value_by_loader(status, loaders, next) + "\n";
  if (with_run != next) {
    text += "            " + value_by_loader(status, loaders, with_run) +
            " if something writes the files in /run again before\n";
  }
  return text;
}

std::string fix_text(const Fix& fix, const Palette& palette) {
  const std::string scope = to_string(fix.scope);
  const std::string why =
      fix.wanted_by.empty() ? "" : " (" + printable(fix.wanted_by) + " asks for it; --scope judges by another)";
  std::string doubts;
  for (const std::string& doubt : fix.doubts) {
    doubts += "  ? " + printable(doubt) + "\n";
  }
  if (fix.faults.empty()) {
    const std::string right = "Right for scope " + scope;
    return doubts.empty() ? palette.paint(Style::kGood, right) + why + "\n"
                          : palette.paint(Style::kDoubtful, right + ", with doubts") + why + ":\n" + doubts;
  }
  std::string text = palette.paint(fix.is_known ? Style::kBad : Style::kDoubtful,
                                   (fix.is_known ? "Wrong for scope " : "Not known for scope ") + scope) +
                     why + ":\n";
  for (const std::string& fault : fix.faults) {
    text += "  - " + printable(fault) + "\n";
  }
  text += doubts;
  if (!fix.is_known) {
    return text + (fix.why_not.empty() ? "" : printable(fix.why_not) + "\n");
  }
  if (fix.steps.empty()) {
    return text + "Nothing that this program does fixes it: " + printable(fix.why_not) + "\n";
  }
  text += fix.steps.size() == 1 ? "This fixes it:\n" : "This fixes it, in this order:\n";
  for (const Fix::Step& step : fix.steps) {
    text += "  " + (step.is_command ? palette.paint(Style::kTitle, step.text) : printable(step.text)) + "\n";
  }
  return text;
}

}  // namespace

std::string explain(const Report& report, const Palette& palette) {
  const Status& status = *report.before;
  const Timeline timeline = timeline_of(status);
  std::string text = palette.paint(Style::kTitle, "kernel.yama.ptrace_scope on its way through the next boot") + "\n";
  text += draw(sections_of(status, timeline), palette) + "\n";
  text += now_text(status) + next_text(status, timeline) + "\n";
  return text + (report.fix ? fix_text(*report.fix, palette)
                            : std::string{"No line here asks for a scope: name one with --scope to judge by it.\n"});
}

}  // namespace yama::cli
