// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/test_vector.h"

#include <utility>

#include "base/version.h"
#include "sysctl/neutral_names.h"
#include "sysctl/redact.h"

namespace yama {
namespace {

/// By version, or by the first version of each behaviour when it is not known.
Scopes predictions_of(const Boot& boot, const BootConditions& conditions, Scope initial) {
  return sysctl::for_each_loader(boot.asked, [&](sysctl::Loader loader) {
    const std::string& version = conditions.versions[loader];
    const bool is_known = sysctl::behaviours_of(loader, version).size() == 1;
    std::map<std::string, std::optional<Scope>> scopes;
    for (const BootRun& run : boot.runs[loader]) {
      if (!run.without_run) {
        scopes[is_known ? version : std::string(run.behaviour.since)] =
            run.prediction.uncertain ? std::nullopt : std::optional(run.prediction.value.value_or(initial));
      }
    }
    return scopes;
  });
}

}  // namespace

Result<TestVector> test_vector_of(const Observation& seen, const BootConditions& conditions, bool neutral_names) {
  Result<sysctl::Tree> tree = sysctl::redacted(seen.tree);
  if (neutral_names) {
    tree = sysctl::with_neutral_names(*tree);
  }
  if (!tree) {
    return tree.error();
  }
  const Boot boot = forecast(seen, conditions);
  TestVector vector;
  vector.program = version_line();
  vector.program.pop_back();  // the line's end
  vector.installed = seen.loaders;
  vector.initial_scope = boot.before.value_or(Scope::kClassic);
  vector.loaded_by = tree->loaded_by;
  vector.files = sysctl::layout_of(*tree);
  vector.predicted = predictions_of(boot, conditions, vector.initial_scope);
  return vector;
}

}  // namespace yama
