// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ordinary.h"

#include <string>

#include "dice.h"

namespace yama::loaders {

namespace {

using namespace std::string_view_literals;

/// What else is in such files.
std::string other_line(Dice& dice) {
  return dice.pick({"# site settings"sv, "; see the handbook"sv, ""sv, "net.ipv4.ip_forward = 1"sv,
                    "net.ipv4.conf.all.rp_filter=2"sv, "-net.ipv4.conf.all.accept_redirects = 0"sv,
                    "kernel.kptr_restrict = 1"sv, "kernel.panic = 10"sv, "vm.swappiness=10"sv, "fs/suid_dumpable = 0"sv,
                    "#kernel.yama.ptrace_scope = 0"sv, "# kernel.yama.ptrace_scope = 1"sv, "kernel.core_uses_pid = 1"sv,
                    "net.ipv4.tcp_rmem = 4096 131072 6291456"sv, "kernel.core_pattern = |/usr/bin/cores %P %u"sv});
}

std::string key_line(Dice& dice, std::string_view value) {
  std::string line = dice.one_in(12) ? "-" : dice.one_in(12) ? "  " : "";
  line += dice.one_in(8) ? "kernel/yama/ptrace_scope" : "kernel.yama.ptrace_scope";
  line += dice.pick({" = "sv, " = "sv, "="sv, "\t= "sv});
  line += value;
  return line + (dice.one_in(12) ? " " : "");
}

std::string content(Dice& dice, std::size_t most_keys, bool may_lock) {
  std::string bytes = dice.one_in(3) ? "# Kernel settings\n" : "";
  for (std::size_t lines = dice.roll(4); lines > 0; --lines) {
    bytes += other_line(dice) + "\n";
  }
  for (std::size_t keys = dice.roll(most_keys + 1); keys > 0; --keys) {
    const bool locks = may_lock && dice.one_in(25);
    bytes += key_line(dice, locks ? "3" : dice.pick({"0"sv, "1"sv, "2"sv}));
    bytes += dice.one_in(30) ? "\r\n" : "\n";
    bytes += dice.one_in(3) ? other_line(dice) + "\n" : "";
  }
  if (dice.one_in(20) && !bytes.empty()) {
    bytes.pop_back();  // no line end at the end of the file
  }
  return bytes;
}

void add_packages_files(Dice& dice, test::FileSystem& files) {
  const std::string vendor = "/usr/lib/sysctl.d/";
  files.directory("/usr/lib/sysctl.d");
  files.file(vendor + "50-default.conf", "# See sysctl.d(5)\nkernel.sysrq = 16\n-kernel.core_uses_pid = 1\n");
  if (dice.one_in(2)) {
    files.file(vendor + dice.pick({"10-default-yama-scope.conf"sv, "50-yama.conf"sv, "99-protect.conf"sv}),
               "# vendor default\nkernel.yama.ptrace_scope = " + dice.pick({"0"sv, "1"sv}) + "\n");
  }
  if (dice.one_in(6)) {
    files.file("/usr/local/lib/sysctl.d/" + dice.pick({"50-site.conf"sv, "10-ptrace.conf"sv}), content(dice, 1, false));
  }
  if (dice.one_in(3)) {
    files.link("/lib/sysctl.d", "/usr/lib/sysctl.d");
  } else if (dice.one_in(10)) {
    files.file("/lib/sysctl.d/60-old.conf", content(dice, 1, false));
  }
}

void add_own_files(Dice& dice, test::FileSystem& files) {
  files.directory("/etc/sysctl.d");
  files.file("/etc/sysctl.d/README.sysctl", "Kernel settings are files *.conf here.\n");
  for (std::size_t count = dice.roll(4); count > 0; --count) {
    files.file("/etc/sysctl.d/" +
                   dice.pick({"10-ptrace.conf"sv, "50-security.conf"sv, "60-hardening.conf"sv, "90-tuning.conf"sv,
                              "99-hardening.conf"sv, "99-local.conf"sv, "local.conf"sv, "zz-site.conf"sv}),
               content(dice, 2, true));
  }
  if (dice.one_in(10)) {
    files.link("/etc/sysctl.d/10-default-yama-scope.conf", "/dev/null");
  }
  if (!dice.one_in(3)) {
    files.file("/etc/sysctl.conf", content(dice, 1, true));
    if (dice.one_in(2)) {
      files.link("/etc/sysctl.d/99-sysctl.conf", dice.pick({"../sysctl.conf"sv, "/etc/sysctl.conf"sv}));
    }
  }
  if (dice.one_in(12)) {
    files.file("/run/sysctl.d/" + dice.pick({"50-cloud.conf"sv, "10-ptrace.conf"sv, "99-local.conf"sv}),
               content(dice, 1, false));
  }
}

}  // namespace

Case generate_ordinary(std::uint64_t seed) {
  Dice dice(seed);
  Case made;
  add_packages_files(dice, made.files);
  add_own_files(dice, made.files);
  made.before = static_cast<int>(dice.roll(2));
  return made;
}

}  // namespace yama::loaders
