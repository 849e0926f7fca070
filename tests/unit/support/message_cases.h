// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace yama::test {

/// One sentence that a person can meet, and the case of the catalogue (data/messages.json) that has it said.
struct Said {
  std::string kind;  ///< "usage", "refused", "failed", "result", "warning", "reason", "doubt", "action", ...
  std::string by;    ///< the case's name
  std::string text;
};

/// Sentences as they come, each only once a kind, under the first case that has it said.
class Sayings {
 public:
  void add(const std::string& kind, const std::string& by, const std::string& text) {
    if (!text.empty() && known_.emplace(kind, text).second) {
      said_.push_back({.kind = kind, .by = by, .text = text});
    }
  }

  [[nodiscard]] const std::vector<Said>& said() const { return said_; }

 private:
  std::set<std::pair<std::string, std::string>> known_;
  std::vector<Said> said_;
};

/// Makes each host of the catalogue in a folder, runs what the case asks for through the program's own functions, and
/// gathers all that is said. An image goes the whole way of the job; on a running host the plan is made and described,
/// and its files are changed for the next run of the case, but no kernel is touched.
void play_catalogue(const std::string& path, Sayings& sayings);

}  // namespace yama::test
