// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/behaviour.h"

#include <array>

#include "sysctl/loader_table.h"

namespace yama::sysctl {

namespace {

// Held against the real programs: all rows, most by builds from the sources of their authors or vendors
// (docs/support.md of the collection says which). A row of the authors' holds from its release on, until the next.

constexpr Behaviour kSystemd219 = {.loader = Loader::kSystemd,
                                   .since = "219",
                                   .source = "",
                                   .reading = Reading::kShortPieces,
                                   .dash = Dash::kLiteral,
                                   .globs = false,
                                   .lib_directory = true,
                                   .broken_link_takes_name = true,
                                   .spellings = Spellings::kBytes,
                                   .line_ends = LineEnds::kNewline,
                                   .directory_takes_name = false,
                                   .ordered_table = false,
                                   .semicolon_comments = true,
                                   .dot_dot_resolves = true,
                                   .leading_dot_dot_is_dropped = false,
                                   .credential = false};

using Change = void (*)(Behaviour&);

constexpr Behaviour changed(Behaviour row, std::string_view since, std::string_view source, Change change) {
  row.since = since;
  row.source = source;
  change(row);
  return row;
}

/// A vendor's builds of a release, which behave like the row and otherwise.
constexpr Behaviour built(Behaviour row, std::string_view since, BuildRange builds, std::string_view source,
                          Change change) {
  row.builds = builds;
  return changed(row, since, source, change);
}

constexpr void read_whole_lines(Behaviour& row) {
  row.reading = Reading::kWholeLines;
  row.line_ends = LineEnds::kNewlineOrNul;
}
constexpr void order_table(Behaviour& row) { row.ordered_table = true; }
constexpr void simplify_keys(Behaviour& row) { row.spellings = Spellings::kSimplified; }
constexpr void nothing(Behaviour& /*row*/) {}

constexpr Behaviour kSystemd232 = changed(kSystemd219, "232", "886cf982d3", order_table);
constexpr Behaviour kSystemd236 = changed(kSystemd232, "236", "a668bfe88a", read_whole_lines);
constexpr Behaviour kSystemd238 =
    changed(kSystemd236, "238", "548f69375e", [](Behaviour& row) { row.spellings = Spellings::kPaths; });
constexpr Behaviour kSystemd239 =
    changed(kSystemd238, "239", "3e36211be0", [](Behaviour& row) { row.directory_takes_name = true; });
constexpr Behaviour kSystemd240 =
    changed(kSystemd239, "240", "838894b0c6", [](Behaviour& row) { row.line_ends = LineEnds::kNewlineReturnOrNul; });
constexpr Behaviour kSystemd243 = changed(kSystemd240, "243", "dec02d6e19", [](Behaviour& row) {
  row.dash = Dash::kIgnoreErrors;
  row.spellings = Spellings::kBytes;
});
constexpr Behaviour kSystemd2436 = changed(kSystemd243, "243.6", "systemd-stable, f3b136a484", simplify_keys);
constexpr Behaviour kSystemd244 = changed(kSystemd243, "244", "the fix of 243.6 came with 244.2", nothing);
constexpr Behaviour kSystemd2442 = changed(kSystemd244, "244.2", "systemd-stable, f3b136a484", simplify_keys);
constexpr Behaviour kSystemd245 = changed(kSystemd2442, "245", "f3b136a484, e0f424790d", [](Behaviour& row) {
  row.dash = Dash::kExcludes;
  row.globs = true;
});
constexpr Behaviour kSystemd250 =
    changed(kSystemd245, "250", "13239c86e0", [](Behaviour& row) { row.dot_dot_resolves = false; });
constexpr Behaviour kSystemd252 =
    changed(kSystemd250, "252", "src/sysctl/sysctl.c of v252", [](Behaviour& row) { row.credential = true; });
constexpr Behaviour kSystemd255 = changed(kSystemd252, "255", "src/basic/path-util.c of v255", [](Behaviour& row) {
  row.lib_directory = false;
  row.leading_dot_dot_is_dropped = true;
});
constexpr Behaviour kSystemd258 = changed(kSystemd255, "258", "conf_file_read() of v258", [](Behaviour& row) {
  row.semicolon_comments = false;
  row.broken_link_takes_name = false;
});

constexpr Behaviour kSystemdEl7 =
    built(kSystemd232, "219-19.el7", {.vendor = "el7"}, "Red Hat's 0e39139e50, d2deeea1d5",
          [](Behaviour& row) { row.sysctl_conf_last = true; });
constexpr Behaviour kSystemdAmazon2 =
    built(kSystemdEl7, "219-57.amzn2", {.vendor = "amzn2"}, "as RHEL 7, by its spec file", nothing);
constexpr Behaviour kSystemdSle12 =
    built(kSystemd232, "228-150.sle12", {.vendor = "sle12"}, "SUSE's 7a9abad886, 0f94e024dc", read_whole_lines);
constexpr Behaviour kSystemdSle15 =
    built(kSystemd232, "234-24.sle15", {.vendor = "sle15"}, "SUSE's 9eb1f30b8e", read_whole_lines);
constexpr Behaviour kSystemdEl8 =
    built(kSystemd239, "239-13.el8", {.vendor = "el8", .last_revision = 57, .last_minor = 5}, "RHEL 8.0", nothing);
constexpr Behaviour kSystemdEl86 =
    built(kSystemd239, "239-57.el8", {.vendor = "el8", .first_revision = 57, .first_minor = 6}, "Red Hat's 516fc73142",
          [](Behaviour& row) {
            row.dash = Dash::kIgnoreErrors;
            row.spellings = Spellings::kBytes;
          });

constexpr std::array kSystemd = {kSystemd219,   kSystemd232,  kSystemd236, kSystemd238,  kSystemd239,     kSystemd240,
                                 kSystemd243,   kSystemd2436, kSystemd244, kSystemd2442, kSystemd245,     kSystemd250,
                                 kSystemd252,   kSystemd255,  kSystemd258, kSystemdEl7,  kSystemdAmazon2, kSystemdSle12,
                                 kSystemdSle15, kSystemdEl8,  kSystemdEl86};

constexpr Behaviour kProcps3310 = {.loader = Loader::kProcps,
                                   .since = "3.3.10",
                                   .source = "",
                                   .reading = Reading::kShortPieces,
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

constexpr void etc_before_run(Behaviour& row) { row.run_before_etc = false; }
constexpr void grammar_of_4(Behaviour& row) {
  row.dash = Dash::kExcludes;
  row.globs = true;
  row.grammar = Grammar::kFirstEquals;
}

constexpr Behaviour kProcps3313 = changed(kProcps3310, "3.3.13", "getline() in sysctl.c of v3.3.13",
                                          [](Behaviour& row) { row.reading = Reading::kWholeLines; });
constexpr Behaviour kProcps3316 =
    changed(kProcps3313, "3.3.16", "sysctl.c of v3.3.16", [](Behaviour& row) { row.dash = Dash::kIgnoreErrors; });
constexpr Behaviour kProcps3317 = changed(kProcps3316, "3.3.17", "sysctl.c of v3.3.17", etc_before_run);
constexpr Behaviour kProcps400 = changed(kProcps3317, "4.0.0", "src/sysctl.c of v4.0.0", grammar_of_4);
constexpr Behaviour kProcps405 =
    changed(kProcps400, "4.0.5", "src/sysctl.c of v4.0.5", [](Behaviour& row) { row.exclusion_patterns = true; });

// Where two laboratories saw the change between different builds, those in between may have either.
constexpr Behaviour kProcpsEl8 =
    built(kProcps3313, "3.3.15-1.el8", {.vendor = "el8", .last_revision = 12, .last_minor = 8}, "RHEL 8.0", nothing);
constexpr Behaviour kProcpsEl88 =
    built(kProcps3313, "3.3.15-8.el8", {.vendor = "el8", .first_revision = 8, .first_minor = 7},
          "Red Hat's patch of 3.3.15-8", etc_before_run);
constexpr Behaviour kProcpsEl9 =
    built(kProcps3317, "3.3.17-1.el9", {.vendor = "el9", .last_revision = 10, .last_minor = 1}, "RHEL 9.0", nothing);
constexpr Behaviour kProcpsEl91 =
    built(kProcps3317, "3.3.17-6.el9", {.vendor = "el9", .first_revision = 6, .first_minor = 1},
          "Red Hat's patch of 3.3.17-6", grammar_of_4);
constexpr Behaviour kProcpsFedora =
    built(kProcps3317, "3.3.17-1.fc34", {.vendor = "fc", .last_revision = 4}, "Fedora 34", nothing);
constexpr Behaviour kProcpsFedora5 = built(kProcps3317, "3.3.17-5.fc36", {.vendor = "fc", .first_revision = 5},
                                           "Fedora's changelog of 3.3.17-5", grammar_of_4);
constexpr Behaviour kProcpsAmazon2023 =
    built(kProcps3317, "3.3.17-1.amzn2023", {.vendor = "amzn2023"}, "not seen: as Fedora 34 or 36", nothing);
constexpr Behaviour kProcpsAmazon2023Too =
    built(kProcps3317, "3.3.17-1.amzn2023", {.vendor = "amzn2023"}, "not seen: as Fedora 34 or 36", grammar_of_4);

constexpr std::array kProcps = {kProcps3310,   kProcps3313,    kProcps3316,       kProcps3317,         kProcps400,
                                kProcps405,    kProcpsEl8,     kProcpsEl88,       kProcpsEl9,          kProcpsEl91,
                                kProcpsFedora, kProcpsFedora5, kProcpsAmazon2023, kProcpsAmazon2023Too};

constexpr Behaviour kBusybox130 = {.loader = Loader::kBusybox,
                                   .since = "1.30",
                                   .source = "",
                                   .dash = Dash::kLiteral,
                                   .globs = false,
                                   .lib_directory = true,
                                   .credential = false,
                                   .exclusion_patterns = false,
                                   .exchanges_separators = false};
constexpr Behaviour kBusybox131 =
    changed(kBusybox130, "1.31", "c89764c06", [](Behaviour& row) { row.exchanges_separators = true; });

constexpr std::array kBusybox = {kBusybox130, kBusybox131};

std::vector<int> release_of(const Behaviour& row) { return build_of(row.since).release; }

/// The rows of vendors that a build may have: of its own vendor, or of all when nobody knows whose it is.
std::vector<Behaviour> vendors_rows(Loader loader, const Build& build) {
  std::vector<Behaviour> rows;
  for (const Behaviour& row : row_of(loader).behaviours) {
    const bool same = build.release.empty() || release_of(row) == build.release;
    if (!row.builds.vendor.empty() && same && row.builds.may_hold(build)) {
      rows.push_back(row);
    }
  }
  return rows;
}

/// The row of a release of the authors', or for an unknown one all from the oldest on that a host may have.
std::vector<Behaviour> authors_rows(Loader loader, const std::vector<int>& release) {
  const std::vector<int> wanted = release.empty() ? build_of(row_of(loader).oldest_unnamed).release : release;
  std::vector<Behaviour> rows;
  for (const Behaviour& row : row_of(loader).behaviours) {
    if (!row.builds.vendor.empty()) {
      continue;
    }
    if (release_of(row) <= wanted) {
      rows = {row};
    } else if (release.empty()) {
      rows.push_back(row);
    }
  }
  return rows.empty() ? std::vector{row_of(loader).behaviours.front()} : rows;
}

/// The programs that a build may be.
std::vector<Behaviour> programs_of(Loader loader, const Build& build) {
  const bool is_anybodys = build.vendor == kAnyVendor;
  std::vector<Behaviour> vendors = vendors_rows(loader, build);
  if (build.vendor.empty() || vendors.empty() || (is_anybodys && build.release.empty())) {
    return authors_rows(loader, build.release);
  }
  if (!is_anybodys) {
    return vendors;
  }
  std::vector<Behaviour> rows = authors_rows(loader, build.release);
  rows.insert(rows.end(), vendors.begin(), vendors.end());
  return rows;
}

/// The scripts that may run a build, the one that is shown last; null: its own order.
std::vector<const Script*> scripts_of(Loader loader, const Build& build) {
  if (loader == Loader::kSystemd) {
    return {nullptr};
  }
  const bool has_order = loader == Loader::kProcps;
  if (build.any_script) {
    std::vector<const Script*> scripts;
    for (const Script& script : known_scripts()) {
      scripts.insert(scripts.begin(), &script);
    }
    if (has_order) {
      scripts.push_back(nullptr);
    }
    return scripts;
  }
  return {build.script != nullptr || has_order ? build.script : &known_scripts().front()};
}

}  // namespace

std::span<const Behaviour> systemd_behaviours() { return kSystemd; }
std::span<const Behaviour> procps_behaviours() { return kProcps; }
std::span<const Behaviour> busybox_behaviours() { return kBusybox; }

std::vector<Behaviour> behaviours_of(Loader loader, std::string_view text) {
  const Build build = build_of(text);
  const std::vector<Behaviour> programs = programs_of(loader, build);
  std::vector<Behaviour> rows;
  for (const Script* const script : scripts_of(loader, build)) {
    for (Behaviour row : programs) {
      row.script = script;
      rows.push_back(row);
    }
  }
  return rows;
}

}  // namespace yama::sysctl
