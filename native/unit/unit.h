// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.h"
#include "sysctl/settings_load.h"

namespace yama::unit {

/// A link that makes a unit start with another: "/etc/systemd/system/sysinit.target.wants/x.service".
struct EnablingLink {
  std::string path;
  std::string target;  ///< as written in it

  bool operator==(const EnablingLink&) const = default;
};

/// One service unit, as systemd would load it. Paths are the host's own.
struct Unit {
  std::string path;         ///< the file that systemd opens: in the strongest directory that has the name
  std::string file;         ///< where its links end; empty when there is nothing, or no regular file
  std::string bytes;        ///< of the file
  bool masked = false;      ///< empty, or a link to /dev/null: systemd does not start it
  bool unreadable = false;  ///< this process may not read it
  std::vector<EnablingLink> links;
  std::vector<std::string>
      drop_ins;  ///< files that change it, in their order: "/etc/systemd/system/x.service.d/a.conf"
  /// The bytes of its drop-ins, and of the scripts that its commands name, by path as it is written there.
  std::map<std::string, std::string, std::less<>> texts = {};
  /// What is known of its conditions and assertions at the next boot, by "ConditionPathExists=/x"; others are not.
  std::map<std::string, bool, std::less<>> conditions = {};
  /// For a unit that names the kernel's release ("%v"): those of the kernels of which the next boot starts one, whose
  /// conditions are known under the text with the release in it. Empty: not known.
  std::vector<std::string> kernels = {};
  std::set<std::string, std::less<>> idle_links = {};   ///< those of `links` whose own unit nothing starts
  std::set<std::string, std::less<>> loose_links = {};  ///< those whose own unit may be started, or may be gone by then
  std::string starter = {};    ///< what starts it besides links: "x.timer", "x.service", "a preset"; empty: nothing
  bool starter_loose = false;  ///< it may do so: when a device or a caller comes, when another unit fails
  bool starter_later = false;  ///< it does so at some time after the boot: a timer

  /// Something starts it at the next boot, or may.
  [[nodiscard]] bool enabled() const;
  /// One of its links starts it, or may.
  [[nodiscard]] bool links_start() const;
  /// It is certain that something starts it.
  [[nodiscard]] bool surely_enabled() const;
};

/// The units that have to do with the value, by name ("x.service"), and whatever holds the name of our own.
using Units = std::map<std::string, Unit, std::less<>>;

/// "/etc/systemd/system/x.service", and whatever else lies in a directory of units.
bool is_unit_path(std::string_view path);

/// "/etc/systemd/system/sysinit.target.wants/x.service".
bool is_enabling_link(std::string_view path);

/// What a unit is to this product.
enum class Role {
  kOther,      ///< does not touch the value
  kLock,       ///< made by this product
  kPublished,  ///< made after the NSA sheet, as printed or corrected
  kWriter,     ///< any other that writes the value, or may
};

/// When a command of a unit acts, seen from its start.
enum class Moment {
  kStart,  ///< systemd runs it to start the unit, or right after
  kMaybe,  ///< the same, after something that may fail or choose
  kLater,  ///< at a stop or a reload
};

/// What one command of a unit does to the value.
struct UnitWrite {
  Moment moment = Moment::kStart;
  bool before_start = false;        ///< an ExecStartPre=, or a command of Type=oneshot: units ordered after it wait
  std::optional<Scope> value = {};  ///< what it writes; none when it is not known
  bool certain = false;             ///< it is understood: it writes `value`, or what it loads
  std::optional<sysctl::SettingsLoad> loads = {};
  std::string file = {};  ///< where it stands: the unit, a drop-in or a script
  std::size_t line = 0;
  std::string text = {};  ///< that line's setting, or the script's line

  bool operator==(const UnitWrite&) const = default;
};

/// What the commands of a unit do, in the order in which they are run; those that do nothing to the value are left
/// out. Sources: systemd.service(5), systemd 257 src/core/service.c.
/// Of a unit that names the kernel's release: what it does for every kernel that may be started; a file of settings of
/// each is one of those that may be loaded.
std::vector<UnitWrite> writes_of_unit(const Unit& unit, std::string_view name);

/// A line of a unit, a drop-in or a script.
struct Place {
  std::string file;
  std::size_t line = 0;
  std::string text;

  bool operator==(const Place&) const = default;
};

/// The first command before the unit's ExecStart= that may fail, or that only chooses, so that the others may not be
/// run; none when all are sure to succeed.
std::optional<Place> first_that_may_fail(const Unit& unit, std::string_view name);

/// Whether systemd takes the unit: it refuses one without a command, or with several but for Type=oneshot.
bool is_accepted(const Unit& unit, std::string_view name);

/// What a unit does to the value when it is started: its writes, one after the other.
struct UnitEffect {
  Role role = Role::kOther;
  std::optional<Scope> value;  ///< the scope that stays; none when it is not known
  bool certain = false;        ///< it is understood: when it starts, it writes `value`
  bool starts = true;          ///< false: systemd refuses it (the sheet's misspelt "Execstart")
  std::string unless;          ///< the word on the kernel command line with which it is skipped; empty: never
  std::size_t line = 0;        ///< of the command that does it
  std::string text;            ///< that line's setting
  std::string file = {};       ///< where it stands, when that is not the unit's own file

  bool operator==(const UnitEffect&) const = default;
};

/// Reads a unit's text with its drop-ins. A condition other than "ConditionKernelCommandLine=!word" that is not known
/// makes it uncertain, and so does a drop-in whose text is not known. `name` is for specifiers.
UnitEffect effect_of_unit(const Unit& unit, std::string_view name = {});

/// Whether it is skipped or refused for a condition that is known not to hold.
bool is_kept_from_starting(const Unit& unit);

}  // namespace yama::unit
