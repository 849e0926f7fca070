# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The attributes that the modules of this collection share."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/hardening.yama.yama) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - hardening.yama.yama
  async:
    description: Supports being used with the C(async) keyword.
    support: partial
    details:
      - The target needs Python, because Ansible's own asynchronous wrapper is written in it.
  platform:
    description: Target OS/families that can be operated against.
    support: full
    platforms: linux
"""
