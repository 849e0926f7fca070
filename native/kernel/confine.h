// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace yama::kernel {

// What a process gives up for good, with all its later children. Each is done where the kernel has it: an older kernel,
// a container's filter or an emulator may refuse any of them, and the program works on without.

/// No core dump of this process, be it to a file or to a program (fs/coredump.c: a limit of 1 stops both), and none of
/// the programs that it starts gains a right by it (no_new_privs of prctl(2)).
void give_up_dumps_and_new_rights();

/// Keeps of root's capabilities those that reading takes: CAP_DAC_READ_SEARCH for files of others, CAP_SYS_PTRACE for
/// the processes of others.
void give_up_capabilities_but_those_to_read();

/// Changes no file system any more: Landlock (5.13 and later) refuses every opening for writing but that of /dev/null,
/// and every change of a directory; a filter of system calls refuses with EPERM what moves, removes or relabels files,
/// makes any but by opening, mounts, loads modules, restarts, sets clocks and names, or speaks to a network.
void give_up_changes();

}  // namespace yama::kernel
