"""Reduce one file of many to its distinct rows with counts. This runs where the data are.

Everything that concerns one file only is decided here, as `decide` decides it: encoding, columns, the period and
the currency of rows that do not state theirs. What concerns all files (which currency, which groups) waits until they
are added up, so a part keeps the texts of its groups. It is a pure function: the same bytes give the same part.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from analytics import __version__
from analytics.reading.files.opening import open_table
from analytics.reading.files.table import ImportRefusedError, Limits, in_turn
from analytics.reading.importing import file_audit
from analytics.reading.importing.audit import Inference, Remarks, most_common
from analytics.reading.importing.clean import PERIODS, Cleaned, Group, Memory, clean, narrow, scale
from analytics.reading.importing.decide import InterpretedFile, interpret, resembles_pay
from analytics.reading.importing.descriptor import load_descriptor
from analytics.reading.importing.dimensions import read_places
from analytics.reading.importing.equal_rows import group_equal_rows
from analytics.reading.importing.options import CURRENCIES, NO_OPTIONS, ImportOptions
from analytics.reading.importing.rows import Rows
from analytics.reading.importing.settle_currency import settle_currency, silent_remarks, stated_currencies
from analytics.reading.importing.settle_period import check_period, guess_period
from analytics.reading.wire import message_from_json, message_to_json
from analytics.texts import Message, message

UNLIMITED = Limits(size=1 << 57, rows=1 << 62)
"""A file is read piece by piece, so its size is no matter."""

_KEY = b"vetan part"
_ROWS_OF_A_BATCH = 2_000_000  # rows put together at once


@dataclass(frozen=True)
class Reading:
    """The settings for reading every file.

    Args:
        options: the mapping, for every file; the period, unit and currency of the files that do not say. Repeated rows
            are not looked for.
        digits: to how many significant digits pay is rounded; as it is stated if not given.
    """

    options: ImportOptions = NO_OPTIONS
    digits: int | None = None


@dataclass(frozen=True)
class Partition:
    """A file, and a mark that changes when its content does."""

    url: str
    mark: str

    def key(self, reading: Reading) -> str:
        """A name for what comes of this file, read in this way by this version.

        >>> Partition("pay.csv", "today").key(Reading()) == Partition("pay.csv", "yesterday").key(Reading())
        False
        """
        return hashlib.sha256(repr((self, reading, __version__)).encode()).hexdigest()[:32]


@dataclass(frozen=True, eq=False)
class Part:
    """The rows of a file, equal ones put together, each with a period and a currency.

    Args:
        columns: role and header of the columns that become groups, in the order of `cleaned.groups`.
        pay: the headers of the columns with pay.
        cleaned: the rows; `weight` is how many people they stand for.
        inferences, warnings: what was understood of this file.
    """

    file: str
    columns: tuple[tuple[str, str], ...]
    pay: tuple[str, ...]
    cleaned: Cleaned
    inferences: tuple[Inference, ...]
    warnings: tuple[Message, ...]

    def to_bytes(self) -> bytes:
        """The part as a Parquet file."""
        rows = self.cleaned
        single = rows.low is rows.middle is rows.high
        names = [name for name in _NUMBERS if not (single and name in ("middle", "high"))]
        columns: dict[str, pa.Array] = {name: pa.array(getattr(rows, name)) for name in names}
        for position, (texts, codes) in rows.groups.items():
            columns[str(position)] = pa.DictionaryArray.from_arrays(codes.astype(np.int32), texts)
        about = {
            "file": self.file,
            "columns": self.columns,
            "pay": self.pay,
            "rows": rows.rows,
            "left": [getattr(rows, name).tolist() for name in _LEFT_COLUMNS],
            "notes": [
                (message_to_json(note), number, rows.examples.get(note, ())) for note, number in rows.notes.items()
            ],
            "truncated": {str(position): reason for position, reason in rows.truncated.items()},
            "inferences": [
                {**vars(inference), "sentence": message_to_json(inference.sentence)} for inference in self.inferences
            ],
            "warnings": [message_to_json(warning) for warning in self.warnings],
        }
        table = pa.table(columns).replace_schema_metadata({_KEY: json.dumps(about)})
        sink = pa.BufferOutputStream()
        parquet.write_table(table, sink, compression="zstd", row_group_size=1 << 62)
        return bytes(sink.getvalue())

    @staticmethod
    def from_bytes(content: bytes) -> Part:
        """The part that `to_bytes` made these of."""
        table = parquet.read_table(pa.BufferReader(content)).combine_chunks()
        about = json.loads(table.schema.metadata[_KEY])
        groups: dict[int, Group] = {}
        for position in range(len(about["columns"])):
            column = table[str(position)].combine_chunks()
            groups[position] = column.dictionary, narrow(column.indices.to_numpy())
        left_columns = dict(zip(_LEFT_COLUMNS, about["left"], strict=True))
        numbers = {name: table[name].to_numpy() for name in _NUMBERS if name in table.column_names}
        pay = {name: numbers.get(name, numbers["low"]) for name in ("low", "middle", "high")}
        notes = [(message_from_json(note), number, examples) for note, number, examples in about["notes"]]
        cleaned = Cleaned(
            rows=about["rows"],
            groups=groups,
            prints=np.empty(0, np.uint64),
            left_row=np.array(left_columns["left_row"], np.int64),
            left_reason=np.array(left_columns["left_reason"], np.uint8),
            left_text=np.array(left_columns["left_text"], object),
            left_times=np.array(left_columns["left_times"], np.int64),
            notes={note: number for note, number, _ in notes},
            examples={note: tuple(examples) for note, _, examples in notes},
            truncated={int(position): reason for position, reason in about["truncated"].items()},
            **{**numbers, **pay},
        )
        inferences = (
            Inference(**{**i, "sentence": message_from_json(i["sentence"]), "examples": tuple(i["examples"])})
            for i in about["inferences"]
        )
        columns = tuple((role, header) for role, header in about["columns"])
        return Part(
            about["file"],
            columns,
            tuple(about["pay"]),
            cleaned,
            tuple(inferences),
            tuple(map(message_from_json, about["warnings"])),
        )


_NUMBERS = ("row", "low", "middle", "high", "period", "currency", "weight", "times")
_LEFT_COLUMNS = ("left_row", "left_reason", "left_text", "left_times")


def read(partition: Partition, reading: Reading) -> bytes:
    """A file → its part, as bytes, to be sent and kept.

    Raises:
        DataError: for what is no table, or has no pay.
        ValueError: for a mapping that does not fit.
        OSError: for what cannot be read.
    """
    with _list_local(partition.url) as path:
        return read_file(path, partition.url, reading).to_bytes()


@contextmanager
def _list_local(url: str) -> Iterator[Path]:
    """The file on this machine: where it lies, or as a copy for a while."""
    if "://" not in url:
        yield Path(url)
        return
    import fsspec

    files, remote = fsspec.core.url_to_fs(url)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, Path(remote).name)
        files.get_file(remote, str(path))
        if files.exists(described := f"{remote}.datapackage.json"):
            files.get_file(described, f"{path}.datapackage.json")
        yield path


def read_file(path: Path, name: str, reading: Reading) -> Part:
    """As `read`, for a file on this machine."""
    table = open_table(path, name, UNLIMITED, prefer=resembles_pay)
    options, descriptor = reading.options, load_descriptor(path)
    described = ImportOptions(options.mapping).over(descriptor)
    file = interpret(table, described)
    if options.unit and file.how_unit not in ("you", "header"):
        file = interpret(table, replace(described, unit=options.unit))
    if "weight" in file.plan.roles:
        raise ImportRefusedError(
            name, message("has sampling weights, which counts cannot stand for: bring the file to the dashboard")
        )
    # What was said for all files holds where this one does not say; rows are not compared with each other.
    # Rows of several employers would no longer be equal, so employers are kept only where their column was named.
    left_aside = None if options.mapping.get("employer") else file.plan.roles.get("employer")
    plan = replace(
        file.plan,
        period=file.plan.period or options.period,
        compared=(),
        roles={role: position for role, position in file.plan.roles.items() if position != left_aside},
        groups=tuple(position for position in file.plan.groups if position != left_aside),
    )
    group_batch = partial(group_equal_rows, plan=plan, digits=reading.digits)
    memory = Memory()
    parts: list[Cleaned] = []
    for chunk in in_turn(lambda chunk: group_batch(clean(chunk, plan, memory)), table.chunks()):
        parts.append(chunk)
        if sum(len(part.row) for part in parts) > _ROWS_OF_A_BATCH:
            parts = [group_batch(Cleaned.concatenate(parts))]
    filled, remarks = _fill_in(replace(file, plan=plan), group_batch(Cleaned.concatenate(parts)), options)
    cleaned = group_batch(filled)
    roles = {column.header: column.role for column in file.columns.columns}
    columns = tuple((roles[plan.header[position]], plan.header[position]) for position in plan.groups)
    cleaned = replace(
        cleaned,
        groups={index: cleaned.groups[position] for index, position in enumerate(plan.groups)},
        truncated={plan.groups.index(position): reason for position, reason in cleaned.truncated.items()},
    )
    warnings = (*remarks.warnings, *([] if left_aside is None else [_NO_EMPLOYERS]))
    return Part(name, columns, file.columns.pay, cleaned, remarks.inferences, warnings)


def _fill_in(file: InterpretedFile, cleaned: Cleaned, options: ImportOptions) -> tuple[Cleaned, Remarks]:
    """The same rows with what one file of many leaves open filled in: each has a currency, and a period.

    Each currency has its own guess of the period. Monthly pay is as much as a twelfth of a year's payments. Nothing is
    left out.
    """
    rows, remarks = Rows.of(cleaned), file_audit.remark(file)
    currency, period = cleaned.currency.copy(), cleaned.period.copy()
    is_silent = currency == 0
    if is_silent.any():
        stated_currency = next(iter(most_common(stated_currencies(rows))), None)
        if code := stated_currency or options.currency:
            remarks += silent_remarks(rows, code, by_person=stated_currency is None)
        else:
            decision, _ = settle_currency(rows, file, None, read_places(rows, file))
            remarks += decision.remarks
            code = decision.code
            cleaned = _times(cleaned, np.where(is_silent, decision.multiple, 1.0))
        currency[is_silent] = CURRENCIES.index(code) + 1
    for number in np.unique(currency):
        silent = np.flatnonzero((period == 0) & (currency == number))
        stated_rows = np.flatnonzero((cleaned.period != 0) & (currency == number))
        if len(silent):
            period[silent], guessed = guess_period(rows, silent, file, CURRENCIES[number - 1])
            remarks += guessed
        if len(stated_rows):
            remarks += check_period(rows, stated_rows, CURRENCIES[number - 1], file.plan.payments)
    return _in_twelfths(replace(cleaned, currency=currency, period=period), file.plan.payments), remarks


def _in_twelfths(cleaned: Cleaned, payments: float) -> Cleaned:
    """The rows with monthly pay as a twelfth of a year's payments."""
    return _times(cleaned, np.where(cleaned.period == PERIODS.index("month") + 1, payments / 12, 1.0))


def _times(cleaned: Cleaned, factor: NDArray[np.float64]) -> Cleaned:
    """The rows with the pay of each times its factor."""
    low, middle, high = scale((cleaned.low, cleaned.middle, cleaned.high), factor)
    return replace(cleaned, low=low, middle=middle, high=high)


_NO_EMPLOYERS = message(
    "Employers are not kept when files are gathered, so that intervals take the rows of one employer as independent: "
    "they are narrower than they should be. Name their column (--map employer=COLUMN) to keep them apart; the survey "
    "grows."
)
