#!/usr/bin/python
# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of yama_ptrace; the work is done by the native program that the action plugin sends."""

from __future__ import annotations

DOCUMENTATION = r"""
module: yama_ptrace
short_description: Set kernel.yama.ptrace_scope now and for every boot
version_added: 1.0.0
author:
  - hardening.yama contributors (@hardening-yama)
description:
  - Puts the kernel parameter C(kernel.yama.ptrace_scope) where you want it, in the running kernel and after every boot.
  - Predicts what C(systemd-sysctl) and C(sysctl --system) make of all files of the host,
    comments out or outranks the lines that would spoil the value, and fails, with file, line and reason,
    when it cannot promise the value for the next boot.
  - Lines that it comments out stay recognisable in their files; O(state=absent) puts them back.
  - The module is one native program without requirements on the target, so it works on targets without Python.
    It is sent and run over a single SSH execution, and nothing of it stays on the target.
extends_documentation_fragment:
  - hardening.yama.attributes
  - hardening.yama.options
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  scope:
    description:
      - The wanted value of C(kernel.yama.ptrace_scope).
      - V(0) or V(classic) - a process may trace every other process of its user.
      - V(1) or V(restricted) - a process may trace its own descendants only.
      - V(2) or V(admin-only) - only a process with the capability C(CAP_SYS_PTRACE) may trace.
      - V(3) or V(no-attach) - no process may trace another one, and the kernel keeps this value until it is rebooted.
      - Required with O(state=present), unless O(persist=none) and what else is asked for leaves no value to set.
  state:
    description:
      - With V(present) the host gets O(scope).
      - With V(absent) everything that this module has put on the host is removed and every line that it has
        commented out is put back. The running kernel keeps its value until the next boot.
    type: str
    choices:
      - present
      - absent
    default: present
    version_added: 1.0.0
  persist:
    description:
      - How the value is set at the next boots.
      - With V(sysctl) by a line in O(sysctl_file).
      - With V(boot_unit) by a systemd unit that sets it before C(sysinit.target),
        but not in a boot with O(maintenance_argument) on the kernel command line.
        This is the way for O(scope=3), because a line in a C(sysctl.d) file would lock maintenance boots as well.
      - With V(none) not at all; the files keep what they say.
    type: str
    choices:
      - sysctl
      - boot_unit
      - none
    default: sysctl
    version_added: 1.0.0
  sysctl_file:
    description:
      - The file for the line of O(persist=sysctl).
      - By default the program chooses a drop-in that both loaders read last enough,
        usually C(/etc/sysctl.d/99-yama-ptrace.conf), and C(/etc/sysctl.conf) where that alone helps.
    type: path
    version_added: 1.0.0
  runtime:
    description:
      - What to do about the running kernel.
      - With V(required) the task fails when the running kernel cannot be given O(scope).
      - With V(auto) the running kernel is set where that is possible. Where it is not - without Yama, or with a kernel
        that is locked at V(3) - the files are set all the same and the result says what is missing, in RV(msg),
        RV(warnings) and RV(reboot_required). In a container, whose kernel belongs to its host, nothing is changed.
      - With V(skip) the running kernel is left alone, and the files of a container are prepared too.
    type: str
    choices:
      - required
      - auto
      - skip
    default: auto
    version_added: 1.0.0
  reload:
    description:
      - Whether to run the host's own loader, restricted to this parameter, after the files were set.
      - It shows at once that the loader takes the files as the program has predicted.
    type: bool
    default: true
    version_added: 1.0.0
  conflicts:
    description:
      - What to do about lines in other files that would spoil the value at the next boot.
      - With V(comment) they are commented out.
      - With V(fail) the task fails and names them.
      - With V(ignore) they stay; the task still fails when the value at the next boot would not be O(scope).
      - With O(persist=none) no file is touched unless this option is given.
    type: str
    choices:
      - comment
      - fail
      - ignore
    default: comment
    version_added: 1.0.0
  vendor_files:
    description:
      - What to do about conflicting lines in files that belong to packages, below C(/usr/lib) and C(/lib).
      - With V(outrank) they stay and O(sysctl_file) is given a name that is read after them.
      - With V(shadow) they stay and a file of the same name below C(/etc) is put in front of them. It is a copy, which
        the next run brings up to date when the package has another file by then.
      - With V(edit) they are treated as all other files. A package update may bring the lines back.
      - A conffile of dpkg below C(/etc) that is as its package brought it counts as a file of the package. It is
        outranked with V(outrank) and V(shadow), and edited only where nothing else helps, because dpkg stops every
        later upgrade that changes an edited conffile with a question. The price is that its line stays, and a
        published check that wants every line to be right, such as OpenSCAP's rule, may fail on it.
        V(edit) decides the other way.
    type: str
    choices:
      - outrank
      - shadow
      - edit
    default: outrank
    version_added: 1.0.0
  backup:
    description:
      - Whether to keep a copy of every file before it is changed.
    type: bool
    default: false
    version_added: 1.0.0
  maintenance_argument:
    description:
      - The word on the kernel command line that makes a boot a maintenance boot, for O(persist=boot_unit).
      - A boot loader's configuration that has it for the next boot is refused.
  maintenance_scope:
    description:
      - The value in a maintenance boot, for O(persist=boot_unit).
    type: str
    choices:
      - "0"
      - "1"
      - "2"
      - classic
      - restricted
      - admin-only
    default: "1"
    version_added: 1.0.0
  maintenance_line:
    description:
      - The form of the line that gives a maintenance boot its value, for O(persist=boot_unit).
      - V(tolerant) writes C(-kernel.yama.ptrace_scope = 1). A loader that is run again on the locked kernel passes over
        the refusal. The patterns of published checks, such as ComplianceAsCode's and the CIS benchmarks', do not find
        such a line.
      - V(plain) writes C(kernel.yama.ptrace_scope = 1), which they find. Its price - on the locked kernel C(systemctl
        restart systemd-sysctl) and C(sysctl --system) report the refusal of this line and end with an error, after they
        have set everything else.
      - Neither locks a maintenance boot, and every other boot is locked at 3 by the unit.
    type: str
    choices:
      - tolerant
      - plain
    default: tolerant
    version_added: 1.0.0
  replace_published_unit:
    description:
      - Whether to comment out a unit that was made after the NSA sheet "Limiting ptrace on production Linux systems",
        as printed or corrected. It is disabled, and its lines are commented out in their place. Without this it is only
        reported.
      - With O(state=absent) a commented-out one is put back, unless this is set. Only for O(persist=boot_unit) and
        O(state=absent).
    type: bool
    default: false
    version_added: 1.0.0
  remove_lock:
    description:
      - Whether a O(scope) below V(3) may take away what an earlier run put in place to lock the host at V(3) at each
        boot, the boot unit or the line of V(3).
      - Without it such a run fails and says what locks. O(state=absent) takes it away in any case.
    type: bool
    default: false
    version_added: 1.0.0
  fail_if_traced:
    description:
      - Whether to fail, before anything is changed, when some process is being traced by another one.
    type: bool
    default: false
    version_added: 1.0.0
  loader:
    description:
      - The loaders that run at boot and their versions, for example V(systemd=252.39) or V(procps=4.0.2), where they
        cannot be seen. Without this a host on which no loader is known to run is refused - one with an init that is
        not known, or without C(systemd-sysctl) and a command C(sysctl).
      - The forms are those of O(hardening.yama.yama_ptrace_info#module:loader).
      - By default the versions are those of the host or of the image.
    type: list
    elements: str
    version_added: 1.0.0
notes:
  - The collection holds one program for each of the processors x86_64, i686, aarch64, armv7l, ppc64le, s390x and
    riscv64. The processor of the target is taken from its facts when they were gathered. Otherwise the controller's
    own is tried first, and a wrong guess costs one more SSH execution per host and run.
  - The program is run from a fresh folder, private to the user, in the first usable one of these places - the
    C(remote_tmp) option of the shell plugin if that folder is there, the user's home folder, the C(system_tmpdirs)
    of the shell plugin (C(/var/tmp), C(/tmp)), C(/dev/shm). Full, read-only and C(noexec) places are passed over.
  - Standard input of the SSH execution carries the program. This needs no C(pipelining) setting over SSH, because
    the connection gets no terminal either way. Where standard input cannot be used - with C(async),
    C(keep_remote_files), the become method C(su), or a C(sudo) that wants a terminal - the program is copied and
    run by Ansible's own, slower way for binary modules.
seealso:
  - module: hardening.yama.yama_ptrace_info
  - name: Yama
    description: The kernel's documentation of the values.
    link: https://docs.kernel.org/admin-guide/LSM/Yama.html
"""

