// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "faults.h"

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/scope.h"
#include "loaders/kernel_file.h"
#include "protocol/write_vector.h"
#include "support/predictions.h"
#include "support/vectors.h"
#include "sysctl/command_line.h"
#include "sysctl/kernel_write.h"
#include "sysctl/loader_table.h"
#include "sysctl/predict.h"
#include "sysctl/relevant_part.h"

namespace yama::fuzz {

namespace {

using sysctl::Behaviour;
using sysctl::Definition;
using sysctl::Fate;
using sysctl::Loader;
using sysctl::Prediction;
using sysctl::Tree;

std::string fault_in_definition(const Tree& tree, const Definition& definition) {
  const auto file = tree.files.find(definition.file);
  if (!tree.entries.contains(definition.entry) || file == tree.files.end()) {
    return "a definition in no file";
  }
  const std::string_view bytes = file->second.bytes;
  if (definition.length == 0 || definition.offset + definition.length > bytes.size()) {
    return "a definition outside of its file";
  }
  if (bytes.substr(definition.offset, definition.length).find('\n') != std::string_view::npos) {
    return "a definition of two lines";
  }
  const std::string_view before = bytes.substr(0, definition.offset);
  if (definition.line != 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'))) {
    return "a wrong line number";
  }
  const bool may_have_value = definition.kind == sysctl::Kind::kAssignment || definition.kind == sysctl::Kind::kGlob;
  if (definition.value && (!may_have_value || !scope_of(number_of(*definition.value)))) {
    return "a value that cannot be";
  }
  return definition.fate != Fate::kWins && definition.fate != Fate::kIgnored && definition.reason.empty()
             ? "a fate without a reason"
             : "";
}

std::string fault_in_words(const Tree& tree, const Prediction& prediction) {
  for (const Definition& definition : prediction.definitions) {
    if (std::string fault = fault_in_definition(tree, definition); !fault.empty()) {
      return fault;
    }
  }
  if (prediction.value.has_value() != prediction.winner.has_value()) {
    return "a value without a winner";
  }
  if (prediction.winner && (prediction.definitions.at(*prediction.winner).fate != Fate::kWins ||
                            prediction.definitions.at(*prediction.winner).value != prediction.value)) {
    return "a winner that does not win";
  }
  return prediction.locks && prediction.value != Scope::kNoAttach ? "a lock at something else" : "";
}

/// Files and offsets in them, the last ones first.
using Places = std::set<std::pair<std::string, std::size_t>, std::greater<>>;

/// Puts "# " before every definition that was found.
Tree commented_out(Tree tree, const Places& places) {
  for (const auto& [file, offset] : places) {
    SharedText& bytes = tree.files.at(file).bytes;
    bytes = std::string{bytes.view()}.insert(offset, "# ");
  }
  return tree;
}

std::string fault_in_comments(const Tree& tree) {
  Places places;
  for (const Loader loader : {Loader::kSystemd, Loader::kProcps}) {
    for (const Behaviour& behaviour : sysctl::row_of(loader).behaviours) {
      for (const Definition& definition : predict(behaviour, tree, sysctl::kPtraceScope).definitions) {
        places.emplace(definition.file, definition.offset);
      }
    }
  }
  const Tree silent = commented_out(tree, places);
  for (const Loader loader : {Loader::kSystemd, Loader::kProcps}) {
    for (const Behaviour& behaviour : sysctl::row_of(loader).behaviours) {
      if (!predict(behaviour, silent, sysctl::kPtraceScope).definitions.empty()) {
        return "a definition that survives a comment sign";
      }
    }
  }
  return "";
}

}  // namespace

std::string fault_in_prediction(const Tree& tree) {
  Tree reduced = tree;
  for (auto& [path, file] : reduced.files) {
    file.concerns_key = sysctl::may_concern(file.bytes, sysctl::kPtraceScope);
  }
  reduced = sysctl::relevant_part(reduced);
  for (const Loader loader : {Loader::kSystemd, Loader::kProcps}) {
    for (const Behaviour& behaviour : sysctl::row_of(loader).behaviours) {
      const Prediction whole = predict(behaviour, tree, sysctl::kPtraceScope);
      const Prediction part = predict(behaviour, reduced, sysctl::kPtraceScope);
      std::string fault = fault_in_words(tree, whole);
      if (fault.empty() && (whole.value != part.value || whole.locks != part.locks ||
                            whole.definitions.size() != part.definitions.size())) {
        fault = "the relevant part is something else";
      }
      if (!fault.empty()) {
        return fault + " (" + std::string(behaviour.since) + ")";
      }
    }
  }
  return fault_in_comments(tree);
}

std::string fault_in_vector(const Tree& tree) {
  Observation seen;
  seen.tree = tree;
  for (const bool neutral_names : {false, true}) {
    const Result<TestVector> vector = test_vector_of(seen, {}, neutral_names);
    if (!vector) {
      continue;  // a name is a pattern
    }
    const boost::json::value printed = boost::json::parse(protocol::vector_text(*vector));
    if (const std::string fault = test::difference(tree, test::tree_of(printed.as_object()), !neutral_names);
        !fault.empty()) {
      return "the test vector is something else: " + fault;
    }
  }
  return "";
}

std::string fault_in_kernel_write(std::string_view bytes) {
  for (const Scope current : kAllScopes) {
    loaders::KernelFile file;
    file.reset(number_of(current));
    const bool refused = file.write(bytes.data(), bytes.size(), 0) < 0;
    const sysctl::KernelWrite write = sysctl::kernel_write(bytes, current);
    const Scope scope = write.effect == sysctl::WriteEffect::kSet ? write.value : current;
    if (refused != (write.effect == sysctl::WriteEffect::kRefused) || number_of(scope) != file.scope()) {
      return "a write that the stand-in takes differently";
    }
  }
  return "";
}

std::string fault_in_command_line(std::string_view line) {
  const sysctl::CommandLineEffect effect = sysctl::command_line_effect(line, sysctl::kPtraceScope);
  const bool names_argument = effect.value.has_value() == !effect.argument.empty();
  return names_argument && effect.yama_disabled == !effect.lsm.empty() ? "" : "an effect without an argument";
}

}  // namespace yama::fuzz
