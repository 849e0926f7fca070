# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules of scripts/lib that make a package and its papers, for tests."""

from __future__ import annotations

import sys
from importlib import import_module

from lab.project import ROOT

# Last, since a module there has the name of one of Python's own.
sys.path.append(str(ROOT / "scripts" / "lib"))

bill_of_materials = import_module("bill_of_materials")
check_package = import_module("check_package")
debian_files = import_module("debian_files")
link_map = import_module("link_map")
linked_parts = import_module("linked_parts")
package_contents = import_module("package_contents")
papers = import_module("papers")
provenance = import_module("provenance")
