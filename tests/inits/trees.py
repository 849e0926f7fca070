# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small trees of settings, and the value that each loader leaves in a kernel that has 0, as seen on real ones."""

from __future__ import annotations

from dataclasses import dataclass

from writers.kinds import File, link

K = "kernel.yama.ptrace_scope"

ETC = "/etc/sysctl.d"
RUN = "/run/sysctl.d"
LOCAL = "/usr/local/lib/sysctl.d"
VENDOR = "/usr/lib/sysctl.d"
LIB = "/lib/sysctl.d"
CONF = "/etc/sysctl.conf"

PLACES = (ETC, RUN, LOCAL, VENDOR, LIB, CONF)


@dataclass(frozen=True)
class Tree:
    """The files, and a literal value for each way of loading them."""

    name: str
    files: tuple[File, ...]
    system: int  # `sysctl --system` of procps: Devuan's script, OpenRC's with procps
    alpine: int
    alpine2017: int
    void: int
    nothing: int = 0  # no loader that runs, or one that cannot
    doubtful: bool = (
        False  # what the kernel makes of another key decides for busybox: a doubt says as much as the value
    )

    @property
    def uses_run(self) -> bool:
        """Whether the value depends on files that are gone at a boot."""
        return any(file.path.startswith(RUN) for file in self.files)


def sets(path: str, value: int) -> File:
    """A file with one ordinary line."""
    return File(path, f"{K} = {value}\n")


# At a boot: each way of loading ends differently from its neighbours.
AT_BOOT = Tree(
    "a real boot",
    (sets(f"{ETC}/50-a.conf", 1), sets(f"{VENDOR}/50-a.conf", 0), sets(f"{VENDOR}/90-v.conf", 2)),
    system=2,
    alpine=1,
    alpine2017=2,
    void=2,
)
WITH_CONF = Tree(
    "a real boot with /etc/sysctl.conf",
    (sets(f"{VENDOR}/90-v.conf", 0), sets(f"{ETC}/99-z.conf", 2), sets(CONF, 1)),
    system=1,
    alpine=1,
    alpine2017=1,
    void=1,
)

