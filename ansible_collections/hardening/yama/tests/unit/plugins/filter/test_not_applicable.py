# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.hardening.yama.plugins.filter.not_applicable import not_applicable


@pytest.mark.parametrize(
    "yama, stages, reason",
    [
        (True, [], ""),
        (True, ["ufw", "boot_unit"], ""),
        (False, [], ""),
        (True, ["container"], "this is a container, the kernel belongs to its host"),
        (False, ["container"], "this is a container, the kernel belongs to its host"),
    ],
)
def test_not_applicable(yama, stages, reason):
    assert not_applicable({"runtime": {"yama": yama}, "stages": [{"stage": stage} for stage in stages]}) == reason


@pytest.mark.parametrize("host", [{}, None, "text", {"stages": []}, {"stages": [{}], "runtime": {"yama": True}}])
def test_not_a_result(host):
    message = "^not_applicable wants a result of the module hardening.yama.yama_ptrace_info that has not failed$"
    with pytest.raises(AnsibleFilterError, match=message):
        not_applicable(host)
