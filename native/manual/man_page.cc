// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "manual/man_page.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/scope.h"
#include "base/version.h"
#include "cli/help.h"
#include "cli/verbs.h"
#include "manual/arguments.h"
#include "manual/roff.h"
#include "sysctl/paths.h"
#include "unit/lock_unit.h"

namespace yama::manual {
namespace {

std::string bold(std::string_view text) { return "`" + std::string{text} + "`"; }

/// The help of a table as a sentence.
std::string sentence(std::string_view help) {
  std::string text{help};
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text + ".";
}

/// "`set`", "`set` and `unset`", "`set`, `unset` and `find`".
std::string enumerated(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + bold(words[i]);
  }
  return text;
}

void synopsis(Roff& page) {
  std::vector<std::string> lines;
  for (const cli::VerbRow& verb : cli::verbs()) {
    const std::string operand = verb.operand.empty() ? "" : " {" + std::string{verb.operand} + "}";
    lines.push_back(bold("yama-ptrace " + std::string{verb.name}) + operand + " [{OPTION}]...");
  }
  lines.push_back(bold("yama-ptrace") + " [{COMMAND}] " + bold("--help"));
  lines.push_back(bold("yama-ptrace --version"));
  page.section("SYNOPSIS");
  page.lines(lines);
}

std::string_view who_may_trace(Scope scope) {
  switch (scope) {  // no default: the compiler asks for every one
    case Scope::kClassic:
      return "Any process of the same user may.";
    case Scope::kRestricted:
      return "Its ancestors may, such as the debugger that started it, and whatever it names itself.";
    case Scope::kAdminOnly:
      return "Processes with CAP_SYS_PTRACE may.";
    case Scope::kNoAttach:
      return "None may; nothing lowers the value until the kernel is rebooted.";
  }
  return {};
}

void description(Roff& page) {
  page.section("DESCRIPTION");
  page.paragraph(
      "The kernel parameter kernel.yama.ptrace_scope says who may trace a process: attach a debugger, read its memory. "
      "`yama-ptrace` puts it where you want it, now and after every boot. It finds every definition of the parameter, "
      "comments out what conflicts, sets the value in the files and in the running kernel, predicts what the host's "
      "loaders will do at the next boot, and does not report success when that boot would not have the value.");
  page.paragraph(
      "A loader is a program that loads sysctl settings at boot: `systemd-sysctl`, or `sysctl` of procps or of "
      "busybox. "
      "Those that the host's init starts decide. What may change the value and cannot be known is shown as a doubt. "
      "Where no loader is known to run, nothing is promised.");
  page.paragraph(
      "A run that cannot keep what was asked of it changes nothing, fails, and names file, line, loader and reason. "
      "Every line that was commented out is still in its file, and `unset` puts it back byte for byte.");
  page.paragraph("{SCOPE} is a number or a name, and says who may trace a process:");
  for (const Scope scope : kAllScopes) {
    page.item(bold(to_string(scope)) + ", " + bold(name_of(scope)), who_may_trace(scope));
  }
}

void commands(Roff& page) {
  page.section("COMMANDS");
  page.paragraph(
      "Commands that only look need no root rights; what they were not allowed to read makes the verdict unknown where "
      "it matters. The others need root rights, but for `--check` and for a `--root` that you may write to.");
  for (const cli::VerbRow& verb : cli::verbs()) {
    page.item(bold(verb.name) + (verb.operand.empty() ? "" : " {" + std::string{verb.operand} + "}"),
              sentence(verb.help));
  }
}

/// Which commands take an argument; empty for one that all take.
std::string who_takes(const Argument& argument) {
  std::vector<std::string> takers;
  for (const cli::VerbRow& verb : cli::verbs()) {
    const auto taken = arguments_of(verb);
    if (std::ranges::find(taken, argument.name, &Argument::name) != taken.end()) {
      takers.emplace_back(verb.name);
    }
  }
  return takers.size() == cli::verbs().size() ? "" : " With " + enumerated(takers) + ".";
}

/// "`--persist` `sysctl`|`boot_unit`", "`--root` {PATH}", "`-q`, `--quiet`".
std::string term_of(const Argument& argument) {
  std::string name = (argument.letter.empty() ? "" : bold(argument.letter) + ", ") + bold(argument.name);
  if (argument.value.empty()) {
    return name;
  }
  std::string words;
  for (const std::string& word : argument.words) {
    words += (words.empty() ? "" : "|") + bold(word);
  }
  return name + " " + (argument.value.find('|') == std::string::npos ? "{" + argument.value + "}" : words);
}

void options(Roff& page) {
  page.section("OPTIONS");
  page.paragraph(
      "Options may stand in any order, before or behind the command. A value is the next word or follows '='. Options "
      "without a value here are off; they take `true` and `false` too. They carry the names of the options of the "
      "Ansible module hardening.yama.yama_ptrace, whose documentation says more of each.");
  for (const Argument& argument : all_arguments()) {
    page.item(term_of(argument), sentence(argument.help) +
                                     (argument.standard.empty() ? "" : " Default: " + bold(argument.standard) + ".") +
                                     (argument.repeats ? " It may be given more than once." : "") +
                                     who_takes(argument));
  }
}

std::string_view more_about(int exit_status) {
  switch (exit_status) {
    case 1:
      return " The value is or will be another one, or a run was refused or failed and says why.";
    case 2:
      return " The arguments were not understood, or contradict each other: nothing was looked at.";
    case 3:
      return " No loader is known to run, or what matters could not be read.";
    case 4:
      return " In a container, which has the value of its host.";
    default:
      return "";
  }
}

void exit_status(Roff& page) {
  page.section("EXIT STATUS");
  for (const cli::ExitStatus& each : cli::exit_statuses()) {
    page.item(bold(std::to_string(each.number)), sentence(each.words) + std::string{more_about(each.number)});
  }
}

void environment(Roff& page) {
  page.section("ENVIRONMENT");
  page.item("`NO_COLOR`", "Set to anything, it keeps colours off a terminal.");
  page.item("`COLUMNS`", "The width of a terminal that does not tell it.");
}

void files(Roff& page) {
  page.section("FILES");
  page.item("`/proc/sys/kernel/yama/ptrace_scope`", "The value of the running kernel.");
  for (const std::string_view folder : sysctl::kDirectories) {
    page.item(bold(std::string{folder} + "/*.conf"), "Settings that the loaders read.");
  }
  page.item(bold(sysctl::kSysctlConf), "Settings that some loaders read.");
  page.item("`/etc/sysctl.d/99-yama-ptrace.conf`",
            "The file that `set` makes for its line, unless `--sysctl-file` names another. Where it would not be read "
            "last enough it has a later name, such as `zz-yama-ptrace.conf`, or the line is in /etc/sysctl.conf.");
  page.item(
      bold(unit::kLockUnitFile),
      "The boot unit of `--persist boot_unit`, which locks the kernel at 3 in every boot but a maintenance boot.");
  page.item("`/run/yama-ptrace.lock`", "Held while a run changes the running system, so that two do not interleave.");
}

void examples(Roff& page) {
  page.section("EXAMPLES");
  for (const cli::VerbRow& verb : cli::verbs()) {
    page.paragraph(sentence(verb.help));
    page.example(verb.example);
  }
  page.paragraph("What an image will do at its first boot, for a program:");
  page.example("yama-ptrace status --root /mnt/image --loader systemd=257 --json");
}

void see_also(Roff& page) {
  page.section("SEE ALSO");
  page.paragraph("`ptrace`(2), `prctl`(2), `sysctl.conf`(5), `sysctl.d`(5), `sysctl`(8), `systemd-sysctl.service`(8)");
  page.paragraph("Yama in the kernel's documentation: https://docs.kernel.org/admin-guide/LSM/Yama.html");
}

}  // namespace

std::string man_page(std::string_view date) {
  Roff page("YAMA-PTRACE", "8", date, "yama-ptrace " + version());
  page.name("yama-ptrace", "kernel.yama.ptrace_scope, now and at the next boot");
  synopsis(page);
  description(page);
  commands(page);
  options(page);
  exit_status(page);
  environment(page);
  files(page);
  examples(page);
  page.section("REPORTING BUGS");
  page.paragraph("`yama-ptrace find --share` prints this host as a test vector, for a bug report.");
  see_also(page);
  return page.text();
}

}  // namespace yama::manual
