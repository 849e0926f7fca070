# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's one exception."""


class LabError(Exception):
    """Something that the person at the keyboard can act on: one sentence, what is wrong and how to get it."""
