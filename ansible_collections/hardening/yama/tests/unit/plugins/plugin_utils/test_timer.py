# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The timer's files; the suite jobs has them on a real systemd."""

from __future__ import annotations

import subprocess

import pytest
from ansible_collections.hardening.yama.plugins.plugin_utils import _timer

ARGUMENTS = {
    "state": "present",
    "scope": "1",
    "minimum": False,
    "calendar": "hourly",
    "textfile_directory": "/var/lib/prometheus/node-exporter",
}


@pytest.mark.parametrize("calendar", ["hourly", "*-*-* 04:00", "Mon..Fri *-*-* 02:30:00 Europe/Paris", "*:0/15"])
def test_calendar_events(calendar):
    assert _timer.wrong_value({**ARGUMENTS, "calendar": calendar}) == ""


@pytest.mark.parametrize("calendar", ["", "hourly\nUser=x", "%n", "-daily", "$(id)", "x" * 300])
def test_what_is_no_calendar_event(calendar):
    assert _timer.wrong_value({**ARGUMENTS, "calendar": calendar}).startswith("calendar must be a calendar event")


@pytest.mark.parametrize("directory", ["relative", "/a b", "/a/../b", "/a\nb", "/a'b", "/$x", "/%n", "/"])
def test_what_is_no_directory(directory):
    assert _timer.wrong_value({**ARGUMENTS, "textfile_directory": directory}).startswith("textfile_directory must be")


def test_no_file_names_the_parameter_which_would_be_a_doubt():
    for content, _mode in _timer.files("1", False, "hourly", "/var/lib/x").values():
        assert "ptrace_scope" not in content


@pytest.mark.parametrize("state", ["present", "absent"])
def test_the_scripts_are_scripts(state):
    text = _timer.script({**ARGUMENTS, "state": state}, "0" * 64, check=False)
    subprocess.run(["sh", "-n"], input=text, text=True, check=True)


def test_a_minimum_is_handed_on():
    script = _timer.files("2", True, "hourly", "/var/lib/x")[_timer.SCRIPT][0]
    assert '"$program" status --scope 2 --minimum --format prometheus >"$draft"' in script
