// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// usage: yama-fuzz [--first SEED] [--seconds N]
//        yama-fuzz --corpus FOLDER [--first SEED] [--seconds N]
//
// Throws files that are nearly right, and files that are nearly not, at everything that parses settings. With a corpus:
// each of its inputs at its target (targets.h), then spoilt ones for N milliseconds a target.

#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "faults.h"
#include "loaders/dice.h"
#include "loaders/generator.h"
#include "targets.h"

namespace yama::fuzz {
namespace {

using loaders::Dice;

std::string random_bytes(Dice& dice, std::size_t most) {
  std::string bytes(dice.roll(most), '\0');
  for (char& byte : bytes) {
    byte = static_cast<char>(dice.roll(256));
  }
  return bytes;
}

/// Some bytes changed, moved, doubled or lost.
std::string spoilt(Dice& dice, std::string bytes) {
  for (std::size_t changes = dice.roll(6); changes > 0 && !bytes.empty(); --changes) {
    const std::size_t at = dice.roll(bytes.size());
    const std::size_t length = 1 + dice.roll(20);
    switch (dice.roll(5)) {
      case 0:
        bytes[at] = static_cast<char>(dice.roll(256));
        break;
      case 1:
        bytes.erase(at, length);
        break;
      case 2:
        bytes.insert(dice.roll(bytes.size()), bytes.substr(at, length));
        break;
      case 3:
        bytes.insert(at, random_bytes(dice, 8));
        break;
      default:
        bytes.insert(at, dice.pick({"kernel", ".",  "/", "yama", "ptrace_scope", "=", "*", "[", "]",  "{", ",",
                                    "}",      "\\", "-", "\n",   "\r",           " ", "#", ";", "..", "3"}));
    }
  }
  return bytes;
}

std::string a_number(Dice& dice) {
  std::string text;
  for (std::size_t length = dice.roll(26); length > 0; --length) {
    text += dice.pick({"0", "0", "1",  "2",  "3",  "4",  "7",    "9", "x", "X", "-",
                       "+", " ", "\n", "\t", "\v", "\r", "\xA0", "f", "a", ","});
  }
  return text;
}

std::string a_command_line(Dice& dice) {
  std::string text;
  for (std::size_t words = dice.roll(8); words > 0; --words) {
    text +=
        dice.pick({"sysctl.kernel.yama.ptrace_scope=", "sysctl/kernel/yama/ptrace_scope=", "lsm=", "security=", "\"",
                   " ", "=", "yama", ",", "1", "3", "--", "quiet ", "sysctl.", "kernel.yama.ptrace_scope", "\t"});
  }
  return spoilt(dice, text);
}

/// What is wrong with this seed's inputs, empty for nothing.
std::string fault_of(std::uint64_t seed) {
  Dice dice(seed);
  const loaders::Case tried = loaders::generate(seed);
  test::FileSystem files = tried.files;
  for (const auto& [path, node] : tried.files.nodes()) {
    if (node.type == test::FileSystem::Node::Type::kFile) {
      files.file(path, dice.one_in(20) ? random_bytes(dice, 400) : spoilt(dice, node.content));
    }
  }
  std::string fault = fault_in_prediction(files.tree());
  if (fault.empty()) {
    fault = fault_in_vector(files.tree({{"/opt/tree/a.conf", "ufw"}}));
  }
  for (int i = 0; i < 200 && fault.empty(); ++i) {
    fault = fault_in_kernel_write(a_number(dice));
  }
  for (int i = 0; i < 20 && fault.empty(); ++i) {
    fault = fault_in_command_line(a_command_line(dice));
  }
  return fault;
}

/// The exit status.
int run(std::uint64_t first, std::uint64_t seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  std::uint64_t seed = first;
  for (; std::chrono::steady_clock::now() < end; ++seed) {
    if (const std::string fault = fault_of(seed); !fault.empty()) {
      std::cout << "FAIL fuzz: " << fault << ": yama-fuzz --first " << seed << std::endl;
      return 1;
    }
  }
  std::cout << "PASS fuzz: " << seed - first << " trees, 200 numbers and 20 command lines each" << std::endl;
  return 0;
}

bool is_right(const Target& target, const std::string& bytes) {
  const std::string fault = target.fault_in(bytes);
  if (!fault.empty()) {
    std::cout << "FAIL fuzz: " << target.name << ": " << fault << ": " << line_of_input(bytes) << std::endl;
  }
  return fault.empty();
}

/// The exit status.
int run_targets(const std::string& corpus, std::uint64_t first, std::uint64_t milliseconds) {
  Dice dice(first);
  for (const Target& target : targets()) {
    const std::vector<std::string> inputs = inputs_of(corpus, target);
    if (inputs.empty()) {
      std::cout << "FAIL fuzz: no input for " << target.name << " in " << corpus << std::endl;
      return 1;
    }
    for (const std::string& input : inputs) {
      if (!is_right(target, input)) {
        return 1;
      }
    }
    std::uint64_t count = 0;
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    for (; std::chrono::steady_clock::now() < end; ++count) {
      if (!is_right(target, spoilt(dice, inputs[dice.roll(inputs.size())]))) {
        return 1;
      }
    }
    std::cout << "PASS fuzz: " << target.name << ": " << inputs.size() << " inputs, " << count << " spoilt"
              << std::endl;
  }
  return 0;
}

}  // namespace
}  // namespace yama::fuzz

int main(int argc, char** argv) {
  std::uint64_t first = 1;
  std::uint64_t seconds = 15;
  std::string corpus;
  try {
    for (int i = 1; i + 1 < argc; i += 2) {
      if (std::string(argv[i]) == "--corpus") {
        corpus = argv[i + 1];
      } else {
        (std::string(argv[i]) == "--first" ? first : seconds) = std::stoull(argv[i + 1]);
      }
    }
    return corpus.empty() ? yama::fuzz::run(first, seconds) : yama::fuzz::run_targets(corpus, first, seconds);
  } catch (const std::exception& reason) {
    std::cout << "FAIL fuzz: " << reason.what() << std::endl;
    return 2;
  }
}
