// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/command_line.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "base/text.h"
#include "request/option_table.h"
#include "request/options.h"

namespace yama::cli {
namespace {

constexpr Doors kChanging = {Door::kSet, Door::kUnset, Door::kCommentOut, Door::kReload};
constexpr Doors kEvery = kChanging | Doors{Door::kStatus, Door::kFind, Door::kExplain, Door::kProbe};

constexpr Switch kSwitches[] = {
    {"--check", "", kChanging, "say what would be done, do nothing",
     [](Order& order) -> bool& { return order.request.check; }},
    {"--diff", "", kChanging, "show the changed lines", [](Order& order) -> bool& { return order.request.diff; }},
    {"--json", "", kEvery, "one line of JSON for programs", [](Order& order) -> bool& { return order.json; }},
    {"--vector",
     "",
     {Door::kFind},
     "a test vector for a bug report: no comments, of other keys no more than names",
     [](Order& order) -> bool& { return order.request.vector; }},
    {"--share",
     "",
     {Door::kFind},
     "the same, with neutral names for files of your own",
     [](Order& order) -> bool& { return order.request.neutral_names; }},
    {"--judges",
     "",
     {Door::kStatus},
     "show what published checks say of this host, too",
     [](Order& order) -> bool& { return order.request.judges; }},
    {"--quiet", "-q", kEvery, "say nothing but errors: the exit status tells",
     [](Order& order) -> bool& { return order.quiet; }},
    {"--verbose", "-v", kEvery, "shorten no name and no line of a file",
     [](Order& order) -> bool& { return order.verbose; }},
    {"--help", "-h", kEvery, "show what the command takes", [](Order& order) -> bool& { return order.help; }},
    {"--version", "-V", kEvery, "show version, commit and processor",
     [](Order& order) -> bool& { return order.version; }},
};

/// A path of the working directory from the root on, without "." and "..". std::filesystem would do the same with 25
/// KiB of code.
std::string absolute(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> here(::getcwd(nullptr, 0), &std::free);
  std::string made;
  const std::string whole = std::string(here ? here.get() : "") + "/" + path;
  for (std::string_view rest = whole; !rest.empty();) {
    const std::string_view name = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    if (name == "..") {
      made.erase(made.empty() ? 0 : made.rfind('/'));
    } else if (!name.empty() && name != ".") {
      made.append("/").append(name);
    }
  }
  return made.empty() ? "/" : made;
}

/// By its name or its letter.
const Switch* find_switch(std::string_view name) {
  const auto* const found = std::ranges::find_if(
      kSwitches, [name](const Switch& one) { return one.name == name || (!name.empty() && one.letter == name); });
  return found == std::end(kSwitches) ? nullptr : found;
}

/// Whether a verb takes it; without one, whether any does.
bool is_taken(const Doors& doors, const VerbRow* verb) {
  return verb != nullptr
             ? doors.contain(verb->door)
             : std::ranges::any_of(verbs(), [&doors](const VerbRow& row) { return doors.contain(row.door); });
}

/// The option that an argument names: "--vendor-files". Null for one that is the module's alone.
const Option* option_of(std::string_view argument) {
  const auto known = std::ranges::find(all_options(), argument, [](const Option& o) { return argument_for(o.name); });
  return known == all_options().end() || !is_taken(known->doors, nullptr) ? nullptr : &*known;
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& known) {
  const auto like = nearest(word, known);
  return like.empty() ? std::string{} : "; did you mean '" + std::string{like} + "'?";
}

Error unknown_verb(std::string_view word) {
  std::vector<std::string_view> names;
  std::ranges::transform(verbs(), std::back_inserter(names), &VerbRow::name);
  return Error{"unknown command '" + printable(word) + "'" + suggestion(word, names)};
}

Error unknown_argument(std::string_view argument, const VerbRow* verb) {
  std::vector<std::string> known;
  for (const Switch& one : kSwitches) {
    if (is_taken(one.verbs, verb)) {
      known.emplace_back(one.name);
    }
  }
  for (const Option& option : all_options()) {
    if (is_taken(option.doors, verb)) {
      known.push_back(argument_for(option.name));
    }
  }
  return Error{"unknown option '" + printable(argument) + "'" + suggestion(argument, {known.begin(), known.end()})};
}

/// One pass over the arguments, which may stand in any order: what the verb makes of them is known in the end only.
class Reader {
 public:
  explicit Reader(std::span<const std::string> arguments) : rest_(arguments) {}

  Result<Order> read() {
    while (!rest_.empty()) {
      const std::string argument = take();
      const bool is_option = argument.size() > 1 && argument.starts_with('-');
      auto taken = is_option ? read_option(argument) : read_word(argument);
      if (!taken) {
        return taken.error();
      }
    }
    Order order{.verb = verb_, .request = {}};
    if (!is_given("--help") && !is_given("--version")) {
      auto request = read_request();
      if (!request) {
        return request.error();
      }
      order.request = std::move(request).value();
      order.request.diff = false;  // a terminal's way, where Ansible's is true
    }
    for (const Switch* given : switches_) {
      given->place(order) = true;
    }
    order.request.for_person = !order.json && order.request.format == Format::kText && !order.request.wants_vector() &&
                               (order.request.verb == Verb::kStatus || order.request.verb == Verb::kFind);
    return order;
  }

