// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/file_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "base/text.h"
#include "plan/unit_remedy.h"
#include "status/faults.h"
#include "status/words.h"
#include "sysctl/loader_table.h"
#include "sysctl/paths.h"

namespace yama {
namespace {

using sysctl::Definition;
using sysctl::Fate;
using sysctl::Loader;

/// " and still sets the value" of a line that the next boot's loaders take the value from and nothing after them sets
/// anew; empty for all others. Lines are told by their numbers, which commenting out keeps.
std::string effect_of(const Conflict& line, const Boot& boot) {
  const auto sets_value = [&](Loader loader) {
    const BootRun& run = boot.lasting(loader);
    if (boot.keeps_out(loader) != nullptr || !run.prediction.value || !run.prediction.winner || run.last_word) {
      return false;
    }
    const Definition& winner = run.prediction.definitions.at(*run.prediction.winner);
    return winner.file == line.file && winner.line == line.line;
  };
  const auto setting = sysctl::for_each_loader(boot.asked, sets_value);
  const std::string names = names_of(boot.asked, setting);
  if (names.empty() || boot.keeps_all_out()) {
    return {};
  }
  return " and still sets the value" + (sysctl::common_value(boot.asked, setting) ? std::string{} : " for " + names);
}

/// Whether no loader reads the line any more, because a file of the same name stands before its own.
bool is_shadowed(const Conflict& line, const Boot& boot) {
  bool shadowed = false;
  for (const Loader loader : boot.asked) {
    for (const Definition& definition : boot.lasting(loader).prediction.definitions) {
      if (definition.file == line.file && definition.line == line.line) {
        if (definition.fate != Fate::kShadowed && definition.fate != Fate::kUnread) {
          return false;
        }
        shadowed = shadowed || definition.fate == Fate::kShadowed;
      }
    }
  }
  return shadowed;
}

std::string owner_text(const Observation& seen, const Conflict& line) {
  if (line.vendor) {
    return seen.packages.of_nobody.contains(line.file) ? " is in a folder of packages, though no package lists it"
           : seen.packages.owners_are_known            ? " belongs to a package"
                                                       : " is in a folder of packages";
  }
  if (line.conffile) {
    return " is a conffile as the package " + seen.packages.untouched_conffiles.at(line.file) + " brought it";
  }
  return " is a pattern that may set other keys too";
}

std::string lower(std::string_view text) {
  std::string result{text};
  std::ranges::transform(result, result.begin(),
                         [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return result;
}

bool is_in_loaders_directory(const Conflict& line) {
  const std::string_view directory = std::string_view{line.entry}.substr(0, line.entry.rfind('/'));
  return std::ranges::find(sysctl::kDirectories, directory) != std::end(sysctl::kDirectories);
}

/// What would let a fault of this boot be mended, besides other options.
std::string way_around(const Observation& seen, const Request& request, const Boot& boot) {
  for (const Stage& stage : boot.stages) {
    if (!acts(stage, StageTime::kInstead) || !stage.certain) {
      continue;
    }
    if (const std::string command = command_for_loader(stage, request.root); !command.empty()) {
      return "; run `" + command + "` and then this again";
    }
    if (!seen.platform.init.remedy.empty()) {
      return "; run `" + seen.platform.init.remedy + "` there and then this again";
    }
    if (is_about_init(stage)) {
      return "; if you know that a loader runs, name it (--loader " + sysctl::version_examples() + ")" +
             (seen.image ? "" : ", or set the running kernel alone with persist: none");
    }
  }
  return {};
}

}  // namespace

std::vector<std::string> notes_on_left(const Observation& seen, const Boot& after, const std::vector<Conflict>& left,
                                       bool own_line) {
  std::vector<std::string> notes;
  for (const Conflict& line : left) {
    std::string effect = effect_of(line, after);
    if (effect.empty() && is_shadowed(line, after)) {
      effect = " and is shadowed";
    } else if (effect.empty() && (line.vendor || line.conffile) && own_line) {
      effect = " and is outranked";
    }
    notes.push_back(place_text(line.file, line.line) + owner_text(seen, line) + ": it was left as it is" + effect);
  }
  return notes;
}

std::string manager_of(std::string_view bytes) {
  struct Manager {
    std::string_view sign;
    std::string_view name;
  };
  constexpr std::array kManagers = {Manager{"puppet", "Puppet"},   Manager{"chef", "Chef"},
                                    Manager{"salt", "Salt"},       Manager{"cfengine", "CFEngine"},
                                    Manager{"ansible", "Ansible"}, Manager{"augeas", "Augeas"},
                                    Manager{"rudder", "Rudder"},   Manager{"bcfg2", "Bcfg2"}};
  constexpr int kHeadLines = 20;
  for (int number = 0; number < kHeadLines && !bytes.empty(); ++number) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string line = lower(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == std::string::npos || (line[first] != '#' && line[first] != ';') ||
        line.find("hardening.yama") != std::string::npos || line.find("yama-ptrace") != std::string::npos) {
      continue;
    }
    const bool says_so = line.find("manage") != std::string::npos || line.find("generated") != std::string::npos ||
                         line.find("edit") != std::string::npos || line.find("control") != std::string::npos ||
                         line.find("maintained") != std::string::npos;
    const auto* const found = std::ranges::find_if(
        kManagers, [&line](const Manager& manager) { return line.find(manager.sign) != std::string::npos; });
    if (says_so && found != kManagers.end()) {
      return std::string{found->name};
    }
  }
  return {};
}

std::vector<std::string> notes_on_edited(const Observation& seen, const Draft& draft) {
  std::vector<std::string> notes;
  for (const Edit& edit : draft.edits()) {
    const auto conffile = seen.packages.untouched_conffiles.find(edit.path);
    if (conffile != seen.packages.untouched_conffiles.end()) {
      notes.push_back(edit.path + " is a conffile of the package " + conffile->second +
                      ": when an upgrade brings another text, dpkg asks which one to keep; answer N to keep this one");
    }
    const auto* before = std::get_if<Bytes>(&edit.before);
    const std::string manager = before == nullptr ? std::string{} : manager_of(before->bytes);
    if (!manager.empty()) {
      notes.push_back(edit.path + " says that " + manager +
                      " manages it and may put its lines back: change them there too");
    }
  }
  return notes;
}

Error refusal(const Observation& seen, const Request& request, const FileGoal& goal, const Boot& boot,
              const std::vector<Conflict>& left) {
  std::string text = "no change that is allowed makes the next boot give " + to_string(*goal.goal.scope) + ": " +
                     join(faults_of(boot, goal.goal, Whose::kAll));
  const auto in_way = [&](const auto& which) {
    return std::ranges::any_of(left, [&](const Conflict& line) { return line.live && which(line); });
  };
  const bool vendor = in_way([](const Conflict& line) { return line.vendor; });
  const bool can_be_shadowed =
      in_way([](const Conflict& line) { return line.vendor && is_in_loaders_directory(line); });
  const std::string around = way_around(seen, request, boot);
  if (!around.empty()) {
    text += around;
  } else if (can_be_shadowed && request.vendor_files == VendorFiles::kOutrank) {
    text += "; vendor_files: shadow hides a vendor file behind a copy in /etc/sysctl.d";
    text += seen.platform.usr_is_read_only ? "" : ", vendor_files: edit changes it";
  } else if (vendor && !can_be_shadowed && request.vendor_files != VendorFiles::kEdit) {
    text += "; vendor_files: edit changes the vendor file (no copy can hide it, because it is loaded by its path)";
  } else if (in_way([](const Conflict& line) { return !line.vendor; }) && request.conflicts == Conflicts::kIgnore) {
    text += "; conflicts: comment would comment the conflicting lines out";
  } else if (!request.sysctl_file.empty()) {
    text += "; leave sysctl_file out to let the program choose a file that both loaders read late enough";
  } else {
    text += "; change what is named there and run again";
  }
  return Error{text + "; nothing was changed"};
}

}  // namespace yama
