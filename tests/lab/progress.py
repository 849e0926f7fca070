# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is being done, said on standard error while it is done."""

from __future__ import annotations

import sys
import time

_started = time.monotonic()


def say(message: str) -> None:
    """Print one progress line with the seconds since the program started."""
    print(f"[{time.monotonic() - _started:5.1f} s] {message}", file=sys.stderr, flush=True)