TREES = (
    Tree("one line", (sets(f"{ETC}/50-a.conf", 1),), system=1, alpine=1, alpine2017=1, void=1),
    Tree(
        "one line, beside an empty /etc/sysctl.conf",
        (sets(f"{ETC}/50-a.conf", 1), File(CONF, "# nothing\n")),
        system=1,
        alpine=1,
        alpine2017=1,
        void=1,
    ),
    Tree(
        "/etc/sysctl.conf against a late file of /etc/sysctl.d",
        (sets(CONF, 1), sets(f"{ETC}/99-z.conf", 2)),
        system=1,
        alpine=1,
        alpine2017=1,
        void=1,
    ),
    Tree(
        "the same name in /etc and /usr/lib",
        (sets(f"{ETC}/50-a.conf", 1), sets(f"{VENDOR}/50-a.conf", 2)),
        system=1,
        alpine=1,
        alpine2017=2,
        void=1,
    ),
    Tree(
        "a vendor file of a later name",
        (sets(f"{ETC}/10-a.conf", 1), sets(f"{VENDOR}/90-v.conf", 2)),
        system=2,
        alpine=1,
        alpine2017=2,
        void=2,
    ),
    Tree(
        "the same name in /etc and /run",
        (sets(f"{ETC}/50-a.conf", 1), sets(f"{RUN}/50-a.conf", 2)),
        system=1,
        alpine=2,
        alpine2017=1,
        void=2,
    ),
    Tree(
        "/run against a later name of /etc, and /etc/sysctl.conf",
        (sets(f"{RUN}/10-r.conf", 1), sets(f"{ETC}/50-a.conf", 2), File(CONF, "# nothing\n")),
        system=2,
        alpine=1,
        alpine2017=2,
        void=2,
    ),
    Tree(
        "/usr/local/lib",
        (sets(f"{LOCAL}/50-a.conf", 1),),
        system=1,
        alpine=0,
        alpine2017=1,
        void=1,
    ),
    Tree(
        "a hidden name",
        (sets(f"{ETC}/50-a.conf", 1), sets(f"{ETC}/.99-h.conf", 2), sets(f"{VENDOR}/.99-h.conf", 2)),
        system=1,
        alpine=1,
        alpine2017=1,
        void=1,
    ),
    Tree(
        "a dash before the key",
        (sets(f"{ETC}/50-a.conf", 2), File(f"{ETC}/60-b.conf", f"-{K} = 1\n")),
        system=1,
        alpine=2,
        alpine2017=2,
        void=1,
    ),
    Tree(
        "a pattern, in a later file than the key",
        (sets(f"{ETC}/50-a.conf", 2), File(f"{ETC}/60-b.conf", "kernel.yama.* = 1\n")),
        system=2,
        alpine=2,
        alpine2017=2,
        void=1,
    ),
    Tree(
        "a pattern alone",
        (File(f"{ETC}/60-b.conf", "kernel.yama.* = 1\n"),),
        system=1,
        alpine=0,
        alpine2017=0,
        void=1,
    ),
    Tree(
        "a first line that the kernel refuses",
        (sets(f"{ETC}/50-a.conf", 2), File(f"{ETC}/60-b.conf", f"kernel.panic = never\n{K} = 1\n")),
        system=1,
        alpine=2,
        alpine2017=2,
        void=1,
        doubtful=True,
    ),
    Tree(
        "a first line with a key that is not there",
        (sets(f"{ETC}/50-a.conf", 2), File(f"{ETC}/60-b.conf", f"kernel.no_such_key = 1\n{K} = 1\n")),
        system=1,
        alpine=1,
        alpine2017=1,
        void=1,
    ),
    Tree(
        "a backslash that joins two lines",
        (sets(f"{ETC}/50-a.conf", 2), File(f"{ETC}/60-b.conf", f"kernel.panic = 0 \\\n{K} = 1\n")),
        system=1,
        alpine=2,
        alpine2017=2,
        void=1,
    ),
    Tree(
        "a backslash at the end of a comment",
        (sets(f"{ETC}/50-a.conf", 2), File(f"{ETC}/60-b.conf", f"# about \\\n{K} = 1\n")),
        system=1,
        alpine=2,
        alpine2017=2,
        void=1,
    ),
    Tree(
        "a link to /dev/null over a vendor file",
        (link(f"{ETC}/90-v.conf", "/dev/null"), sets(f"{VENDOR}/90-v.conf", 1)),
        system=0,
        alpine=1,
        alpine2017=1,
        void=0,
    ),
    Tree(
        "a dangling link over a vendor file",
        (link(f"{ETC}/90-v.conf", "nowhere"), sets(f"{VENDOR}/90-v.conf", 1)),
        system=0,
        alpine=1,
        alpine2017=1,
        void=1,
    ),
    Tree(
        "the key with slashes",
        (File(f"{ETC}/50-a.conf", "kernel/yama/ptrace_scope = 1\n"), File(CONF, "")),
        system=1,
        alpine=1,
        alpine2017=1,
        void=1,
    ),
    Tree(
        "a blank on one side of = only",
        (File(f"{ETC}/50-a.conf", f"{K} =1\n"), File(CONF, "")),
        system=1,
        alpine=1,
        alpine2017=1,
        void=1,
    ),
    Tree(
        "a carriage return at the end of the line",
        (File(f"{ETC}/50-a.conf", f"{K} = 1\r\n"), File(CONF, "")),
        system=1,
        alpine=1,
        alpine2017=1,
        void=1,
    ),
    Tree(
        "great letters before small ones",
        (sets(f"{ETC}/50-Z.conf", 2), sets(f"{ETC}/50-a.conf", 1)),
        system=1,
        alpine=1,
        alpine2017=1,
        void=1,
    ),
    Tree(
        "a value that the kernel refuses",
        (File(f"{ETC}/50-a.conf", f"{K} = 2\n{K} = 7\n{K} = 1\n"),),
        system=1,
        alpine=2,
        alpine2017=2,
        void=1,
    ),
)

# Where /lib is no link to /usr/lib.
SPLIT_TREES = (
    Tree(
        "the same name in /lib and /usr/lib",
        (sets(f"{LIB}/50-a.conf", 2), sets(f"{VENDOR}/50-a.conf", 1)),
        system=1,
        alpine=1,
        alpine2017=2,
        void=1,
    ),
    Tree(
        "a file of /lib alone",
        (sets(f"{LIB}/50-a.conf", 1),),
        system=1,
        alpine=1,
        alpine2017=1,
        void=0,
    ),
)

# The kernel keeps 3 until the next boot: the last tree of a machine.
LOCK = Tree(
    "a lock at 3, and 1 after it",
    (sets(f"{ETC}/10-a.conf", 3), sets(f"{ETC}/99-z.conf", 1), File(CONF, "")),
    system=3,
    alpine=3,
    alpine2017=3,
    void=3,
)
