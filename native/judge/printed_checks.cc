// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "judge/printed_checks.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "judge/printed_settings.h"
#include "judge/running_value.h"
#include "judge/systems.h"
#include "status/words.h"

namespace yama::judge {
namespace {

constexpr std::string_view kKey = "kernel.yama.ptrace_scope";
constexpr std::string_view kUfwFile = "/etc/ufw/sysctl.conf";

std::string place(const PrintedLine& line) { return place_text(std::string{line.file}, line.line); }

std::optional<Ending> end_without_systemd(const Observation& seen) {
  if (seen.loaders[sysctl::Loader::kSystemd].installed) {
    return std::nullopt;
  }
  return Ending{.answer = Answer::kError, .why = "it reads what systemd-sysctl prints, which is not installed here"};
}

/// The last line that is left of what is printed; null when none is.
const PrintedLine* last_line_with_key(const std::vector<PrintedLine>& printed) {
  const auto found = std::find_if(printed.rbegin(), printed.rend(), [](const PrintedLine& line) {
    return !line.text.starts_with('#') && !line.text.starts_with(';') && line.text.find(kKey) != std::string_view::npos;
  });
  return found == printed.rend() ? nullptr : &*found;
}

Ending end_by_last_line(const Observation& seen) {
  const std::vector<PrintedLine> printed = cat_config(seen);
  const PrintedLine* const last = last_line_with_key(printed);
  if (last == nullptr) {
    return {.answer = Answer::kFinding,
            .blame = Blame::kNoLine,
            .why = "systemd-sysctl --cat-config prints no line of the parameter"};
  }
  const Assignment assignment = assignment_in(last->text, true);
  if (assignment.is_one && assignment.value == "1") {
    return {.why = running_text(seen) + ", and the last line that systemd-sysctl prints has 1 (" + place(*last) + ")"};
  }
  return {.answer = Answer::kFinding,
          .blame = Blame::kLine,
          .why = "the last line that systemd-sysctl prints does not read '" + std::string{kKey} + " = 1' (" +
                 place(*last) + ")",
          .file = std::string{last->file},
          .line = last->line};
}

/// The text after the '#' of "#  /etc/a.conf"; empty for other lines.
std::string_view file_named_by(std::string_view line) {
  line.remove_prefix(std::min(line.size(), line.find_first_not_of(" \t")));
  line = line.substr(0, line.find_last_not_of(" \t") + 1);
  if (!line.starts_with('#') || !line.ends_with(".conf")) {
    return {};
  }
  line.remove_prefix(1);
  line.remove_prefix(std::min(line.size(), line.find_first_not_of(kSpaces)));
  return line.starts_with('/') ? line : std::string_view{};
}

std::string_view text_for_cis(const Observation& seen, std::string_view file) {
  const std::string_view text = text_of_file(seen, file);
  return text.empty() && file == kUfwFile && seen.for_judges.ufw_settings ? *seen.for_judges.ufw_settings : text;
}

std::vector<PrintedLine> assignments_of(std::string_view text, std::string_view file) {
  std::vector<PrintedLine> lines = lines_of_text(text, file);
  std::erase_if(lines, [](const PrintedLine& line) { return !assignment_in(line.text, false).is_one; });
  return lines;
}

/// `read` takes blanks and tabs off a line; the key has to come first then.
bool begins_with_key(std::string_view line) {
  line.remove_prefix(std::min(line.size(), line.find_first_not_of(" \t")));
  return line.starts_with('k') && assignment_in(line, false).is_one;
}

/// The last file that is read and names the parameter, as the steps find it; empty for none.
std::string_view last_file(const Observation& seen) {
  std::string_view last;
  std::string_view file;
  for (const PrintedLine& line : cat_config(seen)) {
    if (const std::string_view named = line.line == 0 ? line.file : file_named_by(line.text); !named.empty()) {
      file = named;
    } else if (begins_with_key(line.text)) {
      last = file;
    }
  }
  const std::string& of_ufw = seen.for_judges.ufw_file;
  return !of_ufw.empty() && !assignments_of(text_for_cis(seen, of_ufw), of_ufw).empty() ? std::string_view{of_ufw}
                                                                                        : last;
}

bool is_taken(std::string_view value, Scope most) {
  std::string digits{value};
  std::erase_if(digits, [](char c) { return kSpaces.find(c) != std::string_view::npos; });
  const auto scope = scope_from_digit(digits);
  return scope && *scope >= Scope::kRestricted && *scope <= most;
}

Ending end_by_last_file(const Observation& seen, Scope most) {
  const std::string_view file = last_file(seen);
  if (file.empty()) {
    return {.answer = Answer::kFinding,
            .blame = Blame::kNoLine,
            .why = "no file that systemd-sysctl reads has a line that it takes for the parameter's"};
  }
  const std::vector<PrintedLine> lines = assignments_of(text_for_cis(seen, file), file);
  const auto wrong = std::ranges::find_if(
      lines, [most](const PrintedLine& line) { return !is_taken(assignment_in(line.text, false).value, most); });
  const std::string where = "the last file that names the parameter";
  if (wrong != lines.end()) {
    return {.answer = Answer::kFinding,
            .blame = Blame::kLine,
            .why = "a line of " + where + " has another value (" + place(*wrong) + ")",
            .file = std::string{wrong->file},
            .line = wrong->line};
  }
  return {.why = running_text(seen) + ", and so has every line of " + where + " (" + std::string{file} + ")"};
}

}  // namespace

Judgement judge_by_disa_rhel9(const Observation& seen) {
  Judgement check{.id = "disa_rhel9",
                  .name = "DISA STIG for RHEL 9",
                  .controls = {"RHEL-09-213080", "V-257811"},
                  .applies = is_rhel(seen.system, "9")};
  auto ending = end_by_running_value(seen, Scope::kRestricted, Scope::kRestricted);
  ending = ending ? ending : end_without_systemd(seen);
  return ended(std::move(check), ending ? *std::move(ending) : end_by_last_line(seen));
}

Judgement judge_by_cis(const Observation& seen, Scope most) {
  const bool only_one = most == Scope::kRestricted;
  Judgement check{.id = only_one ? "cis_1" : "cis_1_to_3",
                  .name = std::string{"CIS, Ensure ptrace_scope is restricted "} + (only_one ? "(1)" : "(1 to 3)"),
                  .controls = {"1.5.2"},
                  .applies = has_cis_benchmark(seen.system),
                  .wants = only_one ? "1" : "1 to 3"};
  auto ending = end_by_running_value(seen, Scope::kRestricted, most);
  ending = ending ? ending : end_without_systemd(seen);
  return ended(std::move(check), ending ? *std::move(ending) : end_by_last_file(seen, most));
}

}  // namespace yama::judge
