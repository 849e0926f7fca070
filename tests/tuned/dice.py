# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random hosts with TuneD: profiles that include each other, its configuration, settings in /etc."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

KEYS = (
    *("kernel.yama.ptrace_scope",) * 6,
    *("kernel/yama/ptrace_scope",) * 2,
    "kernel.yama/ptrace_scope",
    ".kernel.yama.ptrace_scope",
    "kernel..yama.ptrace_scope",
    "kernel.yama.ptrace_scope.",
    "kernel.//.kernel.yama.ptrace_scope",
    "-kernel.yama.ptrace_scope",
    "kernel.*.ptrace_scope",
    "vm.swappiness",
)
VALUES = (
    *("0", "1", "2", "3") * 3,
    *('"1"', "'2'", '"2', '">1"', ">1", "<1", ">2", "<2", ">0", "<3", ">x", ">", "< 1", ">1_0", ">0x1"),
    *("0x2", "01", " 2", "1 # c", "2#c", "", "4", "-1", "+1", "-0", "1 2", "1\n 2", "\n  2", "1\n\n"),
    *("${a}", "${b}", "\\${a}", "${nobody}", "${f:virt_check:0:2}", "${f:virt_check:${a}:1}", ">${a}"),
)
PROFILES = ("p0", "p1", "p2", "p3")
INCLUDES = (*PROFILES, *PROFILES, "${f:virt_check:p1:p2}", "${f:virt_check:p3:p1}", "p1, p2", "p1;-p3", "x/p1", "-gone")
FOLDERS = ("/etc/tuned/profiles", "/etc/tuned"), ("/usr/lib/tuned/profiles", "/usr/lib/tuned")
SECTION_OPTIONS = (
    ("type", ("sysctl", "sysctl", "variables", "cpu"), 0.25),
    ("enabled", ("0", "1", "false", "True", "yes"), 0.12),
    ("replace", ("1", "true", "0", "yes"), 0.15),
    ("priority", ("1", "-1", "5", " 2"), 0.25),
    ("drop", ("kernel.yama.ptrace_scope", "a, kernel.yama.ptrace_scope", "kernel/yama/ptrace_scope;x"), 0.12),
    ("prepend", ("1", "0"), 0.1),
    ("devices", ("x",), 0.05),
)
LINE_ENDS = ("\n", "\n", "\n", "\r\n", "\r")
VARIABLE_VALUES = ("0", "1", "2", "${b}", "${a}", "${c}", "\\${a}", "${f:virt_check:1:2}", ">1")
MAIN_OPTIONS = (
    ("reapply_sysctl", ("1", "0", "0", "False", "on"), 0.6),
    (
        "reapply_sysctl_exclude",
        ("kernel.yama.ptrace_scope", "kernel.*", "vm.*, kernel.yama.[!a]trace_scope", "", "x;kernel/*"),
        0.3,
    ),
    ("daemon", ("0",), 0.1),
    ("profile_dirs", ("/usr/lib/tuned/profiles,/etc/tuned/profiles",), 0.1),
    ("default_instance_priority", ("0", "3"), 0.1),
    ("recommend_command", ("0",), 0.1),
)
RECOMMENDATIONS = ("[p0]\n", "[p1,2]\nvirt=.+\n[p0]\n", "[p2]\nvirt=\n", "[p3]\nvirt=.+\n[p1]\n")


