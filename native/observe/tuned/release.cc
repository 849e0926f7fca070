// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned/release.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/limits.h"
#include "observe/config_text.h"

namespace yama::tuned {
namespace {

constexpr Release kRelease220 = {.since = "2.20",
                                 .swaps_slashes = false,
                                 .profiles_in_own_folder = false,
                                 .priority = Priority::kMergedAsOption,
                                 .variables_by_type = false,
                                 .excludes = false,
                                 .writes_last_only = false};

constexpr Release changed(Release row, std::string_view since, void (*change)(Release&)) {
  row.since = since;
  change(row);
  return row;
}

constexpr Release kRelease222 = changed(kRelease220, "2.22", [](Release& row) { row.swaps_slashes = true; });
constexpr Release kRelease223 = changed(kRelease222, "2.23", [](Release& row) {
  row.profiles_in_own_folder = true;
  row.priority = Priority::kOfTheFirst;
});
constexpr Release kRelease226 = changed(kRelease223, "2.26", [](Release& row) {
  row.priority = Priority::kMerged;
  row.variables_by_type = true;
});
constexpr Release kRelease227 = changed(kRelease226, "2.27", [](Release& row) { row.excludes = true; });
constexpr Release kRelease228 = changed(kRelease227, "2.28", [](Release& row) { row.writes_last_only = true; });
constexpr std::array kReleases = {kRelease220, kRelease222, kRelease223, kRelease226, kRelease227, kRelease228};

/// "2.28.0-rc.1" is {2, 28}.
std::pair<int, int> numbers_of(std::string_view version) {
  std::pair<int, int> numbers = {0, 0};
  const char* const end = version.data() + version.size();
  const auto major = std::from_chars(version.data(), end, numbers.first);
  if (major.ec == std::errc{} && major.ptr != end && *major.ptr == '.') {
    std::from_chars(major.ptr + 1, end, numbers.second);
  }
  return numbers;
}

/// version.py: "TUNED_VERSION_MAJOR = 2", "TUNED_VERSION_MINOR = 28".
std::string version_in(std::string_view python) {
  std::string major;
  std::string minor;
  for (const config::Line& line : config::lines_of(python)) {
    const std::size_t equals = std::min(line.text.find('='), line.text.size());
    const std::string_view name = config::trim(line.text.substr(0, equals));
    const std::string_view value = config::trim(line.text.substr(std::min(equals + 1, line.text.size())));
    if (name == "TUNED_VERSION_MAJOR") {
      major = value;
    } else if (name == "TUNED_VERSION_MINOR") {
      minor = value;
    }
  }
  return major.empty() || minor.empty() ? std::string{} : major + "." + minor;
}

}  // namespace

std::vector<const Release*> releases_of(std::string_view version) {
  const std::pair<int, int> wanted = numbers_of(version);
  const bool known = wanted.first > 0;
  std::vector<const Release*> rows;
  rows.reserve(kReleases.size());
  for (const Release& row : kReleases) {
    if (known && numbers_of(row.since) <= wanted) {
      rows = {&row};
    } else if (!known) {
      rows.push_back(&row);
    }
  }
  return rows.empty() ? std::vector{&kReleases.front()} : rows;
}

std::string read_version(const host::Root& root) {
  constexpr std::string_view kLib = "/usr/lib/";
  const auto names = root.list(kLib);
  if (!names.ok()) {
    return {};
  }
  for (const host::Name& name : *names) {
    if (!name.name.starts_with("python")) {
      continue;
    }
    for (const std::string_view packages : {"/dist-packages", "/site-packages"}) {
      const auto bytes =
          root.read(std::string(kLib) + name.name + std::string(packages) + "/tuned/version.py", limit::kText);
      if (std::string version = bytes.ok() ? version_in(*bytes) : std::string{}; !version.empty()) {
        return version;
      }
    }
  }
  return {};
}

}  // namespace yama::tuned
