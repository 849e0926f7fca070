// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/behaviour.h"

#include <array>
#include <charconv>
#include <cstddef>

#include "sysctl/loader_table.h"

namespace yama::sysctl {

namespace {

// Rows from 247 and from 3.3.17 on were measured against the real binaries; the older ones are read from the sources.

constexpr Behaviour kSystemd236 = {.loader = Loader::kSystemd,
                                   .since = "236",
                                   .dash = Dash::kLiteral,
                                   .globs = false,
                                   .lib_directory = true,
                                   .broken_link_takes_name = true,
                                   .semicolon_comments = true,
                                   .dot_dot_resolves = true,
                                   .leading_dot_dot_is_dropped = false,
                                   .credential = false};

constexpr Behaviour changed(Behaviour row, std::string_view since, void (*change)(Behaviour&)) {
  row.since = since;
  change(row);
  return row;
}

constexpr Behaviour kSystemd243 = changed(kSystemd236, "243", [](Behaviour& row) { row.dash = Dash::kIgnoreErrors; });
constexpr Behaviour kSystemd245 = changed(kSystemd243, "245", [](Behaviour& row) {
  row.dash = Dash::kExcludes;
  row.globs = true;
});
constexpr Behaviour kSystemd250 = changed(kSystemd245, "250", [](Behaviour& row) { row.dot_dot_resolves = false; });
constexpr Behaviour kSystemd252 = changed(kSystemd250, "252", [](Behaviour& row) { row.credential = true; });
constexpr Behaviour kSystemd255 = changed(kSystemd252, "255", [](Behaviour& row) {
  row.lib_directory = false;
  row.leading_dot_dot_is_dropped = true;
});
constexpr Behaviour kSystemd258 = changed(kSystemd255, "258", [](Behaviour& row) {
  row.semicolon_comments = false;
  row.broken_link_takes_name = false;
});
constexpr std::array kSystemd = {kSystemd236, kSystemd243, kSystemd245, kSystemd250,
                                 kSystemd252, kSystemd255, kSystemd258};

constexpr Behaviour kProcps3313 = {.loader = Loader::kProcps,
                                   .since = "3.3.13",
                                   .dash = Dash::kLiteral,
                                   .globs = false,
                                   .lib_directory = true,
                                   .broken_link_takes_name = true,
                                   .credential = false,
                                   .hidden_names = true,
                                   .names_are_patterns = true,
                                   .sysctl_conf_last = true,
                                   .grammar = Grammar::kTokens,
                                   .run_before_etc = true,
                                   .exclusion_patterns = false};
constexpr Behaviour kProcps3316 =
    changed(kProcps3313, "3.3.16", [](Behaviour& row) { row.dash = Dash::kIgnoreErrors; });
constexpr Behaviour kProcps3317 = changed(kProcps3316, "3.3.17", [](Behaviour& row) { row.run_before_etc = false; });
constexpr Behaviour kProcps400 = changed(kProcps3317, "4.0.0", [](Behaviour& row) {
  row.dash = Dash::kExcludes;
  row.globs = true;
  row.grammar = Grammar::kFirstEquals;
});
constexpr Behaviour kProcps405 = changed(kProcps400, "4.0.5", [](Behaviour& row) { row.exclusion_patterns = true; });
constexpr std::array kProcps = {kProcps3313, kProcps3316, kProcps3317, kProcps400, kProcps405};

/// "2:4.0.2-3" is {4, 0, 2}; a version that does not begin with a number is empty.
std::vector<int> numbers_of(std::string_view version) {
  if (const std::size_t epoch = version.find(':'); epoch != std::string_view::npos) {
    version.remove_prefix(epoch + 1);
  }
  std::vector<int> numbers;
  const char* at = version.data();
  const char* const end = version.data() + version.size();
  while (at != end) {
    int number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc{}) {
      break;
    }
    numbers.push_back(number);
    if (next == end || *next != '.') {
      break;
    }
    at = next + 1;
  }
  return numbers;
}

}  // namespace

std::span<const Behaviour> systemd_behaviours() { return kSystemd; }
std::span<const Behaviour> procps_behaviours() { return kProcps; }

std::vector<const Behaviour*> behaviours_of(Loader loader, std::string_view version) {
  const std::vector<int> named = numbers_of(version);
  const std::vector<int> wanted = named.empty() ? numbers_of(row_of(loader).oldest_unnamed) : named;
  std::vector<const Behaviour*> rows;
  for (const Behaviour& row : row_of(loader).behaviours) {
    if (numbers_of(row.since) <= wanted) {
      rows = {&row};
    } else if (named.empty()) {
      rows.push_back(&row);
    }
  }
  return rows.empty() ? std::vector{&row_of(loader).behaviours.front()} : rows;
}

}  // namespace yama::sysctl
