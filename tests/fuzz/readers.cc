// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <unistd.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "observe/boot/boot_loader.h"
#include "observe/boot/boot_loader_entries.h"
#include "observe/boot/defaults.h"
#include "observe/boot/extlinux.h"
#include "observe/boot/grub.h"
#include "observe/boot/unified_image.h"
#include "observe/installed_loaders.h"
#include "observe/packages.h"
#include "observe/read_tree.h"
#include "observe/tuned.h"
#include "observe/ufw.h"
#include "observe/writers/boot_scripts.h"
#include "observe/writers/cloud_init.h"
#include "observe/writers/schedules.h"
#include "observe/writers/tmpfiles.h"
#include "support/scratch.h"
#include "targets.h"

namespace yama::fuzz {

namespace {

/// A file of an image, the only one that the target's reader finds beside `others`.
class Image {
 public:
  Image(std::initializer_list<const char*> places, std::string_view bytes) {
    const auto chosen = bytes.empty() ? 0U : static_cast<unsigned char>(bytes.front());
    path_ = *(places.begin() + chosen % places.size());
    content_ = bytes.substr(std::min<std::size_t>(1, bytes.size()));
    files_.write(path_, content_, 0755);
  }

  [[nodiscard]] const test::Scratch& files() const { return files_; }
  [[nodiscard]] host::Root root() const { return files_.root(); }

  [[nodiscard]] std::string fault_in(const std::vector<Stage>& stages) const {
    // A carriage return ends a line, too, where Python reads: configparser counts so.
    const auto ends = std::ranges::count_if(content_, [](char byte) { return byte == '\n' || byte == '\r'; });
    const std::size_t lines = 1 + static_cast<std::size_t>(ends);
    for (const Stage& stage : stages) {
      if (stage.file == path_ && stage.line > lines) {
        return "a stage outside of its file";
      }
      if (stage.certain && stage.loads && stage.value) {
        return "a stage that writes and loads";
      }
    }
    return "";
  }

 private:
  test::Scratch files_;
  std::string path_;
  std::string_view content_;
};

std::string fault_in_menus(const Image& image) {
  const host::Root root = image.root();
  const boot::BootConfiguration read = boot::read_boot_configuration(root);
  for (const boot::BootMenu& menu : read.menus) {
    if (menu.chosen && *menu.chosen >= menu.entries.size()) {
      return "a chosen entry that is not there";
    }
  }
  const auto menus = boot::deciding_menus(read, "quiet");
  static_cast<void>(boot::next_entries(menus));
  return image.fault_in(boot::stages_of_boot_loader(read, menus));
}

}  // namespace

std::string fault_in_grub(std::string_view bytes) {
  const Image image({"/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", "/etc/default/grub", "/boot/grub2/grubenv"}, bytes);
  return fault_in_menus(image);
}

std::string fault_in_entries(std::string_view bytes) {
  const Image image({"/boot/loader/entries/a.conf", "/efi/loader/loader.conf", "/boot/extlinux/extlinux.conf",
                     "/etc/kernel/cmdline", "/boot/firmware/cmdline.txt"},
                    bytes);
  image.files().write("/boot/loader/entries/z.conf", "title z\nlinux /z\noptions quiet\n");
  return fault_in_menus(image);
}

std::string fault_in_unified_image(std::string_view bytes) {
  return fault_in_menus(Image({"/efi/EFI/Linux/a.efi"}, bytes));
}

std::string fault_in_tuned(std::string_view bytes) {
  const Image image({"/etc/tuned/mine/tuned.conf", "/etc/tuned/tuned-main.conf", "/etc/tuned/active_profile",
                     "/etc/tuned/recommend.conf", "/usr/lib/tuned/profiles/mine/tuned.conf"},
                    bytes);
  const test::Scratch& files = image.files();
  for (const auto& [path, content] :
       {std::pair{"/etc/tuned/tuned-main.conf", "daemon = 1\n"}, std::pair{"/etc/tuned/active_profile", "mine\n"},
        std::pair{"/etc/tuned/mine/tuned.conf", "[sysctl]\nvm.swappiness=1\n"},
        std::pair{"/usr/sbin/tuned", "#!/usr/bin/python3\n"}}) {
    if (files.status(path).st_mode == 0) {
      files.write(path, content);
    }
  }
  files.link("/etc/systemd/system/multi-user.target.wants/tuned.service", "/lib/systemd/system/tuned.service");
  files.write("/lib/systemd/system/tuned.service", "[Service]\nExecStart=/usr/sbin/tuned\n");
  const host::Root root = image.root();
  const auto read = tuned::read_tuned(root);
  if (!read) {
    return "";
  }
  const auto stage = tuned::stage_of(*read, {});
  return stage ? image.fault_in({*stage}) : "";
}

std::string fault_in_ufw(std::string_view bytes) {
  const Image image({"/etc/ufw/ufw.conf", "/etc/default/ufw"}, bytes);
  image.files().write("/lib/ufw/ufw-init", "");
  const Ufw read = read_ufw(image.root());
  const auto stage = stage_of(read);
  return stage ? image.fault_in({*stage}) : "";
}

std::string fault_in_packages(std::string_view bytes) {
  const Image image({"/var/lib/dpkg/status", "/var/lib/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite"}, bytes);
  image.files().write("/etc/sysctl.d/a.conf", "kernel.yama.ptrace_scope=1\n");
  image.files().write("/usr/lib/systemd/systemd-sysctl", "libsystemd-shared-252.so");
  const host::Root root = image.root();
  const Result<sysctl::Tree> tree = read_tree(root);
  if (!tree) {
    return "a tree that cannot be read";
  }
  Packages packages = read_packages(root, *tree);
  read_owners(root, *tree, packages);
  static_cast<void>(read_installed_loaders(root));
  return "";
}

std::string fault_in_boot_scripts(std::string_view bytes) {
  const Image image({"/etc/rc.local", "/etc/rcS.d/S01a", "/etc/local.d/a.start", "/etc/runit/1", "/etc/inittab",
                     "/usr/lib/systemd/system-generators/a"},
                    bytes);
  const host::Root root = image.root();
  std::string fault = image.fault_in(writers::stages_of_boot_scripts(root, false));
  return fault.empty() ? image.fault_in(writers::stages_of_boot_scripts(root, true)) : fault;
}

std::string fault_in_schedules(std::string_view bytes) {
  const Image image(
      {"/etc/crontab", "/etc/anacrontab", "/etc/cron.d/a", "/var/spool/cron/crontabs/root", "/etc/cron.hourly/a"},
      bytes);
  return image.fault_in(writers::stages_of_schedules(image.root()));
}

std::string fault_in_tmpfiles(std::string_view bytes) {
  const Image image({"/etc/tmpfiles.d/a.conf"}, bytes);
  return image.fault_in(writers::stages_of_tmpfiles(image.root(), true));
}

std::string fault_in_cloud_init(std::string_view bytes) {
  const Image image({"/etc/cloud/cloud.cfg", "/etc/cloud/cloud.cfg.d/a.cfg"}, bytes);
  image.files().write("/usr/bin/cloud-init", "#!/usr/bin/python3\n");
  return image.fault_in(writers::stages_of_cloud_init(image.root()));
}

}  // namespace yama::fuzz
