# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab: throwaway Debian machines with a real Yama kernel, and real Ansible to drive them.

A folder of small modules, each named for the thing in it:

errors       LabError, the one exception that people see
project      where the project, its build folder and its cache are
progress     what is being done, said while it is done
debian       the host's packages and its package archive
rootfolder   Debian root folders, made once and cached
chroot       commands inside a root folder
namespace    a private network, mount and process namespace that dies with its maker
machine      one User-Mode Linux machine: boot, run, reboot, power off
uml          what linux.uml needs on this host
laboratory   Lab: a namespace, its keys and its machines
controller   ansible-core of a chosen version
virtualenv   virtual environments, filled from PyPI
native       the program and the collection, built
processors   the processors that the program is built for
checkout     what git knows of this checkout
suite        how a test suite reports (PASS, FAIL, SKIP)

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
