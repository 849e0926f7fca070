# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab: throwaway Debian machines with a real Yama kernel, and real Ansible to drive them.

A folder of small modules, each named for the thing in it; tests/README.md has a line on each.

A test reads like this:

    with Lab() as lab:
        machine = lab.machine("web", suite="bookworm")
        machine.write("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 2\n")
        machine.boot()
        assert machine.output("cat /proc/sys/kernel/yama/ptrace_scope") == "2"
        machine.reboot()

Python 3.9 or newer, standard library only; runs as root; touches nothing outside the cache,
the build folder and namespaces of its own.
"""
