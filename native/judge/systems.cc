// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "judge/systems.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace yama::judge {
namespace {

std::string_view major_of(const System& system) {
  return std::string_view{system.version}.substr(0, system.version.find('.'));
}

/// The streams of ComplianceAsCode 0.1.82 that hold the rule, by ID= and VERSION_ID= of os-release. Debian's packages
/// have no stream for Rocky, which its makers build of that for RHEL.
struct Row {
  std::string_view id;
  std::string_view version;  ///< whole, or the major number; empty: any
  Stream stream;
};

constexpr Scope kOne = Scope::kRestricted;
constexpr Row kRows[] = {
    {"almalinux", "8", {"almalinux8", false, false, kOne}},
    {"almalinux", "9", {"almalinux9", false, false, kOne}},
    {"amzn", "2023", {"al2023", true, false, kOne}},
    {"centos", "8", {"centos8", false, false, kOne}},
    {"centos", "9", {"cs9", false, false, kOne}},
    {"centos", "10", {"cs10", false, false, kOne}},
    {"debian", "12", {"debian12", true, false, kOne}},
    {"debian", "13", {"debian13", true, false, kOne}},
    {"fedora", "", {"fedora", true, false, kOne}},
    {"ol", "7", {"ol7", false, false, kOne}},
    {"ol", "8", {"ol8", false, false, kOne}},
    {"ol", "9", {"ol9", false, false, kOne}},
    {"ol", "10", {"ol10", true, false, kOne}},
    {"rhel", "8", {"rhel8", false, false, kOne}},
    {"rhel", "9", {"rhel9", false, false, kOne}},
    {"rhel", "10", {"rhel10", false, false, kOne}},
    {"rocky", "8", {"rhel8", false, false, kOne}},
    {"rocky", "9", {"rhel9", false, false, kOne}},
    {"rocky", "10", {"rhel10", false, false, kOne}},
    {"sled", "12", {"sle12", true, false, kOne}},
    {"sles", "12", {"sle12", true, false, kOne}},
    {"sles", "16", {"sle16", true, false, kOne}},
    {"ubuntu", "22.04", {"ubuntu2204", false, true, kOne}},
    {"ubuntu", "24.04", {"ubuntu2404", false, true, Scope::kNoAttach}},
};

}  // namespace

bool is_rhel(const System& system, std::string_view major) { return system.id == "rhel" && major_of(system) == major; }

bool has_cis_benchmark(const System& system) {
  constexpr std::array<std::string_view, 10> kKnown = {"almalinux", "amzn", "centos", "debian", "fedora",
                                                       "ol",        "rhel", "rocky",  "sles",   "ubuntu"};
  return std::ranges::find(kKnown, system.id) != kKnown.end();
}

std::optional<Stream> stream_for(const System& system) {
  const auto* const found = std::ranges::find_if(kRows, [&system](const Row& row) {
    return row.id == system.id &&
           (row.version.empty() || row.version == system.version || row.version == major_of(system));
  });
  return found == std::end(kRows) ? std::nullopt : std::optional{found->stream};
}

}  // namespace yama::judge
