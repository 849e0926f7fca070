#!/usr/bin/python
# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of yama_ptrace_info; the work is done by the native program that the action plugin sends."""

from __future__ import annotations

DOCUMENTATION = r"""
module: yama_ptrace_info
short_description: Tell what kernel.yama.ptrace_scope is now and will be after the next boot
version_added: 1.0.0
author:
  - hardening.yama contributors (@hardening-yama)
description:
  - Reads the running value of C(kernel.yama.ptrace_scope), finds every line that has to do with it, and predicts
    what C(systemd-sysctl) and C(sysctl --system) make of them at the next boot.
  - With O(scope) it also gives a verdict, with reasons.
  - Changes nothing, and is useful without privileges.
  - The module is one native program without requirements on the target, so it works on targets without Python.
extends_documentation_fragment:
  - hardening.yama.attributes
  - hardening.yama.options
attributes:
  check_mode:
    support: full
    details:
      - This module never changes the target.
  diff_mode:
    support: N/A
    details:
      - This module never changes the target.
  idempotent:
    support: full
    details:
      - This module never changes the target.
options:
  scope:
    description:
      - The value that the verdict is about.
      - The names stand for the numbers as with O(hardening.yama.yama_ptrace#module:scope).
  loader:
    description:
      - Ask what if the host had these versions of the loaders, for example V(systemd=252.39) or V(procps=4.0.2).
      - A build of a distribution that changed a loader is named by its rpm release, V(systemd=239-82.el8_10), or by the
        release and the distribution, V(systemd=239 el8.10), V(procps=3.3.17 el9.4), V(systemd=234 sle15). A release
        alone is that of the loader's authors; V(systemd=239 any) stands for every build of it.
      - What has C(sysctl) load one file after the other is named after the version, V(busybox=1.36.1 alpine),
        V(procps=4.0.4 void). It is C(alpine), C(alpine2017), C(artix), C(void) or C(conf), which loads
        C(/etc/sysctl.conf) alone.
      - A loader that is named counts as one that runs at boot.
      - Each loader is given one version at most.
      - By default the versions are those of the host or of the image.
    type: list
    elements: str
    version_added: 1.0.0
seealso:
  - module: hardening.yama.yama_ptrace
"""

EXAMPLES = r"""
- name: What is it now, and what will it be
  hardening.yama.yama_ptrace_info:
  register: yama

- name: Judge the host
  hardening.yama.yama_ptrace_info:
    scope: 1
  register: yama

- name: Fail unless the host is right now and after the next boot
  ansible.builtin.assert:
    that: yama.verdict.compliant
    fail_msg: "{{ yama.verdict.reasons | join('; ') }}"
    quiet: true

- name: What if the host were upgraded to Debian 13
  hardening.yama.yama_ptrace_info:
    scope: 1
    loader:
      - systemd=257.13
      - procps=4.0.4
"""

