# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one kind of error that the action plugins report as a failed task."""

from __future__ import annotations


class NativeError(Exception):
    """The native program could not be run; the message is one sentence for the user."""
