// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/command_line.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/text.h"
#include "request/options.h"

namespace yama::cli {
namespace {

/// A verb: what people type, what follows it, what it switches off of the whole job, and a line of help.
struct VerbRow {
  std::string_view name;
  std::string_view operand;
  Verb verb;
  std::vector<std::pair<std::string_view, std::string_view>> options;  ///< given on the caller's behalf
  std::string_view help;
};

const std::vector<VerbRow>& verbs() {
  static const std::vector<VerbRow> kVerbs = {
      {"status",
       "",
       Verb::kStatus,
       {},
       "the value now, at the next boot under each loader, and with --scope the verdict"},
      {"find", "", Verb::kFind, {}, "every definition, and what each loader makes of it"},
      {"explain", "", Verb::kExplain, {}, "the way of the value from the kernel's default to the running system"},
      {"set", "SCOPE", Verb::kEnsure, {}, "put SCOPE in place now and for every boot"},
      {"unset", "", Verb::kRestore, {}, "take back everything that this program changed"},
      {"comment-out",
       "",
       Verb::kEnsure,
       {{"persist", "none"}, {"conflicts", "comment"}, {"runtime", "skip"}, {"reload", "false"}},
       "comment out the definitions that are no package's, or with --scope those of another value"},
      {"reload",
       "",
       Verb::kEnsure,
       {{"persist", "none"}, {"conflicts", "ignore"}, {"runtime", "skip"}, {"reload", "true"}},
       "have the host's own loader load this key from the files"},
      {"probe", "", Verb::kProbe, {{"probe", "true"}}, "find out with real ptrace calls how the kernel behaves"},
  };
  return kVerbs;
}

const VerbRow* find_verb(std::string_view name) {
  const auto found =
      std::find_if(verbs().begin(), verbs().end(), [name](const VerbRow& row) { return row.name == name; });
  return found == verbs().end() ? nullptr : &*found;
}

Module module_of(Verb verb) {
  return verb == Verb::kEnsure || verb == Verb::kRestore ? Module::kYamaPtrace : Module::kYamaPtraceInfo;
}

/// Options of the module that a person sets with the verb itself.
bool is_given_by_verb(std::string_view option) { return option == "state"; }

bool is_flag(std::string_view option) {
  static constexpr std::string_view kFlags[] = {"minimum", "backup", "probe", "replace_published_unit",
                                                "fail_if_traced"};
  return std::find(std::begin(kFlags), std::end(kFlags), option) != std::end(kFlags);
}

std::string as_option(std::string_view argument) {
  std::string name{argument};
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::string as_argument(std::string_view option) {
  std::string name{option};
  std::replace(name.begin(), name.end(), '_', '-');
  return "--" + name;
}

Error unknown_verb(std::string_view word) {
  std::vector<std::string_view> names;
  for (const VerbRow& row : verbs()) {
    names.push_back(row.name);
  }
  std::string text = "unknown command '" + printable(word) + "'";
  if (const auto like = nearest(word, names); !like.empty()) {
    text += "; did you mean '" + std::string{like} + "'?";
  }
  return Error{std::move(text)};
}

Error unknown_argument(const std::string& argument, Module module) {
  std::vector<std::string> known = {"--json", "--check", "--diff", "--vector", "--share", "--help", "--version"};
  for (const std::string_view option : option_names(module)) {
    if (!is_given_by_verb(option)) {
      known.push_back(as_argument(option));
    }
  }
  const std::vector<std::string_view> words{known.begin(), known.end()};
  std::string text = "unknown option '" + printable(argument) + "'";
  if (const auto like = nearest(argument, words); !like.empty()) {
    text += "; did you mean '" + std::string{like} + "'?";
  }
  return Error{std::move(text)};
}

/// One pass over the arguments.
class Reader {
 public:
  explicit Reader(std::span<const std::string> arguments) : rest_(arguments) {}

  Result<Order> read() {
    while (!rest_.empty()) {
      const std::string argument = take();
      auto taken = argument.substr(0, 2) == "--" ? read_option(argument) : read_word(argument);
      if (!taken) {
        return taken.error();
      }
    }
    if (order_.help || order_.version) {
      return std::move(order_);
    }
    return finish();
  }

 private:
  std::string take() {
    std::string argument = rest_.front();
    rest_ = rest_.subspan(1);
    return argument;
  }

  Done read_word(const std::string& word) {
    if (word == "-h") {
      order_.help = true;
      return done();
    }
    if (verb_ == nullptr) {
      verb_ = find_verb(word);
      return verb_ != nullptr ? done() : Done{unknown_verb(word)};
    }
    if (!verb_->operand.empty() && options_.count("scope") == 0) {
      options_["scope"] = word;
      return done();
    }
    return Error{"'" + printable(word) + "' is one word too many after '" + std::string{verb_->name} + "'"};
  }

  Done read_option(const std::string& argument) {
    const auto equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    for (const auto& [word, place] : {std::pair{"--json", &order_.json},
                                      {"--help", &order_.help},
                                      {"--version", &order_.version},
                                      {"--check", &check_},
                                      {"--diff", &diff_},
                                      {"--vector", &vector_},
                                      {"--share", &share_}}) {
      if (argument == word) {
        *place = true;
        return done();
      }
    }
    const std::string option = as_option(std::string_view{name}.substr(2));
    const Module module = verb_ != nullptr ? module_of(verb_->verb) : Module::kYamaPtrace;
    const auto names = option_names(module);
    if (std::find(names.begin(), names.end(), option) == names.end() || is_given_by_verb(option)) {
      return unknown_argument(name, module);
    }
    return store(name, option,
                 equals == std::string::npos ? std::optional<std::string>{} : argument.substr(equals + 1));
  }

  Done store(const std::string& name, const std::string& option, std::optional<std::string> value) {
    if (!value && is_flag(option)) {
      value = "true";
    } else if (!value && rest_.empty()) {
      return Error{name + " needs a value"};
    } else if (!value) {
      value = take();
    }
    if (option == "loader") {
      loaders_.push_back(*std::move(value));
    } else {
      options_[option] = *std::move(value);
    }
    return done();
  }

  Result<Order> finish() {
    if (verb_ == nullptr) {
      return Error{"name a command"};
    }
    if (!verb_->operand.empty() && options_.count("scope") == 0) {
      return Error{"'" + std::string{verb_->name} + "' needs a scope: 0, 1, 2 or 3"};
    }
    if ((vector_ || share_) && verb_->verb != Verb::kFind) {
      return Error{"--vector and --share go with find"};
    }
    for (const auto& [option, value] : verb_->options) {
      options_.emplace(option, std::string{value});
    }
    if (verb_->verb == Verb::kRestore) {
      options_["state"] = "absent";
    }
    if (!loaders_.empty()) {
      options_["loader"] = loaders_;
    }
    auto request = make_request(module_of(verb_->verb), options_);
    if (!request) {
      return request.error();
    }
    order_.request = std::move(request).value();
    order_.request.verb = verb_->verb;
    order_.request.check = check_;
    order_.request.diff = diff_;
    order_.request.vector = vector_ || share_;
    order_.request.neutral_names = share_;
    return std::move(order_);
  }

  std::span<const std::string> rest_;
  const VerbRow* verb_ = nullptr;
  Options options_;
  std::vector<std::string> loaders_;
  bool check_ = false;
  bool diff_ = false;
  bool vector_ = false;
  bool share_ = false;
  Order order_;
};

}  // namespace

Result<Order> read_command_line(const std::vector<std::string>& arguments) { return Reader{arguments}.read(); }

std::string usage() {
  std::string text = "Usage: yama-ptrace COMMAND [OPTIONS]\n\nkernel.yama.ptrace_scope, now and at the next boot.\n\n";
  for (const VerbRow& row : verbs()) {
    std::string head = "  " + std::string{row.name} + (row.operand.empty() ? "" : " ") + std::string{row.operand};
    head.resize(std::max<std::size_t>(head.size(), 16), ' ');
    text.append(head).append(row.help).append("\n");
  }
  text +=
      "\nOptions\n"
      "  --json             one line of JSON for programs\n"
      "  --check            say what would be done, do nothing\n"
      "  --diff             show the changed lines\n"
      "  --vector           with find: a test vector for a bug report: no comments, of other keys no more than names\n"
      "  --share            the same, with neutral names for files of your own\n"
      "  --root DIR         work on the files of a mounted image; the running kernel is left alone\n"
      "  --scope N          judge by this scope: 0 classic, 1 restricted, 2 admin-only attach, 3 no attach\n"
      "  --minimum          a stricter scope is right too\n"
      "  --loader L=V       predict for another version, such as systemd=252.39 or procps=4.0.2\n"
      "  --sysctl-file F, --runtime required|auto|skip, --reload true|false, --conflicts comment|fail|ignore,\n"
      "  --vendor-files outrank|shadow|edit, --persist sysctl|boot_unit|none, --backup, --probe,\n"
      "  --maintenance-argument WORD, --maintenance-scope N, --replace-published-unit, --fail-if-traced\n"
      "                     as the options of the Ansible module hardening.yama.yama_ptrace\n"
      "\nExit status: 0 right or done, 1 wrong or failed, 2 usage.\n";
  return text;
}

}  // namespace yama::cli
