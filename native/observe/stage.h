// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "base/scope.h"
#include "sysctl/loader.h"
#include "sysctl/settings_load.h"

namespace yama {

/// What else, besides the loaders, touches the value on the way from the kernel's start to a running system.
enum class StageKind {
  kKernelCommandLine,  ///< sysctl.* of the running kernel, fs/proc/proc_sysctl.c
  kBootLoader,         ///< the same, in the configuration that the next boot uses (GRUB, systemd-boot)
  kInitrd,             ///< a copy of settings inside an initramfs
  kCredential,         ///< systemd's sysctl.extra
  kLoaderService,      ///< systemd-sysctl masked or overridden, or a command that its service has besides
  kKernelSettings,     ///< the file of settings that SUSE's kernel packages bring
  kUfw,
  kTuned,
  kBootUnit,    ///< a systemd unit that writes the value
  kTmpfiles,    ///< a line of tmpfiles.d(5)
  kBootScript,  ///< rc.local, a script of sysvinit or of OpenRC's local.d
  kScheduled,   ///< cron's or anacron's, at boot or at a time
  kCloudInit,
  kHook,         ///< a script that something else starts: udev, NetworkManager, ifupdown, dhclient, ...
  kUnexplained,  ///< a file that names the key where boot or scheduled programs are kept, and nothing above explains it
  kContainer,
  kInit,           ///< no loader runs: the init is known, and starts none
  kUnknownLoader,  ///< no loader is known to run, so that nothing can be said of the next boot
};

/// When a stage acts, seen from the loader of sysctl.d files.
enum class StageTime {
  kBefore,
  kInstead,
  kAfter,
  kBeside,  ///< in no order that is known: it may make the value wrong, and cannot be relied on to make it right
};

/// One such thing, as it was found. Plain data, nothing decided.
struct Stage {
  StageKind kind = StageKind::kBootUnit;
  StageTime time = StageTime::kAfter;
  std::string file = {};            ///< the host's own path; empty when the finding is no file
  std::size_t line = 0;             ///< 1-based; 0 when it is no line
  std::string text = {};            ///< the line or setting itself, bytes as found
  std::optional<Scope> value = {};  ///< the scope that it writes; none when it writes none or that is not known
  /// The values that it leaves as they are, `value` and 3 aside: TuneD's "<1" raises nothing.
  std::vector<Scope> leaves = {};
  bool active = true;     ///< takes part in the next boot (an installed but disabled ufw does not)
  bool certain = true;    ///< false: may write the value ("a unit that calls sysctl")
  std::string note = {};  ///< the stage in a person's words: "ufw", "the kernel command line"; for kInstead a clause
  /// The one loader that it keeps from running, or changes; none: it is about all of them.
  std::optional<sysctl::Loader> loader = {};
  std::optional<sysctl::SettingsLoad> loads = {};  ///< then `value` is found by the forecast
  /// The word on the kernel command line with which it does not act; empty: it always does.
  std::string skip_word = {};
  std::string skipped_at = {};  ///< where the next boot's kernel command line has that word; empty: nowhere
};

/// Adds stages at the end of others.
inline void append(std::vector<Stage>& all, std::vector<Stage> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace yama
