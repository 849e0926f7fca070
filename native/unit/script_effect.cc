// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/script_effect.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/limits.h"
#include "unit/shell_commands.h"
#include "unit/shell_programs.h"
#include "unit/sysctl_command.h"
#include "unit/unit_settings.h"

namespace yama::unit {
namespace {

using Words = std::vector<std::string>;

Words words_of(const ShellCommand& command) {
  Words words;
  words.reserve(command.words.size());
  for (const ShellWord& word : command.words) {
    words.push_back(word.text);
  }
  return words;
}

/// Whether output to this file reaches nothing but a person or a log.
bool is_sink(std::string_view target) {
  return target.starts_with("/dev/") || target.starts_with("/var/log/") || target == "1" || target == "2" ||
         target == "-";
}

/// Where a command's output goes, as far as the value is concerned.
struct Output {
  bool to_scope_file = false;
  bool elsewhere = false;  ///< to some other file, or one that is not known
};

Output output_of(const ShellCommand& command) {
  Output output;
  for (const ShellRedirection& redirection : command.redirections) {
    if (redirection.sign.find('>') == std::string::npos) {
      continue;
    }
    const bool of_errors = redirection.sign.starts_with("2");
    if (redirection.target.literal && redirection.target.text == kScopeFile && !of_errors) {
      output.to_scope_file = true;
    } else if (!redirection.target.literal || !is_sink(redirection.target.text)) {
      output.elsewhere = output.elsewhere || !of_errors || names_key(redirection.target.text);
    }
  }
  return output;
}

bool speaks_of_key(const ShellCommand& command) {
  const auto in_word = [](const ShellWord& word) { return unit::names_key(word.text); };
  return std::any_of(command.words.begin(), command.words.end(), in_word) || unit::names_key(command.document) ||
         std::any_of(command.redirections.begin(), command.redirections.end(),
                     [&](const ShellRedirection& redirection) { return in_word(redirection.target); });
}

/// Goes through a script's commands in their order.
class Reader {
 public:
  Reader(std::string_view text, std::size_t depth) : text_(text), depth_(depth) {}

  ScriptEffect read(bool stops_at_failure) && {
    const ShellScript script = shell_commands(text_);
    stops_at_failure_ = stops_at_failure;
    for (std::size_t i = 0; i < script.commands.size() && !ended_; ++i) {
      const ShellCommand& command = script.commands[i];
      const ShellCommand* const before = command.from_pipe && i > 0 ? &script.commands[i - 1] : nullptr;
      add(command, effect_of(command, before), script.followed);
    }
    result_.text = result_.line == 0 ? std::string{} : line_text(result_.line);
    return std::move(result_);
  }

 private:
  void add(const ShellCommand& command, CommandEffect effect, bool followed) {
    const bool sure = followed && !command.perhaps && !(command.after_success && may_have_failed_) &&
                      !(stops_at_failure_ && may_have_stopped_);
    if (effect.touches) {
      effect.certain = effect.certain && sure;
      if (!effect.certain) {
        effect.value.reset();
      }
      const CommandEffect both = then(result_.effect, effect);
      if (both != result_.effect || result_.line == 0) {
        result_.line = command.line;
      }
      result_.effect = both;
    }
    note_flow(command, sure);
  }

  /// What the command means for those after it.
  void note_flow(const ShellCommand& command, bool sure) {
    const std::size_t at = first_of_program(command.words);
    const std::string_view program = at < command.words.size() ? name_of_program(command.words[at].text) : "true";
    may_have_failed_ = !cannot_fail(program) || (command.after_success && may_have_failed_);
    may_have_stopped_ = may_have_stopped_ || !cannot_fail(program);
    if (program == "exit" || program == "return" || (at > 0 && command.words[at - 1].text == "exec")) {
      ended_ = sure;
      may_have_stopped_ = true;
      stops_at_failure_ = true;  // it may have come to its end here
    }
    if (program == "set" && at + 1 < command.words.size()) {
      const std::string& option = command.words[at + 1].text;
      stops_at_failure_ = stops_at_failure_ || (option.starts_with('-') && option.find('e') != std::string::npos);
    }
  }

