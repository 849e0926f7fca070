// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "request/option_table.h"

#include <algorithm>
#include <array>
#include <utility>

namespace yama {
namespace {

// The words of the enums. No `default`: the compiler asks for the word of a new enumerator, and it is a choice then.

constexpr std::string_view word_of(Persist persist) {
  switch (persist) {
    case Persist::kSysctl:
      return "sysctl";
    case Persist::kBootUnit:
      return "boot_unit";
    case Persist::kNone:
      return "none";
  }
  return {};
}

constexpr std::string_view word_of(RuntimeMode mode) {
  switch (mode) {
    case RuntimeMode::kRequired:
      return "required";
    case RuntimeMode::kAuto:
      return "auto";
    case RuntimeMode::kSkip:
      return "skip";
  }
  return {};
}

constexpr std::string_view word_of(Conflicts conflicts) {
  switch (conflicts) {
    case Conflicts::kComment:
      return "comment";
    case Conflicts::kFail:
      return "fail";
    case Conflicts::kIgnore:
      return "ignore";
  }
  return {};
}

constexpr std::string_view word_of(VendorFiles files) {
  switch (files) {
    case VendorFiles::kOutrank:
      return "outrank";
    case VendorFiles::kShadow:
      return "shadow";
    case VendorFiles::kEdit:
      return "edit";
  }
  return {};
}

constexpr std::string_view word_of(MaintenanceLine line) {
  switch (line) {
    case MaintenanceLine::kTolerant:
      return "tolerant";
    case MaintenanceLine::kPlain:
      return "plain";
  }
  return {};
}

constexpr std::string_view word_of(OtherWriters writers) {
  switch (writers) {
    case OtherWriters::kRead:
      return "read";
    case OtherWriters::kSkip:
      return "skip";
  }
  return {};
}

constexpr std::string_view word_of(Format format) {
  switch (format) {
    case Format::kText:
      return "text";
    case Format::kPrometheus:
      return "prometheus";
  }
  return {};
}

/// How a task spells the verbs of the module yama_ptrace.
enum class State { kPresent, kAbsent };

constexpr std::string_view word_of(State state) {
  switch (state) {
    case State::kPresent:
      return "present";
    case State::kAbsent:
      return "absent";
  }
  return {};
}

/// An enum counts from 0, so that it ends where there are no more words.
template <class Enum>
constexpr std::size_t count_words() {
  std::size_t count = 0;
  while (!word_of(static_cast<Enum>(count)).empty()) {
    ++count;
  }
  return count;
}

template <class Enum>
constexpr auto kWords = [] {
  std::array<std::string_view, count_words<Enum>()> words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    words[i] = word_of(static_cast<Enum>(i));
  }
  return words;
}();

/// The scopes up to one, as numbers and as names.
template <Scope kMost>
constexpr auto kScopeWords = [] {
  constexpr std::size_t kCount = std::size_t{number_of(kMost)} + 1;
  std::array<std::string_view, 2 * kCount> words;
  for (std::size_t i = 0; i < kCount; ++i) {
    words[i] = std::string_view{"0123"}.substr(i, 1);
    words[kCount + i] = name_of(kAllScopes[i]);
  }
  return words;
}();

// The kinds of value: what an option of it is to others, how it is read and how its default is shown.

struct AnyScope {
  static constexpr OptionType kType = OptionType::kScope;
  static constexpr std::span<const std::string_view> kChoices = kScopeWords<Scope::kNoAttach>;
  static constexpr auto read = read_scope;
  static std::string show(std::optional<Scope> scope) { return scope ? to_string(*scope) : std::string{}; }
};

struct MaintenanceScope : AnyScope {
  static constexpr std::span<const std::string_view> kChoices = kScopeWords<Scope::kAdminOnly>;
  static Result<Scope> read(std::string_view name, const OptionValue& value) {
    auto scope = read_scope(name, value);
    if (scope && *scope == Scope::kNoAttach) {
      return Error{std::string{name} + " must be 0, 1 or 2: at 3 a maintenance boot could trace nothing"};
    }
    return scope;
  }
};

struct Flag {
  static constexpr OptionType kType = OptionType::kBool;
  static constexpr std::span<const std::string_view> kChoices = {};
  static constexpr auto read = read_bool;
  static std::string show(bool value) { return value ? "true" : "false"; }
};

template <class Enum>
struct Choice {
  static constexpr OptionType kType = OptionType::kChoice;
  static constexpr std::span<const std::string_view> kChoices = kWords<Enum>;
  static Result<Enum> read(std::string_view name, const OptionValue& value) {
    const auto place = read_choice(name, value, kChoices);
    return place ? Result<Enum>{static_cast<Enum>(*place)} : place.error();
  }
  static std::string show(Enum value) { return std::string{word_of(value)}; }
};

struct Path {
  static constexpr OptionType kType = OptionType::kPath;
  static constexpr std::span<const std::string_view> kChoices = {};
  static constexpr auto read = read_path;
  /// None is documented: Ansible would make an empty path of a null that stands for it.
  static std::string show(const std::string& /*path*/) { return {}; }
};

struct KernelWord {
  static constexpr OptionType kType = OptionType::kWord;
  static constexpr std::span<const std::string_view> kChoices = {};
  static constexpr auto read = read_kernel_word;
  static std::string show(const std::string& word) { return word; }
};

struct Loaders {
  static constexpr OptionType kType = OptionType::kLoaders;
  static constexpr std::span<const std::string_view> kChoices = {};
  static constexpr auto read = read_loaders;
  static std::string show(const std::vector<LoaderOverride>& /*none by default*/) { return {}; }
};

/// The row of an option that is one member of the request, whose own initial value is the default.
template <class Kind, auto kMember>
constexpr Option row(std::string_view name, Doors doors, std::string_view help) {
  return {.name = name,
          .doors = doors,
          .help = help,
          .type = Kind::kType,
          .choices = Kind::kChoices,
          .default_text = [] { return Kind::show(Request{}.*kMember); },
          .set =
              [](Request& request, std::string_view option, const OptionValue& value) {
                auto read = Kind::read(option, value);
                if (!read) {
                  return Done{read.error()};
                }
                request.*kMember = std::move(read).value();
                return done();
              }};
}

/// The option that is the verb itself.
constexpr Option state_row(std::string_view name, Doors doors, std::string_view help) {
  return {.name = name,
          .doors = doors,
          .help = help,
          .type = OptionType::kChoice,
          .choices = Choice<State>::kChoices,
          .default_text = [] { return Choice<State>::show(State::kPresent); },
          .set =
              [](Request& request, std::string_view option, const OptionValue& value) {
                const auto state = Choice<State>::read(option, value);
                if (!state) {
                  return Done{state.error()};
                }
                request.verb = *state == State::kPresent ? Verb::kEnsure : Verb::kRestore;
                return done();
              }};
}

constexpr Doors kLooking = {Door::kInfoModule, Door::kStatus, Door::kFind, Door::kExplain};
constexpr Doors kSetting = {Door::kModule, Door::kSet};
constexpr Doors kCommentOut = {Door::kCommentOut};
constexpr Doors kUnset = {Door::kUnset};
constexpr Doors kReload = {Door::kReload};
constexpr Doors kProbe = {Door::kProbe};

constexpr Option kOptions[] = {
    row<AnyScope, &Request::scope>("scope", kLooking | kSetting | kCommentOut | kProbe, "the wanted scope"),
    state_row("state", {Door::kModule}, "whether the scope is put in place or everything is taken back"),
    row<Flag, &Request::minimum>("minimum", kLooking | kSetting | kCommentOut, "a stricter scope is right too"),
    row<Choice<Persist>, &Request::persist>("persist", kSetting, "what gives the scope at every boot"),
    row<Path, &Request::sysctl_file>("sysctl_file", kSetting,
                                     "the settings file for the line; by default one that is read last enough"),
    row<Choice<RuntimeMode>, &Request::runtime>(
        "runtime", kSetting, "whether the running kernel must get the scope, gets it where it can, or is left alone"),
    row<Flag, &Request::reload>("reload", kSetting, "have the host's own loader load this key after a change"),
    row<Choice<Conflicts>, &Request::conflicts>("conflicts", kSetting,
                                                "what to do about lines that would spoil the scope at the next boot"),
    row<Choice<VendorFiles>, &Request::vendor_files>("vendor_files", kSetting | kCommentOut,
                                                     "what to do about such lines in files of packages"),
    row<Flag, &Request::backup>("backup", kSetting | kCommentOut | kUnset, "keep a copy of every file that changes"),
    row<Path, &Request::root>("root", kLooking | kSetting | kCommentOut | kUnset,
                              "work on a mounted image or another folder instead of this host"),
    row<Flag, &Request::probe>("probe", kLooking | kSetting | kCommentOut | kUnset | kReload,
                               "find out with real ptrace calls how the kernel behaves"),
    row<KernelWord, &Request::maintenance_argument>(
        "maintenance_argument", kLooking | kSetting,
        "the word on the kernel command line that makes a boot a maintenance boot"),
    row<MaintenanceScope, &Request::maintenance_scope>("maintenance_scope", kSetting,
                                                       "the scope of a maintenance boot, with a boot unit"),
    row<Choice<MaintenanceLine>, &Request::maintenance_line>(
        "maintenance_line", kSetting,
        "the form of the line for maintenance boots: plain is what published checks find"),
    row<Flag, &Request::replace_published_unit>(
        "replace_published_unit", kSetting | kUnset,
        "comment out a unit made after the NSA's sheet, or leave it commented out"),
    row<Flag, &Request::remove_lock>("remove_lock", kSetting,
                                     "let a lower scope take the boot unit or an earlier run's line of 3 away"),
    row<Flag, &Request::fail_if_traced>("fail_if_traced", kSetting,
                                        "fail, before anything changes, when a process is being traced"),
    row<Choice<OtherWriters>, &Request::other_writers>(
        "other_writers", kLooking | kSetting | kCommentOut | kUnset,
        "whether scripts, schedules and hooks that may set the value are looked for"),
    row<Choice<Format>, &Request::format>(
        "format", {Door::kStatus}, "prometheus gives metrics for the textfile collector of Prometheus' node exporter"),
    row<Loaders, &Request::loaders>("loader", kLooking | kSetting,
                                    "predict for this loader and version, such as systemd=252.39 or busybox=1.36"),
};

}  // namespace

std::span<const Option> all_options() { return kOptions; }

const Option* find_option(std::string_view name) {
  const auto* const found = std::ranges::find(kOptions, name, &Option::name);
  return found == std::end(kOptions) ? nullptr : found;
}

}  // namespace yama
