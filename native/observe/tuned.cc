// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "observe/tuned/actions.h"
#include "observe/tuned/effect.h"
#include "observe/tuned/profile.h"
#include "observe/tuned/release.h"
#include "observe/tuned/setup.h"

namespace yama::tuned {
namespace {

constexpr std::string_view kUnit = "tuned.service";
/// The strongest first.
constexpr std::string_view kUnitFolders[] = {"/etc/systemd/system/", "/usr/local/lib/systemd/system/",
                                             "/usr/lib/systemd/system/", "/lib/systemd/system/"};

/// multi-user.target wants it, and it is there: what is left of a removed package, or is masked, starts nothing.
bool is_enabled(const host::Root& root) {
  bool wanted = false;
  for (const std::string_view folder : kUnitFolders) {
    const auto link = root.place_of_link(std::string(folder) + "multi-user.target.wants/" + std::string(kUnit));
    wanted = wanted || (link.ok() && link->exists);
  }
  const auto unit = std::ranges::find_if(kUnitFolders, [&root](std::string_view folder) {
    const auto place = root.place_of_link(std::string(folder) + std::string(kUnit));
    return place.ok() && place->exists;
  });
  const auto status = unit == std::end(kUnitFolders) ? host::Attempt<struct stat>(host::Errno{0})
                                                     : root.status(std::string(*unit) + std::string(kUnit));
  return wanted && status.ok() && S_ISREG(status->st_mode);
}

Action may(std::string note, std::string file, std::size_t line) {
  return {.kind = Action::Kind::kMay, .note = std::move(note), .file = std::move(file), .line = line};
}

/// All that decides which ways there are.
struct Setup {
  MainConfiguration main;
  Choice choice;
  std::vector<const Release*> releases;
};

/// The way of one release with one of the profiles; none when the release does not find it.
std::optional<Way> way_of(const host::Root& root, const Setup& setup, const std::vector<std::string>& names,
                          const Release& release, Machine machine) {
  const Profile profile = load_profiles(root, names, folders_of(setup.main, release), release, machine);
  Way way{.actions = {},
          .reload = {.swaps_slashes = release.swaps_slashes,
                     .writes_last_only = release.writes_last_only,
                     .excluded = release.excludes ? setup.main.excluded : std::vector<std::string>{}}};
  if (profile.not_found) {
    return std::nullopt;
  }
  if (!profile.trouble.empty()) {
    way.actions.push_back(may("tuned (" + profile.trouble + ")", profile.trouble_file, profile.trouble_line));
    return way;
  }
  way.actions = actions_of(root, profile, setup.main, release, machine);
  return way;
}

/// TuneD sets nothing when it does not find one of its profiles: a wish of the administrator that cannot be followed is
/// told, one of TuneD's own recommendations is not.
Way way_without_profile(const Choice& choice) {
  Way way;
  if (!choice.recommended) {
    way.actions.push_back(may("tuned (it does not find all of its profiles)", kActiveFile, 1));
  }
  return way;
}

/// The ways with one choice of profiles. A release that does not find them is not the host's, when another one does.
std::vector<Way> ways_of(const host::Root& root, const Setup& setup, const std::vector<std::string>& names) {
  std::vector<Way> ways;
  for (const Release* release : setup.releases) {
    auto bare = way_of(root, setup, names, *release, {.is_virtual = false});
    auto guest = way_of(root, setup, names, *release, {.is_virtual = true});
    if (!bare && !guest) {
      continue;
    }
    ways.push_back(bare ? *std::move(bare) : way_without_profile(setup.choice));
    if (!guest || guest->actions != ways.back().actions) {
      ways.push_back(guest ? *std::move(guest) : way_without_profile(setup.choice));
    }
  }
  if (ways.empty()) {
    ways.push_back(way_without_profile(setup.choice));
  }
  return ways;
}

}  // namespace

std::optional<Tuned> read_tuned(const host::Root& root) {
  Tuned tuned{.enabled = is_enabled(root), .ways = {}};
  if (!tuned.enabled && !root.exists(kActiveFile)) {
    return std::nullopt;
  }
  Setup setup{.main = read_main_configuration(root), .choice = {}, .releases = releases_of(read_version(root))};
  if (setup.main.bad_line) {
    tuned.ways.push_back(
        {.actions = {may("tuned (it refuses its own configuration)", kMainFile, *setup.main.bad_line)}, .reload = {}});
    return tuned;
  }
  setup.choice = read_choice(root, setup.main);
  if (!setup.choice.trouble.empty()) {
    tuned.ways.push_back(
        {.actions = {may("tuned (" + setup.choice.trouble + ")", setup.choice.trouble_file, 1)}, .reload = {}});
    return tuned;
  }
  for (const std::vector<std::string>& names : setup.choice.candidates) {
    for (Way& way : names.empty() ? std::vector<Way>{} : ways_of(root, setup, names)) {
      if (std::ranges::find(tuned.ways, way) == tuned.ways.end()) {
        tuned.ways.push_back(std::move(way));
      }
    }
  }
  return tuned;
}

std::optional<Stage> stage_of(const Tuned& tuned, const sysctl::Tree& tree) {
  Effect effect;
  for (const Way& way : tuned.ways) {
    effect.add(way, tree);
  }
  auto stage = std::move(effect).stage();
  if (stage) {
    stage->active = tuned.enabled;
  }
  return stage;
}

}  // namespace yama::tuned
