# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What real shells complete a line with: bash and zsh as a person has them, on a terminal, and fish by its own word."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shlex
import signal
import subprocess
import termios
import threading
from pathlib import Path

from lab.errors import LabError

# The number under which a shell finds the pipe that it tells its line through.
TOLD = 9

SECONDS = 20

# Each shell loads the completion by itself, from where it was installed, when it meets the command for the first time.
# What it is given then are two keys: one puts all that it offers into the line, the other tells the line.
BASH = f"""
. /usr/share/bash-completion/bash_completion
bind '"\\C-xa": insert-completions'
bind -x '"\\C-xp": printf "%s\\n" "$READLINE_LINE" >&{TOLD}; READLINE_LINE='
"""
ZSH = f"""
fpath=($DATA/zsh/site-functions $fpath)
autoload -Uz compinit
compinit -u -D
all() {{ _main_complete; compstate[insert]=all; compstate[list]=; }}
zle -C all complete-word all
tell() {{ print -r -u {TOLD} -- $BUFFER; BUFFER=; }}
zle -N tell
bindkey '^Xa' all
bindkey '^Xp' tell
"""


class Terminal:
    """A shell on a terminal of its own; ends with the block."""

    def __init__(self, command: list[str], setup: str, data: Path, folder: Path) -> None:
        script = folder / f"{command[0]}.setup"
        script.write_text(setup, encoding="utf-8")
        self._read, write = os.pipe()
        self._pid, self._keys = pty.fork()
        if self._pid == 0:
            os.dup2(write, TOLD)
            variables = {
                "PATH": os.environ["PATH"],
                "HOME": str(folder),
                "TERM": "dumb",
                "PS1": "",
                "LC_ALL": "C.UTF-8",
            }
            os.chdir(folder)
            os.execvpe(command[0], command, {**variables, "DATA": str(data), "XDG_DATA_DIRS": str(data)})
        os.close(write)
        fcntl.ioctl(self._keys, termios.TIOCSWINSZ, b"\x40\x00\x00\x04\x00\x00\x00\x00")  # 64 lines, 1024 columns
        self._screen = b""
        threading.Thread(target=self._watch, daemon=True).start()
        self._type(f". {script}; echo ready >&{TOLD}\n")
        self._told()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._read)
        os.close(self._keys)

    def completed(self, line: str) -> str:
        """The line with everything in it that the shell offers at its end."""
        self._type(line + "\x18a\x18p")
        return self._told()

    def _type(self, keys: str) -> None:
        os.write(self._keys, keys.encode())

    def _told(self) -> str:
        line = b""
        while not line.endswith(b"\n"):
            if not select.select([self._read], [], [], SECONDS)[0]:
                raise LabError(f"The shell does not answer; its screen: {self._screen[-500:]!r}.")
            line += os.read(self._read, 4096)
        return line.decode().rstrip("\n")

    def _watch(self) -> None:
        """Takes what the shell draws, which nobody looks at."""
        while True:
            try:
                drawn = os.read(self._keys, 4096)
            except OSError:
                return
            if not drawn:
                return
            self._screen = (self._screen + drawn)[-4096:]


def offered(typed: str, line: str) -> list[str]:
    """The words in a completed line that the shell put in place of the typed one."""
    before, _, word = typed.rpartition(" ")
    return [] if line.rstrip() == typed.rstrip() else plain(word, shlex.split(line[len(before) + 1 :]))


def plain(typed: str, words: list[str]) -> list[str]:
    """Sorted, without what only some shells write: "--option=" before a value, "=" or "/" at the end."""
    begin = typed.partition("=")[0] + "=" if "=" in typed else ""
    return sorted(word.removeprefix(begin).removesuffix("/").removesuffix("=") for word in words)


def fish(typed: str, programs: Path, data: Path, folder: Path) -> list[str]:
    """What fish offers for a typed line. It completes only commands that it finds, in the folder of programs."""
    variables = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "XDG_DATA_DIRS": str(data),
    }
    done = subprocess.run(
        ["fish", "--command", "complete --do-complete $argv[1]", typed],
        env={**variables, "XDG_CONFIG_HOME": str(folder / "config")},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    return plain(typed.rpartition(" ")[2], [line.partition("\t")[0] for line in done.stdout.splitlines()])
