// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "host/root.h"
#include "observe/tuned/python_ini.h"
#include "observe/tuned/release.h"
#include "observe/tuned/variables.h"

namespace yama::tuned {

/// A line of a profile, and which profile's it is.
struct Setting {
  std::string profile;
  std::string file;
  python::Option option;
};

/// A section of a profile, tuned/profiles/unit.py.
struct Section {
  std::string name;
  std::string type;
  bool enabled = true;
  bool replaces = false;
  bool prepends = false;
  bool conditional = false;  ///< only on processors or kernels that match
  std::optional<std::string> priority = {};
  std::vector<std::string> drops = {};
  std::vector<std::string> scripts = {};  ///< paths
  std::vector<Setting> settings = {};
};

/// The active profiles and all that they include, merged.
struct Profile {
  std::vector<Section> sections;
  std::vector<python::Option> variables;
  std::string trouble = {};       ///< why TuneD, or this program, cannot read it; empty: it can be read
  std::string trouble_file = {};  ///< where, with the line when it is one
  std::size_t trouble_line = 0;
  bool not_found = false;  ///< the trouble is that there is no such profile
};

/// tuned/profiles/loader.py, merger.py: what is included comes first, later sections change earlier ones of the same
/// name. `folders`: where profiles are looked for, the strongest first.
Profile load_profiles(const host::Root& root, const std::vector<std::string>& names,
                      const std::vector<std::string>& folders, const Release& release, Machine machine);

}  // namespace yama::tuned
