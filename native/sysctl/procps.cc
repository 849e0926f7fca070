// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <fnmatch.h>

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

constexpr std::size_t kPiece = 4095;  // fgets() into 4096 bytes before procps 3.3.13
constexpr std::string_view kProcSys = "/proc/sys/";

/// A line that the parser takes for a setting.
struct Setting {
  std::string_view key;
  std::optional<std::string_view> value;  ///< none for "-key"
  bool is_setting = true;                 ///< false for "invalid syntax, continuing..."
};

constexpr std::string_view kSpaces = " \t\n\v\f\r";  // isspace() in the locales that a boot runs in

std::string_view without_leading(std::string_view text, std::string_view characters) {
  return text.substr(std::min(text.size(), text.find_first_not_of(characters)));
}

/// rstrip() and StripLeadingAndTrailingSpaces() never take a text's first byte.
std::string_view without_trailing(std::string_view text, std::string_view characters) {
  while (text.size() > 1 && characters.find(text.back()) != std::string_view::npos) {
    text.remove_suffix(1);
  }
  return text;
}

/// parse_setting_line() of procps 4.
std::optional<Setting> parse_first_equals(std::string_view text) {
  text = without_leading(text, kSpaces);
  if (text.size() < 2 || text.front() == '#' || text.front() == ';') {
    return std::nullopt;
  }
  const std::size_t equals = text.find('=');
  const std::size_t dash = text.front() == '-' ? 1 : 0;
  if (equals == std::string_view::npos) {
    return dash == 0 ? Setting{.key = text, .value = {}, .is_setting = false}
                     : Setting{.key = without_trailing(text.substr(1), kSpaces), .value = {}};
  }
  return Setting{.key = without_trailing(text.substr(dash, equals - dash), kSpaces),
                 .value = without_trailing(without_leading(text.substr(equals + 1), kSpaces), kSpaces)};
}

/// Preload() of procps 3: strtok() at "=", then at line ends.
std::optional<Setting> parse_tokens(std::string_view text) {
  text = without_leading(without_trailing(text, " \t\n\r"), " \t");
  if (text.size() < 2 || text.front() == '#' || text.front() == ';') {
    return std::nullopt;
  }
  const std::string_view from_name = without_leading(text, "=");
  const std::string_view name = without_trailing(from_name.substr(0, from_name.find('=')), " \t\n\r");
  std::string_view value;
  if (const std::size_t equals = from_name.find('='); equals != std::string_view::npos) {
    value = without_leading(from_name.substr(equals + 1), "\n\r");
  }
  if (name.empty() || value.empty()) {
    return Setting{.key = name, .value = {}, .is_setting = false};
  }
  return Setting{.key = name, .value = without_leading(value.substr(0, value.find_first_of("\n\r")), " \t")};
}

/// None for blank lines and comments. A line ends for procps at its first NUL.
std::optional<Setting> parse(const Behaviour& behaviour, const Line& line) {
  const std::string_view text = line.text.substr(0, line.text.find('\0'));
  if (line.text.size() + (line.terminated ? 1 : 0) < 2) {
    return std::nullopt;
  }
  if (behaviour.grammar == Grammar::kFirstEquals) {
    return parse_first_equals(text);
  }
  std::optional<Setting> setting = parse_tokens(text);
  if (setting && behaviour.dash == Dash::kIgnoreErrors && setting->key.starts_with('-')) {
    setting->key.remove_prefix(1);
  }
  return setting;
}

/// What the kernel gets for a value. One of more than 4096 bytes that it refuses is written again up to its last ',' in
/// them: proc_write() of procps, local/procio.c.
std::string written_for(std::string_view value) {
  constexpr std::size_t kLineLength = 4096;
  std::string bytes = std::string(value) + '\n';
  if (bytes.size() > kLineLength && kernel_write(bytes, std::nullopt).effect == WriteEffect::kRefused) {
    if (const std::size_t comma = bytes.rfind(',', kLineLength - 1); comma != std::string::npos) {
      return bytes.substr(0, comma) + '\n';
    }
  }
  return bytes;
}

