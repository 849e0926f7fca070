# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a program and its arguments that arrive on standard input, with nothing but a POSIX shell.

Everything here is text in, text out: the connection belongs to the caller. Standard input is one line
of JSON (the shell's `read` takes exactly that line from a pipe) and then the program's bytes. What the
script says stands on lines that begin with a token of this run, so that a noisy login shell, or a
program's own output, is never taken for it.
"""

from __future__ import annotations

import json
import re
import secrets
import shlex
import typing as t

# Stages that the script reports; each but BEGIN is the last one of a run.
BEGIN = "begin"
END = "end"
MACHINE = "machine"
NOWHERE = "nowhere"
CUT = "cut"

# No single quote, line break or exclamation mark: the script is quoted once or twice, maybe by a csh.
_SCRIPT = """
umask 077; t={token}; s={size}; d=; w=;
trap "rm -rf \\"\\$d\\"" EXIT; trap "exit 1" HUP INT TERM PIPE;
say() {{ printf "\\nyama-%s %s\\n" "$t" "$*"; }};
stop() {{ cat >/dev/null; say "$@"; exit 0; }};
case $(uname -m) in {machines}) ;; *) stop machine "$(uname -m)";; esac;
IFS= read -r a || stop cut;
for p in {places}; do
case $p in /*) ;; *) continue;; esac;
[ -d "$p" ] || {{ w="$w, $p is no directory"; continue; }};
[ -O "$p" ] || [ -k "$p" ] || {{ w="$w, $p belongs to another user"; continue; }};
mkdir "$p/.yama-$t" 2>/dev/null || {{ w="$w, $p cannot be written"; continue; }};
d=$p/.yama-$t; r=is\\ full;
if {{ true >"$d/m" && chmod 700 "$d/m"; }} 2>/dev/null; then
r=is\\ noexec; if "$d/m" 2>/dev/null; then
r=is\\ full; if dd if=/dev/zero of="$d/a" bs=$s count=1 2>/dev/null; then break; fi; fi; fi;
rm -rf "$d"; d=; w="$w, $p $r";
done;
[ "$d" ] || stop nowhere "${{w#, }}";
printf "%s\\n" "$a" >"$d/a"; cat >"$d/m";
[ $(wc -c <"$d/m") -eq $s ] || stop cut;
say begin; {environment} "$d/m" "$d/a" </dev/null; say end $?; exit 0
""".strip().replace("\n", " ")


class Outcome(t.NamedTuple):
    """How far a run came: a stage, what the script said about it, and the program's standard output."""

    stage: str | None
    detail: str = ""
    output: str = ""


def new_token() -> str:
    """A name that neither the target's users nor its profile scripts can know."""
    return secrets.token_hex(8)


def script(token: str, size: int, machines: t.Iterable[str], places: t.Iterable[str], environment: str) -> str:
    """The shell commands for one run; `places` are folders to try in order, `environment` is a command's prefix."""
    return _SCRIPT.format(
        token=token,
        size=size,
        machines="|".join(machines),
        places=" ".join(_expand(place) for place in places),
        environment=environment,
    )


def machine_script(token: str) -> str:
    """The shell command that reports the stage MACHINE and nothing else."""
    return f'echo; echo "yama-"{token} {MACHINE} "$(uname -m)"'


def payload(arguments: dict[str, t.Any], program: bytes) -> bytes:
    """What the script reads from standard input."""
    return json.dumps(arguments).encode("ascii") + b"\n" + program


def parse(token: str, text: str) -> Outcome:
    """Find the last stage that the script of this token reported, whatever else was printed around it."""
    stages = list(re.finditer(rf"^yama-{token} (\w+) ?([^\r\n]*)\r?$\n?", text, re.MULTILINE))
    if not stages:
        return Outcome(None)
    last = stages[-1]
    output = ""
    if last[1] == END and len(stages) > 1:
        output = text[stages[-2].end() : last.start()].removesuffix("\n")
    return Outcome(last[1], last[2], output)


def _expand(place: str) -> str:
    """A folder as one shell word, with the home folder it may begin with left to the target's shell."""
    for home in ("~", "$HOME", "${HOME}"):
        if place == home or place.startswith(home + "/"):
            return '"$HOME"' + shlex.quote(place[len(home) :])
    return shlex.quote(place)
