# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""TuneD's objects, put together as its daemon does. stand_in.py imports this when all is in place."""

from __future__ import annotations

from stand_in import Host
from tuned import consts
from tuned.daemon.daemon import Daemon
from tuned.plugins import plugin_sysctl
from tuned.plugins.instance.factory import Factory as Instances
from tuned.profiles.factory import Factory
from tuned.profiles.loader import Loader
from tuned.profiles.locator import Locator
from tuned.profiles.merger import Merger
from tuned.profiles.variables import Variables
from tuned.units.manager import Manager
from tuned.utils.commands import commands
from tuned.utils.global_config import GlobalConfig


class Parts:
    """What TuneD's objects are given besides each other: a storage that is empty at boot, no hardware."""

    def create(self, _name: str) -> Parts:
        """Of a storage's factory."""
        return self

    def get(self, _key: str, default: object = None) -> object:
        """Of a storage."""
        return default

    def set(self, _key: str, _value: object) -> None:
        """Of a storage."""

    unset = start_processing_events = lambda *_arguments: None


def start(host: Host) -> str:
    """Start TuneD as its service does; says how far it came."""

    def execute(_self: object, arguments: list[str], **options: object) -> tuple:
        out = "kvm\n" if arguments == ["virt-what"] and host.virtual else ""
        code = 0 if arguments == ["virt-what"] else 1
        return (code, out, "") if options.get("return_err") else (code, out)

    class Plugins(Parts):
        """Knows one plugin."""

        def create(self, name: str) -> object:
            """Of a plugin repository."""
            if name != "sysctl":
                raise LookupError(name)
            return plugin_sysctl.SysctlPlugin(None, Parts(), Parts(), None, None, Instances(), configuration, variables)

    commands.execute = execute
    stage = "configuration"
    try:
        configuration = GlobalConfig()
        variables = Variables()
        folders = getattr(consts, "LOAD_DIRECTORIES", None) or configuration.get_list(
            consts.CFG_PROFILE_DIRS, consts.CFG_DEF_PROFILE_DIRS
        )
        loader = Loader(Locator(list(folders)), Factory(), Merger(), configuration, variables)
        manager = Manager(Plugins(), None, configuration.get("default_instance_priority", 0), Parts(), configuration)
        stage = "profile"
        profile = Daemon(manager, loader, None, configuration, None).profile
        if profile is None:
            return "no profile"
        stage = "sections"
        manager.create(profile.units)
        manager.start_tuning()
    except Exception as reason:  # noqa: BLE001 - TuneD's thread or program ends here
        return f"{stage}: {type(reason).__name__}"
    return "applied"
