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
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying the target.
  diff_mode:
    description: Returns details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
      - This assumes that the system controlled or queried by the module has not changed in a relevant way.
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
