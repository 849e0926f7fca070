# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a program that arrives on standard input, with nothing but a POSIX shell.

Everything here is text in, text out: the connection belongs to the caller. Standard input is a shell script and then
the program's bytes; the command itself only reads the script and evaluates it. So neither the options nor the
environment of a task are seen in the target's process list, and no shell on the way (csh, `sudo -i`) can spoil the
script. What the script says stands on lines that begin with a token of this run, so that a noisy login shell, or a
program's own output, is never taken for it.

The program may arrive packed, which spares ssh the compression of each copy. A target that cannot unpack it says the
stage UNPACK, and then gets it as it is. A folder without room for it is the stage FULL, found only when it is too late
to try the next one; the next run passes it over. Nothing need arrive where our own package has put the same program, by
its SHA-256: the end of a run says so, and a target where it is so no longer says the stage GONE.
"""

from __future__ import annotations

import json
import re
import secrets
import shlex
import typing as t
import zlib

# Stages that the script reports; each but BEGIN is the last one of a run.
BEGIN = "begin"
END = "end"
MACHINE = "machine"
NOWHERE = "nowhere"
CUT = "cut"
UNPACK = "unpack"
FULL = "full"
GONE = "gone"

# What is done with what was sent: the program is run with the file of its arguments.
RUN = '"$program" "$dir/arguments"'

# Where the packages of this project put the program, and nobody but root may write.
INSTALLED = "/usr/sbin/yama-ptrace"

# A pipe can hand over less than it is asked for, and what follows the script must stay in it. So a first script, short
# enough to be read byte by byte, reads the second in the pieces that come. The dot keeps a line end at a piece's end.
_READ = (
    's= n={size};while t=`dd bs=$n count=1 2>&-;echo .`;[ "$t" != . ];'
    'do s=$s${{t%.}} n=$(($n-${{#t}}+1));[ $n -gt 0 ]||break;done;eval "$s"\n'
)

# How the program gets from standard input into its file. What cannot unpack leaves something unread; what has read all
# in vain was given too little. gzip compares the length and a checksum of what it has written.
_AS_IT_IS = 'program=$dir/program; cat >"$dir/program"; complete "$dir/program" || fail cut'
_UNPACKED = 'program=$dir/program; gzip -dc >"$dir/program" || { [ $(wc -c) -eq 0 ] && fail cut; fail unpack; }'
_NOTHING = "program={installed}; is_installed || stop gone"

# What a sent program needs beside its place.
_PROCESSOR = """case $(uname -m) in
{machines}) ;;
*) stop machine "$(uname -m)" ;;
esac"""
_EXECUTION = """no='is full'; echo '#!/bin/sh' >"$dir/program" && chmod 700 "$dir/program" || return
  no='is noexec'; "$dir/program" || return"""

# Beyond 4 a level costs twice the time and saves 2 of 100 bytes. With 16 the format is that of gzip.
_LEVEL = 4
_GZIP = 16 + zlib.MAX_WBITS

# No /dev is used, because a chroot may have none. One compound command, so that a script that did not arrive completely
# is a syntax error and does nothing.
_SCRIPT = """{{
umask 077
token={token} size={size} dir= why=
full={full}
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM PIPE
say() {{ printf '\\nyama-%s %s\\n' "$token" "$*"; }}
stop() {{ unread=$(wc -c); say "$@"; exit 0; }}
complete() {{ [ $(wc -c <"$1") -eq "$size" ]; }}
fail() {{ {{ printf "%${{size}}s" >"$dir/program" && complete "$dir/program"; }} || stop full "$place"; stop "$@"; }}
of_root() {{ set -- $(ls -Ldn "$1"); [ "$3" = 0 ]; }}
of_one() {{ case $(ls -Ldn "$1") in ?????w* | ????????w*) return 1 ;; esac }}
is_installed() {{
  [ -f {installed} ] && [ -x {installed} ] && of_root {installed} && of_one {installed} &&
    [ "$(sha256sum <{installed})" = '{checksum}  -' ]
}}
take() {{
  no='is full'; case $full in *"/ $1/ "*) return 1 ;; esac
  no='is no directory'; [ -d "$1" ] || return
  no='belongs to another user'; [ -O "$1" ] || {{ [ -k "$1" ] && of_root "$1"; }} || return
  no='can be changed by others'; [ -k "$1" ] || of_one "$1" || return
  no='cannot be written'; mkdir "$1/.yama-$token" || return
  dir=$1/.yama-$token
  {execution}
}}
{processor}
for place in {places}; do
  case $place in /*) ;; *) continue ;; esac
  take "$place" && break
  rm -rf "$dir"; dir=; why="$why, $place $no"
done
[ "$dir" ] || stop nowhere "${{why#, }}"
{receive}
printf '%s\\n' {arguments} >"$dir/arguments" || stop full "$place"
say begin
{environment} {run}
ended=$? told=
{told}
say end $ended $told
exit 0
}}
"""


class Outcome(t.NamedTuple):
    """How far a run came: a stage, what the script said about it, and the program's standard output.

    With END the target tells, too, whether the same program is installed there.
    """

    stage: str | None
    detail: str = ""
    output: str = ""
    is_installed: bool = False


def new_token() -> str:
    """A name that neither the target's users nor its profile scripts can know."""
    return secrets.token_hex(8)


class Sent(t.NamedTuple):
    """A program on its way to a target; what follows the script is `content`, which is empty if it need not be sent."""

    checksum: str
    size: int = 0
    content: bytes = b""
    is_packed: bool = False


def sent(checksum: str, content: bytes, *, is_packed: bool) -> Sent:
    """A program that goes as it is, or as pack() has it, whose last four bytes are its size."""
    return Sent(checksum, int.from_bytes(content[-4:], "little") if is_packed else len(content), content, is_packed)


def script(
    token: str,
    program: Sent,
    arguments: dict[str, t.Any] | str,
    machines: t.Iterable[str],
    places: t.Iterable[str],
    environment: str,
    run: str = RUN,
    full: t.Sequence[str] = (),
) -> bytes:
    """One run of a program; `places` are folders to try in order, `environment` is a command's prefix.

    `full` are those of the folders that earlier runs have named with FULL.
    `run` is the command, in which "$program" and "$dir/arguments" are what was sent.
    """
    words = arguments if isinstance(arguments, str) else json.dumps(arguments)
    receive = _NOTHING.format(installed=INSTALLED)
    if program.content:
        receive = _UNPACKED if program.is_packed else _AS_IT_IS
    text = _SCRIPT.format(
        token=token,
        size=program.size,
        installed=INSTALLED,
        checksum=program.checksum,
        full=shlex.quote("".join(f"/ {place}/ " for place in full)),
        execution=_EXECUTION if program.content else "return 0",
        processor=_PROCESSOR.format(machines="|".join(machines)) if program.content else "",
        places=" ".join(_expand(place) for place in places),
        arguments=shlex.quote(words),
        environment=environment,
        receive=receive,
        told="is_installed && told=installed" if program.content else "",
        run=run,
    )
    encoded = text.encode("utf-8", "surrogateescape")
    # Shells do not agree on the length of what is no ASCII.
    return _READ.format(size=len(encoded)).encode() + encoded if encoded.isascii() else encoded


def pack(program: bytes) -> bytes:
    """The program as gzip would have it, the same for the same program."""
    packer = zlib.compressobj(_LEVEL, wbits=_GZIP)
    return packer.compress(program) + packer.flush()


def command(script_bytes: bytes) -> str:
    """The shell command that takes the script, and not a byte more, from standard input and runs it."""
    size = script_bytes.index(b"\n") + 1 if script_bytes.isascii() else len(script_bytes)
    return f'eval "`dd bs=1 count={size} 2>&-`"'


def machine_script(token: str) -> str:
    """The shell command that reports the stage MACHINE and nothing else."""
    return f'echo; echo "yama-"{token} {MACHINE} "$(uname -m)"'


def parse(token: str, text: str) -> Outcome:
    """Find the last stage that the script of this token reported, whatever else was printed around it."""
    stages = list(re.finditer(rf"^yama-{token} (\w+) ?([^\r\n]*)\r?$\n?", text, re.MULTILINE))
    if not stages:
        return Outcome(None)
    last = stages[-1]
    output = ""
    if last[1] != END:
        return Outcome(last[1], last[2])
    if len(stages) > 1:
        output = text[stages[-2].end() : last.start()].removesuffix("\n")
    status, *installed = last[2].split(" ", 1)
    return Outcome(END, status, output, any(installed))


def _expand(place: str) -> str:
    """A folder as one shell word, with the home folder it may begin with left to the target's shell."""
    for home in ("~", "$HOME", "${HOME}"):
        if place == home or place.startswith(home + "/"):
            return '"$HOME"' + shlex.quote(place[len(home) :])
    return shlex.quote(place)
