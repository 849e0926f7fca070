# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options suite: every place of the collection that repeats the program's table of options, compared with it."""

from __future__ import annotations

import ast
import json
import runpy
import subprocess
from pathlib import Path
from typing import Any

from lab import debian, native
from lab.project import BUILD, COLLECTION
from lab.suite import Suite, equal, run_suite

TABLE = BUILD / "asan" / "tests" / "options" / "yama-options"

# The module that a role runs, and which of its options the role decides itself.
ROLES = {
    "audit": ("yama_ptrace_info", set()),
    "report": ("fleet_report", set()),  # which is no module of the program
    "scope1_restricted": (
        "yama_ptrace",
        {"state", "persist", "maintenance_argument", "maintenance_scope", "maintenance_line", "replace_published_unit"},
    ),
    "scope3_no_attach": ("yama_ptrace", {"state", "persist", "scope", "minimum", "remove_lock"}),
}

# What a place says of an option. Its description is its own.
FACTS = ("type", "elements", "choices", "default")

Options = dict[str, dict[str, Any]]


def main(suite: Suite) -> None:
    """Compare argument specs, documentation and roles with the table."""
    debian.require_packages("python3-yaml", "libgtest-dev")
    native.build("asan", "yama-options")
    table = json.loads(subprocess.run([str(TABLE)], stdin=subprocess.DEVNULL, capture_output=True, check=True).stdout)
    specs = runpy.run_path(str(COLLECTION / "plugins" / "module_utils" / "_argument_spec.py"))
    for module, options in table.items():
        with suite.test(f"the argument spec of {module} has the program's options"):
            equal(differences(facts(specs[module.upper()]), options), {}, "what differs")
        with suite.test(f"the documentation of {module} has the program's options"):
            equal(differences(facts(documented(module)), options), {}, "what differs")
    for role in sorted((COLLECTION / "roles").iterdir()):
        module, decided = ROLES[role.name]
        check_role(suite, role, table.get(module, {}), decided)


def facts(options: Options) -> Options:
    """The options without what the table has not."""
    return {name: {fact: option[fact] for fact in FACTS if fact in option} for name, option in options.items()}


def differences(found: Options, wanted: Options) -> dict[str, tuple[Any, Any]]:
    """By name, what was found and what was wanted."""
    names = sorted(found.keys() | wanted.keys())
    return {name: (found.get(name), wanted.get(name)) for name in names if found.get(name) != wanted.get(name)}


def documented(module: str) -> Options:
    """The options of a module's DOCUMENTATION and of the fragments that it extends, merged as Ansible does."""
    documentation = read_documentation(COLLECTION / "plugins" / "modules" / f"{module}.py")
    merged: Options = {}
    for fragment in documentation["extends_documentation_fragment"]:
        name = fragment.rpartition(".")[2]
        merged.update(read_documentation(COLLECTION / "plugins" / "doc_fragments" / f"{name}.py").get("options", {}))
    for name, option in documentation["options"].items():
        merged[name] = {**merged.get(name, {}), **option}
    return merged


def read_documentation(file: Path) -> dict[str, Any]:
    """The YAML that a Python file assigns to DOCUMENTATION, without running it, for it imports Ansible."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and [getattr(name, "id", "") for name in node.targets] == ["DOCUMENTATION"]:
            return load_yaml(ast.literal_eval(node.value))
    raise AssertionError(f"{file} has no DOCUMENTATION")


def load_yaml(text: str) -> Any:
    """The one document of a text."""
    import yaml  # noqa: PLC0415 - of a Debian package that main() installs

    return yaml.safe_load(text)


def check_role(suite: Suite, role: Path, known: Options, decided: set[str]) -> None:
    """The options that a role hands on, whose names are the role's and the module's."""
    entries = load_yaml((role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
    declared = {name: option for entry in entries.values() for name, option in facts(entry["options"]).items()}
    handed_on = {
        module_name: option
        for name, option in declared.items()
        if (module_name := name.removeprefix(f"{role.name}_")) in known
    }
    with suite.test(f"the role {role.name} hands on the program's options"):
        equal(set(handed_on), known.keys() - decided, "the options that it takes")
        wanted = {name: as_role(known[name], option) for name, option in handed_on.items()}
        equal(differences(handed_on, wanted), {}, "what differs")
    with suite.test(f"the role {role.name} has the defaults that it declares"):
        defaults = load_yaml((role / "defaults" / "main.yml").read_text(encoding="utf-8"))
        stated = {name: option["default"] for name, option in declared.items() if "default" in option}
        if f"{role.name}_scope" in declared:
            stated[f"{role.name}_scope"] = "{{ sysctl_kernel_yama_ptrace_scope_value | default('1') }}"
        equal(defaults, stated, "defaults/main.yml")


def as_role(option: dict[str, Any], declared: dict[str, Any]) -> dict[str, Any]:
    """What a role may say of an option: it may leave it to the module, and may take fewer of the scope's words."""
    wanted = {fact: value for fact, value in option.items() if fact != "default" or fact in declared}
    if "0" in option.get("choices", ()) and set(declared.get("choices", ())) < set(option["choices"]):
        wanted["choices"] = declared["choices"]
    return wanted


if __name__ == "__main__":
    run_suite("options", main)
