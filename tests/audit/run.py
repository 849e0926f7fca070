# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit suite: every audit record that the program writes is one of the schema, by a validator of other people's.

The literal examples in tests/unit/data/audit, the record of each folder that is shaped like a system, of this host, and
of this host as a user without rights see it. A second program, metrics.py, has promtool read the metrics.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from distributions.trees import TREES
from lab import native
from lab.project import PROGRAM, ROOT
from lab.suite import Suite, equal, run_suite
from lab.virtualenv import virtual_environment

SCHEMA = ROOT / "ansible_collections" / "hardening" / "yama" / "docs" / "schemas" / "audit-1.schema.json"
EXAMPLES = ROOT / "tests" / "unit" / "data" / "audit"
VALIDATOR = "jsonschema==4.23.0"
NOBODY = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")

# Reads a schema and a list of documents, and says of each what is wrong with it.
VALIDATE = """
import json, sys
import jsonschema
schema, documents = json.load(sys.stdin)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
print(json.dumps([[error.message for error in validator.iter_errors(document)] for document in documents]))
"""


def main(suite: Suite) -> None:
    """Validate them all at once, and report each."""
    native.build("release")
    with suite.test("the schema refuses what is no record"), suite.alone:
        right = json.loads((EXAMPLES / "compliant.json").read_text(encoding="utf-8"))
        missing = {key: value for key, value in right.items() if key != "judges"}
        unreachable = {"schema": 1, "state": "unreachable", "summary": "no route to host"}
        wrong = [{**right, "schema": 2}, {**right, "state": "fine"}, missing, {**right, "time": "today"}, unreachable]
        equal([bool(errors) for errors in errors_of(wrong)], [True] * len(wrong), "refused")
        equal(errors_of([{**unreachable, "host": "<script>"}]), [[]], "errors of a host that cannot be reached")
    records = {f"the example {path.name}": json.loads(path.read_text(encoding="utf-8")) for path in examples()}
    for tree in TREES:
        with tempfile.TemporaryDirectory(prefix="yama-audited-") as place:
            tree.build(Path(place) / "root")
            records[f"the record of {tree.name}"] = record("--root", f"{place}/root")
    records["the record of this host"] = record()
    with tempfile.TemporaryDirectory(prefix="yama-audited-") as place:
        program = shutil.copy(PROGRAM, place)
        Path(place).chmod(0o755)
        records["the record of this host, by nobody"] = record(command=(*NOBODY, program))
    for (name, document), errors in zip(records.items(), errors_of(list(records.values()))):
        with suite.test(f"{name} is one of the schema"), suite.alone:
            equal(errors, [], f"what is wrong with {json.dumps(document)[:400]}")


def examples() -> list[Path]:
    """The literal records."""
    return sorted(EXAMPLES.glob("*.json"))


def record(*options: str, command: tuple[str, ...] = (str(PROGRAM),)) -> dict[str, Any]:
    """The audit record that the program writes."""
    words = [*command, "status", "--scope", "1", "--json", *options]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return json.loads(done.stdout)["audit"]


def errors_of(documents: list[dict[str, Any]]) -> list[list[str]]:
    """What the validator says of each."""
    python = virtual_environment("jsonschema", VALIDATOR) / "bin" / "python"
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    done = subprocess.run(
        [str(python), "-c", VALIDATE],
        input=json.dumps([schema, documents]),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    run_suite("audit", main)
