# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of the agreement page, made of the figures that the suite agreement recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agreement.figures import WHO, recorded
from agreement.judged import JUDGES
from agreement.kinds import KINDS

OURS = JUDGES[0]


def groups() -> tuple[tuple[str, dict[str, Any]], tuple[str, dict[str, Any]]]:
    """The states, and the greatest number of trees."""
    found = recorded()
    (states,) = (each for each in found.items() if each[0].endswith(" states"))
    trees = max((each for each in found.items() if each[0].endswith(" trees")), key=lambda each: int(each[1]["hosts"]))
    return states, trees


def headline() -> str:
    """Who is right how often, in two sentences."""
    _, (_, trees) = groups()
    of = trees["hosts"]
    openscap = trees["judged"]["OpenSCAP, debian12"]
    passes, finds = openscap["passes a wrong boot"], openscap["finds fault with a right boot"]
    after = trees["afterwards"]["without the link"]
    ours = trees["judged"][OURS]["right"]
    remediation, program = after[WHO[1]]["systemd"], after[WHO[0]]["systemd"]
    broken = after[WHO[1]]["wrong, and right before"]
    return (
        f"Asked about the next boot of {of} random hosts, which was then run, the program was right about {ours}, "
        f"OpenSCAP's rule for Debian 12 about {openscap['right']}: it passed {passes} wrong boots and found fault with "
        f"{finds} right ones. On the {after['hosts']} whose `/etc/sysctl.conf` is not linked, as on Debian 13, the "
        f"published remediation made {remediation} boots right, and {broken} wrong that had been right; the program "
        f"made {program} right.\n"
    )


def judges() -> Iterator[tuple[str, ...]]:
    """A row a judge."""
    both = groups()
    yield (
        "judge",
        *(
            f"{name}: {what}"
            for name, _ in both
            for what in ("right", "passes a wrong boot", "finds fault with a right boot")
        ),
    )
    for judge in JUDGES:
        rights = [figures["judged"][judge] for _, figures in both]
        yield (judge, *(str(count) for each in rights for count in each.values()))
    yield (
        "*right boots, wrong boots*",
        *(
            cell
            for _, each in both
            for cell in (
                f"*of {each['hosts']}*",
                f"*of {each['hosts'] - each['right boots']}*",
                f"*of {each['right boots']}*",
            )
        ),
    )


def reasons() -> Iterator[tuple[str, ...]]:
    """A row for each reason why a judge is wrong, with how often it makes which judge wrong."""
    others = [judge for judge in JUDGES if judge != OURS]
    yield ("it is wrong because", *others)
    for kind in KINDS:
        counts = [sum(each["why"].get(kind, {}).get(judge, 0) for _, each in groups()) for judge in others]
        yield (kind, *(str(count) if count else "" for count in counts))


def afterwards() -> Iterator[tuple[str, ...]]:
    """A row for each who changed hosts, and where."""
    yield (
        "changed by",
        "hosts",
        "of",
        "right by `systemd-sysctl`",
        "right by `sysctl --system`",
        "wrong, and right before",
        "wrong, and called right by a stream of OpenSCAP",
        "refused, or ended with an error",
    )
    for name, figures in groups():
        for link, group in figures["afterwards"].items():
            for who in WHO:
                counts = (str(count) for count in group[who].values())
                yield (who, f"{name}, {link}", str(group["hosts"]), *counts)
