# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program as a Debian package and as an RPM, both made from scripts/packages/description.toml.

What is in them is what `cmake --install` installs, with the program of a processor as the collection has it.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import textwrap
from pathlib import Path

from lab import debian
from lab.errors import LabError
from lab.processors import Processor, processor
from lab.progress import say
from lab.project import COLLECTION, ROOT
from packaged_files import Description, read_description

FOLDER = ROOT / "scripts" / "packages"

# What Debian and rpm call a processor, where it is not our name.
DEBIAN_NAMES = {"x86_64": "amd64", "i686": "i386", "aarch64": "arm64", "armv7l": "armhf", "ppc64le": "ppc64el"}
RPM_NAMES = {"armv7l": "armv7hl"}

# Where texts about the program's parts go.
NOTICES = {"debian": "usr/share/doc/{}/notices", "rpm": "usr/share/licenses/{}/notices"}

# Debian's limit on a line of a description.
COLUMNS = 79


def system_packages(processors: list[Processor], date: int, notices: Path, output: Path, folder: Path) -> list[Path]:
    """Make both packages for each processor, whose program is built; returns them, in the output folder.

    notices is a folder of further texts about the program's parts, which need not exist; folder is for what is made on
    the way.
    """
    if not processors:
        return []
    debian.require_packages("debhelper", "rpm")
    description = describe(date)
    image = folder / "image"
    install(image, description)
    made = []
    for each in processors:
        say(f"making the packages of {description.name} for {each.name}")
        shutil.copy(each.program, image / "usr/sbin" / description.name)
        for make, system in ((debian_package, "debian"), (rpm_package, "rpm")):
            place = folder / f"{each.name}-{system}"
            lay_out(place / "image", image, description, system, notices)
            package = make(place, each, description)
            made.append(Path(shutil.move(package, output / package.name)))
    return made


def describe(date: int) -> Description:
    """What the packages of this checkout are made from."""
    return read_description(FOLDER / "description.toml", version(), date)


def version() -> str:
    """The version that the collection says it has; 1.1.0~dev of 1.1.0-dev, which to both systems comes before 1.1.0."""
    found = re.search(r"^version: (\S+)$", (COLLECTION / "galaxy.yml").read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise LabError("galaxy.yml names no version.")
    return found[1].replace("-", "~")


def install(image: Path, description: Description) -> None:
    """`cmake --install` of this machine's own build, which leaves the files of the description and no others."""
    own = processor(os.uname().machine)
    own.build()
    run(ROOT, "cmake", "--install", str(own.program.parent), "--prefix", "/usr", DESTDIR=str(image))
    found = {f"/{path.relative_to(image)}" for path in image.rglob("*") if not path.is_dir()}
    different = found ^ {file.path for file in description.files}
    if different:
        raise LabError(
            f"{FOLDER.relative_to(ROOT)}/description.toml and `cmake --install` differ about "
            f"{', '.join(sorted(different))}: mend the list."
        )


def lay_out(target: Path, image: Path, description: Description, system: str, notices: Path) -> None:
    """The files as a package of a system has them: places, modes, one date, whatever this run's umask is."""
    for file in description.files:
        if file.place(system):
            content = (image / file.path[1:]).read_bytes()
            put(target / file.place(system)[1:], gzip.compress(content, mtime=0) if file.packed else content, file.mode)
    for notice in sorted(notices.glob("*")):
        name = notice.name.removeprefix("COPYING-")  # a name that lintian takes for a licence that need not be there
        put(target / NOTICES[system].format(description.name) / name, notice.read_bytes(), 0o644)
    for path in (target, *target.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)
        os.utime(path, (description.date, description.date))


def put(file: Path, content: bytes, mode: int) -> None:
    """Write one file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    file.chmod(mode)


def debian_package(place: Path, each: Processor, description: Description) -> Path:
    """The package that debhelper makes of a folder's image."""
    source = place / f"{description.name}-{description.version}"
    source.mkdir()
    (place / "image").rename(source / "image")
    write_debian(source / "debian", description)
    name = DEBIAN_NAMES.get(each.name, each.name)
    # -d: the compilers of the other processor are not asked for, since nothing is compiled.
    run(source, "dpkg-buildpackage", "--build=binary", "-d", "-us", "-uc", "-a", name, **reproducible(description))
    return place / f"{description.name}_{description.version}_{name}.deb"


def write_debian(folder: Path, description: Description) -> None:
    """The folder debian of a source package, filled from the description."""
    paragraphs = [textwrap.indent(textwrap.fill(text, COLUMNS - 1), " ") for text in description.paragraphs]
    words = {**description.words(), "DESCRIPTION": "\n .\n".join(paragraphs)}
    for file in sorted((FOLDER / "debian").rglob("*")):
        if file.is_file() and file.suffix != ".license":
            text = filled(file.read_text(encoding="utf-8"), words)
            put(folder / file.relative_to(FOLDER / "debian"), text.encode(), file.stat().st_mode & 0o755)


def rpm_package(place: Path, each: Processor, description: Description) -> Path:
    """The package that rpmbuild makes of a folder's image."""
    image = place / "image"
    words = {
        **description.words(),
        "DESCRIPTION": "\n\n".join(textwrap.fill(text, COLUMNS) for text in description.paragraphs),
        "FILES": "\n".join(rpm_lines(image, description)),
    }
    spec = place / f"{description.name}.spec"
    spec.write_text(filled((FOLDER / spec.name).read_text(encoding="utf-8"), words), encoding="utf-8")
    settings = {
        "_topdir": str(place),
        "image": str(image),
        "_buildhost": "localhost",
        "use_source_date_epoch_as_buildtime": "1",
        "clamp_mtime_to_source_date_epoch": "1",
        "_binary_payload": "w9.gzdio",  # which every rpm reads
    }
    defined = [f"--define={name} {value}" for name, value in settings.items()]
    name = RPM_NAMES.get(each.name, each.name)
    run(place, "rpmbuild", "-bb", f"--target={name}-linux", *defined, str(spec), **reproducible(description))
    return place / "RPMS" / name / f"{description.name}-{description.version}-1.{name}.rpm"


def rpm_lines(image: Path, description: Description) -> list[str]:
    """The files of the image as rpm's section %files has them."""
    marks = {"document": "%doc ", "licence": "%license "}
    kinds = {file.place("rpm"): marks.get(file.kind, "") for file in description.files}
    lines = []
    for path in sorted(image.rglob("*")):
        place = f"/{path.relative_to(image)}"
        if not path.is_dir():
            lines.append(f"{kinds.get(place, '%license ')}%attr({path.stat().st_mode & 0o777:04o},root,root) {place}")
        elif description.name in path.relative_to(image).parts:  # a folder of its own, which goes with it
            lines.append(f"%dir %attr(0755,root,root) {place}")
    return lines


def filled(template: str, words: dict[str, str]) -> str:
    """A template with each @WORD@ replaced."""
    return re.sub(r"@([A-Z_]+)@", lambda match: words[match[1]], template)


def reproducible(description: Description) -> dict[str, str]:
    """Variables for a packager: the date of everything, and no language of this person's."""
    return {"SOURCE_DATE_EPOCH": str(description.date), "LC_ALL": "C.UTF-8", "DEB_BUILD_OPTIONS": "", "TZ": "UTC"}


def run(folder: Path, *command: str, **variables: str) -> None:
    """A command that has to succeed. Raises LabError with its last words."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise LabError(f"`{command[0]}` failed: {' '.join(done.stdout.split())[-900:]}")
