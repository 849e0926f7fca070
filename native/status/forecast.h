// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/scope.h"
#include "observe/observation.h"
#include "observe/stage.h"
#include "request/request.h"
#include "sysctl/behaviour.h"
#include "sysctl/loader.h"
#include "sysctl/prediction.h"
#include "sysctl/tree.h"

/// What happens at the next boot. This is the only place that knows the order (stages before the loaders, a loader over
/// its files, stages after it), what skips a stage, what keeps a loader from running, and that 3 ends it all. Verdict,
/// planner, timeline and fix are views of it.
namespace yama {

/// What is taken for granted of a boot.
struct BootConditions {
  sysctl::PerLoader<std::string> versions = {};  ///< of the loaders; empty: any of the known behaviours
  /// A word on the kernel command line, as a person adds it for a maintenance boot, whatever the boot loader's
  /// configuration says; empty: none.
  std::string word = {};
  /// Loaders that were named by hand: they run, whatever is seen.
  sysctl::Loaders given = {};
};

/// The versions to ask: the overrides of the request, else what the host has.
BootConditions conditions_for(const Observation& seen, const std::vector<LoaderOverride>& overrides);

/// One way in which the next boot may go: a loader of one behaviour, with today's files in /run or without them.
struct BootRun {
  sysctl::Behaviour behaviour = {};
  bool without_run = false;        ///< the files in /run are not made again
  sysctl::Prediction prediction;   ///< what the loader makes of the files, when it runs
  std::optional<Scope> left = {};  ///< in the kernel when the loader is done; none: the kernel's default
  /// Index into Boot::stages of the last stage that sets the value after the loader; none: the loader's own stays.
  std::optional<std::size_t> last_word = {};
  std::optional<Scope> ends_with = {};  ///< in the running system; none: the kernel's default
};

/// All that is known of the next boot.
struct Boot {
  std::vector<Stage> stages;         ///< in the order in which they act; what skips them is applied
  std::optional<Scope> before = {};  ///< what the stages before the loaders leave; none: the kernel's default
  /// The loaders that are asked: those that the host has or may have. busybox only where it is the command sysctl.
  sysctl::Loaders asked;
  /// Those of them that run at boot, or may; the others run only when somebody has them run.
  sysctl::Loaders deciding;
  sysctl::PerLoader<bool> started{};             ///< the init was seen to start it
  sysctl::PerLoader<bool> installed{};           ///< it was seen itself
  sysctl::PerLoader<std::vector<BootRun>> runs;  ///< of those that are asked

  /// The run that is shown: the newest behaviour of the loader, with the files as they are.
  [[nodiscard]] const BootRun& shown(sysctl::Loader loader) const;

  /// The same with the files that last over the reboot: without those in /run.
  [[nodiscard]] const BootRun& lasting(sysctl::Loader loader) const;

  /// The stage that certainly keeps the loader from running; null when nothing does.
  [[nodiscard]] const Stage* keeps_out(sysctl::Loader loader) const;

  /// Whether a stage certainly lets no loader decide.
  [[nodiscard]] bool keeps_all_out() const;

  [[nodiscard]] bool decides(sysctl::Loader loader) const {
    return std::ranges::find(deciding, loader) != deciding.end();
  }

  /// Those that run at boot, or may, and those that somebody can have run, being installed.
  [[nodiscard]] sysctl::Loaders at_hand() const;

  /// Why nothing can be said of this boot, one clause; empty when something can.
  [[nodiscard]] std::string unknown() const;
};

/// Boot::asked, without playing the boot.
sysctl::Loaders asked_loaders(const Observation& seen, const BootConditions& conditions);

/// The boot after what was seen. /run is a tmpfs and empty at boot, so files there are read by the loaders only if
/// something makes them again: both ways are there when it holds any.
Boot forecast(const Observation& seen, const BootConditions& conditions);

/// The same with the loaders' files of `tree`: as drafted, or no more of them than what concerns the key.
Boot forecast(const Observation& seen, const sysctl::Tree& tree, const BootConditions& conditions);

/// Whether a stage takes part in the boot at that time.
bool acts(const Stage& stage, StageTime time);

/// What a stage that acts puts into a kernel that has `met` (none: its default): none when it is not certain that it
/// writes, when it writes nothing, when it leaves what it met, and when 3 locks the kernel already.
std::optional<Scope> written_by(const Stage& stage, std::optional<Scope> met);

/// Whether a stage says that no loader runs at boot, or that none is known to.
bool is_about_init(const Stage& stage);

/// Whether a stage leaves no loader of any kind a say, for certain: Yama itself is not there. That no loader runs is
/// another matter, as what was set before stays.
bool keeps_all_loaders_out(const Stage& stage);

}  // namespace yama