 private:
  std::string take() {
    std::string argument = rest_.front();
    rest_ = rest_.subspan(1);
    return argument;
  }

  [[nodiscard]] bool is_given(std::string_view name) const {
    return std::ranges::find(switches_, name, &Switch::name) != switches_.end();
  }

  Done read_word(const std::string& word) {
    if (word == "help" && verb_ == nullptr) {
      switches_.push_back(find_switch("--help"));
    } else if (verb_ == nullptr) {
      verb_ = find_verb(word);
      return verb_ != nullptr ? done() : Done{unknown_verb(word)};
    } else if (!verb_->operand.empty() && !operand_) {
      operand_ = word;
    } else {
      return Error{"'" + printable(word) + "' is one word too many after '" + std::string{verb_->name} + "'"};
    }
    return done();
  }

  Done read_option(const std::string& argument) {
    const auto equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    if (const Switch* known = find_switch(name)) {
      switches_.push_back(known);
      return equals == std::string::npos ? done() : Done{Error{name + " takes no value"}};
    }
    const Option* option = option_of(name);
    if (option == nullptr) {
      return unknown_argument(name, verb_);
    }
    return equals == std::string::npos ? read_value(name, *option) : store(*option, argument.substr(equals + 1));
  }

  /// The value of an option without '='.
  Done read_value(const std::string& name, const Option& option) {
    if (option.type == OptionType::kBool) {
      const bool said = !rest_.empty() && (rest_.front() == "true" || rest_.front() == "false");
      return store(option, said ? take() : "true");
    }
    return rest_.empty() ? Done{Error{name + " needs a value"}} : store(option, take());
  }

  Done store(const Option& option, std::string value) {
    if (option.name == "root" && value.empty()) {
      return Error{"--root needs a folder: it was given an empty name"};
    }
    if (option.name == "root" && !value.starts_with('/')) {  // the module wants it absolute
      value = absolute(value);
    }
    if (option.type == OptionType::kLoaders) {
      loaders_.push_back(std::move(value));
      options_[std::string{option.name}] = loaders_;
    } else {
      options_[std::string{option.name}] = std::move(value);
    }
    return done();
  }

  Result<Request> read_request() {
    if (verb_ == nullptr) {
      return Error{"name a command"};
    }
    for (const Switch* given : switches_) {
      if (!given->verbs.contain(verb_->door)) {
        return not_taken(given->name);
      }
    }
    if (is_given("--quiet")) {
      for (const std::string_view other : {"--json", "--judges", "--verbose", "--diff", "--vector", "--share"}) {
        if (is_given(other)) {
          return Error{"--quiet and " + std::string{other} + " contradict each other: leave one out"};
        }
      }
    }
    for (const auto& [name, value] : options_) {
      if (!find_option(name)->doors.contain(verb_->door)) {
        return not_taken(argument_for(name));
      }
    }
    if (auto added = add_operand(); !added) {
      return added.error();
    }
    auto request = make_request(verb_->door, options_, verb_->fixed);
    if (request && is_given("--judges") && !request->scope) {
      return Error{"--judges needs --scope: the scope that this host is judged by"};
    }
    if (request && request->format != Format::kText) {
      for (const std::string_view other : {"--json", "--judges", "--quiet", "--verbose"}) {
        if (is_given(other)) {
          return Error{"--format prometheus and " + std::string{other} + " contradict each other: leave one out"};
        }
      }
    }
    return request;
  }

  /// The one operand that there is stands for the option scope.
  Done add_operand() {
    const std::string verb = "'" + std::string{verb_->name} + "'";
    if (operand_ && !options_.emplace("scope", *operand_).second) {
      return Error{verb + " was given two scopes"};
    }
    if (!verb_->operand.empty() && !options_.contains("scope")) {
      return Error{verb + " needs a scope: 0, 1, 2 or 3"};
    }
    return done();
  }

  [[nodiscard]] Error not_taken(std::string_view argument) const {
    return Error{"'" + std::string{verb_->name} + "' takes no " + std::string{argument}};
  }

  std::span<const std::string> rest_;
  const VerbRow* verb_ = nullptr;
  std::optional<std::string> operand_;
  std::vector<const Switch*> switches_;
  Options options_;
  std::vector<std::string> loaders_;
};

}  // namespace

std::span<const Switch> switches() { return kSwitches; }

std::string argument_for(std::string_view option) {
  std::string name{option};
  std::ranges::replace(name, '_', '-');
  return "--" + name;
}

Result<Order> read_command_line(const std::vector<std::string>& arguments) { return Reader{arguments}.read(); }

}  // namespace yama::cli
