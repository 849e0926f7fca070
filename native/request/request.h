// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/maker.h"
#include "base/scope.h"
#include "sysctl/loader.h"

namespace yama {

/// What the caller wants done. The module yama_ptrace knows kEnsure and kRestore, yama_ptrace_info knows kStatus; the
/// rest are the command line's other views of the same job.
enum class Verb {
  kEnsure,   ///< put the scope in place (state: present)
  kRestore,  ///< take back everything that this product did (state: absent)
  kStatus,   ///< observe and judge, change nothing
  kFind,     ///< kStatus, shown as the list of definitions
  kExplain,  ///< kStatus, shown as the way of the value to the running system
  kProbe,    ///< find out with real ptrace calls how the kernel behaves
};

enum class Persist { kSysctl, kBootUnit, kNone };
enum class RuntimeMode { kRequired, kAuto, kSkip };
enum class Conflicts { kComment, kFail, kIgnore };
enum class VendorFiles { kOutrank, kShadow, kEdit };
enum class MaintenanceLine {
  kTolerant,  ///< "-key = N": a loader that is run again on the locked kernel passes over the refusal
  kPlain,     ///< "key = N": published checks find it
};
enum class OtherWriters { kRead, kSkip };
/// The form of what a status says.
enum class Format {
  kText,        ///< for a person, or with --json for a program
  kPrometheus,  ///< metrics for node_exporter's textfile collector
};

/// "What if the host had this version": overrides what is read from the host.
struct LoaderOverride {
  sysctl::Loader loader = sysctl::Loader::kSystemd;
  std::string version;
};

/// One run's order, from Ansible's arguments or from the command line; defaults are the documented ones.
struct Request {
  Verb verb = Verb::kStatus;
  std::optional<Scope> scope;  ///< 0-3; always set for kEnsure unless only comments or a reload are asked for
  bool minimum = false;        ///< a stricter value counts as right
  Persist persist = Persist::kSysctl;
  std::string sysctl_file;  ///< the host's own path, absolute; empty: the program chooses
  RuntimeMode runtime = RuntimeMode::kAuto;
  bool reload = true;
  Conflicts conflicts = Conflicts::kComment;
  VendorFiles vendor_files = VendorFiles::kOutrank;
  bool backup = false;
  std::string root = "/";  ///< the folder that the host's files are below, as it was written
  bool probe = false;
  std::string maintenance_argument = "maintenance";
  Scope maintenance_scope = Scope::kRestricted;
  MaintenanceLine maintenance_line = MaintenanceLine::kTolerant;
  bool replace_published_unit = false;
  bool remove_lock = false;  ///< a lower scope may take this product's own way to 3 away
  bool fail_if_traced = false;
  OtherWriters other_writers = OtherWriters::kRead;
  Format format = Format::kText;
  std::vector<LoaderOverride> loaders;
  Maker maker = Maker::kModule;  ///< whose marks a run leaves in files
  bool check = false;            ///< plan and report, change nothing
  bool diff = true;              ///< report the changes line by line

  /// kFind only: the host's files as a test vector; neutral_names: the same, without names that tell something of it.
  bool vector = false;
  bool neutral_names = false;

  /// kStatus only, for a person: what published checks say of the host is shown, too.
  bool judges = false;

  /// The command line's pages for people: what is wrong and how to fix it is said without being asked for.
  bool for_person = false;

  /// Whether a fix is looked for.
  [[nodiscard]] bool advises() const { return verb == Verb::kExplain || for_person || audits(); }

  /// Whether the audit record is made: of a status by a scope, for a program or with what published checks say.
  [[nodiscard]] bool audits() const { return verb == Verb::kStatus && scope && (!for_person || judges); }

  [[nodiscard]] bool wants_vector() const { return vector || neutral_names; }

  /// Whether nothing is to be changed.
  [[nodiscard]] bool only_looks() const { return verb != Verb::kEnsure && verb != Verb::kRestore; }
  /// Whether the files are an image's, so that the running kernel is left alone. True to the host in the job only,
  /// which opens `root` and writes "/" for every other name of that folder; before that nobody knows.
  [[nodiscard]] bool is_image() const { return root != "/"; }
};

}  // namespace yama
