// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "faults.h"
#include "files.h"
#include "loaders/prefixes.h"
#include "loaders/row_promises.h"
#include "observe/boot/kernel_arguments.h"
#include "observe/config_text.h"
#include "observe/distribution.h"
#include "observe/initrd/content.h"
#include "observe/initrd/cpio.h"
#include "observe/rpm_packages.h"
#include "observe/sqlite_file.h"
#include "observe/tuned/pattern.h"
#include "observe/tuned/python_ini.h"
#include "plan/marks.h"
#include "plan/published_unit.h"
#include "protocol/read_arguments.h"
#include "targets.h"
#include "unit/script_effect.h"
#include "unit/shell_commands.h"
#include "unit/unit.h"
#include "unit/unit_file.h"

namespace yama::fuzz {

namespace {

std::size_t lines_in(std::string_view bytes) {
  return 1 + static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
}

/// The ways to ask for a scope.
std::array<Request, 4> wishes(Scope wanted) {
  std::array<Request, 4> all;
  for (Request& request : all) {
    request.verb = Verb::kEnsure;
    request.scope = wanted;
  }
  all[1].vendor_files = VendorFiles::kEdit;
  all[2].vendor_files = VendorFiles::kShadow;
  all[3].sysctl_file = "/etc/sysctl.d/50-yama.conf";
  return all;
}

/// A change of the whole tree: every loader comes to the wanted value, or the change is refused; every moment of it
/// gives the old value or the new one, there and when it is undone. The length of the bytes chooses who asks for what.
std::string fault_in_change(const test::FileSystem& files, std::string_view bytes) {
  static const auto hosts = loaders::hosts_of_all_rows();
  const loaders::BuildsOfHost& host = hosts[bytes.size() % hosts.size()];
  const Scope wanted = kAllScopes[bytes.size() / 7 % std::size(kAllScopes)];
  const Request wish = wishes(wanted)[bytes.size() / 3 % 4];
  const std::string whom = "set " + to_string(wanted) + " on " + host.name + ": ";
  const auto held = loaders::hold_promise(files, host, wish, !marks::is_marked(bytes));
  if (held.end == loaders::Held::End::kBroken) {
    return whom + held.why;
  }
  const auto made = loaders::try_prefixes(files, host, wish);
  if (!made.why.empty()) {
    return whom + made.why;
  }
  Request undo;
  undo.verb = Verb::kRestore;
  const auto undone = loaders::try_prefixes(made.done, host, undo);
  return undone.why.empty() ? "" : "undo of " + whom + undone.why;
}

/// The members in a few words, when the bytes come in pieces of that size.
std::string members_in(std::string_view bytes, std::size_t piece) {
  std::string text;
  initrd::Content content;
  initrd::CpioReader reader([](const initrd::Member& member) { return initrd::Content::wants(member); },
                            [&](initrd::Member member) {
                              text += member.name + "=" + member.content + ";";
                              content.add(std::move(member));
                            });
  while (!bytes.empty()) {
    const std::size_t given = std::min(piece, bytes.size());
    const std::size_t taken = reader.feed(bytes.substr(0, given));
    bytes.remove_prefix(taken);
    if (taken < given) {
      break;
    }
  }
  const sysctl::Tree tree = content.tree();
  for (const std::string& mention : content.mentions()) {
    text += mention + "!";
  }
  return text + std::to_string(tree.entries.size()) + (reader.is_broken() ? "broken" : "") +
         (reader.is_between() ? "end" : "") + std::to_string(bytes.size());
}

}  // namespace

std::string fault_in_arguments(std::string_view bytes) {
  const bool object = protocol::holds_object(bytes);
  const auto read = protocol::read_arguments(bytes);
  if (!read) {
    return read.error().message.empty() ? "a refusal without a word" : "";
  }
  return object ? "" : "arguments that are no object";
}

std::string fault_in_settings(std::string_view bytes) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/50-a.conf", std::string(bytes));
  std::string fault = fault_in_prediction(files.tree());
  return fault.empty() ? fault_in_vector(files.tree()) : fault;
}

std::string fault_in_tree(std::string_view bytes) {
  const test::FileSystem files = file_system_of(bytes);
  std::string fault = fault_in_prediction(files.tree());
  if (fault.empty()) {
    fault = fault_in_vector(files.tree());
  }
  return fault.empty() ? fault_in_change(files, bytes) : fault;
}

