# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal suite: what a person sees, in tmux, at 80 and at 200 columns.

    run.py [--write]

screens/HOST-COLUMNS.txt holds what is to be seen. --write writes what is seen now: look at every line of the
difference, for nothing else says whether it is right. A screen on which the terminal had to wrap a line fails in any
case.

The hosts are folders, so that the pages do not tell of the machine that runs the suite. The container alone is entered;
what it says of the running kernel is left out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from distributions.tree import Tree
from lab import debian, native
from lab.errors import LabError
from lab.project import PROGRAM
from lab.suite import Suite, contains, equal, run_suite
from terminal import hosts

SCREENS = Path(__file__).with_name("screens")
LICENCE = "SPDX-FileCopyrightText: hardening.yama contributors\nSPDX-License-Identifier: GPL-3.0-or-later\n\n"
WIDTHS = (80, 200)
PLACE = "/srv"  # where the hosts are, in the terminal's own mount namespace
PATIENCE = 30.0

LOOKS = ("status", "status --scope 2", "find", "find --scope 1", "explain")
CHANGES = (
    "set 1 --check --diff",
    "set 2 --check",
    "set 3 --persist boot_unit --check",
    "unset --check",
    "comment-out --check --diff",
)
VERBS = ("status", "find", "explain", "set", "unset", "comment-out", "reload", "probe")
SLIPS = (
    "",
    "statsu",
    "set",
    "set 5",
    "set 1 --vendor-file edit",
    "status --root=",
    "status --root /srv/nowhere",
    "unset --loader systemd=252",
    "status -q --json",
)

Commands = dict[str, list[str]]

# What is typed, by the name of its screens.
PAGES: Commands = {
    **{
        host: [f"{verb} --root {PLACE}/{host}" for verb in (*LOOKS, *CHANGES)]
        for host in ("right", "wrong", "doubtful")
    },
    **{host: [f"{verb} --root {PLACE}/{host}" for verb in LOOKS] for host in ("masked", "names", "fresh", "empty")},
    "locked": [f"{verb} --root {PLACE}/locked" for verb in (*LOOKS, "set 1 --check", "unset --check")],
    "container": [*LOOKS, *CHANGES[:3]],
    "help": ["--help", *(f"{verb} --help" for verb in VERBS)],
    "slips": list(SLIPS),
}
TREES = (
    hosts.RIGHT,
    hosts.WRONG,
    hosts.DOUBTFUL,
    hosts.CONTAINER,
    hosts.MASKED,
    hosts.LOCKED,
    hosts.NAMES,
    hosts.FRESH,
    hosts.EMPTY,
)


GREEN, YELLOW, RED, PLAIN = "32", "33", "31", "39"
ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")