class Dice(random.Random):
    """One seed's hosts."""

    def chance(self, share: float) -> bool:
        """Whether it happens, in so many of all cases."""
        return self.random() < share

    def options(self, table: tuple, share: float = 1.0) -> str:
        """Some lines "name=value" of a table of names, values and shares."""
        return "".join(
            f"{name}={self.choice(values)}\n" for name, values, of_all in table if self.chance(of_all * share)
        )

    def setting(self) -> str:
        """A line of a profile's section."""
        return f"{self.choice(KEYS)}{self.choice(('=', '=', ' = ', ' ='))}{self.choice(VALUES)}\n"

    def section(self, name: str) -> str:
        """A section of settings."""
        lines = [f"[{name}]{self.choice(('', '', '', ' # x'))}\n", self.options(SECTION_OPTIONS)]
        lines += [self.setting() for _ in range(self.choice((0, 1, 1, 1, 2, 3)))]
        lines += [self.choice(("# c\n", "; c\n", "\n", "   # c\n", "\r\n"))] if self.chance(0.1) else []
        return "".join(lines)

    def variables(self) -> str:
        """A section of variables."""
        lines = ["[variables]\n", "replace=1\n" if self.chance(0.1) else "", "prepend=1\n" if self.chance(0.25) else ""]
        lines += [f"{self.choice('abc')}={self.choice(VARIABLE_VALUES)}\n" for _ in range(self.randint(0, 3))]
        lines += ["include=/etc/tuned/vars.conf\n"] if self.chance(0.15) else []
        return "".join(lines)

    def profile(self) -> str:
        """A profile's file."""
        text = "[main]\nsummary=x\n" if self.chance(0.6) else ""
        text += f"include={self.choice(INCLUDES)}\n" if text and self.chance(0.7) else ""
        for _ in range(self.choice((0, 1, 1, 2, 2, 3))):
            text += self.choices(
                (self.section("sysctl"), self.section("yama"), self.variables(), f"[DEFAULT]\n{self.setting()}"),
                (50, 25, 22, 3),
            )[0]
        return text + ("junk\n" if self.chance(0.02) else "")

    def settings_file(self) -> str:
        """A file of /etc/sysctl.d."""
        values = ("0", "1", "2", "3", "1 # x", "'1'", "x", "", '"1"')
        return "".join(
            f"{self.choice(('', '', ' ', '#', ';'))}{self.choice(KEYS)}{self.choice((' = ', '='))}"
            f"{self.choice(values)}{self.choice(LINE_ENDS)}"
            for _ in range(self.randint(0, 3))
        )

    def make_host(self, root: Path, version: str) -> None:
        """A folder like a host's, with TuneD of a version enabled."""
        shutil.rmtree(root, ignore_errors=True)
        major, minor = version.split(".")[:2]
        files = {
            "/etc/systemd/system/multi-user.target.wants/tuned.service": "",
            "/usr/lib/systemd/system/tuned.service": "[Service]\nExecStart=/usr/sbin/tuned\n",
            "/usr/lib/systemd/systemd-sysctl": "libsystemd-shared-252.so",
            "/usr/lib/python3/dist-packages/tuned/version.py": (
                f"TUNED_VERSION_MAJOR = {major}\nTUNED_VERSION_MINOR = {minor}\n"
            ),
            "/etc/tuned/vars.conf": self.choice(("a=1\n", "[x]\nb=2\n", "# c\na\nb=0\n", "b=${a}\n")),
            "/etc/tuned/tuned-main.conf": self.options(MAIN_OPTIONS),
        }
        for name in PROFILES:
            for folders in FOLDERS if self.chance(0.2) else (self.choice(FOLDERS),):
                text = self.profile()
                files.update({f"{folder}/{name}/tuned.conf": text for folder in folders})
        for path, texts, share in (
            ("/etc/tuned/active_profile", ("p0\n", "p0 p1\n", "p1\n", "p2", "p0 p0\n"), 0.85),
            ("/etc/tuned/profile_mode", ("manual\n", "auto\n", ""), 0.15),
            ("/etc/tuned/post_loaded_profile", ("p3\n", "", "p1\n"), 0.15),
            ("/etc/tuned/recommend.conf", RECOMMENDATIONS, 0.5),
            ("/usr/lib/tuned/recommend.d/50-x.conf", RECOMMENDATIONS, 0.5),
        ):
            if self.chance(share):
                files[path] = self.choice(texts)
        for name in ("sysctl.d/10-a.conf", "sysctl.d/50-b.conf", "sysctl.d/99-c.conf", "sysctl.d/x.txt", "sysctl.conf"):
            if self.chance(0.35):
                files[f"/etc/{name}"] = self.settings_file()
        for path, text in files.items():
            write(root, path, text)


def write(root: Path, path: str, text: str) -> None:
    """Write a file of a host, and its folders."""
    place = root / path.lstrip("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(text.encode())
