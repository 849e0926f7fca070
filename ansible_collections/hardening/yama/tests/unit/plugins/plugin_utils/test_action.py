# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action on a local shell instead of a connection, with a shell script in the place of the native program."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from hashlib import sha256
from types import SimpleNamespace

import pytest
from ansible import constants as C
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.hardening.yama.plugins.action.yama_ptrace import ActionModule
from ansible_collections.hardening.yama.plugins.action.yama_ptrace_info import ActionModule as InfoActionModule
from ansible_collections.hardening.yama.plugins.plugin_utils import _processors, _transport

REPORT = b'#!/bin/sh\nprintf \'{"changed": false, "failed": false, "got": %s}\' "$(cat "$1")"\n'
OWN = _processors.processor_of(os.uname().machine)
OTHER = "s390x"


# What ssh says itself when it had a terminal.
CLOSED = "Shared connection to web1 closed.\r\n"


class Become:
    def __init__(self, name="sudo", prompt=False):
        self.name = name
        self.expect_prompt = lambda: prompt


class Connection:
    def __init__(self, transport="ssh", has_pipelining=True, become=None, family="sh"):
        self.transport = transport
        self.has_pipelining = has_pipelining
        self.become = become
        self._shell = SimpleNamespace(SHELL_FAMILY=family, tmpdir=None)


class Local:
    """Replaces what an action does with its connection; `sent` and `by_core` tell what it did."""

    answer = None
    pipelining = False

    def _setup(self):
        self.sent = []
        self.sizes = []
        self.by_core = []

    def _is_pipelining_enabled(self, style, wrap_async=False):
        return self.pipelining and not wrap_async

    def _update_module_args(self, module_name, module_args, task_vars, **kwargs):
        module_args["_ansible_module_name"] = module_name

    def _compute_environment_string(self, raw_environment_out=None):
        return ""

    def get_shell_option(self, option, default=None):
        return default

    def _low_level_execute_command(self, cmd, sudoable=True, in_data=None):
        self.sent.append(cmd)
        self.sizes.append(len(in_data or b""))
        if self.answer is not None:
            return dict(self.answer)
        done = subprocess.run(["/bin/sh", "-c", cmd], input=in_data or b"", capture_output=True, check=False)
        return {"rc": done.returncode, "stdout": done.stdout.decode(), "stderr": done.stderr.decode()}

    def _make_tmp_path(self):
        self._connection._shell.tmpdir = "/home/user/.ansible/tmp/ansible-tmp-1"
        return self._connection._shell.tmpdir

    def _execute_module(self, module_name, module_args, task_vars, wrap_async):
        self.by_core.append((module_name, module_args, wrap_async))
        return {"changed": False, "failed": False}


