"""The sources of data/: evidence → the files that ship, the same bytes each time.

Each source is a module with a constant `SOURCE` and an entry of the descriptor for each of its files. What a person
edits, reference tables and the descriptor's texts, is never written over; of the descriptor, only what follows from
the bytes of a file changes.
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
    """Every source by the name of its module.

    >>> {"internshala", "naukri_2018"} <= set(sources())
    True
    """
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return {module.__name__.rpartition(".")[2]: module.SOURCE for module in modules if hasattr(module, "SOURCE")}


@dataclass(frozen=True)
class GatherReport:
    """What `gather` did: the rows of each file written, and what was left out, in sentences."""

    files: dict[str, int]
    left_out: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [f"{name}: {rows} rows" for name, rows in self.files.items()]
        return "\n".join([*lines, *self.left_out])


def gather(evidence: Path, data: Path = DATA) -> GatherReport:
    """Make every file of data/ whose evidence is there, and bring the descriptor up to date.

    Args:
        evidence: the folder with the evidence. A file that is missing leaves out what is made from it.
        data: the folder to write to. The texts of the descriptor come from the project's own data/.

    Raises:
        DataError: where there is no evidence at all, or it is not what it should be; nothing is written then.
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
    """Write tables to a data folder, and bring its descriptor up to date with their bytes and their `attrs`."""
    for name, table in tables.items():
        (data / name).write_bytes(csv_bytes(table))
    facts = {name: {str(key): fact for key, fact in table.attrs.items()} for name, table in tables.items()}
    (data / DESCRIPTOR).write_bytes(_json_bytes(_describe_resources(data, facts)))


def csv_bytes(table: pd.DataFrame) -> bytes:
    r"""A table as CSV, the same bytes on every machine.

    >>> csv_bytes(pd.DataFrame({"city": ["Pune"], "posts": [3]}))
    b'city,posts\nPune,3\n'
    """
    return str(table.to_csv(index=False, lineterminator="\n")).encode("utf-8")


def _describe_resources(data: Path, facts: dict[str, dict[str, object]]) -> dict[str, object]:
    """The project's descriptor, with what follows from the files in a folder; only those are described."""
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
