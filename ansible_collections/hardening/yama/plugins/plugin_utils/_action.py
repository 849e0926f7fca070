# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action behind both modules: check the task, send the native program, bring its result back."""

from __future__ import annotations

import difflib
import json
import os
import re
import typing as t

from ansible import constants as C
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.hardening.yama.plugins.plugin_utils import _memory, _processors, _transport
from ansible_collections.hardening.yama.plugins.plugin_utils._errors import NativeError

# What to say of a run that ended early, by the last stage that the script reported.
_FAILURES = {
    None: "The target's shell ended without starting the program; {detail}.",
    _transport.CUT: "The connection ended before the whole program had arrived, so it was not run.",
    _transport.BEGIN: "The connection ended while the program was running; run the task again to see what it has done.",
    _transport.MACHINE: "The target changes its processor from one execution to the next; now it is {detail}.",
    _transport.FULL: "The target's folder {detail} is full: make room there.",
    _transport.NOWHERE: (
        "The target has no folder that the program can be run from ({detail}): make room or "
        "set ansible_remote_tmp to an existing folder of the user on a file system without noexec."
    ),
}

# What a result makes Ansible do on the controller, beside the keys that begin with ansible_.
_ORDERS = ("add_host", "add_group")

# What ssh says of itself when it had a terminal; the target's words are on standard output then.
_CLOSING_LINE = re.compile(r"^(Shared c|C)onnection to .* closed\.\r?$\n?", re.MULTILINE)


class _BecomeRefusedError(NativeError):
    """A become method let no script start that has no terminal."""

    def __init__(self, method: str, answer: dict[str, t.Any]) -> None:
        own = [line for line in answer["stderr"].splitlines() if line.startswith(f"{method}: ")]
        words = f'it said "{own[0].strip()}"' if own else _last_words(answer["stdout"], answer["stderr"])
        super().__init__(f"{method} started nothing; its exit status is {answer['rc']} and {words}.")


