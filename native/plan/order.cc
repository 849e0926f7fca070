// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/order.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>

#include "base/limits.h"
#include "plan/marks.h"
#include "plan/moments.h"
#include "plan/own_places.h"

namespace yama {
namespace {

using Which = Moments::Which;
using Sequence = std::vector<std::size_t>;

/// What is asked of every moment.
enum class Wanted { kOldOrNew, kNoLock };

/// Looks for an order, the edits that come first in the given one first.
class Search {
 public:
  Search(Moments& moments, std::size_t count, Wanted wanted)
      : moments_(moments), done_(count, false), wanted_(wanted) {}

  /// None: there is none, or it was not found in a reasonable time.
  std::optional<Sequence> run() { return is_right() && extend() ? std::optional{sequence_} : std::nullopt; }

 private:
  bool is_right() {
    return ++looks_ <= limit::kBootsOfOrder &&
           (wanted_ == Wanted::kOldOrNew ? moments_.wrong_at(done_).empty() : !moments_.locks_at(done_));
  }

  bool extend() {
    if (sequence_.size() == done_.size()) {
      return true;
    }
    if (dead_.contains(done_)) {
      return false;
    }
    for (std::size_t i = 0; i < done_.size(); ++i) {
      if (done_[i]) {
        continue;
      }
      done_[i] = true;
      sequence_.push_back(i);
      if (is_right() && extend()) {
        return true;
      }
      sequence_.pop_back();
      done_[i] = false;
    }
    dead_.insert(done_);
    return false;
  }

  Moments& moments_;
  int looks_ = 0;
  Which done_;
  Wanted wanted_;
  Sequence sequence_;
  std::set<Which> dead_;
};

std::vector<Edit> in_sequence(const std::vector<Edit>& edits, const Sequence& sequence) {
  std::vector<Edit> result;
  result.reserve(edits.size());
  for (const std::size_t i : sequence) {
    result.push_back(edits[i]);
  }
  return result;
}

/// A file that is read after all others in the directories of the loaders, and holds the value.
std::optional<Edit> meanwhile(const Observation& seen, const std::vector<Edit>& edits, Scope value) {
  const auto path = last_place(seen.tree, edits);
  if (!path) {
    return std::nullopt;
  }
  const std::string line = marks::assignment(value, false);
  return Edit{.path = *path,
              .before = Absent{},
              .after = Bytes{marks::set_owned({}, line, true)},
              .purpose = "set " + line + " in " + *path + " while other files change"};
}

/// An order under such a file.
std::optional<std::vector<Edit>> order_under_file(const Observation& seen, const std::vector<Edit>& edits,
                                                  Moments& moments) {
  const std::vector<std::optional<Scope>> values{moments.common_after(), moments.common_before()};
  for (const std::optional<Scope> value : values) {
    const auto file = value ? meanwhile(seen, edits, *value) : std::nullopt;
    if (!file) {
      continue;
    }
    moments.put_meanwhile(*file);
    if (const auto sequence = Search{moments, edits.size(), Wanted::kOldOrNew}.run()) {
      std::vector<Edit> ordered = in_sequence(edits, *sequence);
      ordered.insert(ordered.begin(), *file);
      ordered.push_back(
          {.path = file->path, .before = file->after, .after = Absent{}, .purpose = "removed " + file->path});
      return ordered;
    }
  }
  return std::nullopt;
}

/// An order in which every moment is right for these loaders.
std::optional<std::vector<Edit>> right_order(const Observation& seen, const Request& request,
                                             const std::vector<Edit>& edits, Whose whose) {
  Moments moments{seen, request, edits, whose};
  if (const auto sequence = Search{moments, edits.size(), Wanted::kOldOrNew}.run()) {
    return in_sequence(edits, *sequence);
  }
  return order_under_file(seen, edits, moments);
}

/// The first thing that is wrong on the way.
std::string uncovered_in(Moments& moments, const Sequence& sequence) {
  Which done(sequence.size(), false);
  for (const std::size_t i : sequence) {
    done[i] = true;
    if (const std::string& wrong = moments.wrong_at(done); !wrong.empty()) {
      return wrong;
    }
  }
  return {};
}

}  // namespace

bool has_order(const Observation& seen, const Request& request, const std::vector<Edit>& edits) {
  if (edits.size() < 2) {
    return true;
  }
  Moments moments{seen, request, edits, Whose::kDeciding};
  return Search{moments, edits.size(), Wanted::kOldOrNew}.run().has_value();
}

Order put_in_order(const Observation& seen, const Request& request, std::vector<Edit> edits) {
  if (edits.size() < 2) {
    return {.edits = std::move(edits)};
  }
  for (const Whose whose : {Whose::kAll, Whose::kDeciding}) {  // somebody may run by hand what nothing runs at boot
    if (auto ordered = right_order(seen, request, edits, whose)) {
      return {.edits = *std::move(ordered)};
    }
  }
  Moments moments{seen, request, edits, Whose::kDeciding};
  auto sequence = Search{moments, edits.size(), Wanted::kNoLock}.run();
  if (!sequence) {
    sequence.emplace();
    for (std::size_t i = 0; i < edits.size(); ++i) {
      sequence->push_back(i);
    }
  }
  return {.edits = in_sequence(edits, *sequence), .uncovered = uncovered_in(moments, *sequence)};
}

}  // namespace yama
