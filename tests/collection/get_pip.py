# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for the script that ansible-test downloads, to put pip into its virtual environments without that site.

Python's own ensurepip brings pip; what else ansible-test asks for comes from PyPI as everything else does.
"""

import ensurepip
import subprocess
import sys

ensurepip.bootstrap(upgrade=True)
# These two are options of the downloaded script only.
wanted = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
sys.exit(subprocess.run([sys.executable, "-m", "pip", "install", *wanted], check=False).returncode)
