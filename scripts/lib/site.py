# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/site: the documentation as a web site."""

from __future__ import annotations

import sys

from documents.site import build
from lab.errors import LabError

if __name__ == "__main__":
    try:
        print(build() / "index.html")
    except LabError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
