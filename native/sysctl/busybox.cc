// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sysctl/kernel_write.h"
#include "sysctl/models.h"
#include "sysctl/run.h"

namespace yama::sysctl {
namespace {

constexpr std::string_view kSpaces = " \t\n\v\f\r";  // isspace(3) in the locales that a boot runs in

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(kSpaces)));
  return text.substr(0, text.find_last_not_of(kSpaces) + 1);
}

/// The next line of a file, with those that a '\' at its end joins to it: get_line_with_continuation() of
/// libbb/parse_config.c.
class Lines {
 public:
  explicit Lines(std::string_view bytes) : bytes_(bytes) {}

  struct Joined {
    Line first;  ///< the first of them as it stands in the file
    std::string text;
  };

  std::optional<Joined> next() {
    if (at_ >= bytes_.size()) {
      return std::nullopt;
    }
    std::string_view part = take();
    Joined joined{.first = {.text = part, .offset = at_ - part.size() - (ended_ ? 1 : 0), .number = number_},
                  .text = {}};
    joined.first.terminated = ended_;
    while (part.ends_with('\\')) {
      joined.text += part.substr(0, part.size() - 1);
      if (at_ >= bytes_.size()) {
        return joined;
      }
      part = take();
    }
    joined.text += part;
    return joined;
  }

 private:
  std::string_view take() {
    const std::size_t end = bytes_.find('\n', at_);
    const std::string_view line = bytes_.substr(at_, end == std::string_view::npos ? end : end - at_);
    ended_ = end != std::string_view::npos;
    at_ += line.size() + (ended_ ? 1 : 0);
    ++number_;
    return line;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::size_t number_ = 0;
  bool ended_ = false;
};

struct Setting {
  std::string_view key;
  std::string_view value;
};

/// config_read() with "# \t=": a name, '=', and all behind it. The bytes behind a NUL do not exist.
std::optional<Setting> parse(std::string_view text) {
  text = text.substr(0, text.find('\0'));
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(kSpaces)));
  const std::size_t equals = text.find('=');
  if (text.starts_with('#') || text.starts_with(';') || equals == std::string_view::npos || equals + 1 == text.size() ||
      text[equals + 1] == '#') {
    return std::nullopt;
  }
  return Setting{.key = trimmed(text.substr(0, equals)), .value = trimmed(text.substr(equals + 1))};
}

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// A word where most keys want a number: the kernel refuses it, which ends the file, unless the key takes text or is
/// not there at all.
bool may_be_refused(const Setting& setting) {
  constexpr std::array<std::string_view, 8> kOfText = {"domainname",   "hostname",      "modprobe",
                                                       "hotplug",      "default_qdisc", "congestion_control",
                                                       "core_pattern", "poweroff"};
  const auto is_plain = [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || std::string_view{"._-/"}.find(c) != std::string_view::npos;
  };
  // What /proc/sys holds; a key that is not there is passed over.
  constexpr std::array<std::string_view, 9> kDirectories = {"abi", "debug", "dev",    "fs", "kernel",
                                                            "net", "user",  "sunrpc", "vm"};
  const std::string_view first = setting.key.substr(0, setting.key.find_first_of("./"));
  const bool may_exist = std::ranges::find(kDirectories, first) != kDirectories.end();
  return may_exist && !setting.value.empty() && std::ranges::all_of(setting.value, is_letter) &&
         std::ranges::all_of(setting.key, is_plain) && std::ranges::none_of(kOfText, [&setting](std::string_view word) {
           return setting.key.find(word) != std::string_view::npos;
         });
}

class Busybox {
 public:
  Busybox(const Behaviour& behaviour, const Tree& tree, const KeyPath& key, std::optional<Scope> before)
      : behaviour_(behaviour), tree_(tree), key_(key), run_(before) {}

  void read(const Visit& visit) {
    ended_by_.clear();
    risk_.clear();
    for_each_line(visit, [&](const Lines::Joined& line) { take(visit, line); });
  }