class Terminal:
    """A tmux server of its own, as a context manager; in its mount namespace the hosts are below PLACE."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "tmux"
        self.hosts = folder / "hosts"
        self.program = folder / "bin" / "yama-ptrace"
        self.environment = {
            "PATH": f"{self.program.parent}:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "HOME": "/",
        }

    def __enter__(self) -> Terminal:
        self.program.parent.mkdir()
        self.program.symlink_to(PROGRAM)
        as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        enter = f'mount --bind "{self.hosts}" {PLACE} && hostname web2 && exec "$@"'
        unshare = ["unshare", *as_root, "--mount", "--uts", "sh", "-c", enter, "sh"]
        self.tmux("new-session", "-d", "-s", "main", "cat", prefix=unshare)
        self.tmux("set-option", "-g", "default-terminal", "tmux-256color")
        return self

    def __exit__(self, *_: object) -> None:
        self.tmux("kill-server")

    def tmux(self, *words: str, prefix: Iterable[str] = ()) -> str:
        """What a command of tmux says."""
        done = subprocess.run(
            [*prefix, "tmux", "-u", "-f", "/dev/null", "-S", str(self.socket), *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise LabError(f"tmux {' '.join(words)}: {done.stdout.strip()}")
        return done.stdout

    def capture(self, name: str, *flags: str) -> str:
        """What stands on a screen now."""
        return self.tmux("capture-pane", "-p", "-t", f"={name}:", *flags)

    def start(self, name: str, columns: int, script: str) -> None:
        """Run a script in a terminal of so many columns. The screen says when it is done: "exit N"."""
        self.tmux("new-session", "-d", "-s", name, "-x", str(columns), "-y", "400", f"{script}\necho exit $?\nexec cat")

    def screen(self, name: str, *flags: str) -> str:
        """What stands on it once it is done."""
        end = time.monotonic() + PATIENCE
        while "\nexit " not in ESCAPE.sub("", "\n" + (text := self.capture(name, *flags))):
            if time.monotonic() > end:
                raise AssertionError(f"{name} did not end; it shows {text.rstrip()!r}")
            time.sleep(0.02)
        return "".join(line.rstrip() + "\n" for line in text.rstrip().splitlines())


def main(suite: Suite) -> None:
    """Compare every screen with what is to be seen."""
    debian.require_packages("tmux", "util-linux")
    native.build("release", "yama-ptrace")
    with tempfile.TemporaryDirectory(prefix="yama-terminal-") as place:
        folder = Path(place)
        (folder / "hosts").mkdir()
        for tree in TREES:
            build(tree, folder / "hosts" / tree.name)
        with Terminal(folder) as terminal:
            for name, commands in PAGES.items():
                for columns in WIDTHS:
                    look(suite, terminal, f"{name}-{columns}", commands)
            check_colours(suite, terminal)
            check_pipes(suite, terminal)
            check_quiet(suite, terminal)


def build(tree: Tree, folder: Path) -> None:
    """Make a host; the container has the program in it, since it is entered."""
    tree.build(folder)
    if tree is hosts.LOCKED:
        subprocess.run([PROGRAM, "set", "3", "--persist", "boot_unit", "-q", "--root", folder], check=True)
    if tree is hosts.CONTAINER:
        (folder / "yama-ptrace").write_bytes(PROGRAM.read_bytes())
        (folder / "yama-ptrace").chmod(0o755)


def look(suite: Suite, terminal: Terminal, name: str, commands: list[str]) -> None:
    """All commands of a host at one width, each on a screen of its own."""
    with suite.test(f"screens {name}"), suite.alone:
        columns = int(name.rpartition("-")[2])
        for number, words in enumerate(commands):
            inside = f"chroot {PLACE}/container /yama-ptrace {words}"
            terminal.start(
                f"{name}-{number}", columns, inside if name.startswith("container") else f"yama-ptrace {words}"
            )
        seen, wrapped = [], []
        for number, words in enumerate(commands):
            text = terminal.screen(f"{name}-{number}")
            whole = terminal.screen(f"{name}-{number}", "-J")
            wrapped += [line for line in whole.splitlines() if line not in text.splitlines()]
            typed = f"$ yama-ptrace {words}".rstrip() + "\n"
            seen.append(typed + (without_kernel(text) if name.startswith("container") else text))
            terminal.tmux("kill-session", "-t", f"={name}-{number}")
        page = LICENCE + "\n".join(seen)
        file = SCREENS / f"{name}.txt"
        if "--write" in sys.argv[1:]:
            file.write_text(page, encoding="utf-8")
        compare(page, file.read_text(encoding="utf-8"))
        equal(wrapped, [], "what the terminal had to wrap")


def without_kernel(text: str) -> str:
    """Without what a page says of the running kernel, which is the machine's."""
    return re.sub(r"^(    now |Now: ).*\n( {12,}.*\n)*", "", text, flags=re.MULTILINE)


def compare(found: str, wanted: str) -> None:
    """Raise AssertionError with the first line that differs."""
    for at, (line, right) in enumerate(zip(found.splitlines(), wanted.splitlines()), start=1):
        equal(line, right, f"line {at}")
    equal(len(found.splitlines()), len(wanted.splitlines()), "the number of lines")