EXAMPLES = r"""
- name: Only descendants may be traced, now and after every boot
  hardening.yama.yama_ptrace:
    scope: 1

- name: The same by name, and a stricter value is fine too
  hardening.yama.yama_ptrace:
    scope: restricted
    minimum: true

- name: Nobody traces anybody, except in boots with "maintenance" on the kernel command line
  hardening.yama.yama_ptrace:
    scope: 3
    persist: boot_unit

- name: Lock the running kernel at once when troubleshooting is over
  hardening.yama.yama_ptrace:
    scope: 3
    persist: none

- name: Prepare a mounted image
  hardening.yama.yama_ptrace:
    scope: 1
    root: /mnt/image

- name: Only comment out the lines that set the value, those in files of packages too
  hardening.yama.yama_ptrace:
    conflicts: comment
    vendor_files: edit
    persist: none
    runtime: skip
    reload: false

- name: Remove the setting and put back what it commented out
  hardening.yama.yama_ptrace:
    state: absent
"""

RETURN = r"""
msg:
  description: What was done, or why it could not be done, in one sentence.
  returned: always
  type: str
  sample: kernel.yama.ptrace_scope is 1 now and at the next boot
  version_added: 1.0.0
actions:
  description: What was done, or would be done in check mode, in order.
  returned: unless an option is refused
  type: list
  elements: str
  sample:
    - set kernel.yama.ptrace_scope = 1 in /etc/sysctl.d/99-yama-ptrace.conf
  version_added: 1.0.0
before:
  description:
    - The state of the host before the task; null when it was not looked at.
    - The keys are those of the module M(hardening.yama.yama_ptrace_info). A task that failed returns C(runtime)
      and C(verdict) alone, because Ansible prints all that it returns.
  returned: unless an option is refused
  type: dict
  version_added: 1.0.0
after:
  description:
    - The state of the host after the task, or what it would be in check mode; null when it was not looked at.
    - The keys are those of the module M(hardening.yama.yama_ptrace_info), or as few as in RV(before) when the task
      failed.
  returned: unless an option is refused
  type: dict
  version_added: 1.0.0
reboot_required:
  description: Whether the running kernel gets the value only by a reboot.
  returned: unless an option is refused
  type: bool
  sample: false
  version_added: 1.0.0
backup_files:
  description: The copies that O(backup=true) has made.
  returned: unless an option is refused
  type: list
  elements: str
  version_added: 1.0.0
probe:
  description: How the kernel behaves; the keys are those of the module M(hardening.yama.yama_ptrace_info).
  returned: when O(probe=true)
  type: dict
  version_added: 1.0.0
warnings:
  description: What you should know although the task did what it was asked, each with the name of the host.
  returned: when there are any
  type: list
  elements: str
  version_added: 1.0.0
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.hardening.yama.plugins.module_utils._argument_spec import YAMA_PTRACE


def main() -> None:
    module = AnsibleModule(argument_spec=YAMA_PTRACE, supports_check_mode=True)
    module.fail_json(msg="hardening.yama.yama_ptrace is a native program that only its action plugin can start.")


if __name__ == "__main__":
    main()
