# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that both modules take; a module may describe them in its own words."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  scope:
    type: str
    choices:
      - "0"
      - "1"
      - "2"
      - "3"
      - classic
      - restricted
      - admin-only
      - no-attach
    version_added: 1.0.0
  minimum:
    description:
      - Whether a stricter value than O(scope) is right too, and so is not lowered.
    type: bool
    default: false
    version_added: 1.0.0
  root:
    description:
      - The folder that the host's files are below, for example a mounted image; the running kernel plays no part then.
      - V(/) and every other name of that folder, such as a link to it, is the running host itself.
    type: path
    version_added: 1.0.0
  probe:
    description:
      - Whether to find out with real C(ptrace) calls of short-lived processes how the kernel behaves, and whether that
        is what its value says.
    type: bool
    default: false
    version_added: 1.0.0
  maintenance_argument:
    description:
      - The word on the kernel command line that makes a boot a maintenance boot.
    type: str
    default: maintenance
    version_added: 1.0.0
  other_writers:
    description:
      - Whether to look for what else may set the value at boot or on a schedule, besides the loaders, the units and what
        is known by name - lines of C(tmpfiles.d), boot scripts, C(cron), C(cloud-init), hooks, and any other file that
        names the value in the places where such programs are kept.
      - With V(skip) nobody looks, which saves reading some thousand small files, and a doubt says so.
    type: str
    choices:
      - read
      - skip
    default: read
    version_added: 1.0.0
"""
