// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/predictions.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/scope.h"
#include "base/text.h"
#include "sysctl/loader_table.h"
#include "sysctl/predict.h"

namespace yama::test {
namespace {

using sysctl::Behaviour;
using sysctl::Definition;
using sysctl::Loader;
using sysctl::Prediction;
using sysctl::Tree;

std::string show(std::optional<Scope> value) { return value ? to_string(*value) : "-"; }

/// `doubts`: without them for busybox, which doubts what other keys make of their values, and those are redacted.
std::string show(const Prediction& prediction, bool names, bool doubts = true) {
  std::string text = show(prediction.value) + (prediction.locks ? " locks" : "") +
                     (prediction.uncertain && doubts ? " uncertain" : "") + " notes " +
                     (doubts ? std::to_string(prediction.notes.size()) : "");
  for (const Definition& definition : prediction.definitions) {
    text += names ? "\n  " + definition.entry + " " + definition.file : "\n ";
    text += " line " + std::to_string(definition.line) + " length " + std::to_string(definition.length) + " kind " +
            std::to_string(static_cast<int>(definition.kind)) + " value " + show(definition.value) + " fate " +
            std::to_string(static_cast<int>(definition.fate)) + (definition.written ? " written" : "");
  }
  return text;
}

/// What procps makes of each file of Tree::loaded_by, in no order of names.
std::string show_single_files(const Behaviour& procps, const Tree& tree, bool names) {
  std::vector<std::string> texts;
  for (const auto& [path, by] : tree.loaded_by) {
    texts.push_back(by + ": " + show(predict_single_file(procps, tree, path, sysctl::kPtraceScope), names));
  }
  std::ranges::sort(texts);
  return join(texts, "\n");
}

std::string compare(const std::string& name, const std::string& wanted, const std::string& got) {
  return wanted == got ? "" : name + ": " + got + "\nnot " + wanted + "\n";
}

/// All rows; busybox under each script.
std::vector<Behaviour> behaviours_in(const sysctl::LoaderRow& row, Loader loader) {
  std::vector<Behaviour> behaviours;
  for (const Behaviour& behaviour : row.behaviours) {
    const bool has_order = loader != Loader::kBusybox;
    const auto more =
        has_order ? std::vector{behaviour} : sysctl::behaviours_of(loader, std::string(behaviour.since) + " anyscript");
    behaviours.insert(behaviours.end(), more.begin(), more.end());
  }
  return behaviours;
}

}  // namespace

std::string difference(const Tree& tree, const Tree& other, bool same_names) {
  std::string found;
  for (const Loader loader : sysctl::kLoaders) {
    const sysctl::LoaderRow& row = sysctl::row_of(loader);
    for (const Behaviour& behaviour : behaviours_in(row, loader)) {
      const std::string script = behaviour.script == nullptr ? "" : " " + std::string(behaviour.script->word);
      found += compare(std::string(row.word) + " " + std::string(behaviour.since) + script,
                       show(predict(behaviour, tree, sysctl::kPtraceScope), same_names, loader != Loader::kBusybox),
                       show(predict(behaviour, other, sysctl::kPtraceScope), same_names, loader != Loader::kBusybox));
    }
  }
  for (const Behaviour& behaviour : sysctl::row_of(Loader::kProcps).behaviours) {
    found += compare("single files, procps " + std::string(behaviour.since),
                     show_single_files(behaviour, tree, same_names), show_single_files(behaviour, other, same_names));
  }
  return found;
}

}  // namespace yama::test
