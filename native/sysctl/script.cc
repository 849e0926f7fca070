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
  bool system = false;                   ///< "--system"
  bool asks_kind = false;                ///< "sysctl -V": only procps' knows it
  bool loads_one = false;                ///< "-p"
  bool cuts_names = false;               ///< "${f##*/}": compares the names in directories
  bool loads_variable = false;           ///< "-p $f"
  bool names_directories = false;        ///< "/etc/sysctl.d/" without what files in it are meant
  bool is_odd = false;                   ///< there is what may make it do another thing
};

bool is_word_end(char c) { return std::string_view{" \t)(\"'\\<>`"}.find(c) != std::string_view::npos; }

bool ends_command(char c) { return c == ';' || c == '|' || c == '&'; }

bool is_sysctl(std::string_view word) { return word == "sysctl" || word.ends_with("/sysctl"); }

/// "-p", "-qp", "-ep": the letters of sysctl(8) that go with it.
bool is_load_option(std::string_view word) {
  return word == "--load" || (word.size() > 1 && word.starts_with('-') && word.ends_with('p') &&
                              word.find_first_not_of("-eNnqp") == std::string_view::npos && !word.starts_with("--"));
}

/// Options with which it loads something else than all that is meant, or nothing: sysctl(8).
bool narrows(std::string_view word) {
  return word.starts_with("--pattern") || word.starts_with("--dry-run") || word.starts_with("--load=") || word == "-r";
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

/// A directory of settings, or its files: "/etc/sysctl.d/*.conf".
void read_place(std::string_view word, Said& said) {
  constexpr std::string_view kFiles = "/*.conf";
  if (word == kConf) {
    said.places.push_back(kConf);
  } else if (word.ends_with(kFiles)) {
    said.places.push_back(word.substr(0, word.size() - kFiles.size()));
  } else {
    said.names_directories = said.names_directories || word.find("/sysctl.d") != std::string_view::npos;
  }
}

/// One command of a line, which sysctl may be the program of.
class Command {
 public:
  void read(std::string_view word, Said& said) {
    read_assignment(word, said);
    said.cuts_names = said.cuts_names || word.find("##*/}") != std::string_view::npos;
    read_place(word, said);
    if (is_sysctl_ && loads_) {  // the file of -p
      const bool is_known =
          word.starts_with('$') || word == kConf || word.starts_with('-') || word == "2" || word.starts_with("/dev/");
      said.is_odd = said.is_odd || !is_known;
      said.loads_variable = said.loads_variable || word.starts_with('$');
      loads_ = loads_ && word.starts_with('-');
    }
    if (is_sysctl_) {
      said.system = said.system || word == "--system";
      said.asks_kind = said.asks_kind || word == "-V";
      said.is_odd = said.is_odd || narrows(word);
      loads_ = loads_ || is_load_option(word);
      said.loads_one = said.loads_one || is_load_option(word);
    }
    is_sysctl_ = is_sysctl_ || (!is_said_ && stands_for_sysctl(word, said));
    is_said_ = is_said_ || word == "echo" || word == "printf" || word.ends_with("begin") || word == "msg" ||
               word.ends_with("info") || word.ends_with("warn") || word == "[" || word == "test" || word == "command";
  }

 private:
  bool is_sysctl_ = false;
  bool is_said_ = false;  ///< the words are shown or asked about, not run
  bool loads_ = false;
};

/// `exit` before the program is run: only where a test finds that it is not there.
bool leaves_early(std::string_view line, const Said& said) {
  const bool is_test_of_program =
      line.find("sysctl") != std::string_view::npos || line.find("DAEMON") != std::string_view::npos;
  return !said.system && !said.loads_one && !is_test_of_program && line.find("exit") != std::string_view::npos &&
         line.find("exit 1") == std::string_view::npos;
}

void read_line(std::string_view line, Said& said) {
  const std::size_t text = line.find_first_not_of(" \t");
  if (text == std::string_view::npos || line[text] == '#') {
    return;
  }
  said.is_odd = said.is_odd || line.find("<<") != std::string_view::npos || leaves_early(line, said);
  Command command;
  while (!line.empty()) {
    if (ends_command(line.front())) {
      command = {};
    }
    if (ends_command(line.front()) || is_word_end(line.front())) {
      line.remove_prefix(1);
      continue;
    }
    const auto* const end = std::ranges::find_if(line, [](char c) { return ends_command(c) || is_word_end(c); });
    const std::string_view word = line.substr(0, static_cast<std::size_t>(end - line.begin()));
    if (word.starts_with('#')) {
      return;
    }
    command.read(word, said);
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
  if (places.empty() && !said.loads_variable) {
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
  if (!said.system && !said.loads_one) {
    return {};
  }
  const bool both = said.system && (said.loads_one || said.asks_kind);
  if (said.is_odd || (said.names_directories && !said.cuts_names) || (both && (said.loads_one || !has_system))) {
    return {.does = Does::kNotKnown};
  }
  if (said.system) {  // an option that a program which does not know it loads nothing with
    return {.does = has_system ? Does::kRunsSystem : Does::kNothing};
  }
  const Script* const script = known_order(said);
  return {.does = script == nullptr ? Does::kNotKnown : Does::kRunsScript, .script = script};
}

}  // namespace yama::sysctl
