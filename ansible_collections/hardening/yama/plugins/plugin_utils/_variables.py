# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which variables somebody set for this collection under a name that it does not know."""

from __future__ import annotations

import difflib
import typing as t

# What the playbooks know beside the options of their roles, or leave for the next job of a workflow.
PLAYBOOKS = (
    "hardening_yama_audit",
    "hardening_yama_audit_first",
    "hardening_yama_enter_maintenance_command",
    "hardening_yama_failed",
    "hardening_yama_hosts",
    "hardening_yama_leave_maintenance_command",
    "hardening_yama_maintenance_scope",
    "hardening_yama_max_fail_percentage",
    "hardening_yama_names_in_artifact",
    "hardening_yama_other_variables",
    "hardening_yama_playbook",
    "hardening_yama_reboot",
    "hardening_yama_reboot_command",
    "hardening_yama_serial",
    "hardening_yama_summary",
    "hardening_yama_troubleshoot_command",
)

PUBLISHED = "sysctl_kernel_yama_ptrace_scope_value"

# In published roles the same words are a switch, true or false, and are not meant for us.
PUBLISHED_SWITCH = "sysctl_kernel_yama_ptrace_scope"

# What the role audit keeps of a host, also in a cache of facts.
FACT = "hardening_yama_audit"

# What a role registers, by what follows its name.
_REGISTERED = ("result", "host")

# Roles whose names are words of everybody's.
_PLAIN_WORDS = ("audit", "report")

# How people begin a name when they guess it.
_PREFIXES = (
    "hardening_yama_",
    "sysctl_kernel_yama_",
    "kernel_yama_",
    "yama_ptrace_",
    "yama_",
    "harden_",
    "sysctl_",
)
_SCOPE_WORDS = ("scope", "ptrace_scope", "ptrace", "scope_value", "ptrace_scope_value", "value", "level", "mode")
_HOSTS_WORDS = ("host", "hosts", "limit", "target", "targets", "target_hosts")

# Names that Ansible's own programs hand on to every playbook.
_NOT_OURS = ("ansible_", "awx_", "tower_")

# What decides which host is judged and by which goal: given to another role only, this one would judge by its defaults.
_DECISIVE = ("scope", "minimum", "root", "loader")

# Two names that are as much alike as "scop" and "scope" are the same name; "stage" and "state" are two.
_ALIKE = 0.85


class Known:
    """The names that there are: a role's options by the role's name, and the options of the modules."""

    def __init__(self, roles: dict[str, t.Iterable[str]], modules: t.Iterable[str]) -> None:
        self.roles = {role: sorted(set(options)) for role, options in roles.items()}
        self.modules = sorted(set(modules))
        registered = (f"{role}_{what}" for role in roles for what in _REGISTERED)
        self.names = {*registered, *PLAYBOOKS, PUBLISHED, FACT}
        for options in self.roles.values():
            self.names.update(options)

    def suffixes(self, role: str) -> list[str]:
        """A role's options without the role's name."""
        return [option.removeprefix(f"{role}_") for option in self.roles[role] if option.startswith(f"{role}_")]


class Asker(t.NamedTuple):
    """Who wants to know: a role, or the playbook that runs it ("" for none of the collection's)."""

    role: str
    playbook: str = ""

    def __str__(self) -> str:
        return (
            f"The playbook hardening.yama.{self.playbook}" if self.playbook else f"The role hardening.yama.{self.role}"
        )


def complaints(asker: Asker, known: Known, names: t.Iterable[str], extra: dict[str, t.Any]) -> list[str]:
    """A sentence about each name that looks meant for this collection and is not known.

    `names` are all variables of the host, `extra` those of the command line, which are meant for this run alone: what
    a playbook of ours is given there is held to be for it as soon as it resembles anything of ours.
    """
    wrong = {name for name in names if name not in known.names and _has_our_name(asker, known, name)}
    if asker.playbook:
        wrong |= {name for name, value in extra.items() if name not in known.names and _is_meant(known, name, value)}
    said = [
        f"{asker} knows no variable {name}: {_advice(asker, known, name)}{_way_out(name)}" for name in sorted(wrong)
    ]
    return said + (_other_roles(asker, known, extra) if asker.playbook else [])


def _has_our_name(asker: Asker, known: Known, name: str) -> bool:
    """Whether a variable of any source begins with a name that is ours alone; plain words begin other people's too."""
    if asker.playbook and name.startswith("hardening_yama_"):
        return True
    rest = name.removeprefix(f"{asker.role}_")
    if rest == name:
        return False
    if asker.role not in _PLAIN_WORDS or _near(rest, known.suffixes(asker.role)):
        return True
    return asker.role == "audit" and rest in _SCOPE_WORDS


def _is_meant(known: Known, name: str, value: t.Any) -> bool:
    if name.startswith(_NOT_OURS):
        return False
    if name == PUBLISHED_SWITCH and str(value).lower() in ("true", "false", "yes", "no"):
        return False
    if "yama" in name or "ptrace" in name or name in _HOSTS_WORDS:
        return True
    return bool(_near(name, [*known.modules, *known.names]))


def _advice(asker: Asker, known: Known, name: str) -> str:
    rest = _rest(known, name)
    if rest in _HOSTS_WORDS or _near(rest, ["hosts"]):
        return "did you mean hardening_yama_hosts?"
    if rest in ("state", "persist"):
        return (
            "the playbook hardening.yama.remove takes everything back, "
            "the role hardening.yama.scope3_no_attach makes a boot unit."
        )
    if rest in _SCOPE_WORDS or _near(rest, ["scope"]):
        rest = "scope"
    for role in (asker.role, *known.roles):
        near = _near(rest, known.suffixes(role))
        if near and (role == asker.role or rest != "scope"):
            return f"did you mean {role}_{near}?"
    near = _near(name, PLAYBOOKS)
    return f"did you mean {near}?" if near else f"it knows {', '.join(known.roles[asker.role])}."


def _way_out(name: str) -> str:
    """What to do about a variable that was never meant for us."""
    if name.startswith("hardening_yama_"):
        return ""
    return f" If {name} is for something else, list it in hardening_yama_other_variables."


def _rest(known: Known, name: str) -> str:
    """A name without what people put before it."""
    for prefix in (*(f"{role}_" for role in known.roles), *_PREFIXES):
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


def _near(name: str, names: t.Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(name, list(names), 1, _ALIKE)), "") if len(name) > 3 else ""


def _other_roles(asker: Asker, known: Known, extra: dict[str, t.Any]) -> list[str]:
    """What was given to other roles only."""
    said = []
    for what in _DECISIVE:
        own = f"{asker.role}_{what}"
        if own not in known.names or own in extra or (what == "scope" and PUBLISHED in extra):
            continue
        everywhere = f", or {PUBLISHED}, which all playbooks use" if what == "scope" else ""
        others = [f"{role}_{what}" for role in known.roles if f"{role}_{what}" in extra.keys() & known.names]
        said += [f"{asker} does not use {name}: use {own}{everywhere}." for name in others]
    return said
