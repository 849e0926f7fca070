// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// usage: yama-options
//
// Prints the options of the modules as Ansible's argument specs have them, in one JSON object:
// {"yama_ptrace": {"scope": {"type": "str", "choices": [...], "default": ...}, ...}, "yama_ptrace_info": {...}}

#include <boost/json.hpp>
#include <exception>
#include <iostream>

#include "request/option_table.h"

namespace yama {
namespace {

namespace json = boost::json;

/// What Ansible calls the type.
const char* type_of(OptionType type) {
  switch (type) {
    case OptionType::kScope:
    case OptionType::kChoice:
    case OptionType::kWord:
      return "str";
    case OptionType::kBool:
      return "bool";
    case OptionType::kPath:
      return "path";
    case OptionType::kLoaders:
      return "list";
  }
  return "";
}

json::object spec_of(const Option& option) {
  json::object spec = {{"type", type_of(option.type)}};
  if (option.type == OptionType::kLoaders) {
    spec["elements"] = "str";
  }
  if (!option.choices.empty()) {
    spec["choices"] = json::array(option.choices.begin(), option.choices.end());
  }
  const std::string standard = option.default_text();
  if (option.type == OptionType::kBool) {
    spec["default"] = standard == "true";
  } else if (!standard.empty()) {
    spec["default"] = standard;
  }
  return spec;
}

json::object specs_of(Door module) {
  json::object specs;
  for (const Option& option : all_options()) {
    if (option.doors.contain(module)) {
      specs[option.name] = spec_of(option);
    }
  }
  return specs;
}

}  // namespace
}  // namespace yama

int main() {
  try {
    std::cout << boost::json::object{{"yama_ptrace", yama::specs_of(yama::Door::kModule)},
                                     {"yama_ptrace_info", yama::specs_of(yama::Door::kInfoModule)}}
              << std::endl;
  } catch (const std::exception& reason) {
    std::cerr << reason.what() << std::endl;
    return 1;
  }
}
