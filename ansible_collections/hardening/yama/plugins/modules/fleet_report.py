#!/usr/bin/python
# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of fleet_report; the work is done by the action plugin, on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: fleet_report
short_description: Write one report about all hosts, from their audit records
version_added: 1.0.0
author:
  - hardening.yama contributors (@hardening-yama)
description:
  - Writes a report on the controller from what the role P(hardening.yama.audit#role) left of each host, in this run or in
    a cache of facts, as a page for people and as files for auditors' tools.
  - A host without a record, one that was not reached and one that failed are in the report as such, and never right.
    What this run saw of a host goes before what an earlier one left in a cache.
  - Connects to no host. Run it once, as the role P(hardening.yama.report#role) does.
  - In a play with C(serial) it is skipped until the last batch.
  - All files appear together, and whole. Of two reports made at once in one folder one wins wholly.
attributes:
  check_mode:
    support: full
    description: In check mode nothing is written.
  diff_mode:
    support: none
    description: The report is made anew each time.
  idempotent:
    support: none
    description: The report has the time at which it was made.
  action:
    support: full
    description: Runs on the controller.
options:
  path:
    description:
      - The folder on the controller that the report is written to. It must exist.
    type: path
    required: true
    version_added: 1.0.0
  name:
    description:
      - What the names of the files begin with.
    type: str
    default: yama-report
    version_added: 1.0.0
  title:
    description:
      - The title of the report, for example the name of the fleet.
    type: str
    default: kernel.yama.ptrace_scope
    version_added: 1.0.0
  formats:
    description:
      - V(html) is one page that asks no server for anything.
      - V(json) is by the schema C(fleet-report-1.schema.json) of the collection's documentation.
      - V(csv) has a line a host.
      - V(junit) is JUnit XML with a test case a host. A host that was not judged is an error there, never a passed test.
      - V(hdf) is MITRE's Heimdall Data Format with a control a published rule, and in each a result a host.
      - V(hdf_hosts) is a folder with a file a host in that format, of which C(saf convert hdf2ckl) makes DISA's checklists.
    type: list
    elements: str
    choices:
      - html
      - json
      - csv
      - junit
      - hdf
      - hdf_hosts
    default:
      - html
      - json
      - csv
      - junit
      - hdf
    version_added: 1.0.0
  hosts:
    description:
      - The names of the hosts that the report is about.
      - By default all hosts of the play.
    type: list
    elements: str
    version_added: 1.0.0
  max_age:
    description:
      - A record that is older than so many hours is not believed, the host is unknown.
      - With V(0) a record is believed however old it is.
    type: float
    default: 0
    version_added: 1.0.0
seealso:
  - module: hardening.yama.yama_ptrace_info
"""

EXAMPLES = r"""
- name: Report on all hosts of the play
  hardening.yama.fleet_report:
    path: /srv/reports
    title: Production
  run_once: true
  delegate_to: localhost

- name: Report on a group from a cache of facts, believing no record that is older than two days
  hardening.yama.fleet_report:
    path: /srv/reports
    hosts: "{{ groups['web'] }}"
    max_age: 48
    formats:
      - html
      - junit
"""

RETURN = r"""
summary:
  description: The result in one sentence. RV(msg) has it, too.
  type: str
  returned: when a report is made
  sample: 2 of 3 hosts are right now and at the next boot; 1 was not reached.
msg:
  description: The result in one sentence, or what is wrong.
  type: str
  returned: always
  sample: 2 of 3 hosts are right now and at the next boot; 1 was not reached.
files:
  description: The path of each format. Empty in check mode.
  type: dict
  returned: when a report is made
  sample:
    html: /srv/reports/yama-report.html
counts:
  description: How many hosts are in each state.
  type: dict
  returned: when a report is made
  sample:
    compliant: 2
    compliant_with_doubts: 0
    drifts_at_reboot: 0
    failed: 0
    locked_stricter: 0
    non_compliant: 0
    not_applicable: 0
    unknown: 0
    unreachable: 1
hosts_total:
  description: How many hosts the report is about.
  type: int
  returned: when a report is made
  sample: 3
hosts_concerned:
  description: How many of them the rule concerns.
  type: int
  returned: when a report is made
  sample: 3
hosts_right:
  description: How many of those are right now and at the next boot.
  type: int
  returned: when a report is made
  sample: 2
all_right:
  description: Whether all hosts that the rule concerns are right.
  type: bool
  returned: when a report is made
  sample: false
not_right:
  description: The names of the others.
  type: list
  elements: str
  returned: when a report is made
  sample:
    - web3
"""
