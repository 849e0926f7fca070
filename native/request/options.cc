// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "request/options.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "base/text.h"
#include "request/check.h"
#include "request/values.h"

namespace yama {
namespace {

constexpr std::array kPersist = {Word{"sysctl", Persist::kSysctl}, Word{"boot_unit", Persist::kBootUnit},
                                 Word{"none", Persist::kNone}};
constexpr std::array kRuntime = {Word{"required", RuntimeMode::kRequired}, Word{"auto", RuntimeMode::kAuto},
                                 Word{"skip", RuntimeMode::kSkip}};
constexpr std::array kConflicts = {Word{"comment", Conflicts::kComment}, Word{"fail", Conflicts::kFail},
                                   Word{"ignore", Conflicts::kIgnore}};
constexpr std::array kVendorFiles = {Word{"outrank", VendorFiles::kOutrank}, Word{"shadow", VendorFiles::kShadow},
                                     Word{"edit", VendorFiles::kEdit}};
constexpr std::array kState = {Word{"present", Verb::kEnsure}, Word{"absent", Verb::kRestore}};

/// One option: its name, who knows it, and how its value gets into the request.
struct Option {
  std::string_view name;
  bool for_module = true;
  bool for_info = false;
  Done (*set)(Request& request, const OptionValue& value);
};

/// Stores what a reader gives, or hands on why it gave nothing.
template <class T, class U>
Done store(T& place, Result<U> read) {
  if (!read) {
    return read.error();
  }
  place = std::move(read).value();
  return done();
}

constexpr Option kOptions[] = {
    {"scope", true, true, [](Request& r, const OptionValue& v) { return store(r.scope, read_scope("scope", v)); }},
    {"state", true, false,
     [](Request& r, const OptionValue& v) { return store(r.verb, read_word("state", v, kState)); }},
    {"minimum", true, true, [](Request& r, const OptionValue& v) { return store(r.minimum, read_bool("minimum", v)); }},
    {"persist", true, false,
     [](Request& r, const OptionValue& v) { return store(r.persist, read_word("persist", v, kPersist)); }},
    {"sysctl_file", true, false,
     [](Request& r, const OptionValue& v) { return store(r.sysctl_file, read_path("sysctl_file", v)); }},
    {"runtime", true, false,
     [](Request& r, const OptionValue& v) { return store(r.runtime, read_word("runtime", v, kRuntime)); }},
    {"reload", true, false, [](Request& r, const OptionValue& v) { return store(r.reload, read_bool("reload", v)); }},
    {"conflicts", true, false,
     [](Request& r, const OptionValue& v) { return store(r.conflicts, read_word("conflicts", v, kConflicts)); }},
    {"vendor_files", true, false,
     [](Request& r, const OptionValue& v) {
       return store(r.vendor_files, read_word("vendor_files", v, kVendorFiles));
     }},
    {"backup", true, false, [](Request& r, const OptionValue& v) { return store(r.backup, read_bool("backup", v)); }},
    {"root", true, true, [](Request& r, const OptionValue& v) { return store(r.root, read_path("root", v)); }},
    {"probe", true, true, [](Request& r, const OptionValue& v) { return store(r.probe, read_bool("probe", v)); }},
    {"maintenance_argument", true, true,
     [](Request& r, const OptionValue& v) {
       return store(r.maintenance_argument, read_argument("maintenance_argument", v));
     }},
    {"maintenance_scope", true, false,
     [](Request& r, const OptionValue& v) { return store(r.maintenance_scope, read_scope("maintenance_scope", v)); }},
    {"replace_published_unit", true, false,
     [](Request& r, const OptionValue& v) {
       return store(r.replace_published_unit, read_bool("replace_published_unit", v));
     }},
    {"fail_if_traced", true, false,
     [](Request& r, const OptionValue& v) { return store(r.fail_if_traced, read_bool("fail_if_traced", v)); }},
    {"loader", false, true,
     [](Request& r, const OptionValue& v) { return store(r.loaders, read_loaders("loader", v)); }},
};

bool knows(Module module, const Option& option) {
  return module == Module::kYamaPtrace ? option.for_module : option.for_info;
}

Error unknown_option(Module module, std::string_view name) {
  const auto names = option_names(module);
  std::string text = "unknown option '" + printable(name) + "'";
  if (const auto like = nearest(name, names); !like.empty()) {
    text += "; did you mean '" + std::string{like} + "'?";
  } else {
    text += "; the options are " + join({names.begin(), names.end()}, ", ");
  }
  return Error{std::move(text)};
}

}  // namespace

std::vector<std::string_view> option_names(Module module) {
  std::vector<std::string_view> names;
  for (const Option& option : kOptions) {
    if (knows(module, option)) {
      names.push_back(option.name);
    }
  }
  return names;
}

Result<Request> make_request(Module module, const Options& options) {
  Request request;
  request.verb = module == Module::kYamaPtrace ? Verb::kEnsure : Verb::kStatus;
  for (const auto& given_option : options) {
    const std::string& name = given_option.first;
    const OptionValue& value = given_option.second;
    const auto* option = std::find_if(std::begin(kOptions), std::end(kOptions),
                                      [&](const Option& known) { return known.name == name && knows(module, known); });
    if (option == std::end(kOptions)) {
      return unknown_option(module, name);
    }
    if (std::holds_alternative<std::monostate>(value)) {
      continue;
    }
    if (auto set = option->set(request, value); !set) {
      return set.error();
    }
  }
  const auto given = [&options](std::string_view name) {
    const auto found = options.find(name);
    return found != options.end() && !std::holds_alternative<std::monostate>(found->second);
  };
  if (request.persist == Persist::kNone && !given("conflicts")) {
    request.conflicts = Conflicts::kIgnore;  // nothing is to persist, so no file is touched unless asked for by name
  }
  if (auto checked = check_request(request); !checked) {
    return checked.error();
  }
  return request;
}

}  // namespace yama
