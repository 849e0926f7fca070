// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "request/options.h"

#include <utility>
#include <vector>

#include "base/text.h"
#include "request/check.h"
#include "request/option_table.h"

namespace yama {
namespace {

Verb verb_of(Door door) {
  switch (door) {
    case Door::kModule:
    case Door::kSet:
    case Door::kCommentOut:
    case Door::kReload:
      return Verb::kEnsure;
    case Door::kUnset:
      return Verb::kRestore;
    case Door::kInfoModule:
    case Door::kStatus:
      return Verb::kStatus;
    case Door::kFind:
      return Verb::kFind;
    case Door::kExplain:
      return Verb::kExplain;
    case Door::kProbe:
      return Verb::kProbe;
  }
  return Verb::kStatus;
}

Error unknown_option(Door door, std::string_view name) {
  std::vector<std::string_view> names;
  for (const Option& option : all_options()) {
    if (option.doors.contain(door)) {
      names.push_back(option.name);
    }
  }
  std::string text = "unknown option '" + printable(name) + "'";
  if (const auto like = nearest(name, names); !like.empty()) {
    text += "; did you mean '" + std::string{like} + "'?";
  } else {
    text += "; the options are " + join({names.begin(), names.end()}, ", ");
  }
  return Error{std::move(text)};
}

bool is_given(const OptionValue& value) { return !std::holds_alternative<std::monostate>(value); }

}  // namespace

Result<Request> make_request(Door door, const Options& given, const Options& fixed) {
  Options options = given;
  options.insert(fixed.begin(), fixed.end());
  Request request;
  request.verb = verb_of(door);
  request.maker = Doors{Door::kModule, Door::kInfoModule}.contain(door) ? Maker::kModule : Maker::kCommandLine;
  for (const auto& [name, value] : options) {
    const Option* option = find_option(name);
    if (option == nullptr || (given.contains(name) && !option->doors.contain(door))) {
      return unknown_option(door, name);
    }
    if (!is_given(value)) {
      continue;
    }
    if (auto set = option->set(request, name, value); !set) {
      return set.error();
    }
  }
  const auto conflicts = options.find("conflicts");
  if (request.persist == Persist::kNone && (conflicts == options.end() || !is_given(conflicts->second))) {
    request.conflicts = Conflicts::kIgnore;  // nothing is to persist, so no file is touched unless asked for by name
  }
  if (auto checked = check_request(request); !checked) {
    return checked.error();
  }
  return request;
}

}  // namespace yama
