# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The script on real shells, with a shell script in the place of the native program."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import time

import pytest
from ansible_collections.hardening.yama.plugins.plugin_utils import _transport

TOKEN = "0123456789abcdef"
SHELLS = [["dash"], ["bash", "--posix"], ["busybox", "sh"], ["mksh"], ["zsh", "--emulate", "sh"]]
ECHO = b'#!/bin/sh\ncat "$1"\n'
MACHINE = os.uname().machine


@pytest.fixture(name="shell", params=SHELLS, ids=lambda words: words[0])
def fixture_shell(request):
    if shutil.which(request.param[0]) is None:
        pytest.skip(f"{request.param[0]} is not installed")
    return request.param


@pytest.fixture(name="mount")
def fixture_mount(tmp_path):
    """Mounts small file systems with the options that a test names."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a file system")
    mounted = []

    def mount(name, options):
        folder = tmp_path / name
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "-l", folder], check=True)


def sent(program, is_packed=False):
    content = _transport.pack(program) if is_packed else program
    return _transport.sent(hashlib.sha256(program).hexdigest(), content, is_packed=is_packed)


def script(program, places, machines=(MACHINE,), environment="", arguments=None, full=()):
    arguments = {"scope": "1"} if arguments is None else arguments
    places = [str(place) for place in places]
    return _transport.script(TOKEN, program, arguments, machines, places, environment, full=full)


def run(shell, places, program=ECHO, missing=0, is_packed=False, **details):
    """Run the script on a shell; the last bytes of standard input may be missing."""
    program = sent(program, is_packed) if isinstance(program, bytes) else program
    text = script(program, places, **details)
    stdin = (text + program.content)[: len(text + program.content) - missing]
    words = [*shell, "-c", _transport.command(text)]
    done = subprocess.run(words, input=stdin, capture_output=True, check=False, timeout=30)
    return _transport.parse(TOKEN, done.stdout.decode())


def test_program_gets_its_arguments(shell, tmp_path):
    assert run(shell, [tmp_path]) == ("end", "0", '{"scope": "1"}\n', False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        "back\\slash\\n \\0",
        "'single' \"double\" `tick` $HOME",
        "  blanks  ",
        "line\nbreak",
        "größe \U0001f600",
        "x" * 100_000,
    ],
    ids=["backslash", "quotes", "blanks", "newline", "unicode", "long"],
)
def test_arguments_arrive_unchanged(shell, tmp_path, text):
    outcome = run(shell, [tmp_path], arguments={"root": text})
    assert json.loads(outcome.output) == {"root": text}


@pytest.mark.parametrize("is_packed", [False, True], ids=["as it is", "packed"])
def test_program_bytes_arrive_unchanged(shell, tmp_path, is_packed):
    program = b'#!/bin/sh\ntail -c 256 "$0" | od -An -v -tx1 | tr -d " \\n"\nexit\n' + bytes(range(256))
    assert run(shell, [tmp_path], program, is_packed=is_packed).output == bytes(range(256)).hex()


def test_exit_status_is_reported(shell, tmp_path):
    assert run(shell, [tmp_path], b"#!/bin/sh\nexit 3\n") == ("end", "3", "", False)


def test_environment_reaches_only_the_program(shell, tmp_path):
    outcome = run(shell, [tmp_path], b'#!/bin/sh\nprintf "%s" "$WORD"\n', environment="WORD='a\nb é'")
    assert outcome.output == "a\nb é"


def test_program_is_private(shell, tmp_path):
    outcome = run(shell, [tmp_path], b'#!/bin/sh\ncd "${0%/*}"; stat -c %a . program arguments\n')
    assert outcome.output == "700\n700\n600\n"


def test_wrong_processor_is_named_and_nothing_written(shell, tmp_path):
    assert run(shell, [tmp_path], machines=["vax", "pdp*"]) == ("machine", MACHINE, "", False)
    assert list(tmp_path.iterdir()) == []


def test_processor_may_match_a_pattern(shell, tmp_path):
    assert run(shell, [tmp_path], machines=["vax", MACHINE[:3] + "*"]).stage == "end"


@pytest.mark.parametrize("is_packed", [False, True], ids=["as it is", "packed"])
def test_truncated_program_is_not_run(shell, tmp_path, is_packed):
    for missing in 1, 9, 20:
        assert run(shell, [tmp_path], missing=missing, is_packed=is_packed) == ("cut", "", "", False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("unpacker", [None, "exit 1", "head -c 5 >&2; exit 1"], ids=["missing", "other", "spoilt"])
@pytest.mark.parametrize("shell", [["dash"], ["mksh"]], ids=lambda words: words[0])  # busybox has a gzip of its own
def test_target_that_cannot_unpack_says_so(shell, tmp_path, monkeypatch, unpacker):
    if shutil.which(shell[0]) is None:
        pytest.skip(f"{shell[0]} is not installed")
    tools, place = tmp_path / "tools", tmp_path / "place"
    tools.mkdir()
    place.mkdir()
    for tool in ("cat", "chmod", "dd", "head", "ls", "mkdir", "printf", "rm", "sh", "uname", "wc"):
        (tools / tool).symlink_to(shutil.which(tool))
    if unpacker:
        (tools / "gzip").write_text(f"#!/bin/sh\n{unpacker}\n", encoding="ascii")
        (tools / "gzip").chmod(0o755)
    shell = [shutil.which(shell[0]), *shell[1:]]
    monkeypatch.setenv("PATH", str(tools))
    program = ECHO + random.Random(1).randbytes(200_000)
    assert run(shell, [place], program, is_packed=True) == ("unpack", "", "", False)
    assert list(place.iterdir()) == []
    assert run(shell, [place], ECHO).stage == "end"


def test_program_is_packed_as_gzip_would_and_always_alike():
    packed = _transport.pack(ECHO * 100)
    assert gzip.decompress(packed) == ECHO * 100
    assert packed == _transport.pack(ECHO * 100)
    assert _transport.sent("checksum", packed, is_packed=True).size == 100 * len(ECHO)


@pytest.fixture(name="installed")
def fixture_installed(tmp_path, monkeypatch):
    """A program where the packages put it."""
    if os.geteuid() != 0:
        pytest.skip("only root can install a program")
    program = tmp_path / "yama-ptrace"
    program.write_bytes(ECHO)
    program.chmod(0o755)
    monkeypatch.setattr(_transport, "INSTALLED", str(program))
    return program


def test_installed_program_is_told_of_and_need_not_be_sent(shell, tmp_path, installed):
    place = tmp_path / "place"
    place.mkdir()
    told = ("end", "0", '{"scope": "1"}\n', True)
    assert [run(shell, [place], ECHO, is_packed=is_packed) for is_packed in (False, True)] == [told, told]
    nothing = _transport.Sent(sent(ECHO).checksum)
    assert len(script(nothing, [place])) < 3000
    assert run(shell, [place], nothing) == ("end", "0", '{"scope": "1"}\n', False)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(ECHO + b"#"),
        lambda path: path.chmod(0o775),
        lambda path: path.chmod(0o757),
        lambda path: path.chmod(0o644),
        lambda path: os.chown(path, 65534, 0),
    ],
    ids=["missing", "another", "of a group", "of all", "no program", "of a user"],
)
def test_program_that_others_could_have_changed_is_not_run(shell, tmp_path, installed, spoil):
    spoil(installed)
    place = tmp_path / "place"
    place.mkdir()
    assert run(shell, [place]) == ("end", "0", '{"scope": "1"}\n', False)
    assert run(shell, [place], _transport.Sent(sent(ECHO).checksum)) == ("gone", "", "", False)
    assert list(place.iterdir()) == []


def test_script_may_come_in_pieces(shell, tmp_path):
    text = script(sent(ECHO), [tmp_path])
    words = [*shell, "-c", _transport.command(text)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for start in range(0, len(text + ECHO), 150):
            process.stdin.write((text + ECHO)[start : start + 150])
            process.stdin.flush()
            time.sleep(0.002)
        process.stdin.close()
        assert _transport.parse(TOKEN, process.stdout.read().decode()) == ("end", "0", '{"scope": "1"}\n', False)


def test_truncated_script_does_nothing(shell, tmp_path):
    marker = b"#!/bin/sh\ntouch " + str(tmp_path / "trap").encode()
    for missing in range(len(marker) + 2, len(script(sent(marker), [tmp_path]) + marker), 97):
        assert run(shell, [tmp_path], marker, missing).stage is None
    assert list(tmp_path.iterdir()) == []


def test_unusable_places_are_passed_over(shell, tmp_path, mount):
    usable = tmp_path / "usable folder"
    usable.mkdir()
    shared = tmp_path / "shared"
    shared.mkdir()
    os.chown(shared, 65534, 65534)
    shared.chmod(0o777)
    sticky = tmp_path / "sticky"  # whose owner can rename what others make in it
    sticky.mkdir()
    os.chown(sticky, 65534, 65534)
    sticky.chmod(0o1777)
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o707)
    open_to_group = tmp_path / "group"
    open_to_group.mkdir()
    open_to_group.chmod(0o770)
    places = [
        "relative",
        tmp_path / "absent",
        shared,
        sticky,
        open_to_all,
        open_to_group,
        mount("ro", "ro"),
        mount("noexec", "noexec"),
        mount("inodes", "nr_inodes=2"),
        usable,
    ]
    assert run(shell, places) == ("end", "0", '{"scope": "1"}\n', False)
    assert run(shell, places[:-1]) == (
        "nowhere",
        f"{tmp_path}/absent is no directory, {tmp_path}/shared belongs to another user, "
        f"{tmp_path}/sticky belongs to another user, {tmp_path}/open can be changed by others, "
        f"{tmp_path}/group can be changed by others, {tmp_path}/ro cannot be written, "
        f"{tmp_path}/noexec is noexec, {tmp_path}/inodes is full",
        "",
        False,
    )
    assert [list(place.iterdir()) for place in places[2:]] == [[]] * 8


@pytest.mark.parametrize("is_packed", [False, True], ids=["as it is", "packed"])
def test_full_place_is_told_and_then_passed_over(shell, tmp_path, mount, is_packed):
    full, usable = mount("full of it", "size=8k"), tmp_path / "full"
    usable.mkdir()
    program = ECHO + random.Random(1).randbytes(100_000)
    told = run(shell, [full, usable], program, is_packed=is_packed)
    assert told == ("full", str(full), "", False)
    assert run(shell, [full], program, full=[told.detail]) == ("nowhere", f"{full} is full", "", False)
    assert run(shell, [full, usable], ECHO, full=[told.detail]).stage == "end"
    assert [list(place.iterdir()) for place in (full, usable)] == [[], []]


def test_place_without_room_for_the_arguments_is_full(shell, tmp_path, mount, installed):
    full = mount("full", "size=4k")
    told = run(shell, [full], _transport.Sent(sent(ECHO).checksum), arguments={"root": "x" * 5000})
    assert told == ("full", str(full), "", False)
    assert list(full.iterdir()) == []


def test_sticky_place_may_be_open_to_all(shell, tmp_path):
    tmp_path.chmod(0o1777)
    assert run(shell, [tmp_path]).stage == "end"


def test_bare_chroot_of_busybox(tmp_path):
    busybox = shutil.which("busybox")
    if os.geteuid() != 0 or busybox is None:
        pytest.skip("needs root and busybox")
    if subprocess.run(["ldd", busybox], capture_output=True, check=False).returncode == 0:
        pytest.skip("needs a static busybox")
    for folder in ("bin", "root"):
        (tmp_path / folder).mkdir()
    for applet in ("cat", "chmod", "dd", "gzip", "mkdir", "rm", "sh", "uname", "wc"):
        shutil.copy(busybox, tmp_path / "bin" / applet)
    for is_packed in False, True:
        program = sent(b"#!/bin/sh\ncat $1\n", is_packed)
        text = script(program, ["/root"])
        words = ["chroot", tmp_path, "/bin/sh", "-c", _transport.command(text)]
        done = subprocess.run(words, input=text + program.content, capture_output=True, check=False, timeout=30)
        assert _transport.parse(TOKEN, done.stdout.decode()).output == '{"scope": "1"}\n'
        assert sorted(path.name for path in tmp_path.rglob("*") if path.parent.name != "bin") == ["bin", "root"]


def test_no_place_at_all(shell):
    assert run(shell, []) == ("nowhere", "", "", False)


@pytest.mark.parametrize("place", ["~", "~/a b", "$HOME/a b", "${HOME}/a b"])
def test_home_is_the_target_user_s(shell, tmp_path, monkeypatch, place):
    (tmp_path / "a b").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    program = b'#!/bin/sh\nprintf "%s" "${0%/.yama*}"\n'
    assert run(shell, [place], program).output == str(tmp_path / place.partition("/")[2]).rstrip("/")


def test_hostile_tmpdir_plays_no_part(shell, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", "/nonexistent/$(touch " + str(tmp_path / "trap") + ")")
    assert run(shell, [tmp_path]).stage == "end"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_signal_leaves_nothing_behind(shell, tmp_path, number):
    program = b"#!/bin/sh\nsleep 5\n"
    text = script(sent(program), [tmp_path])
    words = [*shell, "-c", _transport.command(text)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True) as process:
        process.stdin.write(text + program)
        process.stdin.close()
        while not list(tmp_path.iterdir()):
            time.sleep(0.01)
        time.sleep(0.2)
        os.killpg(process.pid, number)
        process.wait(10)
    assert list(tmp_path.iterdir()) == []


def test_command_survives_every_shell_on_the_way():
    assert _transport.command(b"read\n{\n}") == 'eval "`dd bs=1 count=5 2>&-`"'
    assert _transport.command("{\n'é'\n}".encode()) == 'eval "`dd bs=1 count=8 2>&-`"'


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", (None, "", "")),
        ("Welcome to {host}\n", (None, "", "")),
        ('{"changed": true}\nyama-feedfeedfeedfeed end 0\n', (None, "", "")),
        (f"yama-{TOKEN} cut\n", ("cut", "", "")),
        (f"noise yama-{TOKEN} end 0\n", (None, "", "")),
        (f'motd {{\n"a": 1}}\n\nyama-{TOKEN} begin\n{{}}\n\nyama-{TOKEN} end 0\nlogout\n', ("end", "0", "{}\n")),
        (f"\r\nyama-{TOKEN} begin\r\n{{}}\r\n\r\nyama-{TOKEN} end 0\r\n", ("end", "0", "{}\r\n\r")),
        (f"yama-{TOKEN} begin\n{{}}", ("begin", "", "")),
        (f"yama-{TOKEN} begin\n{{}}yama-{TOKEN} end 0", ("begin", "", "")),
    ],
)
def test_parse(text, expected):
    assert _transport.parse(TOKEN, text) == (*expected, False)
