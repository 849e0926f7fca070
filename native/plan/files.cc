// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/files.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/text.h"
#include "plan/comment_out.h"
#include "plan/conflicts.h"
#include "plan/copies.h"
#include "plan/draft.h"
#include "plan/file_words.h"
#include "plan/marks.h"
#include "plan/order.h"
#include "plan/own_places.h"
#include "status/faults.h"
#include "status/forecast.h"

namespace yama {
namespace {

/// One run of arrange_files: the fixed inputs, so that the steps below can be told from each other.
class Arrangement {
 public:
  Arrangement(const Observation& seen, const Request& request, const FileGoal& goal)
      : seen_(seen), request_(request), goal_(goal), conditions_(conditions_for(seen, request.loaders)) {
    conditions_.word = goal.word;
  }

  Result<Draft> run(std::vector<std::string>& warnings);

 private:
  [[nodiscard]] Boot boot(const Draft& draft) const { return forecast(seen_, draft.tree(), conditions_); }
  [[nodiscard]] std::vector<std::string> faults(const Draft& draft) const {
    return faults_of(boot(draft), goal_.goal, Whose::kAll);
  }
  [[nodiscard]] std::vector<std::string> faults_when_run_is_back(const Draft& draft) const;
  [[nodiscard]] std::vector<Conflict> conflicts(const Draft& draft) const {
    return find_conflicts(draft.tree(), boot(draft), goal_.goal, seen_.packages, goal_.ignore_errors);
  }
  [[nodiscard]] bool may_comment_out(const Conflict& conflict) const;
  void refresh_copies(Draft& draft) const;
  [[nodiscard]] std::string wanted_line() const { return marks::assignment(*goal_.goal.scope, goal_.ignore_errors); }
  [[nodiscard]] bool line_is_in_place(const Draft& draft) const;
  [[nodiscard]] Draft with_line_in(const Draft& draft, const std::string& file) const;
  [[nodiscard]] Result<Draft> place_line(const Draft& draft) const;
  [[nodiscard]] Result<Draft> arrange(const Draft& start, const std::vector<Conflict>& conflicts) const;
  [[nodiscard]] Done refuse_conflicts(const std::vector<Conflict>& conflicts) const;
  [[nodiscard]] Done refuse_hard_links(const Draft& draft) const;
  void add_notes(const Draft& draft, std::vector<Conflict> conflicts, std::vector<std::string>& warnings) const;

