// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/installed_loaders.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "observe/distribution.h"
#include "observe/rpm_packages.h"
#include "sysctl/behaviour.h"

namespace yama {

namespace {

constexpr std::size_t kBuildBytes = 60;
constexpr std::string_view kDigits = "0123456789";

/// "252", "4.0.2": digits with single dots between them, at the text's beginning.
std::string_view leading_version(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() &&
         (kDigits.find(text[end]) != std::string_view::npos || (end > 0 && text[end] == '.' && text[end - 1] != '.'))) {
    ++end;
  }
  while (end > 0 && text[end - 1] == '.') {
    --end;
  }
  return text.substr(0, end);
}

/// The first version that follows `prefix` anywhere in the bytes.
std::string version_after(std::string_view bytes, std::string_view prefix) {
  for (std::size_t at = bytes.find(prefix); at != std::string_view::npos; at = bytes.find(prefix, at + 1)) {
    const std::string_view version = leading_version(bytes.substr(at + prefix.size(), 32));
    if (!version.empty()) {
      return std::string(version);
    }
  }
  return {};
}

/// "2:4.0.2-3" -> "4.0.2", "252.39-1~deb12u2" -> "252.39": without epoch and Debian revision.
std::string upstream(std::string_view version) {
  if (const std::size_t epoch = version.find(':'); epoch != std::string_view::npos) {
    version.remove_prefix(epoch + 1);
  }
  return std::string(version.substr(0, version.rfind('-')));
}

/// The value of a field of a paragraph that begins in front of a line's end; empty when it has none.
std::string_view field(std::string_view paragraph, std::string_view name) {
  const std::size_t at = paragraph.find(name);
  if (at == std::string_view::npos) {
    return {};
  }
  const std::size_t begin = at + name.size();
  return paragraph.substr(begin, paragraph.find('\n', begin) - begin);
}

/// Reads dpkg's status file in pieces, since it holds all packages: about 1 MB.
std::string dpkg_version(const host::Root& root, std::string_view package) {
  constexpr std::size_t kPiece = std::size_t{64} << 10;
  constexpr std::size_t kParagraph = std::size_t{16} << 10;  // the part of a paragraph up to "Version:" is shorter
  const host::Attempt<host::UniqueFd> fd = root.open_file("/var/lib/dpkg/status", O_RDONLY | O_NONBLOCK);
  if (!fd.ok()) {
    return {};
  }
  const std::string head = "\nPackage: " + std::string(package) + "\n";
  std::string window = "\n";
  std::array<char, kPiece> piece = {};
  ssize_t got = 0;
  do {
    got = ::read(fd->get(), piece.data(), piece.size());
    if (got < 0) {
      return {};
    }
    window.append(piece.data(), static_cast<std::size_t>(got));
    const std::size_t at = window.find(head);
    if (at != std::string::npos && (got == 0 || window.size() - at > kParagraph)) {
      const std::string paragraph = window.substr(at, window.find("\n\n", at + 1) - at);
      return field(paragraph, "\nStatus: ").ends_with(" installed") ? upstream(field(paragraph, "\nVersion: ")) : "";
    }
    if (at != std::string::npos) {
      window.erase(0, at);
    } else if (window.size() > head.size()) {
      window.erase(0, window.size() - head.size());
    }
  } while (got > 0);
  return {};
}

/// The release with its vendor, where that makes a difference: "239 el8.10".
std::string build_text(sysctl::Loader loader, const std::string& release, const host::Root& root) {
  const std::string build = (release.empty() ? "" : release + " ") + distribution::vendor_of(root);
  return sysctl::behaviours_of(loader, build) == sysctl::behaviours_of(loader, release) ? release : build;
}

/// What systemd says of itself since 240, and Red Hat's 239: "systemd 239 (239-82.el8_10.3)", in its library.
std::string build_in_library(const host::Root& root, const std::string& release) {
  const host::Attempt<std::string> bytes =
      root.read("/usr/lib/systemd/libsystemd-shared-" + release + ".so", limit::kLibrary);
  const std::string head = "systemd " + release + " (";
  const std::size_t at = bytes.ok() ? bytes->find(head) : std::string::npos;
  if (at == std::string::npos) {
    return {};
  }
  const std::string_view rest = std::string_view{*bytes}.substr(at + head.size(), kBuildBytes);
  const std::string build{rest.substr(0, rest.find(')'))};
  return build.starts_with(release + "-") && rest.find(')') != std::string_view::npos ? build : "";
}

/// A build that may have more than one behaviour is asked for more: what it says of itself, then what rpm says of it.
std::string exact_build(const host::Root& root, sysctl::Loader loader, const std::string& release, std::string build) {
  const bool is_systemd = loader == sysctl::Loader::kSystemd;
  // A rebuild that os-release does not name may say of itself whose it is.
  const bool may_be_vendors =
      is_systemd && build == release && sysctl::behaviours_of(loader, release + " any").size() > 1;
  if (sysctl::behaviours_of(loader, build).size() < 2 && !may_be_vendors) {
    return build;
  }
  std::string exact = is_systemd ? build_in_library(root, release) : std::string{};
  if (exact.empty()) {
    exact = rpm::build_of(root, is_systemd ? "systemd" : "procps-ng");
  }
  return exact.starts_with(release + "-") ? exact : build;
}

/// The programs that the command sysctl may be, in the order in which scripts of an init meet them.
constexpr std::array<std::string_view, 4> kSysctl = {"/usr/sbin/sysctl", "/sbin/sysctl", "/usr/bin/sysctl",
                                                     "/bin/sysctl"};

/// The bytes of the first that is there and holds the text; none when one of another kind stands before it. One that is
/// too large to be read may be of any kind and release: its bytes are empty.
std::optional<std::string> read_sysctl(const host::Root& root, std::string_view holds) {
  for (const std::string_view program : kSysctl) {
    host::Attempt<std::string> bytes = root.read(program, limit::kProgram);
    if (bytes.error() == EFBIG) {
      return std::string{};
    }
    if (bytes.ok()) {
      return bytes->find(holds) == std::string::npos ? std::nullopt : std::optional{*std::move(bytes)};
    }
  }
  return std::nullopt;
}

InstalledLoader find_procps(const host::Root& root) {
  const std::optional<std::string> bytes = read_sysctl(root, "procps-ng");
  if (!bytes) {
    return {};
  }
  if (bytes->empty()) {
    return {.installed = true, .version = {}};
  }
  const std::string version = version_after(*bytes, "procps-ng ");
  if (version.empty()) {  // a build outside of a release calls itself "procps-ng UNKNOWN"
    return {.installed = true, .version = dpkg_version(root, "procps")};
  }
  std::string build = build_text(sysctl::Loader::kProcps, version, root);
  return {.installed = true, .version = exact_build(root, sysctl::Loader::kProcps, version, std::move(build))};
}

InstalledLoader find_busybox(const host::Root& root) {
  constexpr std::string_view kBanner = "BusyBox v";
  const std::optional<std::string> bytes = read_sysctl(root, kBanner);
  return bytes ? InstalledLoader{.installed = true, .version = version_after(*bytes, kBanner)} : InstalledLoader{};
}

InstalledLoader find_systemd(const host::Root& root) {
  for (const std::string_view program :
       {"/usr/lib/systemd/systemd-sysctl", "/lib/systemd/systemd-sysctl",
        "/run/current-system/systemd/lib/systemd/systemd-sysctl",  // NixOS: running, and in an image
        "/nix/var/nix/profiles/system/systemd/lib/systemd/systemd-sysctl"}) {
    if (!root.exists(program)) {
      continue;
    }
    if (std::string version = dpkg_version(root, "systemd"); !version.empty()) {
      return {.installed = true, .version = std::move(version)};
    }
    const host::Attempt<std::string> bytes = root.read(program, limit::kProgram);
    std::string release = bytes.ok() ? version_after(*bytes, "libsystemd-shared-") : "";
    if (release.empty() && bytes.ok()) {
      release = version_after(*bytes, "systemd ");  // before 231 there was no such library (RHEL 7, SLE 12)
    }
    std::string build = build_text(sysctl::Loader::kSystemd, release, root);
    return {.installed = true, .version = exact_build(root, sysctl::Loader::kSystemd, release, std::move(build))};
  }
  return {};
}

InstalledLoader find(const host::Root& root, sysctl::Loader loader) {
  switch (loader) {
    case sysctl::Loader::kSystemd:
      return find_systemd(root);
    case sysctl::Loader::kProcps:
      return find_procps(root);
    case sysctl::Loader::kBusybox:
      return find_busybox(root);
  }
  return {};
}

}  // namespace

InstalledLoaders read_installed_loaders(const host::Root& root) {
  return sysctl::for_each_loader([&root](sysctl::Loader loader) { return find(root, loader); });
}

}  // namespace yama
