#!/usr/bin/python
# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of yama_ptrace_timer; the action plugin does the work with a shell script."""

from __future__ import annotations

DOCUMENTATION = r"""
module: yama_ptrace_timer
short_description: Judge kernel.yama.ptrace_scope from time to time on the host itself
version_added: 1.0.0
author:
  - hardening.yama contributors (@hardening-yama)
description:
  - Installs the program and a systemd timer, C(yama-ptrace-audit.timer), that has it judge the host between jobs, so
    that drift is seen. Nothing of the kind is installed unless this module is asked to.
  - Each run writes the verdict to the journal of C(yama-ptrace-audit.service), as a warning where the host is not
    right, and where the folder of node_exporter's textfile collector is there also to C(yama_ptrace.prom) in it, in
    one step. The service fails only when the program does.
  - The program is C(/usr/local/libexec/hardening.yama/yama-ptrace), with its SHA-256 beside it. It changes nothing, and
    its service may write to nothing but the collector's folder.
  - Needs root and systemd on the target, and no Python there.
extends_documentation_fragment:
  - hardening.yama.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: full
  async:
    support: none
    details:
      - The program is handed over on standard input.
options:
  state:
    description:
      - V(present) installs the program and the timer, and starts the timer.
      - V(absent) takes away all that V(present) has put there.
    type: str
    choices:
      - present
      - absent
    default: present
  scope:
    description:
      - The wanted value.
      - The names stand for the numbers as with O(hardening.yama.yama_ptrace#module:scope).
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
    default: "1"
  minimum:
    description:
      - Whether a stricter value is right too.
    type: bool
    default: false
  calendar:
    description:
      - When the host is judged, as a calendar event of systemd, such as V(hourly) or V(*-*-* 04:00). It is judged two
        minutes after each boot, too.
      - Up to ten minutes are added, so that a fleet does not do it all at once.
    type: str
    default: hourly
  textfile_directory:
    description:
      - The folder of node_exporter's textfile collector. By default it is that of Debian's package.
      - Where it is not there, only the journal is written.
    type: path
    default: /var/lib/prometheus/node-exporter
seealso:
  - module: hardening.yama.yama_ptrace_info
"""

EXAMPLES = r"""
- name: Judge the host every hour
  hardening.yama.yama_ptrace_timer:
    scope: 1

- name: Judge it no more
  hardening.yama.yama_ptrace_timer:
    state: absent
"""

RETURN = r"""
actions:
  description: What was written, started or removed, in words.
  returned: success
  type: list
  elements: str
  sample:
    - wrote /etc/systemd/system/yama-ptrace-audit.timer
msg:
  description: How the host is now.
  returned: always
  type: str
  sample: the timer judges this host
"""