@pytest.fixture(name="action")
def fixture_action(tmp_path, monkeypatch):
    """Makes actions that share the temporary folder of one run of Ansible."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(C, "DEFAULT_LOCAL_TMP", str(tmp_path))
    monkeypatch.setattr(_processors, "built_processors", lambda: [OTHER, OWN])
    monkeypatch.setattr(_processors, "load_program", lambda processor: REPORT)
    monkeypatch.setattr(_processors, "checksum_of", lambda name: sha256(_processors.load_program(name)).hexdigest())

    def make(module=ActionModule, arguments=None, delegate_to=None, async_val=0, connection=None):
        task = SimpleNamespace(
            args={"scope": 1} if arguments is None else arguments,
            async_val=async_val,
            delegate_to=delegate_to,
            check_mode=False,
        )
        made = type("Action", (Local, module), {})(
            task, connection or Connection(), SimpleNamespace(check_mode=False), None, None, None
        )
        made._setup()
        return made

    return make


def run(action, **task_vars):
    return action.run(task_vars={"inventory_hostname": "web1", **task_vars})


def test_one_execution_brings_the_report(action):
    made = action()
    result = run(made)
    assert result["got"] == {
        "scope": "1",
        "_ansible_yama_module": "yama_ptrace",
        "_ansible_module_name": "hardening.yama.yama_ptrace",
    }
    assert len(made.sent) == 1


def test_only_options_that_were_given_are_sent_in_their_types(action):
    got = run(action(arguments={"scope": "restricted", "minimum": "yes", "root": None}))["got"]
    assert {name: value for name, value in got.items() if name[0] != "_"} == {"scope": "restricted", "minimum": True}


def test_info_is_the_same_program(action):
    got = run(action(InfoActionModule, {"loader": "systemd=252"}))["got"]
    assert got["loader"] == ["systemd=252"]
    assert got["_ansible_yama_module"] == "yama_ptrace_info"


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"scop": 1}, "yama_ptrace has no option scop: did you mean scope?"),
        ({"scope": True}, "value of scope must be a number or a name, got: True"),
        ({"scope": 3, "maintenance_scope": False}, "value of maintenance_scope must be a number or a name, got: False"),
        (
            {"root": "~/image"},
            "root must be an absolute path; got '~/image'. Home folders and variables are not expanded.",
        ),
        (
            {"scope": 1, "sysctl_file": "$HOME/x.conf"},
            "sysctl_file must be an absolute path; got '$HOME/x.conf'. Home folders and variables are not expanded.",
        ),
        ({"state": "gone"}, "value of state must be one of: present, absent, got: gone"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_sent(action, arguments, message):
    made = action(arguments=arguments)
    assert run(made) == {"changed": False, "failed": True, "msg": message}
    assert made.sent == []


def test_what_a_role_says_against_its_task_is_its_refusal(action):
    made = action()
    made._templar = SimpleNamespace(template=lambda text: {"{{ query }}": ["One.", "Two."], "{{ none }}": []}[text])
    assert run(made, __hardening_yama_refused="{{ query }}") == {"changed": False, "failed": True, "msg": "One. Two."}
    assert made.sent == []
    assert run(made, __hardening_yama_refused="{{ none }}")["failed"] is False


@pytest.mark.parametrize(
    "connection, pipelining, async_val, standard_input",
    [
        (Connection(), False, 0, True),
        (Connection(), True, 0, True),
        (Connection(become=Become()), False, 0, True),
        (Connection(become=Become(prompt=True)), False, 0, True),
        (Connection("local", become=Become(prompt=True)), False, 0, False),
        (Connection("local", become=Become(prompt=True)), True, 0, True),
        (Connection("local", become=Become()), False, 0, True),
        (Connection(become=Become("su")), False, 0, False),
        (Connection(become=Become("doas")), False, 0, False),
        (Connection(become=Become("doas")), True, 0, True),
        (Connection(has_pipelining=False), False, 0, False),
        (Connection(family="powershell"), True, 0, False),
        (Connection(), False, 60, False),
        (Connection(), True, 60, False),
    ],
)
def test_when_standard_input_carries_the_program(action, connection, pipelining, async_val, standard_input):
    made = action(connection=connection, async_val=async_val)
    made.pipelining = pipelining
    assert run(made)["failed"] is False
    assert bool(made.by_core) is not standard_input


def test_kept_remote_files_go_core_s_way(action, monkeypatch):
    monkeypatch.setattr(C, "DEFAULT_KEEP_REMOTE_FILES", True)
    made = action()
    run(made)
    assert made.by_core == [
        (f"hardening.yama.__yama_ptrace_{OWN}", {"scope": "1", "_ansible_yama_module": "yama_ptrace"}, 0)
    ]


def test_wrong_guess_costs_one_execution_and_is_remembered(action, monkeypatch):
    monkeypatch.setattr(_processors, "built_processors", lambda: [OTHER])
    first, second = action(), action()
    assert run(first)["failed"] is False
    assert run(second)["failed"] is False
    assert (len(first.sent), len(second.sent)) == (2, 1)


@pytest.mark.parametrize("transport, is_packed", [("ssh", True), ("local", False), ("podman", False)])
def test_program_goes_packed_over_ssh(action, monkeypatch, transport, is_packed):
    monkeypatch.setattr(_processors, "load_program", lambda processor: REPORT + b"#" * 1_000_000)
    made = [action(connection=Connection(transport)) for turn in range(2)]
    assert [run(each)["failed"] for each in made] == [False, False]
    assert [each.sizes[0] < 10_000 for each in made] == [is_packed, is_packed]


def test_installed_program_is_sent_once_and_after_it_is_gone(action, tmp_path, monkeypatch):
    if os.geteuid() != 0:
        pytest.skip("only root can install a program")
    program = tmp_path / "yama-ptrace"
    program.write_bytes(REPORT + b"#" * 100_000)
    program.chmod(0o755)
    monkeypatch.setattr(_transport, "INSTALLED", str(program))
    monkeypatch.setattr(_processors, "load_program", lambda processor: REPORT + b"#" * 100_000)
    made = [action(connection=Connection("podman")) for turn in range(4)]
    for each in made[:2]:
        assert run(each)["failed"] is False
    program.unlink()
    for each in made[2:]:
        assert run(each)["failed"] is False
    sizes = [["whole" if size > 100_000 else "small" for size in each.sizes] for each in made]
    assert sizes == [["whole"], ["small"], ["small", "whole"], ["whole"]]
    assert max(made[1].sizes) < 4_000


def test_target_without_gzip_costs_one_execution_and_is_remembered(action, tmp_path, monkeypatch):
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "gzip").write_text("#!/bin/sh\nexit 127\n", encoding="ascii")
    (tools / "gzip").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    first, second = action(), action()
    assert run(first)["failed"] is False
    assert run(second)["failed"] is False
    assert (len(first.sent), len(second.sent)) == (2, 1)


def test_facts_are_believed_for_the_host_itself_only(action):
    facts = {"ansible_facts": {"architecture": OTHER}}
    itself, delegated = action(), action(delegate_to="web2")
    run(itself, **facts)
    run(delegated, **facts)
    assert (len(itself.sent), len(delegated.sent)) == (2, 1)


def test_sudo_that_wants_a_terminal_is_noticed_and_remembered(action):
    first, second = (action(connection=Connection(become=Become())) for turn in range(2))
    first.answer = {"rc": 1, "stdout": "", "stderr": "sudo: sorry, you must have a tty to run sudo\n"}
    first._ask_processor = lambda: OWN
    run(first)
    run(second)
    assert (len(first.sent), len(first.by_core)) == (1, 1)
    assert len(second.by_core) == 1


def test_sudo_that_refuses_for_good_is_quoted_and_not_remembered(action):
    first, second = (action(connection=Connection(become=Become())) for turn in range(2))
    said = (
        "Warning: added web1 to the list of known hosts.\nsudo: unknown user nosuch\nsudo: error initializing audit\n"
    )
    first.answer = {"rc": 1, "stdout": "", "stderr": said}
    first._ask_processor = lambda: OWN

    def execute_module(**kwargs):
        raise AnsibleError("Failed to set permissions on the temporary files.")

    first._execute_module = execute_module
    assert run(first) == {
        "changed": False,
        "failed": True,
        "msg": (
            'sudo started nothing; its exit status is 1 and it said "sudo: unknown user nosuch". '
            "Ansible's own way for binary modules failed too: Failed to set permissions on the temporary files."
        ),
    }
    run(second)
    assert (len(second.sent), second.by_core) == (1, [])


def test_sudo_that_refuses_over_a_terminal_too_is_quoted(action):
    made = action(connection=Connection(become=Become()))
    said = "sudo: Sorry, user alice is not allowed to execute anything as nobody on web1.\n"
    made.answer = {"rc": 1, "stdout": "", "stderr": said}
    made._ask_processor = lambda: OWN
    made._execute_module = lambda **kwargs: {"rc": 1, "module_stdout": said, "module_stderr": CLOSED}
    assert run(made)["msg"] == (
        'sudo started nothing; its exit status is 1 and it said "sudo: Sorry, user alice is not allowed to execute '
        "anything as nobody on web1.\". Ansible's own way for binary modules failed too: yama_ptrace ended without a "
        'report; its exit status is 1 and the last it said is "sudo: Sorry, user alice is not allowed to execute '
        'anything as nobody on web1.".'
    )


def test_closing_line_of_ssh_is_not_the_target_s(action):
    made = action(connection=Connection(become=Become("su")))
    made._ask_processor = lambda: OWN
    made._execute_module = lambda **kwargs: {"rc": 1, "module_stdout": "su: no\r\n", "module_stderr": CLOSED}
    assert (
        run(made)["msg"] == 'yama_ptrace ended without a report; its exit status is 1 and the last it said is "su: no".'
    )


def test_asynchronous_task_without_python_names_it(action):
    made = action(async_val=60)
    made._ask_processor = lambda: OWN
    made._remove_tmp_path = lambda folder: None
    made._execute_module = lambda **kwargs: {"rc": 127, "module_stdout": "", "module_stderr": CLOSED}
    assert run(made)["msg"] == (
        "yama_ptrace ended without a report; its exit status is 127 and it said nothing. "
        "async needs Python on the target, where ansible_python_interpreter says it is."
    )


@pytest.mark.parametrize("key", ["ansible_facts", "ansible_stats"])
def test_target_cannot_speak_to_the_controller_on_core_s_way(action, key):
    made = action(connection=Connection(become=Become("su")))
    made._ask_processor = lambda: OWN
    made._execute_module = lambda **kwargs: {"changed": False, key: {"evil": 1}}
    assert run(made) == {
        "changed": False,
        "failed": True,
        "msg": f"The target answered for the program: its report holds {key}, which only Ansible itself may use.",
    }


def test_interpreter_that_core_found_is_no_answer_of_the_target(action):
    made = action(async_val=60)
    made._ask_processor = lambda: OWN
    facts = {"discovered_interpreter_python": "/usr/bin/python3"}
    made._execute_module = lambda **kwargs: {"ansible_job_id": "j1", "started": 1, "ansible_facts": facts}
    assert run(made)["ansible_job_id"] == "j1"


def test_connection_that_breaks_on_core_s_way_is_unreachable(action):
    made = action(connection=Connection(become=Become()))
    made.answer = {"rc": 1, "stdout": "", "stderr": "sudo: sorry, you must have a tty to run sudo\n"}
    made._ask_processor = lambda: OWN

    def execute_module(**kwargs):
        raise AnsibleConnectionFailure("gone")

    made._execute_module = execute_module
    with pytest.raises(AnsibleConnectionFailure):
        run(made)


@pytest.mark.parametrize(
    "answer, message",
    [
        (
            {"rc": 1, "stdout": "", "stderr": "This account is not available.\n"},
            "The target's shell ended without starting the program; "
            'its exit status is 1 and the last it said is "This account is not available.".',
        ),
        (
            {"rc": 0, "stdout": "", "stderr": ""},
            "The target's shell ended without starting the program; its exit status is 0 and it said nothing.",
        ),
    ],
)
def test_shell_that_starts_nothing(action, answer, message):
    made = action()
    made.answer = answer
    assert run(made) == {"changed": False, "failed": True, "msg": message}


@pytest.mark.parametrize(
    "program, message",
    [
        (b"#!/bin/sh\nexit 3\n", "yama_ptrace ended without a report; its exit status is 3 and it said nothing."),
        (
            b"#!/bin/sh\necho '[]'\n",
            'yama_ptrace ended without a report; its exit status is 0 and the last it said is "[]".',
        ),
        (
            b"#!/bin/sh\necho '{'; echo oops >&2\n",
            'yama_ptrace ended without a report; its exit status is 0 and the last it said is "oops".',
        ),
    ],
)
def test_program_without_a_report(action, monkeypatch, program, message):
    monkeypatch.setattr(_processors, "load_program", lambda processor: program)
    assert run(action()) == {"changed": False, "failed": True, "msg": message}


def test_processor_without_a_program(action, tmp_path, monkeypatch):
    (tmp_path / "uname").write_text("#!/bin/sh\necho vax\n")
    (tmp_path / "uname").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert run(action())["msg"] == (
        "hardening.yama has no program for the target's processor vax; "
        "it has programs for x86_64, i686, aarch64, armv7l, ppc64le, s390x, riscv64."
    )


def test_no_place_to_run_from(action, monkeypatch):
    monkeypatch.setenv("HOME", "/proc")
    made = action()
    made._places = lambda: ["/proc", "~"]
    assert run(made)["msg"] == (
        "The target has no folder that the program can be run from (/proc cannot be written, /proc cannot be written): "
        "make room or set ansible_remote_tmp to an existing folder of the user on a file system without noexec."
    )


def test_memory_that_cannot_be_kept_is_no_error(action, tmp_path, monkeypatch):
    monkeypatch.setattr(C, "DEFAULT_LOCAL_TMP", "/nonexistent")
    assert json.dumps(run(action())["failed"]) == "false"
    (tmp_path / "gzip").write_text("#!/bin/sh\nexit 127\n", encoding="ascii")
    (tmp_path / "gzip").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    made = action()
    assert run(made)["failed"] is False
    assert len(made.sent) == 2


@pytest.mark.parametrize("key", ["add_host", "add_group", "ansible_facts", "_ansible_delegated_vars"])
def test_target_cannot_speak_to_the_controller_itself(action, monkeypatch, key):
    """Ansible acts on these keys of an action's result, so no target may choose them."""
    program = f'#!/bin/sh\necho \'{{"changed": false, "{key}": {{"host_name": "evil"}}}}\'\n'.encode()
    monkeypatch.setattr(_processors, "load_program", lambda processor: program)
    assert run(action()) == {
        "changed": False,
        "failed": True,
        "msg": f"The target answered for the program: its report holds {key}, which only Ansible itself may use.",
    }


