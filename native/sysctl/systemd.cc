// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/scope.h"
#include "sysctl/models.h"
#include "sysctl/run.h"

namespace yama::sysctl {

namespace {

constexpr std::size_t kPiece = 2047;             // LINE_MAX of fgets() before systemd 236
constexpr std::string_view kBlanks = " \t\n\r";  // WHITESPACE of strstrip(): no "\v", "\f", no-break space or BOM

std::string_view strip(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  return first == std::string_view::npos ? std::string_view{}
                                         : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// A line that parse_file() takes for an option.
struct Setting {
  std::string_view key;
  std::optional<std::string_view> value;  ///< none for "-key"
  bool is_option = true;                  ///< false for "Line is not an assignment, ignoring"
};

/// None for blank lines and comments.
std::optional<Setting> parse(const Behaviour& behaviour, std::string_view line) {
  std::string_view text = strip(line);
  if (text.empty() || text.front() == '#' || (text.front() == ';' && behaviour.semicolon_comments)) {
    return std::nullopt;
  }
  const std::size_t equals = text.find('=');
  const bool dashed = text.front() == '-';
  if (equals == std::string_view::npos) {
    if (!dashed || behaviour.dash != Dash::kExcludes) {
      return Setting{.key = text, .value = {}, .is_option = false};
    }
    return Setting{.key = strip(text.substr(1)), .value = {}};
  }
  const std::string_view value = strip(text.substr(equals + 1));
  text = text.substr(0, equals);
  if (dashed && behaviour.dash == Dash::kExcludes) {
    return Setting{.key = strip(text.substr(1)), .value = value};
  }
  text = strip(text);
  return Setting{.key = text.substr(dashed && behaviour.dash == Dash::kIgnoreErrors ? 1 : 0), .value = value};
}

class Systemd {
 public:
  Systemd(const Behaviour& behaviour, const Tree& tree, const KeyPath& key, std::optional<Scope> before)
      : behaviour_(behaviour), tree_(tree), key_(key), run_(before) {}

  void read(const Visit& visit) {
    for_each_line(visit, [&](const Line& line, bool unread) {
      if (unread) {
        report(visit, line, Fate::kUnread, "systemd-sysctl stops reading the file at a line of 1 MiB before this one");
      } else {
        take(visit, line);
      }
    });
  }

  void skip(const Visit& visit) {
    if (visit.what->type == EntryType::kFile) {
      for_each_line(visit, [&](const Line& line, bool) { report(visit, line, visit.fate, visit.reason); });
    }
  }

  /// apply_all(): one write for each option, in the table's order.
  void apply() {
    doubt_order();
    for (const Option& option : options_) {
      if (option.current && option.value) {
        apply(option);
      }
    }
    finish_exclusion();
  }

  Prediction finish() && { return std::move(run_).finish(); }

 private:
  /// What a line means to the key.
  struct Meaning {
    std::string name;                       ///< as the table of options knows it
    std::vector<std::string> matches = {};  ///< of a pattern: spellings of the key
    bool is_glob = false;
    bool is_refused = false;  ///< names the key in a way that sysctl_write() refuses
    bool opens = true;        ///< names a file that is there
  };

  struct Option {
    std::string name;
    std::optional<std::string> value;
    std::vector<std::string> matches;
    bool is_glob = false;
    bool opens = true;
    std::size_t definition = 0;
    bool current = true;  ///< not replaced by a later one
  };

  template <class Visitor>
  void for_each_line(const Visit& visit, const Visitor& visitor) {
    const std::optional<std::string_view> bytes = run_.open(tree_, visit);
    if (!bytes) {
      return;
    }
    if (behaviour_.reading == Reading::kShortPieces) {
      for (const Line& line : lines_that_may_concern(*bytes, LineEnds::kNewline, key_.needle())) {
        for (const Line& piece : pieces_of(line, kPiece)) {
          visitor(piece, false);
        }
      }
      return;
    }
    const std::optional<std::size_t> stop = start_of_too_long_line(*bytes, behaviour_.line_ends);
    if (stop && visit.fate == Fate::kIgnored) {
      run_.note(std::string(visit.entry) + " has a line of 1 MiB or more: systemd-sysctl reads nothing from there on");
    }
    for (const Line& line : lines_that_may_concern(*bytes, behaviour_.line_ends, key_.needle())) {
      visitor(line, stop && line.offset >= *stop);
    }
  }

  /// "kernel/yama/ptrace_scope/" opens nothing, and takes the place of the key's option in a table that compares paths.
  std::optional<Meaning> meaning_of_slash_at_end(Meaning meaning) const {
    const std::size_t end = meaning.name.find_last_not_of('/') + 1;
    if (end == meaning.name.size() || !key_.is_opened_by(meaning.name.substr(0, end))) {
      return std::nullopt;
    }
    meaning.opens = false;
    return meaning;
  }

  /// The name by which the table of options finds an option again.
  [[nodiscard]] std::string name_in_table(const std::string& name) const {
    if (behaviour_.spellings != Spellings::kPaths) {
      return name;
    }
    std::string path = name.starts_with('/') ? "/" : "";
    for (std::size_t at = name.find_first_not_of('/'); at < name.size();) {
      const std::size_t end = std::min(name.find('/', at), name.size());
      path.append(name, at, end - at).append("/");
      at = name.find_first_not_of('/', end);
    }
    return path;
  }

  /// None when the option is about other keys.
  std::optional<Meaning> meaning_of(std::string_view key) {
    const bool simplifies = behaviour_.spellings == Spellings::kSimplified;
    Meaning meaning = {.name = swap_separators(key)};
    if (simplifies) {
      meaning.name = simplify(meaning.name, behaviour_.leading_dot_dot_is_dropped);
    }
    if (meaning.name == key_.path()) {
      return meaning;
    }
    if (meaning.name.find_first_of(kGlobCharacters) == std::string::npos) {
      if (!key_.is_opened_by(meaning.name)) {
        return behaviour_.spellings == Spellings::kPaths ? meaning_of_slash_at_end(std::move(meaning)) : std::nullopt;
      }
      meaning.is_refused = simplifies && !behaviour_.dot_dot_resolves;
      return meaning;
    }
    KeyPath::Matches matches = key_.matches(meaning.name, {.braces = true, .dot_entries = false});
    if (matches.cut) {
      run_.doubt("a pattern has too many alternatives to follow them all: " + meaning.name.substr(0, 80));
    }
    meaning.matches = std::move(matches.paths);
    if (meaning.matches.empty()) {
      return std::nullopt;
    }
    meaning.is_glob = true;
    return meaning;
  }

  static Kind kind_of(const Setting& setting, const Meaning& meaning) {
    if (!setting.is_option || meaning.is_refused) {
      return Kind::kInvalid;
    }
    if (!setting.value) {
      return Kind::kExclusion;
    }
    return meaning.is_glob ? Kind::kGlob : Kind::kAssignment;
  }

  std::size_t add(const Visit& visit, const Line& line, const Setting& setting, const Meaning& meaning) {
    return run_.add(visit, line, kind_of(setting, meaning), std::string(setting.value.value_or("")) + '\n');
  }

  /// A line that is not read, but is a definition all the same.
  void report(const Visit& visit, const Line& line, Fate fate, const std::string& reason) {
    const std::optional<Setting> setting = parse(behaviour_, line.text);
    const std::optional<Meaning> meaning = setting ? meaning_of(first_word(*setting)) : std::nullopt;
    if (meaning) {
      run_.decide(add(visit, line, *setting, *meaning), fate, reason);
    }
  }

  /// "key 1" and "key: 1" are no assignments, but a person meant one: the key they name is their first word.
  static std::string_view first_word(const Setting& setting) {
    return setting.is_option ? setting.key : setting.key.substr(0, setting.key.find_first_of(" \t:"));
  }

  void take(const Visit& visit, const Line& line) {
    const std::optional<Setting> setting = parse(behaviour_, line.text);
    std::optional<Meaning> meaning = setting ? meaning_of(first_word(*setting)) : std::nullopt;
    if (!meaning) {
      return;
    }
    const std::size_t definition = add(visit, line, *setting, *meaning);
    if (!setting->is_option) {
      run_.decide(definition, Fate::kIgnored, "not an assignment");
    } else if (meaning->is_refused) {
      run_.decide(definition, Fate::kIgnored, "systemd-sysctl refuses a key with \"..\"");
    } else if (meaning->is_glob && !behaviour_.globs) {
      run_.decide(definition, Fate::kIgnored, "this release of systemd-sysctl knows no patterns");
    } else {
      put(definition, *setting, std::move(*meaning));
    }
  }

  void put(std::size_t definition, const Setting& setting, Meaning meaning) {
    std::optional<std::string> value = setting.value ? std::optional(std::string(*setting.value)) : std::nullopt;
    const std::string name = name_in_table(meaning.name);
    if (const auto found = index_.find(name); found != index_.end()) {
      Option& existing = options_[found->second];
      if (existing.value == value) {
        run_.decide(existing.definition, Fate::kOverridden, "repeated by " + run_.where(definition));
        existing.definition = definition;
        return;
      }
      run_.decide(existing.definition, Fate::kOverridden, "replaced by " + run_.where(definition));
      existing.current = false;
    }
    index_[name] = options_.size();
    options_.push_back({.name = std::move(meaning.name),
                        .value = std::move(value),
                        .matches = std::move(meaning.matches),
                        .is_glob = meaning.is_glob,
                        .opens = meaning.opens,
                        .definition = definition});
  }

  void apply(const Option& option) {
    const std::string bytes = *option.value + '\n';
    if (!option.opens) {
      run_.decide(option.definition, Fate::kIgnored, "a key with '/' at its end names no file");
      return;
    }
    if (!option.is_glob) {
      run_.write(option.definition, bytes);
      return;
    }
    for (const std::string& match : option.matches) {
      if (const auto found = index_.find(remainder(match)); found != index_.end()) {
        run_.decide(option.definition, Fate::kIgnored,
                    run_.where(options_[found->second].definition) + " names the key and keeps patterns from it");
      } else if (!behaviour_.dot_dot_resolves && !is_normalized(match)) {
        run_.decide(option.definition, Fate::kIgnored, "systemd-sysctl refuses a key with \"..\"");
      } else {
        run_.write(option.definition, bytes);
      }
    }
  }

  /// Two spellings of the key are two options, and a table without an order writes either of them last.
  void doubt_order() {
    const auto counts = [](const Option& option) { return option.current && option.value; };
    const auto first = std::ranges::find_if(options_, counts);
    const auto differs = [&](const Option& option) { return counts(option) && option.value != first->value; };
    if (!behaviour_.ordered_table && std::ranges::any_of(options_, differs)) {
      run_.doubt("this release of systemd-sysctl writes different spellings of a key in an unknown order");
    }
  }

  /// path_startswith(match, "/proc/sys"): the rest begins at the next component.
  static std::string remainder(std::string_view match) {
    while (match.starts_with('/') || match.starts_with("./")) {
      match.remove_prefix(match.starts_with('/') ? 1 : 2);
    }
    return std::string(match);
  }

  static bool is_normalized(std::string_view path) {
    return path != ".." && !path.starts_with("../") && !path.ends_with("/..") &&
           path.find("/../") == std::string_view::npos;
  }

  /// Says of "-key" whether it is the reason why no value is set.
  void finish_exclusion() {
    for (const Option& option : options_) {
      if (!option.current || option.value) {
        continue;
      }
      if (option.is_glob) {
        run_.decide(option.definition, Fate::kIgnored, "systemd-sysctl excludes no patterns, only whole keys");
      } else if (!run_.has_written()) {
        run_.decide(option.definition, Fate::kWins, "takes back assignments before it and keeps patterns from the key");
      }
    }
  }

  const Behaviour& behaviour_;
  const Tree& tree_;
  const KeyPath& key_;
  Run run_;
  std::vector<Option> options_;
  std::unordered_map<std::string, std::size_t> index_;  ///< of the current option of that name
};

}  // namespace

Prediction run_systemd(const Behaviour& behaviour, const Tree& tree, const ReadingOrder& order, const KeyPath& key,
                       std::optional<Scope> before) {
  Systemd systemd(behaviour, tree, key, before);
  for (const Visit& visit : order.read) {
    systemd.read(visit);
  }
  systemd.apply();
  for (const Visit& visit : order.unread) {
    systemd.skip(visit);
  }
  return std::move(systemd).finish();
}

}  // namespace yama::sysctl