  void skip(const Visit& visit) {
    if (visit.what->type == EntryType::kFile) {
      for_each_line(visit, [&](const Lines::Joined& line) {
        const std::optional<Setting> setting = parse(line.text);
        const bool names = setting && names_key(setting->key);
        if (names || is_meant(line)) {
          run_.decide(add(visit, line, names ? setting : std::nullopt), visit.fate, visit.reason);
        }
      });
    }
  }

  Prediction finish() && { return std::move(run_).finish(); }

 private:
  template <class Visitor>
  void for_each_line(const Visit& visit, const Visitor& visitor) {
    if (const std::optional<std::string_view> bytes = run_.open(tree_, visit)) {
      Lines lines{*bytes};
      while (auto line = lines.next()) {
        visitor(*line);
      }
    }
  }

  [[nodiscard]] bool names_key(std::string_view key) {
    if (key.find(key_.needle()) == std::string_view::npos) {
      return false;
    }
    const auto path = key_.with_needed_slashes(key, behaviour_.exchanges_separators);
    if (!path) {
      run_.doubt("a key has too many dots to follow them all: " + std::string{key.substr(0, 80)});
    }
    return path && key_.is_opened_from_there(*path);
  }

  /// Whether a person takes the line for one about the key, although busybox does not: with a '-', as a pattern, or
  /// without a value.
  [[nodiscard]] bool is_meant(const Lines::Joined& line) const {
    std::string_view text = line.text;
    text = text.substr(0, text.find('\0'));
    text.remove_prefix(std::min(text.size(), text.find_first_not_of(" \t-")));
    if (text.starts_with('#') || text.starts_with(';')) {
      return false;
    }
    const std::string path = swap_separators(trimmed(text.substr(0, text.find_first_of("= \t:"))));
    return key_.is_opened_by(path) || (path.find_first_of(kGlobCharacters) != std::string::npos &&
                                       !key_.matches(path, {.braces = false, .dot_entries = true}).paths.empty());
  }

  std::size_t add(const Visit& visit, const Lines::Joined& line, const std::optional<Setting>& setting) {
    return run_.add(visit, line.first, setting ? Kind::kAssignment : Kind::kInvalid,
                    setting ? setting->value : std::string_view{});
  }

  void take(const Visit& visit, const Lines::Joined& line) {
    const std::optional<Setting> setting = parse(line.text);
    if (!setting || !names_key(setting->key)) {
      if (is_meant(line)) {
        const std::string why = setting ? "busybox takes this for a key of another name" : "not an assignment";
        run_.decide(add(visit, line, std::nullopt), Fate::kIgnored, why);
      } else if (setting && may_be_refused(*setting)) {
        risk_ = std::string(visit.entry) + ":" + std::to_string(line.first.number);
      }
      return;
    }
    const std::size_t definition = add(visit, line, setting);
    if (!ended_by_.empty()) {
      run_.decide(definition, Fate::kIgnored, ended_by_ + " failed, and busybox reads no further in a file");
      return;
    }
    if (!risk_.empty()) {
      run_.doubt_other_key(
          risk_ + " gives another key a value that it may refuse, and busybox reads no further in a file then");
    }
    run_.write(definition, setting->value);
    if (!setting->value.empty() && !run_.at(definition).written) {
      ended_by_ = run_.where(definition);
    }
  }

  const Behaviour& behaviour_;
  const Tree& tree_;
  const KeyPath& key_;
  Run run_;
  std::string risk_;      ///< the last line of this file that another key may refuse
  std::string ended_by_;  ///< the line of this file whose write failed; empty while none did
};

}  // namespace

Prediction run_busybox(const Behaviour& behaviour, const Tree& tree, const ReadingOrder& order, const KeyPath& key,
                       std::optional<Scope> before) {
  Busybox busybox(behaviour, tree, key, before);
  for (const Visit& visit : order.read) {
    busybox.read(visit);
  }
  for (const Visit& visit : order.unread) {
    busybox.skip(visit);
  }
  return std::move(busybox).finish();
}

}  // namespace yama::sysctl
