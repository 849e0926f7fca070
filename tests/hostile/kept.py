# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a change keeps: every byte that is not the line's, owner, mode, attributes; and other files as they are."""

from __future__ import annotations

import os
import struct
import subprocess
from pathlib import Path

from distributions.tree import Tree
from faults.hosts import DEBIAN, KEY
from lab.project import PROGRAM
from lab.suite import Suite, equal

MARK = b"# commented out by yama-ptrace: "
LINE = f"{KEY}=2".encode()

# Name, the file's bytes before the line's place and after it.
BYTES: dict[str, tuple[bytes, bytes]] = {
    "CRLF": (b"# a\r\n", b"\r\nvm.swappiness=1\r\n"),
    "no last newline": (b"# a\n", b""),
    "only the line": (b"", b"\n"),
    "a mark of byte order": (b"\xef\xbb\xbf# a\n", b"\n"),
    "NUL": (b"# a\0b\n", b"\n# c\0\0d\n"),
    "Latin-1": (b"# gr\xfc\xdfe\n", b"\n# \xe9t\xe9\n"),
    "a line of 1 MiB": (b"# " + b"x" * (1 << 20) + b"\n", b"\n# " + b"y" * (1 << 20) + b"\n"),
    "10,000 lines": (b"vm.swappiness=1\n" * 5000, b"\n" + b"vm.swappiness=2\n" * 5000),
    "blanks": (b"\n\n \t\n", b"\n\n\n\t \n"),
    "form feed and tabs": (b"\f\v# a\n\t\n", b"\t\n"),
}

_LIST = struct.pack("<I", 2) + b"".join(
    struct.pack("<HHI", tag, rights, who)
    for tag, rights, who in (
        (1, 6, ~0 & 0xFFFFFFFF),
        (2, 4, 1000),
        (4, 4, 0xFFFFFFFF),
        (16, 4, 0xFFFFFFFF),
        (32, 0, 0xFFFFFFFF),
    )
)
_CAPABILITY = struct.pack("<IIIII", 0x02000001, 1 << 19, 0, 0, 0)  # cap_sys_ptrace, effective

# Name, owner, group, mode, attributes.
LOOKS: dict[str, tuple[int, int, int, dict[str, bytes]]] = {
    "mode 0600": (0, 0, 0o600, {}),
    "mode 0444": (0, 0, 0o444, {}),
    "mode 0000": (0, 0, 0o000, {}),
    "setgid and sticky": (0, 4, 0o3755, {}),
    "somebody else's": (12345, 54321, 0o664, {}),
    "an access list": (0, 0, 0o640, {"system.posix_acl_access": _LIST}),
    "a label of SELinux": (0, 0, 0o644, {"security.selinux": b"system_u:object_r:system_conf_t:s0\0"}),
    "a label without its NUL": (0, 0, 0o644, {"security.selinux": b"odd_u:odd_r:odd_t:s0:c1,c2"}),
    "capabilities": (0, 0, 0o755, {"security.capability": _CAPABILITY}),
    "attributes": (0, 0, 0o644, {"trusted.note": b"\0\xff", "trusted.empty": b"", "trusted.long": b"z" * 4000}),
    "all of it": (
        7,
        8,
        0o2640,
        {"trusted.note": b"n", "system.posix_acl_access": _LIST, "security.selinux": b"a:b:c:s0\0"},
    ),
}

WAYS = (("set", "1"), ("set", "3", "--persist", "boot_unit"), ("comment-out",))
NAMED = ("set", "1", "--sysctl-file", "/etc/sysctl.d/99-kept.conf")
OTHERS = ("etc/sysctl.d/80-other.conf", "etc/sysctl.d/README", "usr/lib/sysctl.d/50-default.conf", "etc/fstab")


def kept_tests(suite: Suite, memory: Path) -> None:
    """One test for each kind of bytes and looks."""
    for number, (name, (head, tail)) in enumerate(BYTES.items()):
        with suite.test(f"kept: {name}"), suite.alone:
            there_and_back(memory / f"bytes-{number}", head, tail, (0, 0, 0o644, {}))
    for number, (name, looks) in enumerate(LOOKS.items()):
        with suite.test(f"kept: {name}"), suite.alone:
            there_and_back(memory / f"looks-{number}", b"# a\n", b"\n", looks)
    with suite.test("kept: the bytes of a sparse file"), suite.alone:
        there_and_back(memory / "sparse", b"# a\n", b"\n" + b"\0" * (6 << 20) + b"\n# end\n", (0, 0, 0o644, {}))


def there_and_back(image: Path, head: bytes, tail: bytes, looks: tuple[int, int, int, dict[str, bytes]]) -> None:
    """Each way of commenting out the line, and undoing it."""
    image.mkdir()
    others = {f"/{path}": "vm.swappiness = 1\n" for path in OTHERS}
    Tree("kept", "ID=debian VERSION_ID=12", {**DEBIAN, **others}).build(image)
    file = image / "etc/sysctl.d/99-kept.conf"
    user, group, mode, attributes = looks
    file.write_bytes(head + LINE + tail)
    os.chown(file, user, group)
    file.chmod(mode)
    for name, value in attributes.items():
        os.setxattr(file, name, value)
    looks_before = _looks(file)
    untouched = {path: os.lstat(image / path) for path in OTHERS}
    for words in WAYS:
        _do(image, *words)
        equal(_short(file.read_bytes()), _short(head + MARK + LINE + tail), f"the bytes after `{' '.join(words)}`")
        equal(_looks(file), looks_before, f"owner, mode and attributes after `{' '.join(words)}`")
        _do(image, "unset")
        equal(_short(file.read_bytes()), _short(head + LINE + tail), "the bytes after `unset`")
        equal(_looks(file), looks_before, "owner, mode and attributes after `unset`")
    if len(head) < 1 << 20:  # systemd reads nothing behind a line of 1 MiB, so a line there is refused
        _do(image, *NAMED)  # its own line stands in the file, too
        equal(MARK + LINE in file.read_bytes(), True, "whether the line is commented out")
        equal(_looks(file), looks_before, f"owner, mode and attributes after `{' '.join(NAMED)}`")
        _do(image, "unset")
        equal(_short(file.read_bytes()), _short(head + LINE + tail), f"the bytes after `{' '.join(NAMED)}` and `unset`")
        equal(_looks(file), looks_before, "owner, mode and attributes after that")
    for path, before in untouched.items():
        after = os.lstat(image / path)
        equal(
            (after.st_ino, after.st_mtime_ns, after.st_ctime_ns),
            (before.st_ino, before.st_mtime_ns, before.st_ctime_ns),
            f"inode and times of /{path}",
        )


def _looks(file: Path) -> tuple[int, int, int, dict[str, bytes]]:
    status = os.stat(file)
    return (
        status.st_uid,
        status.st_gid,
        status.st_mode & 0o7777,
        {name: os.getxattr(file, name) for name in os.listxattr(file)},
    )


def _short(content: bytes) -> tuple[int, bytes, bytes, int]:
    """Enough to compare and to show."""
    return len(content), content[:200], content[-200:], hash(content)


def _do(image: Path, *words: str) -> None:
    done = subprocess.run(
        [str(PROGRAM), *words, "--root", str(image)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    equal(done.returncode, 0, f"`{' '.join(words)}` ({done.stdout}{done.stderr})")
