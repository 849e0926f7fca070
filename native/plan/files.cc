// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/files.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "plan/conflicts.h"
#include "plan/draft.h"
#include "plan/marks.h"
#include "status/faults.h"
#include "status/forecast.h"
#include "status/words.h"

namespace yama {
namespace {

std::string name_in(std::string_view path) { return std::string{sysctl::name_of(path)}; }

/// " and still sets the value" of a line that the next boot's loaders take the value from and nothing after them sets
/// anew; empty for all others. Lines are told by their numbers, which commenting out keeps.
std::string effect_of(const Conflict& line, const Boot& boot) {
  const auto sets_value = [&](sysctl::Loader loader) {
    const BootRun& run = boot.lasting(loader);
    if (boot.keeps_out(loader) != nullptr || !run.prediction.value || !run.prediction.winner || run.last_word) {
      return false;
    }
    const sysctl::Definition& winner = run.prediction.definitions.at(*run.prediction.winner);
    return winner.file == line.file && winner.line == line.line;
  };
  const auto setting = sysctl::for_each_loader(sets_value);
  const std::string names = names_of(setting);
  if (names.empty() || boot.keeps_all_out()) {
    return {};
  }
  return " and still sets the value" + (sysctl::common_value(setting) ? std::string{} : " for " + names);
}

/// One run of arrange_files: the fixed inputs, so that the steps below can be told from each other.
class Arrangement {
 public:
  Arrangement(const Observation& seen, const Request& request, const FileGoal& goal)
      : seen_(seen), request_(request), goal_(goal), conditions_(conditions_for(seen, request.loaders)) {
    conditions_.word = goal.word;
  }

  Result<Draft> run(std::vector<std::string>& warnings) const;

 private:
  [[nodiscard]] Boot boot(const Draft& draft) const { return forecast(seen_, draft.tree(), conditions_); }
  [[nodiscard]] std::vector<std::string> faults(const Draft& draft) const { return faults_of(boot(draft), goal_.goal); }
  [[nodiscard]] bool may_comment_out(const Conflict& conflict) const;
  void comment_out(Draft& draft, const std::vector<Conflict>& conflicts) const;
  void shadow(Draft& draft, const std::vector<Conflict>& conflicts) const;
  [[nodiscard]] std::string wanted_line() const { return marks::assignment(*goal_.goal.scope, goal_.ignore_errors); }
  [[nodiscard]] bool line_is_in_place(const Draft& draft) const;
  [[nodiscard]] std::vector<std::string> places(const Draft& draft) const;
  [[nodiscard]] Draft with_line_in(const Draft& draft, const std::string& file) const;
  [[nodiscard]] Result<Draft> place_line(const Draft& draft) const;
  [[nodiscard]] Error refusal(const Draft& best) const;
  [[nodiscard]] Done refuse_hard_links(const Draft& draft) const;
  void warn_of_leftovers(const Draft& draft, std::vector<Conflict> conflicts, std::vector<std::string>& warnings) const;

