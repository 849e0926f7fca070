// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "unit/command_effect.h"
#include "unit/conditions.h"
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
  WriteReader(const Unit& unit, std::string_view name, std::string_view kernel = {})
      : unit_(unit),
        name_(name),
        kernel_(kernel),
        settings_(unit),
        section_(name.ends_with(".socket") ? "Socket" : "Service") {}

  /// Of the commands before ExecStart=.
  std::optional<Place> first_that_may_fail() {
    choose(list("ExecCondition"));
    run(list("ExecStartPre"), true, true);
    return risk_;
  }

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
      note_risk(*command, program_of(command->setting.value) == "true");
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
      note_risk(*command, !in_turn || is_sure_to_succeed(command->setting.value, reading.effect));
    }
  }

  void note_risk(const PlacedSetting& command, bool sure) {
    if (reliable_ && !sure) {
      reliable_ = false;
      risk_ = {.file = command.file,
               .line = command.setting.line,
               .text = command.setting.key + "=" + command.setting.value};
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
    const Expanded command = expand_specifiers(setting.value, name_, kernel_);
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
  std::string_view kernel_;
  UnitSettings settings_;
  std::string_view section_;
  std::vector<UnitWrite> writes_;
  bool reliable_ = true;       ///< nothing that ran so far may have failed
  std::optional<Place> risk_;  ///< the first that may have
};

void add_file(sysctl::SettingsLoad& loads, const std::string& file) {
  loads.one_of = true;
  if (std::find(loads.files.begin(), loads.files.end(), file) == loads.files.end()) {
    loads.files.push_back(file);
  }
}

/// A unit does for one kernel what it does for those before, or loads another file.
void add_write(UnitWrite& all, const UnitWrite& one) {
  UnitWrite alike = one;
  alike.loads = all.loads;
  const bool both_load_one = all.loads && one.loads && all.loads->by == one.loads->by && one.loads->files.size() == 1 &&
                             (all.loads->one_of || all.loads->files.size() == 1);
  if (all.loads == one.loads && all == one) {
    return;
  }
  if (both_load_one && alike == all) {
    add_file(*all.loads, one.loads->files.front());
  } else {
    all.certain = false;
  }
}

/// What a unit does whatever kernel is started; `some_skip`: there is one with which it does nothing.
std::vector<UnitWrite> merged(std::vector<std::vector<UnitWrite>> lists, bool some_skip) {
  std::vector<UnitWrite> all = lists.empty() ? std::vector<UnitWrite>{} : std::move(lists.front());
  for (std::size_t i = 1; i < lists.size(); ++i) {
    for (std::size_t j = 0; j < all.size() && all.size() == lists[i].size(); ++j) {
      add_write(all[j], lists[i][j]);
    }
    if (all.size() != lists[i].size()) {
      all.insert(all.end(), lists[i].begin(), lists[i].end());
      std::for_each(all.begin(), all.end(), [](UnitWrite& write) { write.certain = false; });
    }
  }
  for (UnitWrite& write : all) {
    const bool loads_one = write.loads && (write.loads->one_of || write.loads->files.size() == 1);
    if (some_skip && loads_one) {
      add_file(*write.loads, {});
    } else if (some_skip) {
      write.certain = false;
    }
  }
  return all;
}

}  // namespace

std::vector<UnitWrite> writes_of_unit(const Unit& unit, std::string_view name) {
  if (unit.kernels.empty()) {
    return WriteReader(unit, name).read();
  }
  const UnitSettings settings(unit);
  std::vector<std::vector<UnitWrite>> lists;
  for (const std::string& kernel : unit.kernels) {
    if (conditions_of(settings, unit.conditions, kernel).hold) {
      lists.push_back(WriteReader(unit, name, kernel).read());
    }
  }
  const bool some_skip = !lists.empty() && lists.size() < unit.kernels.size();
  return merged(std::move(lists), some_skip);
}

std::optional<Place> first_that_may_fail(const Unit& unit, std::string_view name) {
  return WriteReader(unit, name).first_that_may_fail();
}

}  // namespace yama::unit
