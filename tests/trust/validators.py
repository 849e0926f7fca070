# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other people's judgement of a package's papers: spdx-tools, in-toto's attestation library, reuse."""

from __future__ import annotations

import subprocess
from pathlib import Path

from lab.virtualenv import virtual_environment

SPDX_TOOLS = "spdx-tools==0.8.5"
ATTESTATION = "in-toto-attestation==0.9.3"
REUSE = "reuse==6.2.0"
PACKAGEURL = "packageurl-python==0.17.6"

# The published shapes are those of the protocol buffers: a key that they do not have is an error.
STATEMENT_PROGRAM = """
import json, sys
from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
document = json.load(open(sys.argv[1]))
Statement.copy_from_pb(json_format.ParseDict(document, statement_pb2.Statement())).validate()
predicate = json_format.ParseDict(document["predicate"], provenance_pb2.Provenance())
assert predicate.build_definition.build_type and predicate.build_definition.external_parameters
assert predicate.run_details.builder.id and predicate.run_details.metadata.started_on.seconds
for each in (*predicate.build_definition.resolved_dependencies, *predicate.run_details.byproducts):
    assert each.name and (each.uri or each.digest), each
print("valid")
"""


def validate_bill(bill: Path) -> str:
    """What spdx-tools says against an SPDX document, "" for nothing."""
    return _said(virtual_environment("spdx-tools", SPDX_TOOLS) / "bin" / "pyspdxtools", "-i", str(bill))


def validate_statement(statement: Path) -> str:
    """What in-toto's library says against a statement with SLSA's provenance; "valid" for nothing."""
    python = virtual_environment("in-toto", ATTESTATION) / "bin" / "python"
    return _said(python, "-c", STATEMENT_PROGRAM, str(statement)).strip()


def validate_purls(purls: list[str]) -> str:
    """The package URLs as packageurl-python writes them, one a line: those that are right come out as they went in."""
    python = virtual_environment("packageurl", PACKAGEURL) / "bin" / "python"
    program = "import sys, packageurl\nfor each in sys.argv[1:]: print(packageurl.PackageURL.from_string(each))"
    return _said(python, "-c", program, *purls).strip()


def lint_licences(folder: Path) -> str:
    """The last line of `reuse lint` on a folder."""
    said = _said(virtual_environment("reuse", REUSE) / "bin" / "reuse", "--root", str(folder), "lint", may_fail=True)
    return said.strip().splitlines()[-1]


def _said(program: Path, *arguments: str, may_fail: bool = False) -> str:
    done = subprocess.run(
        [str(program), *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    assert may_fail or done.returncode == 0, said.strip()[-900:]
    return said
