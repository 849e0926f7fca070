// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "generator.h"

#include <string>

#include "dice.h"
#include "line_generator.h"

namespace yama::loaders {

namespace {

using namespace std::string_view_literals;

std::string file_name(Dice& dice) {
  if (!dice.one_in(4)) {
    return dice.pick({"10-a.conf"sv, "50-a.conf"sv, "50-b.conf"sv, "60-c.conf"sv, "99-sysctl.conf"sv, "99-z.conf"sv, "zz.conf"sv});
  }
  return dice.one_in(40)
             ? std::string(250, 'n') + ".conf"
             : dice.pick({".50-a.conf"sv,     ".conf"sv,           "50-a"sv,          "50-a.CONF"sv,     "50-a.conf~"sv,
                          "50-a.conf.bak"sv,  "50-[ab].conf"sv,    "50-*.conf"sv,     "50-?.conf"sv,     "{50-a,50-b}.conf"sv,
                          "50-{b,a}.conf"sv,  "50-\\a.conf"sv,     "-.conf"sv,        "~.conf"sv,        "a\nb.conf"sv,
                          "\xFF.conf"sv,      "\xC3\xA9.conf"sv,   "10.conf"sv,       "Z.conf"sv,        "README"sv,
                          "[.conf"sv,         "50-[!a].conf"sv,    " .conf"sv,        "50-a .conf"sv,    "{}.conf"sv,
                          "{x.conf"sv,        "*.conf"sv,          "?.conf"sv,        "50-a.conf.conf"sv, "\\.conf"sv,
                          "\\[.conf"sv,       "50-a.conf.dpkg-old"sv, "sysctl.conf"sv, "50-{a,{b,x}}.conf"sv,
                          ".*.conf"sv,        "lost+found"sv,      "#50-a.conf#"sv,   "50-a.conf.swp"sv});
}

std::string link_target(Dice& dice) {
  return dice.pick({"../sysctl.conf"sv,
                    "/etc/sysctl.conf"sv,
                    "/dev/null"sv,
                    "/nonexistent/file"sv,
                    "nonexistent"sv,
                    "/opt/tree/a.conf"sv,
                    "/opt/tree/a.conf"sv,
                    "/opt/tree/dir"sv,
                    "/opt/tree/link"sv,
                    "/opt/tree/loop"sv,
                    "/opt/tree/a.conf/x"sv,
                    "/usr/lib/sysctl.d/50-a.conf"sv,
                    "50-a.conf"sv,
                    "10-a.conf"sv,
                    "../../usr/lib/sysctl.d/50-b.conf"sv,
                    "../../../../../../../opt/tree/a.conf"sv,
                    "."sv,
                    "/opt/tree/../tree/./a.conf"sv});
}

void add_names(Dice& dice, test::FileSystem& files, const std::string& directory) {
  files.directory(directory);
  const std::size_t count = dice.one_in(3) ? 0 : dice.roll(4);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string path = directory + "/" + file_name(dice);
    if (files.nodes().contains(path)) {
      continue;
    }
    if (dice.one_in(8)) {
      files.link(path, link_target(dice));
    } else if (dice.one_in(25)) {
      files.directory(path);
    } else {
      files.file(path, generate_file(dice));
    }
  }
}

/// One of the loaders' directories: there or not, or something else of its name.
void add_directory(Dice& dice, test::FileSystem& files, const std::string& path) {
  switch (dice.roll(40)) {
    case 0:
      files.link(path, dice.pick({"/opt/tree/real.d"sv, "/opt/tree/nosuch.d"sv, "/opt/tree/loop"sv, "/opt/tree/a.conf"sv}));
      return;
    case 1:
      files.file(path, generate_file(dice));
      return;
    case 2:
      return;
    default:
      add_names(dice, files, path);
  }
}

}  // namespace

Case generate(std::uint64_t seed) {
  Dice dice(seed);
  Case made;
  test::FileSystem& files = made.files;
  for (const char* const path : {"/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d"}) {
    add_directory(dice, files, path);
  }
  if (dice.one_in(4)) {
    add_directory(dice, files, "/lib/sysctl.d");
  } else {
    files.link("/lib/sysctl.d", "/usr/lib/sysctl.d");
  }
  add_names(dice, files, "/opt/tree/real.d");
  files.file("/opt/tree/a.conf", generate_file(dice));
  files.directory("/opt/tree/dir");
  files.link("/opt/tree/link", "a.conf");
  files.link("/opt/tree/loop", "loop");
  if (dice.one_in(2)) {
    switch (dice.roll(12)) {
      case 0:
        files.directory("/etc/sysctl.conf");
        break;
      case 1:
        files.link("/etc/sysctl.conf", link_target(dice));
        break;
      default:
        files.file("/etc/sysctl.conf", generate_file(dice));
    }
  }
  made.before = dice.one_in(30) ? 3 : static_cast<int>(dice.roll(3));
  return made;
}

}  // namespace yama::loaders
