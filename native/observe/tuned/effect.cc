// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned/effect.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "base/text.h"
#include "observe/tuned/actions.h"
#include "observe/tuned/pattern.h"
#include "observe/tuned/python_ini.h"

namespace yama::tuned {
namespace {

constexpr std::string_view kLoadsAgain = "tuned, which loads the files of /etc again,";

/// A line of /etc that names the key.
struct Line {
  std::string key;
  std::string file;
  std::size_t number = 0;
  std::string text;
  std::string value;
};

/// plugin_sysctl.py, _apply_sysctl_config_line(); none for a line that does not concern the key.
std::optional<Line> line_of(std::string_view text, const Reload& reload) {
  text = python::strip(text);
  const std::size_t equals = text.find('=');
  if (text.empty() || text.front() == '#' || text.front() == ';' || equals == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view key = python::strip(text.substr(0, equals));
  const auto excludes = [key](const std::string& pattern) { return matches_pattern(key, pattern); };
  if (!names_key(key, reload.swaps_slashes) || std::ranges::any_of(reload.excluded, excludes)) {
    return std::nullopt;
  }
  return Line{.key = std::string(key),
              .file = {},
              .number = 0,
              .text = std::string(text),
              .value = std::string(python::strip(text.substr(equals + 1)))};
}

/// The values while one way goes, and the action that wrote last.
class Run {
 public:
  Run(const sysctl::Tree& tree, const Reload& reload, bool with_run)
      : tree_(tree), reload_(reload), with_run_(with_run) {}

  void act(const Action& action) {
    const Stage writer{
        .file = action.file, .line = action.line, .text = action.text, .certain = action.certain, .note = action.note};
    if (action.kind == Action::Kind::kReload) {
      load(action.certain);
    } else if (!action.value) {
      values.may_set_anything();
      last = writer;
    } else if (values.set(*action.value, action.certain)) {
      last = writer;
    }
  }

  Values values;
  std::optional<Stage> last;

 private:
  /// _apply_system_sysctl(): a file of /run hides one of /etc.
  void load(bool certain) {
    std::map<std::string, std::string> files;
    for (const std::string_view folder : {"/run/sysctl.d/", "/etc/sysctl.d/"}) {
      for (auto at = tree_.entries.lower_bound(folder); at != tree_.entries.end() && at->first.starts_with(folder);
           ++at) {
        if (at->first.ends_with(".conf") && (with_run_ || !sysctl::is_gone_at_boot(at->first))) {
          files.emplace(at->first.substr(folder.size()), at->first);
        }
      }
    }
    std::vector<Line> lines;
    for (const auto& [name, path] : files) {
      read(path, lines);
    }
    read(std::string(sysctl::kSysctlConf), lines);
    for (const Line& line : lines) {
      if (values.write(line.value, certain)) {
        last = Stage{.file = line.file,
                     .line = line.number,
                     .text = line.text,
                     .certain = certain,
                     .note = std::string(kLoadsAgain)};
      }
    }
  }

  void read(const std::string& path, std::vector<Line>& lines) {
    const auto entry = tree_.entries.find(path);
    if (entry == tree_.entries.end()) {
      return;
    }
    const auto file = tree_.files.find(entry->second.file);
    const bool is_file = entry->second.type == sysctl::EntryType::kFile && file != tree_.files.end();
    std::string_view bytes = is_file ? file->second.bytes.view() : std::string_view{};
    if (entry->second.type == sysctl::EntryType::kUnreadable || !is_utf8(bytes)) {  // Python refuses other bytes
      values.may_set_anything();
      last = Stage{.file = path, .certain = false, .note = std::string(kLoadsAgain)};
      return;
    }
    for (std::size_t number = 1; !bytes.empty(); ++number) {
      if (auto line = line_of(python::take_line(bytes), reload_)) {
        line->file = file->first;
        line->number = number;
        add(*std::move(line), lines);
      }
    }
  }

  /// A key that is met again keeps its place since 2.28.
  void add(Line line, std::vector<Line>& lines) const {
    const auto found = std::ranges::find(lines, line.key, &Line::key);
    if (reload_.writes_last_only && found != lines.end()) {
      *found = std::move(line);
    } else {
      lines.push_back(std::move(line));
    }
  }

  const sysctl::Tree& tree_;
  const Reload& reload_;
  bool with_run_;
};

}  // namespace

void Effect::add(const Way& way, const sysctl::Tree& tree) {
  const auto gone = [](const auto& entry) { return sysctl::is_gone_at_boot(entry.first); };
  const bool has_run = std::ranges::any_of(tree.entries, gone);
  for (const bool with_run : {true, false}) {
    if (with_run && !has_run) {
      continue;
    }
    Run run(tree, way.reload, with_run);
    for (const Action& action : way.actions) {
      run.act(action);
    }
    if (run.last) {
      last_writer_ = *std::move(run.last);
    }
    if (values_) {
      values_->join(run.values);
    } else {
      values_ = run.values;
    }
  }
}

std::optional<Stage> Effect::stage() && {
  if (!values_ || values_->left().size() == std::size(kAllScopes)) {
    return std::nullopt;
  }
  Stage stage = std::move(last_writer_);
  stage.kind = StageKind::kTuned;
  stage.time = StageTime::kAfter;
  stage.certain = values_->certain();
  stage.value = values_->target();
  stage.leaves = values_->left();
  std::erase(stage.leaves, Scope::kNoAttach);
  std::erase_if(stage.leaves, [&stage](Scope scope) { return stage.value == scope; });
  return stage;
}

}  // namespace yama::tuned