  [[nodiscard]] CommandEffect effect_of(const ShellCommand& command, const ShellCommand* before) const {
    for (const ShellWord& word : command.words) {
      for (const std::string& script : word.scripts) {
        if (depth_ < limit::kScriptDepth ? Reader(script, depth_ + 1).read(false).effect.touches
                                         : speaks_of_value(script)) {
          return kPerhaps;
        }
      }
    }
    const std::size_t at = first_of_program(command.words);
    if (at == command.words.size()) {
      return speaks_of_key(command) ? kPerhaps : kNothing;
    }
    const std::string_view program = name_of_program(command.words[at].text);
    if (program == "sysctl") {
      return effect_of_sysctl_command(command, at);
    }
    if (is_shell(program)) {
      return effect_of_shell(command, at);
    }
    return effect_of_other(command, at, program, before);
  }

  [[nodiscard]] static CommandEffect effect_of_sysctl_command(const ShellCommand& command, std::size_t at) {
    Words words;
    words.reserve(command.words.size());
    bool literal = true;
    for (std::size_t i = at; i < command.words.size(); ++i) {
      literal = literal && command.words[i].literal;
      words.push_back(command.words[i].text);
    }
    CommandEffect effect = effect_of_sysctl(words);
    if (literal) {
      return effect;
    }
    const bool writes = std::any_of(command.words.begin(), command.words.end(), [](const ShellWord& word) {
      return !word.literal && (word.text.find('=') == std::string::npos ||
                               unit::names_key(word.text.substr(0, word.text.find('='))) || word.text.starts_with('$'));
    });
    const bool assigns = std::any_of(words.begin(), words.end(), [](const std::string& word) {
      return word == "-w" || word == "--write" || word == "-qw" || word == "-wq";
    });
    return effect.touches || (writes && assigns) ? kPerhaps : kNothing;
  }

  [[nodiscard]] CommandEffect effect_of_shell(const ShellCommand& command, std::size_t at) const {
    for (std::size_t i = at + 1; i + 1 < command.words.size(); ++i) {
      const std::string& option = command.words[i].text;
      if (option.starts_with('-') && !option.starts_with("--") && option.ends_with('c')) {
        const ShellWord& script = command.words[i + 1];
        if (!script.literal || depth_ >= limit::kScriptDepth) {
          return speaks_of_key(command) || script.text.find("sysctl") != std::string::npos ? kPerhaps : kNothing;
        }
        return Reader(script.text, depth_ + 1).read(option.find('e') != std::string::npos).effect;
      }
    }
    return speaks_of_key(command) ? kPerhaps : kNothing;
  }

  [[nodiscard]] static CommandEffect effect_of_other(const ShellCommand& command, std::size_t at,
                                                     std::string_view program, const ShellCommand* before) {
    const bool about_key = speaks_of_key(command) || (before != nullptr && speaks_of_key(*before));
    if (program == "systemd-sysctl") {
      const auto begin = command.words.begin() + static_cast<std::ptrdiff_t>(at);
      const Words words = words_of(command);
      const CommandEffect effect =
          effect_of_systemd_sysctl({words.begin() + static_cast<std::ptrdiff_t>(at), words.end()});
      const bool literal = std::all_of(begin, command.words.end(), [](const ShellWord& word) { return word.literal; });
      return literal || !effect.touches ? effect : kPerhaps;
    }
    if (!about_key) {
      return is_reader(program) || is_printer(program) || is_lookup(program)
                 ? kNothing
                 : effect_of_wrapped_sysctl(words_of(command));
    }
    const Output output = output_of(command);
    if (is_printer(program) && !output.elsewhere) {
      return output.to_scope_file ? effect_of_printed(command, at) : kNothing;
    }
    if (program == "tee" && !output.elsewhere) {
      return effect_of_tee(command, at, before);
    }
    const bool reads = is_reader(program) && !output.to_scope_file && !output.elsewhere;
    return reads ? kNothing : kPerhaps;
  }

