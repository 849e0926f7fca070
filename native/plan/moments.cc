// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/moments.h"

#include <algorithm>
#include <utility>

#include "plan/observation_after.h"
#include "sysctl/loader_table.h"

namespace yama {
namespace {

std::string show(std::optional<Scope> value) { return value ? to_string(*value) : std::string{"the kernel's default"}; }

void draft(Draft& files, const Edit& edit) {
  if (const auto* content = std::get_if<Bytes>(&edit.after)) {
    files.write(edit.path, content->bytes, {});
  } else {
    files.remove(edit.path, {});
  }
}

}  // namespace

Moments::Moments(const Observation& seen, const Request& request, const std::vector<Edit>& edits, Whose whose)
    : seen_(seen), edits_(edits), files_(seen.tree), whose_(whose), conditions_{conditions_for(seen, request.loaders)} {
  if (!seen.units.empty() || request.persist == Persist::kBootUnit) {  // a boot for maintenance is another one
    conditions_.push_back(conditions_.front());
    conditions_.back().word = request.maintenance_argument;
  }
  before_ = given(Which(edits.size(), false));
  after_ = given(Which(edits.size(), true));
}

void Moments::put_meanwhile(const Edit& file) {
  meanwhile_ = file;
  known_.clear();
}

std::vector<Moments::Given> Moments::given(const Which& done) const {
  Draft files = files_;
  unit::Units units = seen_.units;
  bool are_other_units = false;
  for (std::size_t i = 0; i < edits_.size(); ++i) {
    if (done[i] && apply_to_units(units, edits_[i])) {
      are_other_units = true;
    } else if (done[i]) {
      draft(files, edits_[i]);
    }
  }
  if (meanwhile_) {
    draft(files, *meanwhile_);
  }
  Observation then;
  if (are_other_units) {
    then = seen_;
    then.units = std::move(units);
  }
  std::vector<Given> all;
  for (const BootConditions& conditions : conditions_) {
    const Boot boot = forecast(are_other_units ? then : seen_, files.tree(), conditions);
    for (const sysctl::Loader loader : whose_ == Whose::kAll || boot.deciding.empty() ? boot.asked : boot.deciding) {
      const bool runs = boot.keeps_out(loader) == nullptr;
      const auto add = [&](const BootRun& run) {
        all.push_back({.value = run.ends_with,
                       .locks = (runs && run.prediction.locks) || run.ends_with == Scope::kNoAttach,
                       .uncertain = runs && run.prediction.uncertain,
                       .loader = loader});
      };
      const std::vector<BootRun>& ways = boot.runs[loader];
      std::ranges::for_each(ways, add);
      if (std::ranges::none_of(ways, &BootRun::without_run)) {  // with an empty /run it is the same
        std::ranges::for_each(ways, add);
      }
    }
  }
  return all;
}

const Moments::Found& Moments::find(const Which& done) {
  const auto known = known_.find(done);
  if (known != known_.end()) {
    return known->second;
  }
  Found found;
  const std::vector<Given> now = given(done);
  for (std::size_t i = 0; i < std::min({now.size(), before_.size(), after_.size()}); ++i) {
    const Given& was = before_[i];
    const Given& will = after_[i];
    const bool locks = now[i].locks && !was.locks && !will.locks;
    const bool is_third = now[i].value != was.value && now[i].value != will.value;
    const bool is_doubtful = now[i].uncertain && !was.uncertain && !will.uncertain;
    found.locks = found.locks || locks;
    if (found.wrong.empty() && (locks || is_third || is_doubtful)) {
      found.wrong = std::string{sysctl::row_of(now[i].loader).title} + " gives " +
                    (locks      ? "3"
                     : is_third ? show(now[i].value)
                                : "a value that is not certain");
    }
  }
  return known_.emplace(done, std::move(found)).first->second;
}

const std::string& Moments::wrong_at(const Which& done) { return find(done).wrong; }

bool Moments::locks_at(const Which& done) { return find(done).locks; }

std::optional<Scope> Moments::common(const std::vector<Given>& given) {
  const bool same = !given.empty() &&
                    std::ranges::all_of(given, [&given](const Given& one) { return one.value == given.front().value; });
  return same ? given.front().value : std::nullopt;
}

}  // namespace yama
