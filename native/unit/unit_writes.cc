// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "unit/command_effect.h"
#include "unit/script_effect.h"
#include "unit/specifiers.h"
#include "unit/sysctl_command.h"
#include "unit/unit.h"
#include "unit/unit_file.h"
#include "unit/unit_scripts.h"
#include "unit/unit_settings.h"

namespace yama::unit {
namespace {

/// What one command line does, and the place that says so.
struct Reading {
  CommandEffect effect = kNothing;
  std::string file;
  std::size_t line = 0;
  std::string text;
};

std::string_view prefix_of(std::string_view command) {
  return command.substr(0, std::min(command.find_first_not_of("@-:+!|"), command.size()));
}

std::string program_of(std::string_view command) {
  command.remove_prefix(prefix_of(command).size());
  const auto words = words_of(command);
  return words.empty() ? std::string{} : words.front().substr(words.front().rfind('/') + 1);
}

/// Whether sysctl's assignments may come out of variables: "sysctl $OPTIONS", "sysctl -w $KEY=1".
bool hides_assignment(std::string_view command) {
  if (program_of(command) != "sysctl" || command.find('$') == std::string_view::npos) {
    return false;
  }
  const auto words = words_of(command);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return word.substr(0, word.find('=')).find('$') != std::string::npos;
  });
}

ScriptEffect read_named(const NamedScript& script, const std::string& bytes) {
  const bool is_foreign =
      !script.interpreter.empty() && !bytes.starts_with("#!") && !script.interpreter.ends_with("sh");
  if (!is_foreign) {
    return read_script(bytes);
  }
  ScriptEffect effect = read_script("#!" + script.interpreter + "\n" + bytes);
  effect.line -= effect.line > 0 ? 1 : 0;
  return effect;
}

class WriteReader {
 public:
  WriteReader(const Unit& unit, std::string_view name)
      : unit_(unit), name_(name), settings_(unit), section_(name.ends_with(".socket") ? "Socket" : "Service") {}

  std::vector<UnitWrite> read() {
    const bool oneshot = is_oneshot();
    choose(list("ExecCondition"));
    run(list("ExecStartPre"), true, true);
    run(list("ExecStart"), oneshot, oneshot);
    run(list("ExecStartPost"), true, oneshot);
    const bool ends_at_once = oneshot && !settings_.is_true(section_, "RemainAfterExit", false);
    for (const std::string_view key : {"ExecStop", "ExecStopPost"}) {
      if (ends_at_once) {
        run(list(key), true, true);
      } else {
        later(list(key));
      }
    }
    for (const std::string_view key : {"ExecStopPre", "ExecReload", "ExecReloadPost"}) {
      later(list(key));
    }
    return std::move(writes_);
  }

 private:
  using List = std::vector<const PlacedSetting*>;

  [[nodiscard]] List list(std::string_view key) const { return settings_.list(section_, key); }

  [[nodiscard]] bool is_oneshot() const {
    const std::string type = settings_.last(section_, "Type");
    return section_ == "Socket" || type == "oneshot" ||
           (type.empty() && settings_.last(section_, "BusName").empty() && list("ExecStart").empty());
  }

  /// Commands that only choose whether the others run.
  void choose(const List& commands) {
    for (const PlacedSetting* command : commands) {
      reliable_ = reliable_ && program_of(command->setting.value) == "true";
    }
    run(commands, true, true);
  }

  /// Commands one after the other; `in_turn`: each waits for the end of the one before and fails with it.
  void run(const List& commands, bool in_turn, bool before_start) {
    for (const PlacedSetting* command : commands) {
      const Reading reading = read_command(*command);
      if (reading.effect.touches) {
        add(reading, *command, reliable_ ? Moment::kStart : Moment::kMaybe, before_start);
      }
      reliable_ = reliable_ && (!in_turn || is_sure_to_succeed(command->setting.value, reading.effect));
    }
  }

  void later(const List& commands) {
    for (const PlacedSetting* command : commands) {
      if (const Reading reading = read_command(*command); reading.effect.touches) {
        add(reading, *command, Moment::kLater, false);
      }
    }
  }

  static bool is_sure_to_succeed(std::string_view command, const CommandEffect& effect) {
    static constexpr std::array<std::string_view, 8> kSafe = {"true",  "echo",   "printf", "sysctl",
                                                              "sleep", "logger", "mkdir",  "udevadm"};
    const std::string program = program_of(command);
    return prefix_of(command).find('-') != std::string_view::npos || (effect.touches && effect.certain) ||
           std::find(kSafe.begin(), kSafe.end(), program) != kSafe.end();
  }