/// The part of a line that a person takes for it: without what ends it for systemd too, so that both loaders speak of
/// the same bytes.
Line trimmed(Line line) {
  line.text = line.text.substr(0, line.text.find('\0'));
  while (line.text.ends_with('\r')) {
    line.text.remove_suffix(1);
  }
  const std::size_t blanks = line.text.size() - without_leading(line.text, kSpaces).size();
  if (const std::size_t last_return = line.text.substr(0, blanks).rfind('\r'); last_return != std::string_view::npos) {
    line.text.remove_prefix(last_return + 1);
    line.offset += last_return + 1;
  }
  return line;
}

class Procps {
 public:
  Procps(const Behaviour& behaviour, const Tree& tree, const KeyPath& key, std::optional<Scope> before)
      : behaviour_(behaviour), tree_(tree), key_(key), run_(before) {}

  void read(const Visit& visit) {
    for_each_line(visit, [&](const Line& line) { take(visit, line); });
  }

  void skip(const Visit& visit) {
    if (visit.what->type == EntryType::kFile) {
      for_each_line(visit, [&](const Line& line) { report(visit, line); });
    }
  }

  /// Of a file whose name is a pattern that stands for files which are not known.
  void doubt_name(std::string_view entry) {
    run_.doubt("a file's name is a pattern with too many alternatives to follow them all: " +
               std::string(entry.substr(0, 80)));
  }

  /// write_setting_list(): every setting, in order.
  void apply() {
    for (const Node& node : nodes_) {
      if (node.value && node.is_glob) {
        apply_glob(node);
      } else if (node.value) {
        run_.write(node.definition, *node.value);
      }
    }
    finish_exclusions();
  }

  /// One `sysctl -p FILE` is done, and another begins.
  void begin_anew() {
    nodes_.clear();
    exclusion_patterns_.clear();
    by_path_.clear();
    protectors_.clear();
  }

  Prediction finish() && { return std::move(run_).finish(); }

 private:
  struct Node {
    std::string path;                       ///< below /proc/sys, as procps would open it
    std::optional<std::string> value = {};  ///< the bytes that are written
    std::vector<std::string> matches = {};  ///< of a pattern: spellings of the key
    bool is_glob = false;
    bool is_about_key = false;
    std::size_t definition = 0;  ///< when it is about the key
    std::string place = {};      ///< "/etc/sysctl.d/50-a.conf:2"
  };

  template <class Visitor>
  void for_each_line(const Visit& visit, const Visitor& visitor) {
    if (const std::optional<std::string_view> bytes = run_.open(tree_, visit)) {
      for (const Line& line : lines_that_may_concern(*bytes, LineEnds::kNewline, key_.needle())) {
        if (behaviour_.reading == Reading::kWholeLines) {
          visitor(line);
          continue;
        }
        for (const Line& piece : pieces_of(line, kPiece)) {
          visitor(piece);
        }
      }
    }
  }

  /// setting_new(): a second '-' is dropped from the path.
  std::string path_of(std::string_view key) const {
    const bool second_dash = behaviour_.grammar == Grammar::kFirstEquals && key.starts_with('-');
    return swap_separators(key.substr(second_dash ? 1 : 0));
  }

  Node node_of(const Setting& setting) {
    std::string_view key = setting.key;
    if (!setting.is_setting) {  // a person meant the key that is the first word
      key = key.substr(0, key.find_first_of(" \t:"));
    }
    Node node = {.path = path_of(key)};
    if (setting.value) {
      node.value = written_for(*setting.value);
    }
    const bool excludes = !node.value && setting.is_setting && behaviour_.exclusion_patterns;
    if (node.path.find_first_of(kGlobCharacters) == std::string::npos) {
      node.is_about_key = key_.is_opened_by(node.path) || (excludes && fnmatches(node.path, key_.path()));
      return node;
    }
    node.is_glob = true;
    KeyPath::Matches matches = key_.matches(node.path, {.braces = false, .dot_entries = true});
    if (matches.cut) {
      run_.doubt("a pattern has too many matches to follow them all: " + node.path.substr(0, 80));
    }
    node.matches = std::move(matches.paths);
    node.is_about_key = !node.matches.empty() || (excludes && fnmatches(node.path, key_.path()));
    return node;
  }

  /// settinglist_findpath(): fnmatch(3) of whole paths, a '*' crosses '/'.
  static bool fnmatches(const std::string& pattern, const std::string& path) {
    return fnmatch((std::string(kProcSys) + pattern).c_str(), (std::string(kProcSys) + path).c_str(), 0) == 0;
  }

