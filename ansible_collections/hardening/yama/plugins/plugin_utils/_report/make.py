# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats, and how a report of several comes into a folder."""

from __future__ import annotations

import typing as t

from ansible_collections.hardening.yama.plugins.plugin_utils._report.files import Content, publish
from ansible_collections.hardening.yama.plugins.plugin_utils._report.fleet import Fleet
from ansible_collections.hardening.yama.plugins.plugin_utils._report.write_csv import write_csv
from ansible_collections.hardening.yama.plugins.plugin_utils._report.write_hdf import write_hdf, write_hdf_hosts
from ansible_collections.hardening.yama.plugins.plugin_utils._report.write_html import write_html
from ansible_collections.hardening.yama.plugins.plugin_utils._report.write_json import write_json
from ansible_collections.hardening.yama.plugins.plugin_utils._report.write_junit import write_junit


class Format(t.NamedTuple):
    """How a format is written, and what stands behind the report's name."""

    write: t.Callable[[Fleet], Content]
    suffix: str


FORMATS = {
    "html": Format(write_html, ".html"),
    "json": Format(write_json, ".json"),
    "csv": Format(write_csv, ".csv"),
    "junit": Format(write_junit, ".junit.xml"),
    "hdf": Format(write_hdf, ".hdf.json"),
    "hdf_hosts": Format(write_hdf_hosts, "-hdf"),
}


def make_report(fleet: Fleet, folder: str, name: str, formats: t.Iterable[str]) -> dict[str, str]:
    """Write the report into the folder and give the path of each format. Raises FilesError."""
    chosen = list(dict.fromkeys(formats))
    contents = {f"{name}{FORMATS[each].suffix}": FORMATS[each].write(fleet) for each in chosen}
    return dict(zip(chosen, publish(folder, contents)))
