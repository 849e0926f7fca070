# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of a survey that are out of range."""

from __future__ import annotations

import typing as t

from ansible_collections.hardening.yama.plugins.plugin_utils._fleet import wrong_answers


class FilterModule:
    def filters(self) -> dict[str, t.Callable[..., list[str]]]:
        return {"wrong_answers": wrong_answers}
