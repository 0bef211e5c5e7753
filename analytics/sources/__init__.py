"""The sources of data/: build the shipped files from the evidence, byte for byte reproducibly.

Each source is a module with a constant `SOURCE` and an entry of the descriptor for each of its files. Hand-edited
content (reference tables and the descriptor's texts) is never overwritten; in the descriptor, only values computed from
a file's bytes change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pandas as pd

from analytics.model import DataError, Fault
from analytics.reading.packaged import DATA, DESCRIPTOR, descriptor
from analytics.sources.base import Source
from analytics.texts import message


def sources() -> dict[str, Source]:
    """All sources by module name.

    >>> {"internshala", "naukri_2018"} <= set(sources())
    True
    """
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return {module.__name__.rpartition(".")[2]: module.SOURCE for module in modules if hasattr(module, "SOURCE")}


@dataclass(frozen=True)
class GatherReport:
    """The result of `gather`: the rows of each file written, and sentences on what was left out."""

    files: dict[str, int]
    left_out: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [f"{name}: {rows} rows" for name, rows in self.files.items()]
        return "\n".join([*lines, *self.left_out])


def gather(evidence: Path, data: Path = DATA) -> GatherReport:
    """Build every file of data/ whose evidence is present, and update the descriptor.

    Args:
        evidence: the folder with the evidence. Outputs of a missing file are skipped.
        data: the folder to write to. The texts of the descriptor come from the project's own data/.

    Raises:
        DataError: if there is no evidence, or it is invalid; nothing is written then.
    """
    tables: dict[str, pd.DataFrame] = {}
    exclusions = []
    for source in sources().values():
        missing = [name for name in source.needs if not (evidence / name).is_file()]
        if missing:
            exclusions.append(f"{', '.join(missing)} is not in {evidence}: what is made from it was left out.")
            continue
        tables |= source.make(evidence, DATA)
    if not tables:
        rule = message("there is no evidence to gather; {exclusions}", exclusions=" ".join(exclusions))
        raise DataError([Fault(str(evidence), rule)])
    data.mkdir(parents=True, exist_ok=True)
    write(tables, data)
    return GatherReport({name: len(table) for name, table in tables.items()}, tuple(exclusions))


def write(tables: Mapping[str, pd.DataFrame], data: Path = DATA) -> None:
    """Write tables to a data folder, and update its descriptor from their bytes and `attrs`."""
    for name, table in tables.items():
        (data / name).write_bytes(csv_bytes(table))
    facts = {name: {str(key): fact for key, fact in table.attrs.items()} for name, table in tables.items()}
    (data / DESCRIPTOR).write_bytes(_json_bytes(_describe_resources(data, facts)))


def csv_bytes(table: pd.DataFrame) -> bytes:
    r"""Convert a table to CSV, with the same bytes on every machine.

    >>> csv_bytes(pd.DataFrame({"city": ["Pune"], "posts": [3]}))
    b'city,posts\nPune,3\n'
    """
    return str(table.to_csv(index=False, lineterminator="\n")).encode("utf-8")


def _describe_resources(data: Path, facts: dict[str, dict[str, object]]) -> dict[str, object]:
    """Build the descriptor of the files in a folder: the project's texts, with values computed from the files."""
    package = descriptor(DATA)
    entries = [entry for entry in package["resources"] if (data / entry["path"]).is_file()]
    for entry in entries:
        content = (data / entry["path"]).read_bytes()
        entry |= facts.get(entry["path"], {})
        entry["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
        entry["bytes"] = len(content)
        entry["rows"] = len(pd.read_csv(data / entry["path"], dtype=str, keep_default_na=False))
    return package | {"resources": entries}


def _json_bytes(value: dict[str, object]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