  const Observation& seen_;
  const Request& request_;
  const FileGoal& goal_;
  BootConditions conditions_;
};

bool Arrangement::may_comment_out(const Conflict& conflict) const {
  return !conflict.other_keys && (!conflict.vendor || request_.vendor_files == VendorFiles::kEdit);
}

void Arrangement::comment_out(Draft& draft, const std::vector<Conflict>& conflicts) const {
  struct Lines {
    std::set<std::size_t> offsets;
    std::string numbers;
  };
  std::map<std::string, Lines> by_file;
  for (const Conflict& conflict : conflicts) {
    if (may_comment_out(conflict)) {
      Lines& lines = by_file[conflict.file];
      lines.offsets.insert(conflict.offset);
      lines.numbers += (lines.numbers.empty() ? "" : ",") + std::to_string(conflict.line);
    }
  }
  for (auto& [file, lines] : by_file) {
    draft.write(file, marks::comment_out(draft.bytes_of(file), lines.offsets),
                "commented out " + file + ":" + lines.numbers);
  }
}

void Arrangement::shadow(Draft& draft, const std::vector<Conflict>& conflicts) const {
  struct Lines {
    std::set<std::size_t> offsets;
    bool live = false;
  };
  std::map<std::string, Lines> by_file;
  for (const Conflict& conflict : conflicts) {
    if (conflict.vendor && !conflict.other_keys && sysctl::belongs_to_package(conflict.entry)) {
      Lines& lines = by_file[conflict.file];
      lines.offsets.insert(conflict.offset);
      lines.live = lines.live || conflict.live;
    }
  }
  for (const auto& [file, lines] : by_file) {
    const std::string copy = "/etc/sysctl.d/" + name_in(file);
    const bool can_be_named = file.find('\n') == std::string::npos;  // in the copy's first line
    if (lines.live && can_be_named && !draft.exists(copy) && draft.tree().blocked.count("/etc/sysctl.d") == 0) {
      // Lines that are not live where they are may be in the copy: systemd reads no /lib/sysctl.d since 255.
      draft.write(copy, marks::make_copy(file, marks::comment_out(draft.bytes_of(file), lines.offsets)),
                  "shadowed " + file + " with " + copy);
    }
  }
}

/// No line of this product's is missing, wrong, or where the request does not want it.
bool Arrangement::line_is_in_place(const Draft& draft) const {
  bool found = false;
  for (const auto& [file, content] : draft.tree().files) {
    if (const auto owned = marks::find_owned(content.bytes)) {
      const std::string_view text = content.bytes.view().substr(owned->offset, owned->length);
      const bool stricter = goal_.goal.minimum && !goal_.ignore_errors && text > wanted_line();
      if (text != wanted_line() && !stricter) {
        return false;
      }
      if (!request_.sysctl_file.empty() && file != draft.file_of(request_.sysctl_file)) {
        return false;
      }
      found = true;
    }
  }
  if (goal_.ignore_errors && !found) {
    return false;
  }
  if (found || request_.sysctl_file.empty()) {
    return true;
  }
  // A line that somebody else wrote into the named file is as good as ours.
  const std::string named = draft.file_of(request_.sysctl_file);
  const Boot next = boot(draft);
  return std::ranges::any_of(next.runs, [&](const std::vector<BootRun>& runs) {
    return std::ranges::any_of(runs, [&](const BootRun& run) {
      return std::ranges::any_of(run.prediction.definitions, [&](const sysctl::Definition& definition) {
        return definition.file == named && goal_.goal.accepts(definition.value);
      });
    });
  });
}

/// The files that could hold the line, the best first: names that sort ever later.
std::vector<std::string> Arrangement::places(const Draft& draft) const {
  std::vector<std::string> result;
  const auto add = [&](const std::string& path) {
    const sysctl::Entry* entry = draft.entry(path);
    if (draft.tree().blocked.count(path.substr(0, path.rfind('/'))) != 0) {
      return;
    }
    if (entry == nullptr || entry->type == sysctl::EntryType::kFile) {
      result.push_back(draft.file_of(path));
    }
  };
  if (!request_.sysctl_file.empty()) {
    add(request_.sysctl_file);
    return result;
  }
  std::string last_name;
  for (const auto& [entry, target] : draft.tree().entries) {
    last_name = std::max(last_name, name_in(entry));
    if (!sysctl::belongs_to_package(target.file) && marks::find_owned(draft.bytes_of(target.file))) {
      result.push_back(target.file);
    }
  }
  for (const std::string_view name : {"99", "zz", "zzz", "~~"}) {
    add("/etc/sysctl.d/" + std::string{name} + "-yama-ptrace.conf");
  }
  add("/etc/sysctl.d/" + last_name + "-yama-ptrace.conf");
  return result;
}

Draft Arrangement::with_line_in(const Draft& draft, const std::string& file) const {
  Draft trial = draft;
  for (const auto& [other, content] : draft.tree().files) {
    if (other != file && marks::find_owned(content.bytes)) {
      if (auto rest = marks::without_owned(content.bytes)) {
        trial.write(other, *std::move(rest), "took the line out of " + other);
      } else {
        trial.remove(other, "removed " + other);
      }
    }
  }
  const bool is_new = !trial.exists(file);
  trial.write(file, marks::set_owned(trial.bytes_of(file), wanted_line(), is_new),
              "set " + wanted_line() + " in " + file);
  trial.put_first(file);  // whatever interrupts the run later, the wanted value is there already
  return trial;
}

Result<Draft> Arrangement::place_line(const Draft& draft) const {
  if (sysctl::belongs_to_package(draft.file_of(request_.sysctl_file)) && request_.vendor_files != VendorFiles::kEdit) {
    return Error{"sysctl_file " + request_.sysctl_file +
                 " belongs to a package; name a file in /etc/sysctl.d, or leave sysctl_file out; nothing was changed"};
  }
  std::optional<Draft> best;
  for (const std::string& file : places(draft)) {
    Draft trial = with_line_in(draft, file);
    if (faults(trial).empty()) {
      return trial;
    }
    if (!best) {
      best = std::move(trial);
    }
  }
  if (!best && request_.sysctl_file.empty()) {
    return Error{"/etc/sysctl.d is not a directory, so no settings can be put there; make it one and run again"};
  }
  if (!best) {
    return Error{"sysctl_file " + request_.sysctl_file +
                 " is not a regular file; name one in /etc/sysctl.d, or leave sysctl_file out; nothing was changed"};
  }
  return refusal(*best);
}

Error Arrangement::refusal(const Draft& best) const {
  std::string text =
      "no change allowed here makes the next boot give " + to_string(*goal_.goal.scope) + ": " + join(faults(best));
  const auto left = find_conflicts(best.tree(), boot(best), goal_.goal);
  const auto in_way = [&](bool vendor) {
    return std::any_of(left.begin(), left.end(),
                       [&](const Conflict& conflict) { return conflict.live && conflict.vendor == vendor; });
  };
  if (in_way(true) && request_.vendor_files == VendorFiles::kOutrank) {
    text += "; vendor_files: shadow hides a vendor file behind a copy in /etc/sysctl.d, vendor_files: edit changes it";
  } else if (in_way(false) && request_.conflicts == Conflicts::kIgnore) {
    text += "; conflicts: comment would comment the conflicting lines out";
  } else if (!request_.sysctl_file.empty()) {
    text += "; leave sysctl_file out to let the program choose a file that both loaders read late enough";
  }
  return Error{text + "; nothing was changed"};
}

/// Replacing a file would part it from its other names, and those may be what somebody relies on.
Done Arrangement::refuse_hard_links(const Draft& draft) const {
  for (const Edit& edit : draft.edits()) {
    const auto file = seen_.tree.files.find(edit.path);
    if (file != seen_.tree.files.end() && file->second.links > 1) {
      return Error{
          edit.path + " has " + std::to_string(file->second.links) +
          " names (hard links), and a change would part them; make it a file of its own and run again; nothing "
          "was changed"};
    }
  }
  return done();
}

void Arrangement::warn_of_leftovers(const Draft& draft, std::vector<Conflict> conflicts,
                                    std::vector<std::string>& warnings) const {
  std::erase_if(conflicts, [this](const Conflict& conflict) {
    return !conflict.live || may_comment_out(conflict) ||
           (goal_.own_line && request_.vendor_files == VendorFiles::kShadow);
  });
  if (conflicts.empty()) {
    return;
  }
  const Boot after = boot(draft);
  for (const Conflict& conflict : conflicts) {
    const std::string what = conflict.vendor ? " belongs to a package" : " is a pattern that may set other keys too";
    std::string effect = effect_of(conflict, after);
    if (effect.empty() && conflict.vendor && goal_.own_line) {
      effect = " and is outranked";
    }
    warnings.push_back(place_text(conflict.file, conflict.line) + what + ": it was left as it is" + effect);
  }
}

Result<Draft> Arrangement::run(std::vector<std::string>& warnings) const {
  Draft draft{seen_.tree};
  const auto conflicts = find_conflicts(draft.tree(), boot(draft), goal_.goal, goal_.ignore_errors);
  if (request_.conflicts == Conflicts::kFail) {
    std::vector<std::string> found;
    for (const Conflict& conflict : conflicts) {
      if (may_comment_out(conflict)) {
        found.push_back(conflict.file + ":" + std::to_string(conflict.line));
      }
    }
    if (!found.empty()) {
      return Error{"conflicts: fail was asked for, and these lines conflict: " + join(found) + "; nothing was changed"};
    }
  } else if (request_.conflicts == Conflicts::kComment) {
    comment_out(draft, conflicts);
  }
  if (request_.vendor_files == VendorFiles::kShadow && goal_.own_line) {
    shadow(draft, conflicts);
  }
  const bool right = !goal_.own_line || (line_is_in_place(draft) && faults(draft).empty());
  auto arranged = right ? Result<Draft>{std::move(draft)} : place_line(draft);
  if (arranged) {
    if (auto whole = refuse_hard_links(*arranged); !whole) {
      return whole.error();
    }
  }
  if (arranged && !arranged->edits().empty()) {
    warn_of_leftovers(*arranged, conflicts, warnings);
  }
  return arranged;
}

}  // namespace

Result<std::vector<Edit>> arrange_files(const Observation& seen, const Request& request, const FileGoal& goal,
                                        std::vector<std::string>& warnings) {
  const auto draft = Arrangement{seen, request, goal}.run(warnings);
  return draft ? Result<std::vector<Edit>>{draft->edits()} : draft.error();
}

std::vector<Edit> undo_files(const sysctl::Tree& tree) {
  Draft draft{tree};
  for (const auto& [file, content] : tree.files) {
    if (!marks::is_marked(content.bytes)) {
      continue;
    }
    const std::string vendor{marks::copied_from(content.bytes)};
    if (auto rest = marks::undo(content.bytes, draft.bytes_of(vendor))) {
      draft.write(file, *std::move(rest), "put " + file + " back");
    } else {
      draft.remove(file, "removed " + file);
    }
  }
  return draft.edits();
}

}  // namespace yama
