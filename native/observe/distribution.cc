// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/distribution.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "observe/config_text.h"
#include "sysctl/build.h"

namespace yama::distribution {
namespace {

constexpr std::array<std::string_view, 2> kFiles = {"/etc/os-release", "/usr/lib/os-release"};
constexpr std::size_t kLargest = std::size_t{64} << 10;

/// Distributions of Red Hat's packages that say so by their names; newer ones have PLATFORM_ID=platform:el8 as well.
constexpr std::array<std::string_view, 7> kEnterprise = {"rhel",      "centos",     "ol",        "rocky",
                                                         "almalinux", "scientific", "cloudlinux"};
constexpr std::array<std::string_view, 7> kSuse = {"sles",      "sled",          "sle_hpc",   "sles_sap",
                                                   "sle-micro", "opensuse-leap", "leap-micro"};

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, word) != words.end();
}

OsRelease parse(std::string_view text) {
  OsRelease release;
  for (const config::Line& line : config::lines_of(text)) {
    const std::size_t equals = line.text.find('=');
    if (equals == std::string_view::npos) {
      continue;
    }
    std::string_view value = config::trim(line.text.substr(equals + 1));
    if (value.size() > 1 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) {
      value = value.substr(1, value.size() - 2);
    }
    const std::string_view name = line.text.substr(0, equals);
    if (name == "ID") {
      release.id = value;
    } else if (name == "VERSION_ID") {
      release.version_id = value;
    } else if (name == "PLATFORM_ID") {
      release.platform_id = value;
    } else if (name == "NAME") {
      release.name = value;
    } else if (name == "PRETTY_NAME") {
      release.pretty_name = value;
    }
  }
  return release;
}

std::optional<std::string> os_release_text(const host::Root& root) {
  for (const std::string_view file : kFiles) {
    if (auto bytes = root.read(file, kLargest); bytes.ok()) {
      return std::move(bytes).value();
    }
  }
  return std::nullopt;
}

}  // namespace

OsRelease read_os_release(const host::Root& root) { return parse(os_release_text(root).value_or(std::string{})); }

std::string vendor_in(std::string_view os_release) {
  constexpr std::string_view kEnterprisePlatform = "platform:el";
  const OsRelease release = parse(os_release);
  if (release.id == "fedora") {
    return "fc" + release.version_id;
  }
  if (release.id == "amzn") {
    return "amzn" + release.version_id;
  }
  if (is_one_of(release.id, kSuse)) {
    return "sle" + release.version_id;
  }
  if (is_one_of(release.id, kEnterprise) && !release.version_id.empty()) {
    return "el" + release.version_id;
  }
  if (release.platform_id.starts_with(kEnterprisePlatform)) {  // a rebuild that is not known by its name
    return "el" + release.platform_id.substr(kEnterprisePlatform.size());
  }
  return {};
}

std::string vendor_of(const host::Root& root) {
  const auto text = os_release_text(root);
  return text ? vendor_in(*text) : std::string{sysctl::kAnyVendor};
}

}  // namespace yama::distribution
