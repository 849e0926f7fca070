# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""All systems."""

from __future__ import annotations

from . import debian, others, red_hat, suse, with_settings

TREES = (*red_hat.TREES, *suse.TREES, *debian.TREES, *others.TREES, *with_settings.TREES)