def check_colours(suite: Suite, terminal: Terminal) -> None:
    """Red is wrong, yellow is a doubt, green is right; and none where they are not wanted."""
    parts = {
        "status --root /srv/right": {"right for 1": GREEN, " (restricted": PLAIN},
        "status --root /srv/wrong": {"WRONG for 1": RED, "0  systemd-sysctl": RED, "  systemd-sysctl": PLAIN},
        "status --root /srv/doubtful": {"right for 1, with": YELLOW, "the unit other.service may": YELLOW},
        "find --root /srv/wrong": {"wins        overridden": RED, "    overridden": PLAIN},
        "find --root /srv/right": {"wins     wins": GREEN},
        "explain --root /srv/wrong": {"Wrong for scope 1": RED, " (/etc": PLAIN, "0 with systemd-sysctl": RED},
        "explain --root /srv/right": {"Right for scope 1": GREEN, "leaves 1": GREEN},
        "set 1 --check --root /srv/wrong": {"kernel.yama.ptrace_scope would": GREEN, "/usr/lib/sysctl": YELLOW},
    }
    for number, (words, styles) in enumerate(parts.items()):
        with suite.test(f"colours of {words}"), suite.alone:
            terminal.start(f"colour-{number}", 120, f"yama-ptrace {words}")
            screen = terminal.screen(f"colour-{number}", "-e")
            equal({part: colour_of(screen, part) for part in styles}, styles, "the colours")
    for number, setting in enumerate(("NO_COLOR=1", "TERM=dumb", "TERM=")):
        with suite.test(f"no colours with {setting}"), suite.alone:
            terminal.start(f"plain-{number}", 80, f"{setting} yama-ptrace status --root /srv/wrong")
            equal("\x1b" in terminal.screen(f"plain-{number}", "-e"), False, "whether there is an escape sequence")


def colour_of(screen: str, part: str) -> str:
    """The colour in which a part of a screen begins."""
    plain = ESCAPE.sub("", screen)
    at = plain.index(part)
    colour = PLAIN
    seen = 0
    for piece in re.split(r"(\x1b\[[0-9;]*m)", screen):
        if code := ESCAPE.fullmatch(piece):
            colour = next((each for each in code[1].split(";") if each in (GREEN, YELLOW, RED, PLAIN)), colour)
            colour = PLAIN if code[1] in ("", "0") else colour
        elif seen + len(piece) > at:
            return colour
        else:
            seen += len(piece)
    return colour


def check_pipes(suite: Suite, terminal: Terminal) -> None:
    """A pipe gets the whole text, and so does -v."""
    for number, words in enumerate(("find --root /srv/names | cat", "find -v --root /srv/names")):
        with suite.test(f"nothing is shortened by {words}"), suite.alone:
            terminal.start(f"whole-{number}", 80, f"yama-ptrace {words}")
            contains(terminal.screen(f"whole-{number}", "-J"), f"{hosts.LONG_NAME}:1  ")


def check_quiet(suite: Suite, terminal: Terminal) -> None:
    """The exit status speaks; errors are said."""
    wanted = {
        "status -q --root /srv/right": "exit 0\n",
        "status -q --root /srv/wrong": "exit 1\n",
        "status -q --root /srv/empty": "exit 3\n",
        "set 1 -q --check --root /srv/wrong": "exit 0\n",
        "set 1 -q --check --root /srv/nowhere": "yama-ptrace: cannot use the root directory /srv/nowhere",
    }
    for number, (words, text) in enumerate(wanted.items()):
        with suite.test(f"quiet: {words}"), suite.alone:
            terminal.start(f"quiet-{number}", 80, f"yama-ptrace {words}")
            equal(terminal.screen(f"quiet-{number}")[: len(text)], text, "the screen")


if __name__ == "__main__":
    run_suite("terminal", main)
