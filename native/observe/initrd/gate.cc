// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/initrd/gate.h"

#include <dirent.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/scope.h"
#include "sysctl/predict.h"

namespace yama::initrd {
namespace {

/// An image's files are copied some time before it is finished.
constexpr time_t kMakingTime = 30;

constexpr std::string_view kInitramfsTools[] = {"/usr/share/initramfs-tools", "/etc/initramfs-tools"};
constexpr std::string_view kInitramfsParts[] = {"/hooks", "/scripts"};
constexpr std::string_view kMkinitcpio[] = {"/usr/lib/initcpio/install", "/usr/lib/initcpio/hooks", "/etc/initcpio",
                                            "/etc/mkinitcpio.conf.d"};
constexpr std::string_view kMkinitcpioConf = "/etc/mkinitcpio.conf";

/// Those of the administrator, who may have taken something out since the image was made.
constexpr std::string_view kAdministrators[] = {"/etc/initramfs-tools/hooks", "/etc/initramfs-tools/scripts",
                                                "/etc/initcpio", "/etc/mkinitcpio.conf", "/etc/mkinitcpio.conf.d"};

bool speaks_of_settings(const host::Root& root, const std::string& file) {
  const auto bytes = root.read(file);
  return bytes.ok() && (bytes->find("sysctl") != std::string::npos || bytes->find("ptrace_scope") != std::string::npos);
}

bool is_directory(const host::Root& root, const std::string& path, unsigned char type) {
  if (type != DT_UNKNOWN) {
    return type == DT_DIR;
  }
  const auto status = root.status(path);
  return status.ok() && S_ISDIR(status->st_mode);
}

/// The first file in a directory, or in directories below it, that speaks of settings; empty without any.
std::string file_with_settings(const host::Root& root, const std::string& directory, int levels) {
  const auto names = root.list(directory);
  for (std::size_t i = 0; names.ok() && i < names->size(); ++i) {
    const host::Name& name = (*names)[i];
    std::string path = directory + "/" + name.name;
    if (is_directory(root, path, name.type)) {
      std::string below = levels > 0 ? file_with_settings(root, path, levels - 1) : std::string{};
      if (!below.empty()) {
        return below;
      }
    } else if (speaks_of_settings(root, path)) {
      return path;
    }
  }
  return {};
}

/// What a generator whose images hold no settings by themselves is configured to put in.
std::string reason_in_hooks(const host::Root& root) {
  std::vector<std::string> directories(std::begin(kMkinitcpio), std::end(kMkinitcpio));
  for (const std::string_view tools : kInitramfsTools) {
    for (const std::string_view part : kInitramfsParts) {
      directories.push_back(std::string(tools).append(part));
    }
  }
  if (speaks_of_settings(root, std::string(kMkinitcpioConf))) {
    return std::string(kMkinitcpioConf) + " speaks of sysctl";
  }
  for (const std::string& directory : directories) {
    if (const std::string file = file_with_settings(root, directory, 1); !file.empty()) {
      return file + " speaks of sysctl";
    }
  }
  return {};
}

/// The first path at or below a path whose content is younger than a time; empty without any. Packages and copies of a
/// whole system keep that time.
std::string younger_below(const host::Root& root, const std::string& path, time_t time, int levels) {
  const auto status = root.status(path);
  if (!status.ok()) {
    return {};
  }
  if (status->st_mtim.tv_sec > time) {
    return path;
  }
  const auto names =
      levels > 0 && S_ISDIR(status->st_mode) ? root.list(path) : host::Attempt<std::vector<host::Name>>(host::Errno{0});
  for (std::size_t i = 0; names.ok() && i < names->size(); ++i) {
    if (std::string found = younger_below(root, path + "/" + (*names)[i].name, time, levels - 1); !found.empty()) {
      return found;
    }
  }
  return {};
}

std::string reason_with_hooks(const host::Root& root, const std::string& image) {
  std::string reason = reason_in_hooks(root);
  const auto status = root.status(image);
  if (!reason.empty() || !status.ok()) {
    return reason.empty() ? "it cannot be looked at" : reason;
  }
  for (const std::string_view path : kAdministrators) {
    if (const std::string found = younger_below(root, std::string(path), status->st_mtim.tv_sec, 2); !found.empty()) {
      return found + " is younger";
    }
  }
  return {};
}

/// A path of settings that changed after a time; empty when none did.
std::string changed_since(const host::Root& root, const sysctl::Tree& tree, time_t time) {
  std::vector<std::string> paths(std::begin(sysctl::kDirectories), std::end(sysctl::kDirectories));
  for (const auto& [path, entry] : tree.entries) {
    paths.push_back(path);
    paths.push_back(entry.file);
  }
  for (const std::string& path : paths) {
    const auto status = !path.empty() && !sysctl::is_gone_at_boot(path) ? root.status(path)
                                                                        : host::Attempt<struct stat>(host::Errno{0});
    if (status.ok() && status->st_ctim.tv_sec + kMakingTime > time) {
      return path;
    }
  }
  return {};
}

/// A definition whose copy in an image could matter although the same file is read again later.
bool matters_in_copy(const sysctl::Definition& definition) {
  return definition.value == Scope::kNoAttach || definition.kind == sysctl::Kind::kExclusion;
}

std::string reason_with_dracut(const host::Root& root, const std::string& image, const sysctl::Tree& tree,
                               const std::string& systemd_build) {
  const auto status = root.status(image);
  if (!status.ok()) {
    return "it cannot be looked at";
  }
  if (const std::string path = changed_since(root, tree, status->st_mtim.tv_sec); !path.empty()) {
    return path + " is younger";
  }
  for (const sysctl::Behaviour& behaviour : sysctl::behaviours_of(sysctl::Loader::kSystemd, systemd_build)) {
    const sysctl::Prediction prediction = sysctl::predict(behaviour, tree, sysctl::kPtraceScope);
    const auto& definitions = prediction.definitions;
    if (std::any_of(definitions.begin(), definitions.end(), matters_in_copy)) {
      return "a file of settings locks at 3 or excludes the key";
    }
  }
  return {};
}

}  // namespace

std::string reason_to_unpack(const host::Root& root, const std::string& image, const sysctl::Tree& tree,
                             const std::string& systemd_build) {
  const bool dracut = root.exists("/usr/bin/dracut") || root.exists("/usr/sbin/dracut");
  const bool hooks = root.exists("/usr/sbin/mkinitramfs") || root.exists("/usr/bin/mkinitcpio");
  if (!dracut && !hooks) {
    return "nothing here tells how it was made";
  }
  std::string reason = dracut ? reason_with_dracut(root, image, tree, systemd_build) : std::string{};
  return reason.empty() && hooks ? reason_with_hooks(root, image) : reason;
}

}  // namespace yama::initrd
