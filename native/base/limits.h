// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>
#include <cstddef>

/// Every limit on what is read, followed and waited for. The comment above each is what it limits, as the table of
/// docs/reliability.md has it, and behind the colon why it is so much. The style suite (-k limits) holds the table to
/// these lines, and finds limits elsewhere. Buffers, and rules of the loaders and the kernel, are no limits.
namespace yama::limit {

inline constexpr std::size_t kKiB = 1024;
inline constexpr std::size_t kMiB = 1024 * kKiB;

// Files, in bytes.

/// a file of settings, or one that is changed: they are held in memory, and usual ones have a few KiB
inline constexpr std::size_t kFile = 16 * kMiB;
/// all files of settings together: all of them are held in memory at once
inline constexpr std::size_t kAllSettings = 64 * kMiB;
/// a script, a unit, a table of jobs, a profile: people write some KiB
inline constexpr std::size_t kText = 1 * kMiB;
/// a file under the net: they are read in pieces, so that this costs time only
inline constexpr std::size_t kSearched = 64 * kMiB;
/// a file of /proc or /sys: those that are read have a few lines
inline constexpr std::size_t kProcFile = 1 * kMiB;
/// the program of a loader: sysctl has less than 100 KiB, busybox with all its programs 1 to 2 MiB
inline constexpr std::size_t kProgram = 4 * kMiB;
/// systemd's library: it has about 3 MiB in Debian 12
inline constexpr std::size_t kLibrary = 8 * kMiB;
/// a file of an initrd other than settings: what may write the value there is a script or a unit
inline constexpr std::size_t kInitrdFile = 64 * kKiB;
/// a file of settings in an initrd: as on the host
inline constexpr std::size_t kInitrdSettings = 16 * kMiB;
/// what is kept of an initrd: a small compressed image may hold any number of bytes
inline constexpr std::size_t kInitrdKept = 64 * kMiB;
/// the command line in a unified image: no kernel that starts from such an image takes more than 4 KiB
inline constexpr std::size_t kImageArguments = 8 * kKiB;
/// the argument file of the module: options have some hundred bytes
inline constexpr std::size_t kArguments = 16 * kMiB;
/// what a helper program prints: it is for a message
inline constexpr std::size_t kOutput = 64 * kKiB;
/// the value of a variable of TuneD: a variable may hold another one many times
inline constexpr std::size_t kTunedValue = 64 * kKiB;
/// a row of rpm's database: name, version and release stand at its beginning
inline constexpr std::size_t kDatabaseRow = 64 * kKiB;
/// a row of rpm's table of names: it is a name and a number
inline constexpr std::size_t kDatabaseNames = 4 * kKiB;
/// a table of rpm's database of which all rows are read: the table of names has some 100 KiB
inline constexpr std::size_t kDatabaseTable = 4 * kMiB;
/// a name, version or release in rpm's database: they have some ten characters
inline constexpr std::size_t kDatabaseWord = 64;
/// a pattern of a sysctl command: longer than any key
inline constexpr std::size_t kPattern = 256;
/// the alternatives of a pattern with braces: they double with each brace
inline constexpr std::size_t kAlternatives = 64 * kKiB;

// How many, how deep.

/// names in a directory: more than any directory that is read has
inline constexpr std::size_t kNames = 100'000;
/// processes, and tasks of one: PID_MAX_LIMIT of the kernel
inline constexpr std::size_t kTasks = 4'194'304;
/// units, and links that start them: a host has some hundred
inline constexpr std::size_t kUnits = 20'000;
/// scripts that a script calls, directly or by others: most call none or a few
inline constexpr std::size_t kCalledScripts = 64;
/// paths in scripts that may be scripts: most scripts name a few
inline constexpr std::size_t kNamedPaths = 4096;
/// scripts that a unit runs: units have one or two
inline constexpr std::size_t kUnitScripts = 100;
/// files that a script has sysctl load: more than anybody has
inline constexpr std::size_t kLoadedFiles = 64;
/// shell text in shell text, such as sh -c: people write one
inline constexpr std::size_t kScriptDepth = 4;
/// installed kernels: distributions keep three
inline constexpr std::size_t kKernels = 64;
/// runlevels of OpenRC that a boot enters: it has five
inline constexpr std::size_t kRunlevels = 32;
/// directories in each other under the net: a path has no more than 4096 bytes
inline constexpr std::size_t kSearchDepth = 64;
/// directories kept open while a host is looked at: a process may have 1,024 files open, and any more are opened again
inline constexpr std::size_t kOpenDirectories = 64;
/// links in each other: MAXSYMLINKS of the kernel, which gives up there too
inline constexpr std::size_t kLinks = 40;
/// matches of a pattern that are followed: the key has three components
inline constexpr std::size_t kMatches = 256;
/// groups in each other in a pattern of a sysctl command: each is tried again and again
inline constexpr int kPatternGroups = 3;
/// dots of a key that are followed: each doubles the spellings
inline constexpr std::size_t kDots = 64;
/// hints: a page of them says what is the matter
inline constexpr std::size_t kHints = 100;
/// objects in each other in the argument file: options are lists at most
inline constexpr std::size_t kJsonDepth = 32;
/// lines of a profile of TuneD: the longest that it brings has 200
inline constexpr std::size_t kTunedLines = 2000;
/// profiles of TuneD that include each other: those that it brings go three deep
inline constexpr std::size_t kTunedProfiles = 16;
/// profiles that TuneD may choose from: its own rules name fewer
inline constexpr std::size_t kTunedChoices = 32;
/// pages above each other in rpm's database: four hold any number of packages
inline constexpr std::size_t kDatabaseDepth = 20;
/// fields of a package in rpm's database: they have about 100
inline constexpr std::size_t kDatabaseFields = 1024;
/// boots that are looked at to order the changes of a run: most plans need fewer than ten
inline constexpr int kBootsOfOrder = 600;
/// times that a run plans anew since others changed its files: an editor is done by then
inline constexpr int kTries = 3;
/// times that a place is exchanged with that of somebody who replaces the same file: they would have to do nothing else
inline constexpr int kExchanges = 16;

// Time.

/// the unpacking of an initrd: it takes half a second most often
inline constexpr std::chrono::seconds kInitrdTime{20};
/// a helper program such as systemctl: it waits for the bus for 25 s
inline constexpr std::chrono::seconds kCommandTime{30};
/// a killed helper program to end: one in a system call that cannot be interrupted may not
inline constexpr std::chrono::seconds kKillTime{5};
/// another run of this program to end: a run takes less than that most often
inline constexpr std::chrono::seconds kLockTime{10};
/// each attempt of the probe: it takes less than a millisecond
inline constexpr std::chrono::milliseconds kProbeTime{2000};
/// somebody who has a file open for writing: an editor does so for some milliseconds
inline constexpr std::chrono::milliseconds kWriterTime{500};
/// after somebody replaced a file at the same time, that their lines stay in it: an editor takes some milliseconds
inline constexpr std::chrono::milliseconds kSettled{200};

}  // namespace yama::limit
