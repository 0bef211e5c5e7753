"""The files of data/ as downloads, each with its part of the descriptor."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from analytics.presenting import wording
from analytics.presenting.messages import _
from analytics.reading import packaged
from analytics.topics.methods.terms import Package, entry_of

THE_SAME_EACH_TIME = (1980, 1, 1, 0, 0, 0)
"""The date of every member of an archive: the same data give the same file."""


def titles(package: Package) -> dict[str, str]:
    """The files of data/: title by name."""
    return {str(entry["name"]): str(entry["title"]) for entry in package["resources"]}


def size(name: str, package: Package) -> str:
    """The size of a file, in words.

    >>> size("a", {"resources": [{"name": "a", "bytes": 2_103_394, "rows": 27813}]})
    '27,813 rows, 2.1 MB'
    """
    entry = entry_of(package, name)
    kilobytes = entry["bytes"] / 1000
    rows = wording.count(entry["rows"])
    if kilobytes >= 1000:
        return _("{rows} rows, {megabytes} MB", rows=rows, megabytes=f"{kilobytes / 1000:.1f}")
    return _("{rows} rows, {kilobytes} kB", rows=rows, kilobytes=f"{kilobytes:.0f}")


def archive_file(name: str, folder: Path = packaged.DATA) -> bytes:
    """A zip with one file of data/, byte for byte, and the descriptor's entry about it."""
    return _archive([name], folder)


def archive_all(folder: Path = packaged.DATA) -> bytes:
    """A zip with all files of data/ and their descriptor."""
    return _archive([str(entry["name"]) for entry in packaged.descriptor(folder)["resources"]], folder)


def _archive(names: list[str], folder: Path) -> bytes:
    package = packaged.descriptor(folder)
    entries = [packaged.resource(name, folder) for name in names]
    descriptor = json.dumps(package | {"resources": entries}, ensure_ascii=False, indent=2) + "\n"
    members = [
        (packaged.DESCRIPTOR, descriptor.encode()),
        *((entry["path"], (folder / entry["path"]).read_bytes()) for entry in entries),
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in members:
            archive.writestr(zipfile.ZipInfo(path, THE_SAME_EACH_TIME), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