RETURN = r"""
msg:
  description: The whole state in one sentence.
  returned: always
  type: str
  sample: kernel.yama.ptrace_scope is 1 now and at the next boot
  version_added: 1.0.0
runtime:
  description: The running kernel.
  returned: success
  type: dict
  version_added: 1.0.0
  contains:
    yama:
      description: Whether the kernel has Yama.
      type: bool
    value:
      description: The running value; null without Yama.
      type: int
    writable:
      description: Whether this user could write the value.
      type: bool
    why_not:
      description: Why there is no value, or why it cannot be written.
      returned: when there is a reason
      type: str
  sample:
    yama: true
    value: 0
    writable: true
boot:
  description: What each loader makes of the files at the next boot.
  returned: success
  type: dict
  version_added: 1.0.0
  contains:
    systemd:
      description: C(systemd-sysctl).
      type: dict
      contains: &prediction
        version:
          description: The version that the prediction is for; null when it could not be read.
          type: str
        installed:
          description: Whether the loader is on the host.
          type: bool
        value:
          description: The value; null when nothing sets it, so that the kernel's default stays.
          type: int
        final:
          description:
            - What is left of it on the running system, after units, ufw and the like; null for the kernel's default.
          type: int
        locks:
          description: Whether V(3) is written somewhere on the way, so that nothing later can lower it.
          type: bool
        file:
          description: The file that the value comes from.
          type: str
        line:
          description: The line that the value comes from.
          type: int
        without_run:
          description: The value, and whether it locks, when C(/run) is empty, as it is at boot.
          returned: when files below C(/run) make a difference
          type: dict
        disagreements:
          description: Which versions would leave another value.
          returned: when the version is unknown and versions disagree
          type: list
          elements: str
        notes:
          description: What else there is to know about the prediction.
          returned: when there is anything
          type: list
          elements: str
        at_boot:
          description: Whether the init of the host starts the loader. One that it does not start makes no host wrong.
          returned: always, null where it is not known
          type: bool
        started_by:
          description: What starts it, for example V(OpenRC, runlevel boot).
          returned: when it is started by something else than systemd
          type: str
    procps:
      description: C(sysctl --system), or C(sysctl -p) of one file after the other.
      type: dict
      contains: *prediction
    busybox:
      description: C(sysctl -p) of busybox.
      returned: when the command C(sysctl) is busybox, or O(loader) names it
      type: dict
      contains: *prediction
  sample:
    systemd:
      version: "252.39"
      installed: true
      value: 1
      final: 1
      locks: false
      file: /etc/sysctl.d/a.conf
      line: 2
      at_boot: true
    procps:
      version: 4.0.2
      installed: true
      value: null
      final: null
      locks: false
      file: null
      line: null
      at_boot: false
definitions:
  description: Every line that assigns, globs or excludes the parameter.
  returned: success
  type: list
  elements: dict
  version_added: 1.0.0
  contains:
    file:
      description: The file where links end, without the O(root) prefix.
      type: str
    entry:
      description: The path under which the loaders meet the file.
      returned: when it is a link
      type: str
    line:
      description: The number of the line.
      type: int
    text:
      description: The line; bytes that are not UTF-8 are shown as C(\xNN).
      type: str
    kind:
      description: One of V(assignment), V(glob), V(exclusion) and V(invalid).
      type: str
    value:
      description: The value that the line assigns.
      type: int
    systemd:
      description: One of V(wins), V(overridden), V(shadowed), V(ignored) and V(unread).
      type: str
    procps:
      description: The same for C(sysctl --system).
      type: str
    busybox:
      description: The same for C(sysctl) of busybox.
      returned: when it was asked
      type: str
hints:
  description: Lines that look like a setting and are none, and copies of vendor files that went stale.
  returned: when there are some
  type: list
  elements: dict
  version_added: 1.0.0
  contains:
    file:
      description: The file.
      type: str
    line:
      description: The number of the line.
      type: int
    text:
      description: The line.
      type: str
    hint:
      description: What it is instead.
      type: str
stages:
  description: What else touches the value on the way to a running system.
  returned: success
  type: list
  elements: dict
  version_added: 1.0.0
  contains:
    stage:
      description:
        - One of V(kernel_command_line), V(boot_loader), V(initrd), V(credential), V(loader_service),
          V(kernel_settings), V(ufw), V(tuned), V(boot_unit), V(tmpfiles), V(boot_script), V(scheduled), V(cloud_init),
          V(hook), V(unexplained), V(container) and V(init).
      type: str
    when:
      description: V(before), V(instead) or V(after) the loaders, or V(beside) them in an unknown order.
      type: str
    file:
      description: Where it was found; null when it is no file.
      type: str
    line:
      description: The number of the line; null when it is no line.
      type: int
    text:
      description: The line or setting.
      type: str
    value:
      description: The value that it sets; null when it sets none or it is not known.
      type: int
    active:
      description: Whether it takes part in the next boot.
      type: bool
    certain:
      description: Whether it surely sets the value.
      type: bool
    note:
      description: What it is, in words.
      type: str
    unless:
      description: The word on the kernel command line with which it does not act.
      returned: when there is one
      type: str
audit:
  description:
    - The audit record of the host, for reports and for a fleet. The role P(hardening.yama.audit#role) keeps it as the fact
      C(hardening_yama_audit).
    - Its JSON Schema is C(docs/schemas/audit-1.schema.json) in the collection.
  returned: when O(scope) is given
  type: dict
  version_added: 1.0.0
  contains:
    schema:
      description: The version of the record, V(1).
      type: int
    time:
      description: When the host was judged, by its own clock, in UTC.
      type: str
    program:
      description: The C(version) of the program.
      type: dict
    system:
      description: The C(name), C(id), C(version), C(kernel), C(machine) and C(init) of the system, null where it is not known.
      type: dict
    wanted:
      description: The C(scope) and C(minimum) that it is judged by.
      type: dict
    state:
      description:
        - One of V(compliant), V(compliant_with_doubts), V(drifts_at_reboot), V(non_compliant), V(locked_stricter),
          V(not_applicable) and V(unknown).
        - It is V(drifts_at_reboot) where the running kernel is right and the next boot is not, V(locked_stricter) where the
          running kernel has 3 and a lower scope is wanted, so that only a reboot lowers it.
        - It is V(unknown), too, where the user may not read all that may set the value.
      type: str
    summary:
      description: The state in one sentence.
      type: str
    reasons:
      description: Why it is not right, not known or not applicable.
      type: list
      elements: str
    doubts:
      description: As in RV(verdict.doubts).
      type: list
      elements: str
    mend:
      description: The C(command) that mends it, the same as C(text) with every step, and whether a C(reboot) belongs to it; null
        where there is nothing to mend.
      type: dict
    running:
      description: Whether the running kernel has C(yama), and its C(value); null for an O(root).
      type: dict
    next_boot:
      description: For each loader its C(version), whether it runs C(at_boot), what it leaves (C(value)), what is left in the end
        (C(final)), whether that C(locks), and the C(file) and C(line) that decide.
      type: list
      elements: dict
    way:
      description: The way of the value through the next boot in its order, as C(yama-ptrace explain) shows it.
      type: list
      elements: dict
    judges:
      description: What published checks of other people say of the host, whether they agree, and what satisfies them.
      type: list
      elements: dict
  sample:
    state: drifts_at_reboot
    summary: "right for 1 until the next boot: systemd sets 0 (/etc/sysctl.d/99-b.conf:1) at the next boot"
maintenance:
  description: Boots with a certain word on the kernel command line, in which the boot unit does not lock the kernel.
  returned: success
  type: dict
  version_added: 1.0.0
  contains:
    argument:
      description: The word, that of the boot unit when there is one, otherwise O(maintenance_argument).
      type: str
    now:
      description: Whether this boot is one.
      type: bool
    systemd:
      description: The value in the next one, with C(systemd-sysctl); null for the kernel's default.
      type: int
    procps:
      description: The same with C(sysctl --system).
      type: int
  sample: {argument: maintenance, now: false, systemd: 1, procps: 1}
impact:
  description: What raising the running value to O(scope) means for those who trace.
  returned: when O(scope) is above the running value
  type: dict
  version_added: 1.0.0
  contains:
    traced:
      description: Who is traced now, and by whom. It stays so at any value, for the children too that it starts later.
      type: list
      elements: dict
      contains:
        process:
          description: The number of the traced process.
          type: int
        task:
          description: The number of the traced thread.
          type: int
        name:
          description: Its name.
          type: str
        tracer:
          description: The number of the tracing process.
          type: int
        tracer_name:
          description: Its name; null when it is not known.
          type: str
        tracer_exe:
          description: Its program; null when it is not known.
          type: str
    tasks:
      description: How many threads were looked at.
      type: int
    unreadable:
      description: How many of them could not be read.
      type: int
    highest_scope:
      description: What people do with ptrace, and the highest value at which it still works.
      type: list
      elements: dict
      contains:
        what:
          description: What it is, in words.
          type: str
        root:
          description: The highest value with the capability C(CAP_SYS_PTRACE).
          type: int
        user:
          description: The highest value without; -1 when it does not even work at V(0).
          type: int
probe:
  description: How the kernel behaves, found out with real C(ptrace) calls.
  returned: when O(probe=true)
  type: dict
  version_added: 1.0.0
  contains:
    scope:
      description: The value that the kernel behaves like; null when that is not clear.
      type: int
    text:
      description: The same in words, with the reason when it is not clear.
      type: str
    agrees:
      description: Whether it is the running value; null when that is not clear.
      type: bool
    observations:
      description:
        - The answers to C(traceme_privileged), C(traceme), C(sibling) and C(consenting_sibling), each of them
          V(allowed), V(refused), V(not_asked) or V(other).
      type: dict
verdict:
  description: Whether the host is right, now and at the next boot.
  returned: when O(scope) is given
  type: dict
  version_added: 1.0.0
  contains:
    scope:
      description: The wanted value.
      type: int
    minimum:
      description: Whether a stricter value is right too.
      type: bool
    compliant:
      description: Whether the host is right.
      type: bool
    status:
      description:
        - V(compliant), V(not_compliant), V(no_yama), V(not_applicable) or V(unknown).
        - It is V(no_yama) where the running kernel has no Yama, which is as good as scope 0, so that it is not right.
        - It is V(not_applicable) in a container, whose kernel belongs to its host.
        - It is V(unknown) where no loader is known to run, as in an empty folder, or where something else makes the
          files at each boot, as on NixOS and Guix, and where the user may not read all that may set the value.
          RV(verdict.compliant) is true only for V(compliant).
      type: str
    reasons:
      description: Why it is not, or why that is not known.
      type: list
      elements: str
    doubts:
      description:
        - What may set the value at the next boot and cannot be known, such as an encrypted credential or a script.
        - It makes no host wrong. The role P(hardening.yama.audit#role) can be told to fail on it.
      returned: when there are any
      type: list
      elements: str
  sample:
    scope: 1
    minimum: false
    compliant: false
    status: not_compliant
    reasons:
      - "procps leaves the kernel's default at the next boot"
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.hardening.yama.plugins.module_utils._argument_spec import YAMA_PTRACE_INFO


def main() -> None:
    module = AnsibleModule(argument_spec=YAMA_PTRACE_INFO, supports_check_mode=True)
    module.fail_json(msg="hardening.yama.yama_ptrace_info is a native program that only its action plugin can start.")


if __name__ == "__main__":
    main()
