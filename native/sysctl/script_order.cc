// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/script_order.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sysctl/directory_names.h"

namespace yama::sysctl {
namespace {

constexpr std::string_view kEtc = "/etc/sysctl.d";
constexpr std::string_view kRun = "/run/sysctl.d";

/// `test -f` and `test -e` of a shell, links followed.
bool passes_test(const Script& script, const Entry& entry) {
  switch (entry.type) {
    case EntryType::kFile:
    case EntryType::kUnreadable:
      return true;
    case EntryType::kDirectory:
    case EntryType::kSpecial:
    case EntryType::kEmpty:
      return !script.wants_regular_file;
    case EntryType::kMissing:
    case EntryType::kBroken:
      return false;
  }
  return false;
}

/// One run of script_order: what was decided of each entry.
class Order {
 public:
  Order(const Script& script, const Tree& tree) : script_(script), tree_(tree) {}

  ReadingOrder run() {
    if (script_.skips == Script::Skips::kTakenNames) {
      read_by_name();
    } else if (!script_.reads_lines_itself || tree_.entries.contains(kSysctlConf)) {  // else it does nothing at all
      for (const std::string_view place : script_.order) {
        read(place);
      }
    }
    add_unread();
    return std::move(order_);
  }

 private:
  /// What a glob of a shell, DIR/*.conf, finds: no hidden names, in the order of their bytes.
  [[nodiscard]] std::vector<const Item*> found_in(std::string_view directory) const {
    std::vector<const Item*> found;
    for (const auto& [name, item] : names_of(tree_, directory)) {
      if (name.ends_with(".conf") && !name.starts_with('.')) {
        found.push_back(item);
      }
    }
    return found;
  }

  [[nodiscard]] std::vector<const Item*> entries_of(std::string_view place) const {
    if (place != kSysctlConf) {
      return found_in(place);
    }
    const auto conf = tree_.entries.find(kSysctlConf);
    return conf == tree_.entries.end() ? std::vector<const Item*>{} : std::vector{&*conf};
  }

  [[nodiscard]] bool has(std::string_view directory, std::string_view name) const {
    const auto entry = tree_.entries.find(std::string(directory).append("/").append(name));
    return entry != tree_.entries.end() && passes_test(script_, entry->second);
  }

  /// The stronger directory whose file of that name keeps this one from being read; empty for none.
  [[nodiscard]] std::string_view hidden_by(std::string_view place, std::string_view name) const {
    if (script_.skips != Script::Skips::kSameNameInEtcOrRun || place == kRun || place == kSysctlConf) {
      return {};
    }
    if (place != kEtc && has(kEtc, name)) {
      return kEtc;
    }
    return has(kRun, name) ? kRun : std::string_view{};
  }

  void read(const Item& item) {
    order_.read.push_back({.entry = item.first, .what = &item.second});
    met_.insert(item.first);
  }

  void read(std::string_view place) {
    for (const Item* const item : entries_of(place)) {
      const std::string_view name = name_of(item->first);
      const std::string_view by = hidden_by(place, name);
      if (!by.empty()) {
        shadowed_.emplace(item->first, std::string(by).append("/").append(name));
      } else if (passes_test(script_, item->second)) {
        read(*item);
      }
    }
  }

  void read_by_name() {
    std::map<std::string_view, const Item*> chosen;
    for (const std::string_view place : script_.order) {
      for (const Item* const item : place == kSysctlConf ? std::vector<const Item*>{} : entries_of(place)) {
        const auto [winner, is_new] = passes_test(script_, item->second) ? chosen.emplace(name_of(item->first), item)
                                                                         : std::pair{chosen.end(), true};
        if (!is_new) {
          shadowed_.emplace(item->first, winner->second->first);
        }
      }
    }
    for (const auto& [name, item] : chosen) {
      read(*item);
    }
    read(kSysctlConf);
  }

  [[nodiscard]] std::string reason_for(std::string_view entry, const Entry& what) const {
    if (const auto other = tree_.loaded_by.find(entry); other != tree_.loaded_by.end()) {
      return "only " + other->second + " loads this file";
    }
    const std::string title{script_.title};
    if (name_of(entry).starts_with('.')) {
      return title + " skips hidden files";
    }
    return passes_test(script_, what) ? title + " does not read it" : title + " takes only files that are there";
  }

  void add_unread() {
    for (const auto& [entry, what] : tree_.entries) {
      if (met_.contains(entry) || (!entry.ends_with(".conf") && !tree_.loaded_by.contains(entry))) {
        continue;
      }
      const auto by = shadowed_.find(entry);
      Visit visit{.entry = entry, .what = &what, .fate = Fate::kUnread};
      visit.fate = by == shadowed_.end() ? Fate::kUnread : Fate::kShadowed;
      visit.reason = by == shadowed_.end() ? reason_for(entry, what) : "shadowed by " + by->second;
      order_.unread.push_back(std::move(visit));
    }
  }

  const Script& script_;
  const Tree& tree_;
  ReadingOrder order_;
  std::set<std::string_view> met_;
  std::map<std::string_view, std::string> shadowed_;
};

}  // namespace

ReadingOrder script_order(const Script& script, const Tree& tree) { return Order{script, tree}.run(); }

}  // namespace yama::sysctl
