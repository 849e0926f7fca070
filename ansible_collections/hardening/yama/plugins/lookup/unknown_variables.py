# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Finds mistyped variables, before a role or playbook of this collection does anything."""

from __future__ import annotations

DOCUMENTATION = r"""
name: unknown_variables
short_description: Find variables that were meant for this collection and that it does not know
version_added: 1.0.0
author:
  - hardening.yama contributors (@hardening-yama)
description:
  - Ansible passes over a variable that nobody reads, so a mistyped one changes nothing and says nothing. The roles and
    playbooks of this collection begin with this lookup and fail where it finds something.
  - A role is asked about the variables that begin with its own name, wherever they are set.
  - A playbook of this collection, which sets C(hardening_yama_playbook), is asked about C(hardening_yama_*) too, and
    about everything on the command line (C(-e)) that resembles an option of the modules, such as C(scope), or a word
    for hosts.
  - Names in the list C(hardening_yama_other_variables) are left alone.
options:
  _terms:
    description:
      - The name of one role of this collection.
    type: list
    elements: str
    required: true
seealso:
  - module: hardening.yama.yama_ptrace
"""

EXAMPLES = r"""
- name: Refuse variables that the role does not know
  ansible.builtin.assert:
    that: query('hardening.yama.unknown_variables', 'audit') | length == 0
"""

RETURN = r"""
_list:
  description: A sentence about each of them, which names the right variable where there is a similar one.
  type: list
  elements: str
  sample:
    - >-
      The playbook hardening.yama.harden knows no variable scope: did you mean scope1_restricted_scope?
      If scope is for something else, list it in hardening_yama_other_variables.
"""

import json
import os
import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible.utils.vars import load_extra_vars
from ansible_collections.hardening.yama.plugins.module_utils._argument_spec import YAMA_PTRACE, YAMA_PTRACE_INFO
from ansible_collections.hardening.yama.plugins.plugin_utils import _memory
from ansible_collections.hardening.yama.plugins.plugin_utils._variables import Asker, Known, complaints

ROLES = os.path.normpath(os.path.join(os.path.dirname(__file__), os.pardir, os.pardir, "roles"))


class LookupModule(LookupBase):
    def run(self, terms: list[str], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[str]:
        options = json.loads(_memory.kept("options.json", lambda: json.dumps(self._options_of_roles()).encode()))
        known = Known(options, [*YAMA_PTRACE, *YAMA_PTRACE_INFO])
        if len(terms) != 1 or terms[0] not in known.roles:
            raise AnsibleLookupError(f"unknown_variables wants the name of one role: {', '.join(known.roles)}")
        variables = variables or {}
        others = self._templar.template(variables.get("hardening_yama_other_variables", []))
        asker = Asker(terms[0], self._templar.template(variables.get("hardening_yama_playbook", "")))
        names = [name for name in variables if name not in others]
        extra = {name: value for name, value in load_extra_vars(self._loader).items() if name not in others}
        return complaints(asker, known, names, extra)

    def _options_of_roles(self) -> dict[str, list[str]]:
        """Every option of every role, as the roles document them."""
        options: dict[str, list[str]] = {}
        for role in sorted(os.listdir(ROLES)):
            specs = self._loader.load_from_file(os.path.join(ROLES, role, "meta", "argument_specs.yml"))
            entries = specs["argument_specs"].values()
            options[role] = [name for entry in entries for name in entry["options"]]
        return options
