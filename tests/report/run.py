# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report suite: the fleet report's writers, the page in Chromium, and Ansible that makes it.

Pictures of the page are in build/report, for people to look at too.
"""

from __future__ import annotations

import sys

from lab import debian
from lab.project import ROOT
from lab.suite import Suite, run_suite
from lab.virtualenv import virtual_environment

# What reads the report, beside Chromium.
READERS = ("jinja2==3.1.6", "junitparser==4.0.2", "html5lib==1.1", "jsonschema==4.26.0")


def main(suite: Suite) -> None:
    """Import the collection's Python from the checkout, as Ansible does, and check it."""
    debian.require_packages("chromium", "fonts-dejavu-core", "util-linux", "openssh-client")
    readers = virtual_environment("report", *READERS)
    sys.path[:0] = [str(ROOT), *map(str, readers.glob("lib/python3*/site-packages"))]
    from report import ansible_runs, machine_formats, page_in_chromium, page_text, published_files, records  # noqa: PLC0415

    for part in (records, machine_formats, published_files, page_text, page_in_chromium, ansible_runs):
        part.check(suite)


if __name__ == "__main__":
    run_suite("report", main)
