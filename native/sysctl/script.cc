// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/script.h"

#include <algorithm>
#include <array>
#include <vector>

#include "sysctl/paths.h"

namespace yama::sysctl {
namespace {

constexpr std::string_view kEtc = "/etc/sysctl.d";
constexpr std::string_view kRun = "/run/sysctl.d";
constexpr std::string_view kLocal = "/usr/local/lib/sysctl.d";
constexpr std::string_view kUsr = "/usr/lib/sysctl.d";
constexpr std::string_view kLib = "/lib/sysctl.d";
constexpr std::string_view kConf = kSysctlConf;

constexpr std::array kAlpine = {kLib, kUsr, kEtc, kConf, kRun};
constexpr std::array kAlpine2017 = {kRun, kEtc, kLocal, kUsr, kLib, kConf};
constexpr std::array kArtix = {kRun, kLocal, kUsr, kConf, kEtc};
constexpr std::array kVoid = {kRun, kEtc, kLocal, kUsr, kConf};
constexpr std::array kConfAlone = {kConf};

// The first is that of a build whose text names none.
constexpr std::array kScripts = {
    Script{.word = "alpine",
           .title = "Alpine's sysctl script",
           .source = "aports, main/openrc/sysctl.initd",
           .order = kAlpine,
           .skips = Script::Skips::kSameNameInEtcOrRun,
           .wants_regular_file = true},
    Script{.word = "alpine2017",
           .title = "Alpine's sysctl script of 2015 to 2017",
           .source = "aports, main/openrc/0003-sysctl-add-compatibility-for-busybox-sysctl.patch",
           .order = kAlpine2017},
    Script{.word = "artix",
           .title = "Artix' sysctl script",
           .source = "runit-artix, core-services/08-sysctl.sh",
           .order = kArtix},
    Script{.word = "void",
           .title = "Void's sysctl script",
           .source = "void-runit, core-services/08-sysctl.sh since 9c2358e of 2019",
           .order = kVoid,
           .skips = Script::Skips::kTakenNames},
    Script{.word = "void2015",
           .title = "Void's sysctl script of 2015 to 2019",
           .source = "void-runit, core-services/08-sysctl.sh of 5f719f1",
           .order = kVoid},
    Script{.word = "conf",
           .title = "sysctl -p of /etc/sysctl.conf alone",
           .source = "sysctl(8): -p without a file",
           .order = kConfAlone},
};

/// What a script says of files, in its order, with comments left out.
struct Said {
  std::vector<std::string_view> places;  ///< directories of settings, and "/etc/sysctl.conf"
  std::vector<std::string_view> names;   ///< variables that hold the program's path
  bool runs_sysctl = false;
  bool system = false;      ///< "--system"
  bool asks_kind = false;   ///< "sysctl -V": only procps' knows it
  bool loads_one = false;   ///< "-p"
  bool cuts_names = false;  ///< "${f##*/}": compares the names in directories
};

bool is_word_end(char c) { return std::string_view{" \t;|&)(\"'\\<>`"}.find(c) != std::string_view::npos; }

bool is_sysctl(std::string_view word) { return word == "sysctl" || word.ends_with("/sysctl"); }

/// "-p", "-qp", "-ep": the letters of sysctl(8) that go with it.
bool is_load_option(std::string_view word) {
  return word.starts_with("--load") ||
         (word.starts_with('-') && word.ends_with('p') && word.find_first_not_of("-eNnqp") == std::string_view::npos &&
          !word.starts_with("--"));
}

/// "DAEMON" of "DAEMON=/sbin/sysctl": Debian's init script runs it by that name.
void read_assignment(std::string_view word, Said& said) {
  const std::size_t equals = word.find('=');
  if (equals != std::string_view::npos && equals > 0 && is_sysctl(word.substr(equals + 1))) {
    said.names.push_back(word.substr(0, equals));
  }
}

/// The program, or a variable that holds its path.
bool stands_for_sysctl(std::string_view word, const Said& said) {
  if (!word.starts_with('$')) {
    return is_sysctl(word);
  }
  word.remove_prefix(word.starts_with("${") ? 2 : 1);
  word.remove_suffix(word.ends_with('}') ? 1 : 0);
  return std::ranges::find(said.names, word) != said.names.end();
}

void read_word(std::string_view word, bool after_sysctl, Said& said) {
  read_assignment(word, said);
  said.runs_sysctl = said.runs_sysctl || stands_for_sysctl(word, said);
  said.system = said.system || (after_sysctl && word == "--system");
  said.asks_kind = said.asks_kind || (after_sysctl && word == "-V");
  said.loads_one = said.loads_one || (after_sysctl && is_load_option(word));
  said.cuts_names = said.cuts_names || word.find("##*/}") != std::string_view::npos;
  if (word == kConf) {
    said.places.push_back(kConf);
    return;
  }
  constexpr std::string_view kFiles = "/*.conf";
  if (word.ends_with(kFiles)) {
    word.remove_suffix(kFiles.size());
    said.places.push_back(word);
  }
}

void read_line(std::string_view line, Said& said) {
  bool after_sysctl = false;
  while (!line.empty()) {
    if (is_word_end(line.front())) {
      line.remove_prefix(1);
      continue;
    }
    const auto* const end = std::ranges::find_if(line, is_word_end);
    const std::string_view word = line.substr(0, static_cast<std::size_t>(end - line.begin()));
    if (word.starts_with('#')) {
      return;
    }
    read_word(word, after_sysctl, said);
    after_sysctl = after_sysctl || stands_for_sysctl(word, said);
    line.remove_prefix(word.size());
  }
}

Said read(std::string_view text) {
  Said said;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    read_line(text.substr(0, end), said);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return said;
}

/// Each place once, where it is named first: a test and a message name it again.
std::vector<std::string_view> each_once(const std::vector<std::string_view>& places) {
  std::vector<std::string_view> once;
  for (const std::string_view place : places) {
    if (std::ranges::find(once, place) == once.end()) {
      once.push_back(place);
    }
  }
  return once;
}

const Script* known_order(const Said& said) {
  std::vector<std::string_view> places = each_once(said.places);
  const auto is_elsewhere = [](std::string_view place) { return !place.ends_with("/sysctl.d") && place != kConf; };
  const bool gathers = std::erase_if(places, is_elsewhere) != 0;
  const Script::Skips skips = gathers           ? Script::Skips::kTakenNames
                              : said.cuts_names ? Script::Skips::kSameNameInEtcOrRun
                                                : Script::Skips::kNothing;
  if (places.empty()) {
    places.push_back(kConf);
  }
  const auto* const found = std::ranges::find_if(kScripts, [&](const Script& script) {
    return script.skips == skips && std::ranges::equal(script.order, places);
  });
  return found == kScripts.end() ? nullptr : found;
}

}  // namespace

std::span<const Script> known_scripts() { return kScripts; }

const Script* script_of(std::string_view word) {
  const auto* const found = std::ranges::find(kScripts, word, &Script::word);
  return found == kScripts.end() ? nullptr : found;
}

ScriptText read_script(std::string_view text, bool has_system) {
  using Does = ScriptText::Does;
  const Said said = read(text);
  if (!said.runs_sysctl) {
    return {};
  }
  if (said.system && has_system) {
    return {.does = said.loads_one ? Does::kNotKnown : Does::kRunsSystem};
  }
  if (said.system && !said.asks_kind && !said.loads_one) {
    return {};  // an option that the program does not know: it loads nothing
  }
  if (said.system || !said.loads_one) {
    return {.does = Does::kNotKnown};
  }
  const Script* const script = known_order(said);
  return {.does = script == nullptr ? Does::kNotKnown : Does::kRunsScript, .script = script};
}

}  // namespace yama::sysctl