@pytest.mark.parametrize("answer", [AnsibleError("no Python"), {"module_stdout": "", "rc": 127}])
def test_asynchronous_task_that_does_not_start_leaves_nothing(action, answer):
    made = action(async_val=60)
    removed = []

    def execute_module(**kwargs):
        if isinstance(answer, Exception):
            raise answer
        made._connection._shell.tmpdir = None  # as ansible-core does for tasks of its wrapper
        return answer

    made._execute_module = execute_module
    made._remove_tmp_path = removed.append
    with contextlib.suppress(AnsibleError):
        assert run(made)["failed"]
    assert removed == ["/home/user/.ansible/tmp/ansible-tmp-1"]


@pytest.mark.parametrize(
    "program",
    [
        b'#!/bin/sh\necho \'{"changed": false, "failed": true, "msg": "{{ 6 * 7 }}"}\'\n',
        b"#!/bin/sh\necho '{{ 6 * 7 }}' >&2\n",
    ],
    ids=["report", "no-report"],
)
def test_what_the_target_says_is_never_a_template(action, monkeypatch, program):
    """Before ansible-core 2.19, text is a template in later tasks unless it is wrapped."""
    monkeypatch.setattr(_processors, "load_program", lambda processor: program)
    message = run(action())["msg"]
    assert "{{ 6 * 7 }}" in message
    assert type(message) is type(wrap_var(str(message)))


@pytest.mark.parametrize("delegate_to, label", [(None, "web1"), ("builder", "web1 -> builder")])
def test_warnings_name_their_host(action, monkeypatch, delegate_to, label):
    """Ansible prints the same text of many hosts once."""
    program = b'#!/bin/sh\necho \'{"changed": false, "failed": false, "warnings": ["lowers 2 to 1"]}\'\n'
    monkeypatch.setattr(_processors, "load_program", lambda processor: program)
    assert run(action(delegate_to=delegate_to))["warnings"] == [f"{label}: lowers 2 to 1"]


def test_report_of_endless_depth(action, monkeypatch):
    monkeypatch.setattr(_processors, "load_program", lambda processor: b"#!/bin/sh\nprintf '%099999d' 0 | tr 0 [\n")
    assert "ended without a report" in run(action())["msg"]
