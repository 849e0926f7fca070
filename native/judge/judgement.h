// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "observe/observation.h"

namespace yama::judge {

enum class Answer {
  kPass,
  kFinding,
  kNotApplicable,  ///< it has no rule for this system, or nothing here that it looks at
  kError,          ///< it could not be carried out
};

/// What a finding is about.
enum class Blame {
  kNone,
  kRunning,  ///< the running kernel's value
  kLine,     ///< a line in a file
  kBytes,    ///< bytes in a file that it cannot take for text
  kNoLine,   ///< there is no line that it would find
};

/// What one published check says of a host.
struct Judgement {
  std::string id = {};                     ///< "disa_rhel9": part of the machine interface
  std::string name = {};                   ///< for people
  std::vector<std::string> controls = {};  ///< the identifiers under which it is published
  bool applies = true;                     ///< it is published for this system
  Answer answer = Answer::kPass;
  Blame blame = Blame::kNone;
  std::string wants = "1";  ///< the values that it takes: "1", "1 to 3"
  std::string why = {};     ///< one sentence: what it sees
  std::string file = {};    ///< the file at fault; empty for none
  std::size_t line = 0;     ///< 0 when it is no line
};

/// How a check ends, and why.
struct Ending {
  Answer answer = Answer::kPass;
  Blame blame = Blame::kNone;
  std::string why = {};
  std::string file = {};
  std::size_t line = 0;
};

inline Judgement ended(Judgement check, Ending ending) {
  check.answer = ending.answer;
  check.blame = ending.blame;
  check.why = std::move(ending.why);
  check.file = std::move(ending.file);
  check.line = ending.line;
  return check;
}

/// Models of published checks, over the same observation as everything else, which the suite `judges` holds against the
/// real tools. In an order for people.
std::vector<Judgement> judgements_of(const Observation& seen);

}  // namespace yama::judge