class NativeActionBase(ActionBase):
    """Runs the native program as one of its modules; a subclass names the module and its options."""

    MODULE: str
    ARGUMENT_SPEC: dict[str, dict[str, t.Any]]

    # What the target does with the program, and with the arguments, when both have arrived.
    RUN = _transport.RUN

    TRANSFERS_FILES = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        self._supports_check_mode = True
        self._supports_async = True
        result = super().run(tmp, task_vars)
        self._vars = task_vars or {}
        host = self._task.delegate_to or self._vars.get("inventory_hostname")
        self._memory = _memory.HostMemory(self._connection.transport, host)
        try:
            self._refuse()
            outcome = self._run_program(self._checked_arguments())
        except NativeError as error:
            outcome = {"changed": False, "failed": True, "msg": str(error)}
        self._name_host_in_warnings(outcome)
        result.update(wrap_var(outcome))  # no text of the target's is a template
        return result

    def _name_host_in_warnings(self, outcome: dict[str, t.Any]) -> None:
        """Ansible prints equal warnings of many hosts once, and of no warning whose it is."""
        host = self._vars.get("inventory_hostname")
        label = f"{host} -> {self._task.delegate_to}" if self._task.delegate_to else host
        warnings = outcome.get("warnings")
        if label and isinstance(warnings, list):
            outcome["warnings"] = [f"{label}: {text}" if isinstance(text, str) else text for text in warnings]

    def _refuse(self) -> None:
        """Fail with the sentences that a role of this collection found to say against its task."""
        refused = self._vars.get("__hardening_yama_refused")
        sentences = self._templar.template(refused) if refused else []
        if sentences:
            raise NativeError(" ".join(sentences))

    def _checked_arguments(self) -> dict[str, t.Any]:
        """The options that the task gives, in their right types; the program knows its own defaults."""
        given = dict(self._task.args)
        for name, value in given.items():
            if name not in self.ARGUMENT_SPEC:
                near = difflib.get_close_matches(str(name), self.ARGUMENT_SPEC, 1)
                hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(sorted(self.ARGUMENT_SPEC))}."
                raise NativeError(f"{self.MODULE} has no option {name}: {hint}")
            if name in ("scope", "maintenance_scope") and str(value) in ("True", "False"):
                # Ansible would take these for the choices 1 and 0.
                raise NativeError(f"value of {name} must be a number or a name, got: {value}")
        checked = ArgumentSpecValidator(self._spec_of_text()).validate(given)
        if checked.error_messages:
            raise NativeError(checked.errors.msg)
        values = {name: checked.validated_parameters[name] for name in given}
        for name, value in values.items():
            if self.ARGUMENT_SPEC[name]["type"] == "path" and str(value).startswith(("~", "$")):
                raise NativeError(
                    f"{name} must be an absolute path; got '{value}'. Home folders and variables are not expanded."
                )
        return {name: value for name, value in values.items() if value is not None}

    def _spec_of_text(self) -> dict[str, dict[str, t.Any]]:
        """The argument spec with paths as they are: Ansible would expand them with the controller's own home folder."""
        return {
            name: {**option, "type": "str" if option["type"] == "path" else option["type"]}
            for name, option in self.ARGUMENT_SPEC.items()
        }

    def _run_program(self, arguments: dict[str, t.Any]) -> dict[str, t.Any]:
        arguments["_ansible_yama_module"] = self.MODULE
        if not self._takes_standard_input():
            return self._run_by_core(arguments)
        try:
            return self._run_over_standard_input(dict(arguments))
        except _BecomeRefusedError as refusal:
            result = self._run_after_refusal(arguments, refusal)
            self._memory.learn("standard_input", "refused")
            return result

    def _run_after_refusal(self, arguments: dict[str, t.Any], refusal: _BecomeRefusedError) -> dict[str, t.Any]:
        """Ansible's own way, with a terminal; when that fails too, become had a reason of its own, which is said."""
        try:
            return self._run_by_core(arguments)
        except AnsibleConnectionFailure:
            raise
        except (AnsibleError, NativeError) as error:
            raise NativeError(f"{refusal} Ansible's own way for binary modules failed too: {error}") from error

    def _takes_standard_input(self) -> bool:
        """Whether a command of this connection can read from the controller.

        Wherever `has_pipelining` says so it can, even with the setting `pipelining` off: that is off for the sake of a
        sudo that wants a terminal, whose refusal is noticed here. Only connections that answer a password prompt over
        standard input or a terminal of their own must not be asked.
        """
        if not self._connection.has_pipelining or self._connection._shell.SHELL_FAMILY != "sh":
            return False
        if self._memory.recall("standard_input") == "refused":
            return False
        if self._is_pipelining_enabled("new", bool(self._task.async_val)):
            return True
        if self._task.async_val or C.DEFAULT_KEEP_REMOTE_FILES:
            return False
        become = self._connection.become
        if become is None:
            return True
        return become.name == "sudo" and (self._connection.transport == "ssh" or not become.expect_prompt())

    def _run_over_standard_input(self, arguments: dict[str, t.Any]) -> dict[str, t.Any]:
        """One execution, and one more after each wrong guess: at the processor, at a folder with room, and at gzip."""
        self._update_module_args(f"hardening.yama.{self.MODULE}", arguments, self._vars)
        processor = self._known_processor() or self._likely_processor()
        outcome, answer = self._send(arguments, processor)
        if outcome.stage == _transport.MACHINE:
            processor = self._learn_processor(outcome.detail)
            outcome, answer = self._send(arguments, processor)
        if outcome.stage == _transport.UNPACK:
            self._memory.learn("unpacks", "no")
            outcome, answer = self._send(arguments, processor, may_pack=False)

        if outcome.stage == _transport.END:
            return self._report(outcome, answer)
        if outcome.stage is None and self._connection.become:
            raise _BecomeRefusedError(self._connection.become.name, answer)
        ending = _ending(answer["rc"], answer["stdout"], answer["stderr"])
        raise NativeError(_FAILURES[outcome.stage].format(detail=outcome.detail or ending))

    def _send(
        self, arguments: dict[str, t.Any], processor: str, *, may_pack: bool = True
    ) -> tuple[_transport.Outcome, dict[str, t.Any]]:
        installed = self._memory.recall("installed")
        if installed and installed == _processors.checksum_of(processor):
            outcome, answer = self._execute(arguments, processor, _transport.Sent(installed))
            if outcome.stage != _transport.GONE:
                return outcome, answer
            self._memory.learn("installed", "")
        is_packed = may_pack and self._is_worth_packing()
        program = self._packed(processor) if is_packed else _processors.load_program(processor)
        sent = _transport.sent(_processors.checksum_of(processor), program, is_packed=is_packed)
        outcome, answer = self._execute(arguments, processor, sent)
        if outcome.is_installed:
            self._memory.learn("installed", sent.checksum)
        return outcome, answer

    def _packed(self, processor: str) -> bytes:
        """The program packed, which is read, compared and packed by the first task of a run that needs it."""
        return _memory.kept(f"{processor}.gz", lambda: _transport.pack(_processors.load_program(processor)))

    def _execute(
        self, arguments: dict[str, t.Any], processor: str, program: _transport.Sent
    ) -> tuple[_transport.Outcome, dict[str, t.Any]]:
        full: list[str] = []
        while True:
            token = _transport.new_token()
            script = _transport.script(
                token,
                program,
                self._sent_arguments(arguments, program.checksum),
                _processors.PROCESSORS[processor],
                self._places(),
                self._compute_environment_string(),
                self.RUN,
                full,
            )
            answer = self._low_level_execute_command(_transport.command(script), in_data=script + program.content)
            outcome = _transport.parse(token, answer["stdout"])
            if outcome.stage != _transport.FULL or outcome.detail in full:
                return outcome, answer
            full.append(outcome.detail)

    def _is_worth_packing(self) -> bool:
        """Whether the program shall go packed: over ssh, to a target that is not known to lack gzip.

        By Ansible's default ssh compresses what it sends (`-C`), for each host and task anew; with what is packed
        already it is soon done.
        """
        return self._connection.transport == "ssh" and self._memory.recall("unpacks") != "no"

    def _sent_arguments(self, arguments: dict[str, t.Any], checksum: str) -> dict[str, t.Any] | str:
        """What the target gets beside the program of that SHA-256."""
        return arguments

    def _places(self) -> list[str]:
        """Folders of the target that the program may be run from, the best one first."""
        remote_tmp = self.get_shell_option("remote_tmp", default="~/.ansible/tmp")
        system_tmpdirs = self.get_shell_option("system_tmpdirs", default=["/var/tmp", "/tmp"])
        return [remote_tmp, "~", *system_tmpdirs, "/dev/shm"]

    def _report(self, outcome: _transport.Outcome, answer: dict[str, t.Any]) -> dict[str, t.Any]:
        """The program's own report, which is one JSON object."""
        try:
            report = json.loads(outcome.output)
        except (ValueError, RecursionError):
            report = None
        if not isinstance(report, dict):
            ending = _ending(outcome.detail, outcome.output, answer["stderr"])
            raise NativeError(f"{self.MODULE} ended without a report; {ending}.")
        _refuse_orders(key for key in report if key in _ORDERS or key.startswith(("ansible_", "_ansible_")))
        return report

    def _run_by_core(self, arguments: dict[str, t.Any]) -> dict[str, t.Any]:
        """Ansible's own way for binary modules: several executions, but with a terminal, and detached if need be."""
        processor = self._known_processor() or self._ask_processor()
        _processors.load_program(processor)
        folder = self._make_tmp_path() if self._task.async_val else None
        started = False
        try:
            result = self._execute_module(
                module_name=_processors.program_name(processor),
                module_args=arguments,
                task_vars=self._vars,
                wrap_async=self._task.async_val,
            )
            started = "module_stdout" not in result
        finally:
            if folder and not started:
                # Ansible leaves the removal to its wrapper, which a target without Python never starts.
                self._remove_tmp_path(folder)
        if not started:
            ending = _ending(result.get("rc"), result["module_stdout"], result.get("module_stderr", ""))
            hint = ""
            if self._task.async_val and result.get("rc") in (126, 127):
                hint = " async needs Python on the target, where ansible_python_interpreter says it is."
            raise NativeError(f"{self.MODULE} ended without a report; {ending}.{hint}")
        # Ansible has removed the others, and adds the interpreter that it found to the facts.
        found = all(name.startswith("discovered_interpreter_") for name in result.get("ansible_facts", {}))
        _refuse_orders(key for key in result if key == "ansible_stats" or (key == "ansible_facts" and not found))
        return result

    def _known_processor(self) -> str | None:
        """The target's processor, if this run or fact gathering has seen it."""
        known = self._memory.recall("processor")
        if known is None and not self._task.delegate_to:
            known = _processors.processor_of(str(self._vars.get("ansible_facts", {}).get("architecture")))
        return known

    def _likely_processor(self) -> str:
        """The controller's own processor where there is a program for it, otherwise the first one there is."""
        built = _processors.built_processors()
        own = _processors.processor_of(os.uname().machine)
        if own is not None and (own in built or not built):
            return own
        return built[0] if built else "x86_64"

    def _ask_processor(self) -> str:
        token = _transport.new_token()
        answer = self._low_level_execute_command(_transport.machine_script(token), sudoable=False)
        outcome = _transport.parse(token, answer["stdout"])
        if outcome.stage != _transport.MACHINE:
            ending = _ending(answer["rc"], answer["stdout"], answer["stderr"])
            raise NativeError(_FAILURES[None].format(detail=ending))
        return self._learn_processor(outcome.detail)

    def _learn_processor(self, machine: str) -> str:
        processor = _processors.processor_of(machine)
        if processor is None:
            raise NativeError(
                f"hardening.yama has no program for the target's processor {machine}; "
                f"it has programs for {', '.join(_processors.PROCESSORS)}."
            )
        self._memory.learn("processor", processor)
        return processor


def _refuse_orders(keys: t.Iterable[str]) -> None:
    """Refuse keys of a report that Ansible takes from an action for orders, and never from a module."""
    for key in keys:
        raise NativeError(
            f"The target answered for the program: its report holds {key}, which only Ansible itself may use."
        )


def _ending(status: object, stdout: str, stderr: str) -> str:
    """How a command ended that did not do its work."""
    return f"its exit status is {status} and {_last_words(stdout, stderr)}"


def _last_words(stdout: str, stderr: str) -> str:
    lines = (_CLOSING_LINE.sub("", stderr).strip() or stdout.strip()).splitlines()
    return f'the last it said is "{lines[-1].strip()}"' if lines else "it said nothing"
