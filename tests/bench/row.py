# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One row of the table: what was measured, its samples, and the goal."""

from __future__ import annotations

import statistics
from dataclasses import dataclass


@dataclass
class Row:
    """samples in one unit ("ms", "MB", "x" for a ratio, "" for a count); goal is the greatest median wished for."""

    name: str
    unit: str
    samples: list[float]
    goal: float | None = None

    @property
    def median(self) -> float:
        """The middle sample."""
        return statistics.median(self.samples)

    def record(self) -> dict[str, str | float | None]:
        """The row for a program: low and high are the least and the greatest sample, goal may be null."""
        low, high = min(self.samples), max(self.samples)
        return {
            "name": self.name,
            "ratio": self.median,
            "low": low,
            "high": high,
            "goal": self.goal,
            "unit": self.unit,
        }

    def cells(self) -> list[str]:
        """The row as text: name, median, middle half, all, goal, and whether it is met."""
        if len(self.samples) > 1:
            low, _, high = statistics.quantiles(self.samples, n=4, method="inclusive")
            spread = [f"{short(low)} - {short(high)}", f"{short(min(self.samples))} - {short(max(self.samples))}"]
        else:
            spread = ["", ""]
        goal = ["", ""]
        if self.goal is not None:
            goal = [f"<= {self.goal:g}", "met" if self.median <= self.goal else "MISSED"]
        return [self.name, f"{short(self.median)} {self.unit}".strip(), *spread, str(len(self.samples)), *goal]


def short(number: float) -> str:
    """Three digits, or all of them before the point."""
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"


def ratio(name: str, ours: list[float], theirs: list[float], goal: float | None = None) -> Row:
    """Ours divided by theirs, round by round; both lists have one sample a round."""
    return Row(name, "x", [one / other for one, other in zip(ours, theirs)], goal)


HEADS = ["", "median", "middle half", "all", "samples", "goal", ""]
