// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "generator.h"

#include <array>
#include <string>

#include "dice.h"
#include "line_generator.h"

namespace yama::loaders {

namespace {

using namespace std::string_view_literals;

std::string file_name(Dice& dice) {
  if (!dice.one_in(4)) {
    return dice.pick(
        {"10-a.conf"sv, "50-a.conf"sv, "50-b.conf"sv, "60-c.conf"sv, "99-sysctl.conf"sv, "99-z.conf"sv, "zz.conf"sv});
  }
  return dice.one_in(40) ? std::string(250, 'n') + ".conf" : dice.pick({".50-a.conf"sv,     ".conf"sv,
                                                                        "50-a"sv,           "50-a.CONF"sv,
                                                                        "50-a.conf~"sv,     "50-a.conf.bak"sv,
                                                                        "50-[ab].conf"sv,   "50-*.conf"sv,
                                                                        "50-?.conf"sv,      "{50-a,50-b}.conf"sv,
                                                                        "50-{b,a}.conf"sv,  R"(50-\a.conf)"sv,
                                                                        "-.conf"sv,         "~.conf"sv,
                                                                        "a\nb.conf"sv,      "\xFF.conf"sv,
                                                                        "\xC3\xA9.conf"sv,  "10.conf"sv,
                                                                        "Z.conf"sv,         "README"sv,
                                                                        "[.conf"sv,         "50-[!a].conf"sv,
                                                                        " .conf"sv,         "50-a .conf"sv,
                                                                        "{}.conf"sv,        "{x.conf"sv,
                                                                        "*.conf"sv,         "?.conf"sv,
                                                                        "50-a.conf.conf"sv, R"(\.conf)"sv,
                                                                        R"(\[.conf)"sv,     "50-a.conf.dpkg-old"sv,
                                                                        "sysctl.conf"sv,    "50-{a,{b,x}}.conf"sv,
                                                                        ".*.conf"sv,        "lost+found"sv,
                                                                        "#50-a.conf#"sv,    "50-a.conf.swp"sv});
}

std::string link_target(Dice& dice) {
  return dice.pick({"../sysctl.conf"sv, "/etc/sysctl.conf"sv, "/dev/null"sv, "/nonexistent/file"sv, "nonexistent"sv,
                    "/opt/tree/a.conf"sv, "/opt/tree/a.conf"sv, "/opt/tree/dir"sv, "/opt/tree/link"sv,
                    "/opt/tree/loop"sv, "/opt/tree/loop"sv, "/opt/tree/a.conf/x"sv, "/usr/lib/sysctl.d/50-a.conf"sv,
                    "50-a.conf"sv, "10-a.conf"sv, "../../usr/lib/sysctl.d/50-b.conf"sv,
                    "../../../../../../../opt/tree/a.conf"sv, "."sv, "/opt/tree/../tree/./a.conf"sv});
}

/// One tree of a kind, directory after directory.
class Grower {
 public:
  Grower(Dice& dice, test::FileSystem& files) : dice_(dice), files_(files) {
    constexpr std::array kSubjects = {Subject::kEverything, Subject::kEverything, Subject::kPatterns, Subject::kPlain};
    subject_ = kSubjects.at(dice_.roll(kSubjects.size()));
  }

  [[nodiscard]] std::string content() { return generate_file(dice_, subject_); }

  void add_names(const std::string& directory) {
    files_.directory(directory);
    const std::size_t count = dice_.one_in(3) ? 0 : dice_.roll(4);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string path = directory + "/" + name();
      if (files_.nodes().contains(path)) {
        continue;
      }
      if (dice_.one_in(subject_ == Subject::kPlain ? 4 : 8)) {
        files_.link(path, link_target(dice_));
      } else if (dice_.one_in(25)) {
        files_.directory(path);
      } else {
        files_.file(path, content());
      }
    }
  }

  /// One of the loaders' directories: there or not, or something else of its name.
  void add_directory(const std::string& path) {
    switch (dice_.roll(40)) {
      case 0:
        files_.link(path, dice_.pick({"/opt/tree/real.d"sv, "/opt/tree/nosuch.d"sv, "/opt/tree/loop"sv,
                                      "/opt/tree/a.conf"sv, "/etc/sysctl.d"sv}));
        return;
      case 1:
        files_.file(path, content());
        return;
      case 2:
        return;
      default:
        add_names(path);
    }
  }

  void add_sysctl_conf() {
    switch (dice_.roll(12)) {
      case 0:
        files_.directory("/etc/sysctl.conf");
        break;
      case 1:
        files_.link("/etc/sysctl.conf", link_target(dice_));
        break;
      default:
        files_.file("/etc/sysctl.conf", content());
    }
  }

 private:
  /// Of few names where shadowing counts.
  [[nodiscard]] std::string name() {
    return subject_ == Subject::kPlain && !dice_.one_in(6)
               ? dice_.pick({"10-a.conf"sv, "50-a.conf"sv, "99-sysctl.conf"sv})
               : file_name(dice_);
  }

  Dice& dice_;
  test::FileSystem& files_;
  Subject subject_ = Subject::kEverything;
};

}  // namespace

Case generate(std::uint64_t seed) {
  Dice dice(seed);
  Case made;
  test::FileSystem& files = made.files;
  Grower grower(dice, files);
  for (const char* const path : {"/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d"}) {
    grower.add_directory(path);
  }
  if (dice.one_in(4)) {
    grower.add_directory("/lib/sysctl.d");
  } else {
    files.link("/lib/sysctl.d", "/usr/lib/sysctl.d");
  }
  grower.add_names("/opt/tree/real.d");
  files.file("/opt/tree/a.conf", grower.content());
  files.directory("/opt/tree/dir");
  files.link("/opt/tree/link", "a.conf");
  files.link("/opt/tree/loop", "loop");
  if (dice.one_in(2)) {
    grower.add_sysctl_conf();
  }
  if (dice.one_in(10)) {
    files.file(kCredential, grower.content());
  }
  made.before = dice.one_in(30) ? 3 : static_cast<int>(dice.roll(3));
  return made;
}

}  // namespace yama::loaders
