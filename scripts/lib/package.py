# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/package: the collection with the programs of every processor, as one tarball for Ansible Galaxy."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from check_package import check
from lab import checkout, debian
from lab.controller import Controller
from lab.errors import LabError
from lab.processors import PROCESSORS, Processor, processor
from lab.progress import say
from lab.project import BUILD, COLLECTION, ROOT
from papers import Papers
from reproducible import make_reproducible
from system_packages import system_packages

NAMES = [each.name for each in PROCESSORS]

# Ansible Galaxy refuses larger ones.
LARGEST_PACKAGE = 20_000_000

# Compiling keeps every core busy; linking has long stretches on one core, so two programs go side by side.
BUILDS_AT_ONCE = 2


def main(arguments: list[str]) -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="scripts/package", description="Pack the collection; see scripts/package.")
    parser.add_argument("--output", metavar="FOLDER", type=Path, default=BUILD / "package", help="default: %(default)s")
    parser.add_argument("processors", metavar="PROCESSOR", nargs="*", help="default: all; " + " ".join(NAMES))
    parser.add_argument("--check", metavar="PACKAGE", type=Path, help="build that package again and compare every byte")
    parser.add_argument(
        "--systems",
        choices=("own", "all", "none"),
        default="own",
        help="also make Debian and RPM packages: with this machine's program (default), with all PROCESSORs', or none",
    )
    options = parser.parse_args(arguments)
    if options.check and options.processors:
        parser.error("--check builds for the processors that the package was built for: name none")
    if options.check:
        return check(options.check.resolve())
    unknown = sorted(set(options.processors) - set(NAMES))
    if unknown:
        parser.error(f"there is no processor {unknown[0]}: choose from {', '.join(NAMES)}")
    processors = [processor(name) for name in NAMES if name in (options.processors or NAMES)]
    output = options.output.resolve()
    date = int(os.environ.get("SOURCE_DATE_EPOCH") or checkout.commit_time())
    changed = checkout.changed_files()
    if changed:
        say(f"packing a checkout with changes that are not committed: {len(changed)} files differ")
    papers = Papers(processors, date)
    build_programs(processors)
    controller = Controller()
    with tempfile.TemporaryDirectory(prefix="yama-package-") as folder:
        staged = stage(Path(folder) / "collection", processors)
        papers.put_notices(staged)
        say(f"packing with ansible-galaxy of ansible-core {controller.version}")
        papers.put_bill(staged, pack(staged, Path(folder) / "without-bill", controller))
        package = pack(staged, Path(folder) / "package", controller)
        make_reproducible(package, date)
        if package.stat().st_size > LARGEST_PACKAGE:
            raise LabError(f"The package has {package.stat().st_size} bytes: Ansible Galaxy takes {LARGEST_PACKAGE}.")
        output.mkdir(parents=True, exist_ok=True)
        package = Path(shutil.move(package, output / package.name))
        others = system_packages(
            packaged(processors, options.systems), date, staged / "docs" / "notices", output, Path(folder)
        )
    papers.write_beside(package, controller, others)
    print_summary(package, processors, others)
    return 0


def packaged(processors: list[Processor], systems: str) -> list[Processor]:
    """Those whose program goes into a Debian package and an RPM."""
    return {"all": processors, "own": [each for each in processors if each.name == os.uname().machine]}.get(systems, [])


def build_programs(processors: list[Processor]) -> None:
    """Build the programs."""
    debian.require_packages(*(each.compiler_package for each in processors))
    os.environ.setdefault("CMAKE_BUILD_PARALLEL_LEVEL", str(max(1, (os.cpu_count() or 1) // BUILDS_AT_ONCE)))
    with ThreadPoolExecutor(BUILDS_AT_ONCE) as workers:
        builds = [workers.submit(build_program, each) for each in processors]
        try:
            for build in as_completed(builds):
                build.result()
        except BaseException:
            workers.shutdown(cancel_futures=True)
            raise


def build_program(each: Processor) -> None:
    """Build one program and say how long it took."""
    started = time.monotonic()
    each.build()
    say(f"built {each.name}: {each.program.stat().st_size} bytes in {time.monotonic() - started:.0f} s")


def stage(folder: Path, processors: list[Processor]) -> Path:
    """Lay out the collection with its programs and their checksums in a new folder."""
    for file in checkout.files(under=COLLECTION):
        target = folder / (ROOT / file).relative_to(COLLECTION)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, target)
    modules = folder / "plugins" / "modules"
    for each in processors:
        shutil.copy(each.program, modules / f"__yama_ptrace_{each.name}")
    subprocess.run(
        ["cmake", f"-DMODULES={modules}", "-P", str(ROOT / "native" / "write_checksums.cmake")],
        stdin=subprocess.DEVNULL,
        check=True,
    )
    return folder


def pack(collection: Path, folder: Path, controller: Controller) -> Path:
    """The tarball that ansible-galaxy makes of a collection, in a new folder."""
    folder.mkdir()
    done = subprocess.run(
        [
            f"{controller.folder}/bin/ansible-galaxy",
            "collection",
            "build",
            "--output-path",
            str(folder),
            str(collection),
        ],
        env=controller.variables(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    packages = list(folder.glob("*.tar.gz"))
    if done.returncode != 0 or len(packages) != 1:
        raise LabError(f"ansible-galaxy built no package: {done.stderr.strip() or done.stdout.strip()}")
    return packages[0]


def print_summary(package: Path, processors: list[Processor], others: list[Path]) -> None:
    """Print the sizes and the checksums."""
    for each in processors:
        print(f"{each.name:8} {each.program.stat().st_size:8} bytes")
    for file in (*others, package):
        content = file.read_bytes()
        print(f"{'package':8} {len(content):8} bytes  sha256:{hashlib.sha256(content).hexdigest()}")
        print(file)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except LabError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
