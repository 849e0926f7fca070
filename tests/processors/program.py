# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program suite: this machine's own program by its headers, and what it gives up before it works, by strace."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import tempfile
from pathlib import Path

from headers import check_compiled, check_hardened
from lab import debian, native
from lab.processors import processor
from lab.project import PROGRAM
from lab.suite import Suite, equal, run_suite

# The calls by which it gives something up, as strace has them.
GIVES_UP = "prctl,setrlimit,prlimit64,capset,landlock_restrict_self,seccomp"
NO_DUMPS = "RLIMIT_CORE, {rlim_cur=1, rlim_max=1}"
ALWAYS = [NO_DUMPS, "PR_SET_NO_NEW_PRIVS, 1"]
NO_CHANGES = ["landlock_restrict_self", "PR_SET_SECCOMP, SECCOMP_MODE_FILTER"]
FEW_CAPABILITIES = ["1<<CAP_DAC_READ_SEARCH|1<<CAP_SYS_PTRACE"]


def main(suite: Suite) -> None:
    """Build and read it."""
    native.build("release")
    with suite.test(f"one static, stripped, hardened ELF, {PROGRAM.stat().st_size} bytes"):
        check_hardened(processor(os.uname().machine), PROGRAM)
    with suite.test("every file is compiled with what guards the stack, arrays and variables"):
        check_compiled(PROGRAM.parent)
    test_confinement(suite)
    test_last_words(suite)


def test_confinement(suite: Suite) -> None:
    """What each kind of run gives up, before it looks at the first file of the image."""
    debian.require_packages("strace")
    runs = {
        "status": ["status", "--scope", "1"],
        "find": ["find"],
        "explain": ["explain"],
        "check": ["set", "1", "--check"],
        "set": ["set", "1"],
        "unset": ["unset"],
    }
    expected = {name: ALWAYS + FEW_CAPABILITIES + NO_CHANGES for name in ("status", "find", "explain")}
    expected |= {"check": ALWAYS + NO_CHANGES, "set": ALWAYS, "unset": ALWAYS}
    for name, words in runs.items():
        with suite.test(f"{name} gives up what it cannot need before it looks at a file"):
            equal(given_up(words), expected[name], "what strace saw, in order")


def given_up(words: list[str]) -> list[str]:
    """What a run on an image gives up before the first file that it opens there."""
    with tempfile.TemporaryDirectory(prefix="yama-program-") as folder:
        (Path(folder) / "etc" / "sysctl.d").mkdir(parents=True)
        trace = Path(folder) / "trace"
        subprocess.run(
            ["strace", "-qq", "-o", trace, "-e", f"trace={GIVES_UP},openat2", PROGRAM, *words] + ["--root", folder],
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        calls = trace.read_text(encoding="utf-8").split("openat2", 1)
        assert len(calls) == 2, "no file of the image was opened"
        wanted = ALWAYS + FEW_CAPABILITIES + NO_CHANGES
        return [sign for line in calls[0].splitlines() for sign in wanted if sign in line and line.endswith("= 0")]


NO_MEMORY = "out of memory; free some and run again"
JSON_LINE = '{{"changed":false,"failed":true,"msg":"{}"}}\n'
BEGUN = "a change had begun, and the next run does the rest"
FAULT = "an unexpected fault of this program; please report it with the program's arguments"


def test_last_words(suite: Suite) -> None:
    """What it says at its own end, which no code of its own expects."""
    with tempfile.TemporaryDirectory(prefix="yama-program-") as folder:
        image, arguments = Path(folder, "image"), Path(folder, "arguments")
        settings = image / "etc" / "sysctl.d"
        settings.mkdir(parents=True)
        (settings / "10-long.conf").write_text("vm.swappiness = 60\n" * 20_000, encoding="ascii")  # 380 KB
        arguments.write_text(json.dumps({"scope": 1, "root": str(image)}), encoding="utf-8")
        doors = {
            "the command": (["find", "--root", str(image)], "", "yama-ptrace: {}\n"),
            "the command with --json": (["find", "--json", "--root", str(image)], JSON_LINE, ""),
            "the module": ([str(arguments)], JSON_LINE, ""),
        }
        for door, (words, out, error) in doors.items():
            with suite.test(f"{door} says one sentence wherever memory ends"):
                ends = [end_with(words, size) for size in range(1 << 20, 4 << 20, 8 << 10)]
                told = [end for end in ends if end[0] == 1]
                assert len(told) >= 10, f"{len(told)} of {len(ends)} sizes let it start and end"
                early = (1, "", f"yama-ptrace: {NO_MEMORY}\n")  # before it knows which door it is
                late = (1, out.format(NO_MEMORY), error.format(NO_MEMORY))
                equal(set(told) - {early}, {late} - {early}, "status and words")
                assert ends[-1][0] in (0, 4), f"with 4 MiB it ended with {ends[-1]}"
            with suite.test(f"{door} says one sentence after an abort"):
                injected = ["strace", "-qq", "-o", "/dev/null", "-e", "inject=openat2:signal=SIGABRT:when=1", PROGRAM]
                run = subprocess.run([*injected, *words], capture_output=True, text=True, check=False)
                equal(
                    (run.returncode, run.stdout, run.stderr),
                    (1, out.format(FAULT), error.format(FAULT)),
                    "what it said",
                )

        with suite.test("an abort in the middle of a change says that it had begun"):
            injected = ["strace", "-qq", "-o", "/dev/null", "-e", "inject=renameat2:signal=SIGABRT:when=1", PROGRAM]
            words = ["set", "2", "--json", "--loader", "systemd=252", "--root", str(image)]
            run = subprocess.run([*injected, *words], capture_output=True, text=True, check=False)
            said = f'{{"changed":true,"failed":true,"msg":"{FAULT}; {BEGUN}"}}\n'
            equal((run.returncode, run.stdout, run.stderr), (1, said, ""), "what it said")


def end_with(words: list[str], size: int) -> tuple[int, str, str]:
    """How a run ends that may have so many bytes of addresses."""
    run = subprocess.run(
        [PROGRAM, *words],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size)),  # noqa: PLW1509 - no threads here
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout if run.returncode == 1 else "", run.stderr if run.returncode == 1 else ""


if __name__ == "__main__":
    run_suite("program", main)
