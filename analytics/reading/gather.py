"""Gather many files into one grouped survey: each distinct row once, with its count.

A survey of a hundred million rows does not fit one small server; the same rows grouped by their dimensions and pay do,
and give the same quantiles, because counts are frequencies. Grouping is associative: group each part where it lies, on
one machine or on a cluster, then group the groups.

Each file becomes a part (`partition`), computed by any idle process. Parts are saved as they arrive, so an interrupted
run resumes where it stopped; they are merged in the order of their names, so the result does not depend on which
process made them, or when.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.model import DataError, Fault, Provenance
from analytics.reading import saved
from analytics.reading.files.table import Table
from analytics.reading.importing.assemble import Import, assemble
from analytics.reading.importing.audit import Inference
from analytics.reading.importing.clean import Cleaned, Plan
from analytics.reading.importing.decide import InterpretedFile
from analytics.reading.importing.equal_rows import group_equal_rows
from analytics.reading.importing.options import ImportOptions
from analytics.reading.importing.partition import Part, Partition, Reading
from analytics.reading.importing.roles import Column, Columns
from analytics.reading.workers import read_partitions
from analytics.texts import count_message, message

Progress = Callable[[int, int], None]
"""Called with the files that are done, and all of them."""

_ROWS_OF_A_BATCH = 4_000_000  # rows added up at once
_MOST_STATEMENTS = 100  # sentences about files that an audit holds at most


@dataclass(frozen=True, eq=False)
class GatherResult:
    """The result of gathering many files.

    Args:
        result: the grouped survey and the audit of all files together.
        files: how many became part of it.
        failed: the others, and why.
        reused: the files already read by an interrupted run, and not read again.
    """

    result: Import
    files: int
    failed: tuple[Fault, ...]
    reused: int = 0


def gather(
    sources: Sequence[str],
    out: Path,
    reading: Reading = Reading(),  # noqa: B008 (frozen)
    *,
    scheduler: str | None = None,
    strict: bool = False,
    progress: Progress = lambda done, files: None,  # noqa: ARG005
) -> GatherResult:
    """Read many files of CSV or Parquet into one grouped survey, and save it.

    What was read is kept beside `out` until all is done: called again, it goes on from there.

    Args:
        sources: files, folders, or URLs of buckets.
        out: the Parquet file to write.
        reading: how each file is read.
        scheduler: address of a Dask scheduler; without one, the processors of this machine do the work.
        strict: whether an unreadable file is fatal; otherwise it is skipped and reported.
        progress: called as files are done.

    Raises:
        DataError: where `out` cannot be written, is one of the files or is written by another run, there are no files,
            none can be read, or one cannot and that is fatal.
    """
    check_output(out)
    partitions = list_files(sources)
    _check_sources(partitions, out)
    parts_folder = out.with_name(f"{out.name}.parts")
    try:
        parts_folder.mkdir(parents=True, exist_ok=True)
        with _hold_lock(parts_folder, out):
            outcome = _gather_into(partitions, out, parts_folder, reading, scheduler, strict, progress)
            shutil.rmtree(parts_folder)
    except OSError as error:
        raise _cannot_be_written(out, error) from error
    return outcome


def _gather_into(
    partitions: Sequence[Partition],
    out: Path,
    parts_folder: Path,
    reading: Reading,
    scheduler: str | None,
    strict: bool,
    progress: Progress,
) -> GatherResult:
    names = [parts_folder / f"{partition.key(reading)}.parquet" for partition in partitions]
    missing = [index for index, name in enumerate(names) if not name.is_file()]
    reused = len(names) - len(missing)
    failed: dict[int, Fault] = {}
    progress(reused, len(names))
    parts = read_partitions([partitions[index] for index in missing], reading, scheduler)
    for done, (place, part) in enumerate(parts, start=reused + 1):
        index = missing[place]
        if isinstance(part, bytes):
            part_file = names[index].with_suffix(".part")
            part_file.write_bytes(part)
            part_file.replace(names[index])
        else:
            failed[index] = Fault(partitions[index].url, part)
            if strict:
                parts.close()
                raise DataError([failed[index]])
        progress(done, len(names))
    faults = tuple(failed[index] for index in sorted(failed))
    read_well = [name for index, name in enumerate(names) if index not in failed]
    if not read_well:
        raise DataError(faults)
    result = _add_up(read_well, out, faults, reading.options)
    saved.save(result.survey, out, result.audit.sentences())
    return GatherResult(result, len(read_well), faults, reused)


# ---------------------------------------------------------------------------------------------------- where it goes to


def check_output(out: Path) -> None:
    """Check that a survey can be written there, before any file is read.

    Raises:
        DataError: for a folder, a device or a pipe, or a folder that cannot be written to.
    """
    if out.is_dir():
        raise DataError([Fault(str(out), message("is a folder: name the file to write, such as pay.parquet"))])
    if out.exists() and not out.is_file():
        raise DataError(
            [Fault(str(out), message("is a device or a pipe, which a survey cannot be written to: name a file"))]
        )
    folder = next(parent for parent in out.absolute().parents if parent.exists())
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _cannot_be_written(out, error) from error


def _check_sources(partitions: Sequence[Partition], out: Path) -> None:
    """Check that the survey replaces none of the files that it is gathered from, unless an earlier run wrote it.

    Raises:
        DataError: it would.
    """
    is_source = out.exists() and any(
        Path(partition.url).exists() and out.samefile(partition.url) for partition in partitions
    )
    if is_source and not saved.is_saved(out):
        raise DataError([Fault(str(out), message("is one of the files to gather: name another one to write"))])


def _cannot_be_written(out: Path, error: OSError) -> DataError:
    return DataError([Fault(str(out), message("cannot be written: {reason}", reason=error.strerror or error))])


@contextmanager
def _hold_lock(folder: Path, out: Path) -> Iterator[None]:
    """Hold the lock of an output; the system releases it when this process ends, however it ends."""
    with (folder / "lock").open("ab") as file:
        try:
            import fcntl
        except ImportError:  # Windows: concurrent runs are not detected there
            yield
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            rule = message("is being written by another gather: wait until that is done, or name another file")
            raise DataError([Fault(str(out), rule)]) from error
        yield


# ------------------------------------------------------------------------------------------------------- which files


def list_files(sources: Sequence[str]) -> list[Partition]:
    """Every file in files, folders and buckets, by name; hidden ones and descriptors are none.

    Raises:
        DataError: for a source that is not there, or no files at all.
    """
    results: dict[str, Partition] = {}
    for source in sources:
        for partition in _in_bucket(source) if "://" in source else _in_folder(Path(source)):
            results[partition.url] = partition
    if not results:
        raise DataError([Fault(source, message("has no files to gather")) for source in sources])
    return [results[url] for url in sorted(results)]


def _in_folder(source: Path) -> Iterator[Partition]:
    if not source.exists():
        raise DataError([Fault(str(source), message("is not there: check the name"))])
    if not source.is_dir() and not source.is_file():
        raise DataError([Fault(str(source), message("is a device or a pipe, not a file: save it as a file first"))])
    inside = (path for path in source.rglob("*") if path.is_file() and _is_visible(path.relative_to(source).parts))
    for path in inside if source.is_dir() else [source]:
        marks = [path, Path(f"{path}.datapackage.json")]
        facts = [(mark.stat().st_size, mark.stat().st_mtime_ns) for mark in marks if mark.is_file()]
        yield Partition(str(path), repr(facts))


def _in_bucket(source: str) -> Iterator[Partition]:
    try:
        import fsspec
    except ImportError as error:
        raise DataError([Fault(source, message("needs fsspec: pip install -r tests/requirements.txt"))]) from error
    try:
        files, root = fsspec.core.url_to_fs(source)
        inside = files.find(root, detail=True) if files.isdir(root) else {root: files.info(root)}
        for name, facts in inside.items():
            if _is_visible(name.removeprefix(root).strip("/").split("/")):
                marks = {key: facts[key] for key in ("size", "mtime", "ETag", "etag", "created") if key in facts}
                yield Partition(files.unstrip_protocol(name), repr(marks))
    except (OSError, ImportError, ValueError) as error:
        raise DataError([Fault(source, message("cannot be listed: {error}", error=error))]) from error


def _is_visible(names: Sequence[str]) -> bool:
    return not any(name.startswith((".", "_")) for name in names) and not names[-1].endswith(".datapackage.json")


# ----------------------------------------------------------------------------------------------------------- adding up


class _Union:
    """Parts of different files as rows of one table, in which the same role, or else the same header, is one column."""

    def __init__(self) -> None:
        self.roles: dict[tuple[str, str], int] = {}
        self.headers: list[str] = []
        self.pay: dict[str, None] = {}
        self.waiting: list[Cleaned] = []

    def add(self, part: Part) -> None:
        places = []
        for role, header in part.columns:
            key = (role, "" if role != "dimension" else header.casefold())
            if self.roles.get(key) in places:  # the same header twice, but for letter case
                key = (role, header)
            if key not in self.roles:
                self.roles[key] = len(self.headers)
                self.headers.append(header)
            places.append(self.roles[key])
        self.pay |= dict.fromkeys(part.pay)
        rows = part.cleaned
        groups = {place: rows.groups[index] for index, place in enumerate(places)}
        truncated = {places[index]: reason for index, reason in rows.truncated.items()}
        named_texts = np.array([f"{part.file}: {text}" for text in rows.left_text], object)
        self.waiting.append(replace(rows, groups=groups, truncated=truncated, left_text=named_texts))
        # As often as what is new has grown as large as what is together: each row is moved a few times, not many.
        if sum(len(rows.row) for rows in self.waiting[1:]) > max(_ROWS_OF_A_BATCH, len(self.waiting[0].row)):
            self.waiting = [self.merge()]

    def plan(self) -> Plan:
        roles = {role: place for (role, _), place in self.roles.items() if role != "dimension"}
        return Plan(
            header=tuple(self.headers),
            encoding="utf-8",
            roles={**roles, "count": -1},
            groups=tuple(range(len(self.headers))),
            compared=(),
            label=0,
        )

    def merge(self) -> Cleaned:
        """Merge all rows so far, grouping equal ones."""
        blank = {place: (pa.array([""]), np.zeros(1, np.uint8)) for place in range(len(self.headers))}
        whole = []
        for rows in self.waiting:
            groups = {
                place: rows.groups.get(place, (texts, codes.repeat(len(rows.row))))
                for place, (texts, codes) in blank.items()
            }
            whole.append(replace(rows, groups=groups))
        return group_equal_rows(Cleaned.concatenate(whole), self.plan())

    def columns(self) -> Columns:
        grouped_by = [Column(self.headers[place], role) for (role, _), place in self.roles.items()]
        return Columns((*(Column(header, "pay") for header in self.pay), *grouped_by), {})


class _Statements:
    """The inferences about each file; those that differ only in figures are merged, with the files they apply to."""

    def __init__(self) -> None:
        self.files = 0
        self.statements: dict[tuple[str, bool, str], tuple[Inference, str, int]] = {}

    def add(self, part: Part) -> None:
        self.files += 1
        for inference in (*part.inferences, *(Inference(_WARNING, sentence) for sentence in part.warnings)):
            key = inference.about, inference.guessed, re.sub(r"\d[\d,.]*", "", inference.sentence)
            first, file, files = self.statements.get(key, (replace(inference, rows=0), part.file, 0))
            self.statements[key] = replace(first, rows=first.rows + inference.rows), file, files + 1

    def most_frequent(self) -> Iterator[Inference]:
        """The first of each kind, the most frequent first; at most a hundred."""
        for inference, file, files in sorted(self.statements.values(), key=lambda entry: -entry[2])[:_MOST_STATEMENTS]:
            if self.files == 1:
                yield inference
                continue
            sentence = count_message("In {file}: {sentence}", "In {n} files, such as {file}: {sentence}", files,
                                     n=f"{files:,}", file=file, sentence=inference.sentence)  # fmt: skip
            yield replace(inference, sentence=sentence)


_WARNING = "warning"


def _add_up(parts: Sequence[Path], out: Path, failed: Sequence[Fault], options: ImportOptions) -> Import:
    """The survey and the audit of all parts, in their order."""
    union = _Union()
    statements = _Statements()
    for path in parts:
        part = Part.from_bytes(path.read_bytes())
        statements.add(part)
        union.add(part)
    files = f"{len(parts):,} file{'' if len(parts) == 1 else 's'}"
    table = Table(name=out.name, header=tuple(union.headers))
    file = InterpretedFile(table, union.columns(), union.plan(), "files", "files")
    results = assemble(file, union.merge(), options)
    inferences = list(statements.most_frequent())
    audit = replace(
        results.audit,
        file=files,
        inferences=(*(i for i in inferences if i.about != _WARNING), *results.audit.inferences),
        warnings=(
            *(i.sentence for i in inferences if i.about == _WARNING),
            *results.audit.warnings,
            *(message("Left out: {fault}.", fault=fault.message) for fault in failed),
        ),
    )
    source = Provenance(out.stem, files, "yours")
    survey = replace(results.survey, name=out.stem, provenance=source)
    return replace(results, survey=survey, audit=audit)


def group_rows(rows: pd.DataFrame, by: Sequence[str], count: str = "posts") -> pd.DataFrame:
    """Group rows: return the distinct rows of these columns in ascending order, with their counts.

    Args:
        rows: one row each; or rows grouped before, whose counts are then added up.
        by: the columns to keep: dimensions and pay.
        count: name of the column of counts, in the result and, where rows were grouped before, in `rows`.

    Returns:
        The columns of `by` and the counts (int64). The order of the rows given makes no difference.

    Raises:
        KeyError: for a column that is not there.
        ValueError: for a missing value in `by`: it would be lost. Say "Not stated", or leave the row out and count it.

    >>> rows = pd.DataFrame({"city": ["Pune", "Delhi", "Pune"], "pay": [200, 150, 200]})
    >>> group_rows(rows, ["city", "pay"])
        city  pay  posts
    0  Delhi  150      1
    1   Pune  200      2

    The groups of parts, grouped, are the groups of the whole:

    >>> parts = pd.concat([group_rows(rows[:2], ["city", "pay"]), group_rows(rows[2:], ["city", "pay"])])
    >>> group_rows(parts, ["city", "pay"]).equals(group_rows(rows, ["city", "pay"]))
    True
    """
    columns = list(by)
    absent = [column for column in columns if column not in rows]
    if absent:
        raise KeyError(f"no column {', '.join(absent)}; there are {', '.join(map(str, rows.columns))}")
    gaps = rows[columns].isna().sum()
    if gaps.any():
        results = ", ".join(f"{number} in {column}" for column, number in gaps[gaps > 0].items())
        raise ValueError(f"the columns to group by must have no missing values; got {results}")
    ones = rows[count] if count in rows else pd.Series(1, index=rows.index)
    counts = ones.astype("int64").groupby([rows[column] for column in columns], observed=True, sort=True).sum()
    return counts.rename(count).reset_index()