  /// `echo N`, `echo -n N`, `printf N`, `printf 'N\n'`, `printf '%s\n' N`.
  [[nodiscard]] static CommandEffect effect_of_printed(const ShellCommand& command, std::size_t at) {
    Words words;
    words.reserve(command.words.size());
    for (std::size_t i = at + 1; i < command.words.size(); ++i) {
      if (!command.words[i].literal) {
        return kPerhaps;
      }
      words.push_back(command.words[i].text);
    }
    const bool printf = name_of_program(command.words[at].text) == "printf";
    if (words.size() == 2 && (printf ? words[0].starts_with("%s") || words[0].starts_with("%d") : words[0] == "-n")) {
      words.erase(words.begin());
    }
    if (words.size() != 1) {
      return kPerhaps;
    }
    std::string_view value = words[0];
    if (printf && value.ends_with("\\n")) {
      value.remove_suffix(2);
    }
    return effect_of_value(value);
  }

  [[nodiscard]] static CommandEffect effect_of_tee(const ShellCommand& command, std::size_t at,
                                                   const ShellCommand* before) {
    const bool to_scope = std::any_of(command.words.begin() + static_cast<std::ptrdiff_t>(at), command.words.end(),
                                      [](const ShellWord& word) { return word.literal && word.text == kScopeFile; });
    if (!to_scope || before == nullptr || before->from_pipe) {
      return kPerhaps;
    }
    const std::size_t first = first_of_program(before->words);
    const bool prints = first < before->words.size() && is_printer(name_of_program(before->words[first].text)) &&
                        before->redirections.empty();
    return prints ? effect_of_printed(*before, first) : kPerhaps;
  }

  [[nodiscard]] std::string line_text(std::size_t number) const {
    std::string_view rest = text_;
    for (; number > 1; --number) {
      rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
    }
    rest = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    return std::string(rest.substr(0, rest.find_last_not_of(" \t\r") + 1));
  }

  std::string_view text_;
  std::size_t depth_;
  ScriptEffect result_{.effect = kNothing};
  bool stops_at_failure_ = false;
  bool may_have_failed_ = false;   ///< the last command
  bool may_have_stopped_ = false;  ///< any command so far
  bool ended_ = false;             ///< "exit" was met
};

/// The interpreter that a script's first line names, and whether it is told to stop at a failure.
struct Interpreter {
  std::string program = "sh";
  bool stops_at_failure = false;
};

Interpreter interpreter_of(std::string_view bytes) {
  Interpreter result;
  if (!bytes.starts_with("#!")) {
    return result;
  }
  std::string_view line = bytes.substr(2, bytes.find('\n') - 2);
  bool first = true;
  while (!line.empty()) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
    const std::string_view word = line.substr(0, line.find_first_of(" \t\r"));
    line.remove_prefix(word.size());
    if (word.empty()) {
      break;
    }
    if (first && name_of_program(word) != "env") {
      result.program = name_of_program(word);
      first = false;
    } else if (!first && word.starts_with('-') && word.find('e') != std::string_view::npos) {
      result.stops_at_failure = true;
    }
  }
  return result;
}

bool seems_to_load(std::string_view line) {
  return line.find("sysctl") != std::string_view::npos &&
         (line.find("--system") != std::string_view::npos || line.find("--load") != std::string_view::npos);
}

/// A script in another language: a line that names the key, unless it is a comment.
ScriptEffect read_foreign(std::string_view bytes) {
  std::size_t number = 0;
  while (!bytes.empty()) {
    ++number;
    std::string_view line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (!line.starts_with('#') && (names_key(line) || seems_to_load(line))) {
      return {.effect = kPerhaps, .line = number, .text = std::string(line)};
    }
  }
  return {.effect = kNothing};
}

}  // namespace

ScriptEffect read_script(std::string_view bytes) {
  if (bytes.find('\0') != std::string_view::npos) {
    return {.effect = kNothing};
  }
  const Interpreter interpreter = interpreter_of(bytes);
  const bool shell = is_shell(interpreter.program) || interpreter.program == "busybox" ||
                     interpreter.program == "openrc-run" || interpreter.program == "init-d-script";
  return shell ? Reader(bytes, 0).read(interpreter.stops_at_failure) : read_foreign(bytes);
}

CommandEffect effect_of_script(std::string_view bytes) { return read_script(bytes).effect; }

ScriptEffect read_shell_text(std::string_view text) { return Reader(text, 0).read(false); }

}  // namespace yama::unit