std::string fault_in_marks(std::string_view bytes) {
  std::set<std::size_t> offsets;
  for (std::size_t at = 0, line = 0; at < bytes.size(); ++line) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    if (line % 2 == 1) {
      offsets.insert(at);
    }
    at = end + 1;
  }
  if (!marks::is_marked(bytes) && marks::restore_commented_out(marks::comment_out(bytes, offsets)) != bytes) {
    return "lines that do not come back";
  }
  const auto back = marks::restore_unit(marks::comment_out_unit(bytes, {}));
  if (!back || back->bytes != bytes) {
    return "a unit that does not come back";
  }
  marks::find_owned(bytes);
  marks::without_owned(bytes);
  marks::read_copy(bytes);
  marks::restore_unit(bytes);
  marks::undo(bytes, bytes);
  const std::string copy = marks::make_copy("/usr/lib/sysctl.d/a.conf", bytes);
  return marks::read_copy(copy) ? "" : "a copy that is not known again";
}

std::string fault_in_number(std::string_view bytes) { return fault_in_kernel_write(bytes); }

std::string fault_in_kernel_arguments(std::string_view bytes) {
  boot::stages_of_running_kernel(bytes, "6.1.0-18-amd64");
  boot::argument_value(bytes, "init");
  return fault_in_command_line(bytes);
}

std::string fault_in_unit(std::string_view bytes) {
  unit::Unit read;
  read.path = read.file = "/etc/systemd/system/a.service";
  read.bytes = bytes;
  read.links = {{.path = "/etc/systemd/system/sysinit.target.wants/a.service", .target = "../a.service"}};
  for (const unit::Setting& setting : unit::settings_of(bytes)) {
    unit::words_of(setting.value);
    if (setting.line == 0 || setting.line > lines_in(bytes)) {
      return "a setting outside of its file";
    }
  }
  for (const unit::UnitWrite& write : unit::writes_of_unit(read, "a.service")) {
    if (write.line > lines_in(bytes) || (write.certain && !write.value && !write.loads)) {
      return "a write that is certain of nothing";
    }
  }
  const unit::UnitEffect effect = unit::effect_of_unit(read, "a.service");
  unit::first_that_may_fail(read, "a.service");
  unit::is_accepted(read, "a.service");
  return effect.line > lines_in(bytes) ? "an effect outside of its file" : "";
}

std::string fault_in_script(std::string_view bytes) {
  for (const unit::ShellCommand& command : unit::shell_commands(bytes).commands) {
    if (command.line == 0 || command.line > lines_in(bytes)) {
      return "a command outside of its script";
    }
  }
  unit::read_shell_text(bytes);
  return unit::read_script(bytes).line > lines_in(bytes) ? "an effect outside of its script" : "";
}

std::string fault_in_assignments(std::string_view bytes) {
  config::Variables variables;
  for (const config::Assignment& found : config::shell_assignments(bytes, variables)) {
    if (found.line == 0 || found.line > lines_in(bytes)) {
      return "an assignment outside of its file";
    }
  }
  config::expand(bytes, variables);
  for (const config::Item& item : config::items_of(bytes)) {
    if (item.line == 0 || item.line > lines_in(bytes)) {
      return "an item outside of its file";
    }
  }
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const std::size_t before = rest.size();
    config::take_shell_word(rest, variables);
    if (rest.size() == before) {
      break;  // at the end of a line or command, which the caller takes
    }
  }
  return "";
}

std::string fault_in_ini(std::string_view bytes) {
  for (const auto names : {tuned::python::Names::kNeedValues, tuned::python::Names::kMayBeAlone}) {
    const tuned::python::Ini read = tuned::python::parse_ini(bytes, "main", names);
    if (read.bad_line > bytes.size() + 1) {
      return "a bad line outside of its file";
    }
  }
  const std::size_t half = bytes.size() / 2;
  tuned::matches_pattern(bytes.substr(0, half), bytes.substr(half));
  return "";
}

std::string fault_in_archive(std::string_view bytes) {
  const std::string whole = members_in(bytes, bytes.size() + 1);
  return members_in(bytes, 7) == whole ? "" : "an archive that is another one in pieces";
}

std::string fault_in_database(std::string_view bytes) {
  rpm::build_in(bytes, "procps-ng");
  const auto file = sqlite::File::open([bytes](std::uint64_t offset, std::size_t size) {
    return offset >= bytes.size() ? std::string{} : std::string(bytes.substr(static_cast<std::size_t>(offset), size));
  });
  if (!file) {
    return "";
  }
  const auto root = file->table("Packages").value_or(1);
  static_cast<void>(file->each_row(root, [&](const sqlite::Row& row) {
    if (!row.empty() && row[0].number) {
      static_cast<void>(file->row(root, *row[0].number));
    }
  }));
  return "";
}

std::string fault_in_os_release(std::string_view bytes) {
  static_cast<void>(distribution::vendor_in(bytes));
  return "";
}

}  // namespace yama::fuzz