  void add(const Reading& reading, const PlacedSetting& command, Moment moment, bool before_start) {
    UnitWrite write{.moment = moment,
                    .before_start = before_start,
                    .value = reading.effect.certain ? reading.effect.value : std::nullopt,
                    .certain = reading.effect.certain && !is_confined(command.setting.value),
                    .loads = reading.effect.loads,
                    .file = reading.file,
                    .line = reading.line,
                    .text = reading.text};
    writes_.push_back(std::move(write));
  }

  /// Whether the kernel may refuse what the command writes. Source: systemd.exec(5).
  [[nodiscard]] bool is_confined(std::string_view command) const {
    if (prefix_of(command).find('+') != std::string_view::npos) {
      return false;
    }
    const std::string user = settings_.last(section_, "User");
    const std::string capabilities = settings_.last(section_, "CapabilityBoundingSet");
    const bool kept = capabilities.empty() ||
                      (!capabilities.starts_with('~') && capabilities.find("CAP_SYS_PTRACE") != std::string::npos) ||
                      (capabilities.starts_with('~') && capabilities.find("CAP_SYS_PTRACE") == std::string::npos);
    const bool opened_before = writes_to_scope_file();  // systemd opens a command's output before it shuts it in
    return !kept || (!user.empty() && user != "root" && user != "0") ||
           settings_.is_true(section_, "DynamicUser", false) ||
           settings_.is_true(section_, "PrivateUsers", !settings_.last(section_, "PrivateUsers").empty()) ||
           (!opened_before &&
            (settings_.is_true(section_, "ProtectKernelTunables", false) ||
             !settings_.last(section_, "RootDirectory").empty() || !settings_.last(section_, "RootImage").empty() ||
             settings_.last(section_, "ProcSubset") == "pid"));
  }

  [[nodiscard]] std::string output() const { return settings_.last(section_, "StandardOutput"); }

  [[nodiscard]] bool writes_to_scope_file() const { return output().find(kScopeFile) != std::string::npos; }

  [[nodiscard]] Reading read_command(const PlacedSetting& placed) const {
    const Setting& setting = placed.setting;
    const Expanded command = expand_specifiers(setting.value, name_);
    Reading reading{.effect = effect_of_command(command.text, output()),
                    .file = placed.file,
                    .line = setting.line,
                    .text = setting.key + "=" + setting.value};
    const bool unclear = !command.understood && speaks_of_value(command.text);
    if (unclear || hides_assignment(command.text) || comes_from_variable(command.text)) {
      reading.effect = kPerhaps;
    }
    if (!reading.effect.touches) {
      read_scripts(command.text, reading);
    }
    return reading;
  }

  /// "sh -c $COMMAND" of a unit whose Environment= names the value.
  [[nodiscard]] bool comes_from_variable(std::string_view command) const {
    const List variables = command.find('$') == std::string_view::npos ? List{} : list("Environment");
    return std::any_of(variables.begin(), variables.end(),
                       [](const PlacedSetting* placed) { return names_key(placed->setting.value); });
  }

  [[nodiscard]] std::map<std::string, std::string, std::less<>>::const_iterator text_of(
      const NamedScript& script) const {
    for (const std::string& place : places_of(script.path)) {
      if (const auto found = unit_.texts.find(place); found != unit_.texts.end()) {
        return found;
      }
    }
    return unit_.texts.end();
  }

  void read_scripts(std::string_view command, Reading& reading) const {
    for (const NamedScript& script : scripts_of(command)) {
      const auto bytes = text_of(script);
      if (bytes == unit_.texts.end()) {
        continue;
      }
      ScriptEffect found = read_named(script, bytes->second);
      if (found.effect.touches) {
        found.effect.certain = found.effect.certain && script.alone && !reading.effect.touches;
        reading = {
            .effect = std::move(found.effect), .file = bytes->first, .line = found.line, .text = std::move(found.text)};
      }
    }
  }

  const Unit& unit_;
  std::string_view name_;
  UnitSettings settings_;
  std::string_view section_;
  std::vector<UnitWrite> writes_;
  bool reliable_ = true;  ///< nothing that ran so far may have failed
};

}  // namespace

std::vector<UnitWrite> writes_of_unit(const Unit& unit, std::string_view name) {
  return WriteReader(unit, name).read();
}

}  // namespace yama::unit
