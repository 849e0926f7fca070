// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.h"

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
  std::vector<std::string> drop_ins;  ///< files that change it: "/etc/systemd/system/x.service.d/a.conf"

  [[nodiscard]] bool enabled() const { return !links.empty(); }
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

/// What a unit does to the value when it is started.
struct UnitEffect {
  Role role = Role::kOther;
  std::optional<Scope> value;  ///< the scope that stays; none when it is not known
  bool certain = false;        ///< it is understood: when it starts, it writes `value`
  bool starts = true;          ///< false: systemd refuses it (the sheet's misspelt "Execstart")
  std::string unless;          ///< the word on the kernel command line with which it is skipped; empty: never
  std::size_t line = 0;        ///< of the command that does it
  std::string text;            ///< that line's setting

  bool operator==(const UnitEffect&) const = default;
};

/// Reads a unit's text. A condition other than "ConditionKernelCommandLine=!word" makes it uncertain, a drop-in too.
UnitEffect effect_of_unit(const Unit& unit);

}  // namespace yama::unit