  std::size_t add(const Visit& visit, const Line& line, const Setting& setting, const Node& node) {
    const Kind kind = !setting.is_setting ? Kind::kInvalid
                      : !node.value       ? Kind::kExclusion
                      : node.is_glob      ? Kind::kGlob
                                          : Kind::kAssignment;
    return run_.add(visit, trimmed(line), kind, node.value.value_or(""));
  }

  void report(const Visit& visit, const Line& line) {
    const std::optional<Setting> setting = parse(behaviour_, line);
    if (!setting) {
      return;
    }
    if (const Node node = node_of(*setting); node.is_about_key) {
      run_.decide(add(visit, line, *setting, node), visit.fate, visit.reason);
    }
  }

  void take(const Visit& visit, const Line& line) {
    const std::optional<Setting> setting = parse(behaviour_, line);
    if (!setting) {
      return;
    }
    Node node = node_of(*setting);
    if (node.is_about_key) {
      node.definition = add(visit, line, *setting, node);
    }
    if (node.is_about_key && !setting->is_setting) {
      run_.decide(node.definition, Fate::kIgnored, "not an assignment");
    } else if (node.is_about_key && node.is_glob && !behaviour_.globs) {
      run_.decide(node.definition, Fate::kIgnored, "this release of procps knows no patterns");
    } else if (setting->is_setting && (node.is_about_key || is_exclusion_pattern(node))) {
      node.place = std::string(visit.entry) + ":" + std::to_string(line.number);
      by_path_.emplace(node.path, nodes_.size());
      if (is_exclusion_pattern(node)) {
        exclusion_patterns_.push_back(nodes_.size());
      }
      nodes_.push_back(std::move(node));
    }
  }

  /// May keep patterns from some spelling of the key, even when it is not about the key's own path.
  [[nodiscard]] bool is_exclusion_pattern(const Node& node) const {
    return !node.value && behaviour_.exclusion_patterns;
  }

  /// The setting that keeps patterns from a spelling of the key, as index + 1; 0 for none.
  std::size_t protector_of(const std::string& path) {
    const auto [known, is_new] = protectors_.emplace(path, 0);
    if (!is_new) {
      return known->second;
    }
    if (const auto exact = by_path_.find(path); exact != by_path_.end()) {
      known->second = exact->second + 1;
    }
    for (const std::size_t index : exclusion_patterns_) {
      if (known->second == 0 && fnmatches(nodes_[index].path, path)) {
        known->second = index + 1;
      }
    }
    return known->second;
  }

  void apply_glob(const Node& node) {
    for (const std::string& match : node.matches) {
      if (const std::size_t protector = protector_of(match); protector != 0) {
        run_.decide(node.definition, Fate::kIgnored, nodes_[protector - 1].place + " keeps patterns from the key");
      } else {
        run_.write(node.definition, *node.value);
      }
    }
  }

  void finish_exclusions() {
    for (const Node& node : nodes_) {
      if (node.value || !node.is_about_key) {
        continue;
      }
      if (node.is_glob && !behaviour_.exclusion_patterns) {
        run_.decide(node.definition, Fate::kIgnored, "this release of procps excludes no patterns, only whole keys");
      } else if (!run_.has_written()) {
        run_.decide(node.definition, Fate::kWins, "keeps patterns from the key");
      } else {
        run_.decide(node.definition, Fate::kIgnored, "keeps only patterns from the key, no assignments");
      }
    }
  }

  const Behaviour& behaviour_;
  const Tree& tree_;
  const KeyPath& key_;
  Run run_;
  std::vector<Node> nodes_;
  std::vector<std::size_t> exclusion_patterns_;
  std::unordered_map<std::string, std::size_t> by_path_;
  std::unordered_map<std::string, std::size_t> protectors_;
};

}  // namespace

Prediction run_procps(const Behaviour& behaviour, const Tree& tree, const ReadingOrder& order, const KeyPath& key,
                      std::optional<Scope> before) {
  Procps procps(behaviour, tree, key, before);
  for (const Visit& visit : order.read) {
    procps.read(visit);
    if (behaviour.script != nullptr) {
      procps.apply();
      procps.begin_anew();
    }
  }
  procps.apply();
  for (const Visit& visit : order.unread) {
    procps.skip(visit);
  }
  for (const std::string_view entry : order.unfollowed) {
    procps.doubt_name(entry);
  }
  return std::move(procps).finish();
}

}  // namespace yama::sysctl