  const Observation& seen_;
  const Request& request_;
  const FileGoal& goal_;
  BootConditions conditions_;
  bool edit_conffiles_ = false;  ///< lines in conffiles that are as their package brought them, too
};

bool Arrangement::may_comment_out(const Conflict& conflict) const {
  return !conflict.other_keys && (!conflict.vendor || request_.vendor_files == VendorFiles::kEdit) &&
         (!conflict.conffile || edit_conffiles_);
}

/// Something may make the files in /run again at each boot, with the lines that are commented out here: a boot with
/// them has to be right as well as one without.
std::vector<std::string> Arrangement::faults_when_run_is_back(const Draft& draft) const {
  sysctl::Tree tree = draft.tree();
  bool differs = false;
  for (const auto& [file, content] : draft.tree().files) {
    if (sysctl::is_gone_at_boot(file)) {
      std::string bytes = marks::restore_commented_out(content.bytes);
      if (bytes != content.bytes.view()) {
        differs = true;
        sysctl::put_file(tree, file, std::move(bytes));
      }
    }
  }
  return differs ? faults_of(forecast(seen_, tree, conditions_), goal_.goal, Whose::kAll) : std::vector<std::string>{};
}

/// Copies of vendor files that are another since: as if they were made now.
void Arrangement::refresh_copies(Draft& draft) const {
  for (const copies::Found& copy : copies::find(seen_.tree)) {
    if (copy.state == copies::State::kStale) {
      Draft without = draft;
      without.remove(copy.file, {});
      copies::refresh(draft, copy, conflicts(without), request_.maker);
    }
  }
}

/// No line of this product's is missing, wrong, or where the request does not want it.
bool Arrangement::line_is_in_place(const Draft& draft) const {
  bool found = false;
  for (const auto& [file, content] : draft.tree().files) {
    if (const auto owned = marks::find_owned(content.bytes)) {
      if (request_.sysctl_file.empty() && shadows_by_accident(seen_.tree, file)) {
        return false;
      }
      const std::string_view text = content.bytes.view().substr(owned->offset, owned->length);
      const bool stricter = goal_.goal.minimum && !goal_.ignore_errors && text > wanted_line();
      const bool is_under_lock = goal_.goal.minimum && goal_.ignore_errors;  // the unit gives more than is asked for
      if (text != wanted_line() && !stricter && !is_under_lock) {
        return false;
      }
      if (found || (!request_.sysctl_file.empty() && file != draft.file_of(request_.sysctl_file))) {
        return false;  // one line is enough; a run that was interrupted may leave two
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
  trial.write(file, marks::set_owned(trial.bytes_of(file), wanted_line(), is_new, request_.maker),
              "set " + wanted_line() + " in " + file);
  trial.put_first(file);  // whatever interrupts the run later, the wanted value is there already
  return trial;
}

Result<Draft> Arrangement::place_line(const Draft& draft) const {
  if (sysctl::belongs_to_package(draft.file_of(request_.sysctl_file)) && request_.vendor_files != VendorFiles::kEdit) {
    return Error{
        "sysctl_file " + request_.sysctl_file +
        " is in a folder of packages; name a file in /etc/sysctl.d, or leave sysctl_file out; nothing was changed"};
  }
  std::optional<Draft> best;
  std::optional<Draft> disorderly;  // with a moment on the way that is neither old nor new
  std::optional<Draft> right;       // but not when /run is as it was
  for (const std::string& file : places_for_line(draft, seen_.tree, request_)) {
    Draft trial = with_line_in(draft, file);
    const bool is_right = faults(trial).empty();
    const bool lasts = is_right && faults_when_run_is_back(trial).empty();
    if (lasts && has_order(seen_, request_, trial.edits())) {
      return trial;
    }
    if (lasts && !disorderly) {
      disorderly = std::move(trial);
    } else if (is_right && !right) {
      right = std::move(trial);
    } else if (!best) {
      best = std::move(trial);
    }
  }
  if (disorderly || right) {
    return *std::move(disorderly ? disorderly : right);
  }
  if (!best && request_.sysctl_file.empty()) {
    return Error{
        "/etc/sysctl.d is not a directory, so no settings can be put there; make it one and run again; nothing was "
        "changed"};
  }
  if (!best) {
    return Error{"sysctl_file " + request_.sysctl_file +
                 " is not a regular file; name one in /etc/sysctl.d, or leave sysctl_file out; nothing was changed"};
  }
  return refusal(seen_, request_, goal_, boot(*best), conflicts(*best));
}

/// Replacing a file would part it from its other names, and those may be what somebody relies on.
Done Arrangement::refuse_hard_links(const Draft& draft) const {
  for (const Edit& edit : draft.edits()) {
    const auto file = seen_.tree.files.find(edit.path);
    if (file != seen_.tree.files.end() && file->second.links > 1) {
      return Error{
          edit.path + " has " + std::to_string(file->second.links) +
          " names (hard links), and a change would part them; make it a file of its own (cp --remove-destination) and "
          "run again; nothing was changed"};
    }
  }
  return done();
}

void Arrangement::add_notes(const Draft& draft, std::vector<Conflict> conflicts,
                            std::vector<std::string>& warnings) const {
  std::erase_if(conflicts, [this](const Conflict& conflict) {
    return !conflict.live || may_comment_out(conflict) ||
           (conflict.vendor && goal_.own_line && request_.vendor_files == VendorFiles::kShadow);
  });
  const auto add = [&warnings](std::vector<std::string> notes) {
    std::move(notes.begin(), notes.end(), std::back_inserter(warnings));
  };
  if (!conflicts.empty()) {
    add(notes_on_left(seen_, boot(draft), conflicts, goal_.own_line));
  }
  add(notes_on_edited(seen_, draft));
  const auto faults = goal_.own_line ? faults_when_run_is_back(draft) : std::vector<std::string>{};
  if (!faults.empty()) {
    warnings.push_back("if something makes the files in /run again, " + faults.front() +
                       ": find out what writes them and change it there");
  }
  if (const std::string other = shadowed_by(seen_.tree, request_.sysctl_file); !other.empty()) {
    warnings.push_back("sysctl_file " + request_.sysctl_file + " shadows " + other +
                       ": no loader reads its other settings any more; choose another name if they are needed");
  }
}

Done Arrangement::refuse_conflicts(const std::vector<Conflict>& conflicts) const {
  std::vector<std::string> found;
  for (const Conflict& conflict : conflicts) {
    if (may_comment_out(conflict) || conflict.conffile) {
      found.push_back(conflict.file + ":" + std::to_string(conflict.line));
    }
  }
  return found.empty() ? done()
                       : Done{Error{"conflicts: fail was asked for, and these lines conflict: " + join(found) +
                                    "; take them out, or let conflicts: comment do it; nothing was changed"}};
}

/// The files with the lines out of the way that may be, and the own line where one is needed.
Result<Draft> Arrangement::arrange(const Draft& start, const std::vector<Conflict>& conflicts) const {
  Draft draft = start;
  if (request_.conflicts == Conflicts::kComment) {
    std::vector<Conflict> chosen = conflicts;
    std::erase_if(chosen, [this](const Conflict& conflict) { return !may_comment_out(conflict); });
    comment_out(draft, chosen, request_.maker);
  }
  if (request_.vendor_files == VendorFiles::kShadow && goal_.own_line) {
    copies::make(draft, conflicts, request_.maker);
  }
  if (!goal_.own_line) {
    return draft;
  }
  const bool right = line_is_in_place(draft) && faults(draft).empty();
  if (right && faults_when_run_is_back(draft).empty()) {
    return draft;
  }
  auto placed = place_line(draft);
  const bool is_better = placed && faults_when_run_is_back(*placed).empty();
  return right && !is_better ? Result<Draft>{std::move(draft)} : placed;
}

Result<Draft> Arrangement::run(std::vector<std::string>& warnings) {
  Draft draft{seen_.tree};
  refresh_copies(draft);
  const auto found = conflicts(draft);
  if (request_.conflicts == Conflicts::kFail) {
    if (auto none = refuse_conflicts(found); !none) {
      return none.error();
    }
  }
  edit_conffiles_ = !goal_.own_line || request_.vendor_files == VendorFiles::kEdit;
  auto arranged = arrange(draft, found);
  if (!arranged && !edit_conffiles_ && std::ranges::any_of(found, &Conflict::conffile)) {
    edit_conffiles_ = true;
    arranged = arrange(draft, found);
  }
  if (arranged) {
    if (auto whole = refuse_hard_links(*arranged); !whole) {
      return whole.error();
    }
  }
  if (arranged && !arranged->edits().empty()) {
    add_notes(*arranged, found, warnings);
  }
  return arranged;
}

}  // namespace

Result<std::vector<Edit>> arrange_files(const Observation& seen, const Request& request, const FileGoal& goal,
                                        std::vector<std::string>& warnings) {
  const auto draft = Arrangement{seen, request, goal}.run(warnings);
  return draft ? Result<std::vector<Edit>>{draft->edits()} : draft.error();
}

}  // namespace yama
