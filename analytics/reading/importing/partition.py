"""One file of many → its rows, equal ones put together. This is what runs where the data are.

Everything that concerns one file only is decided here, as `decide` decides it: encoding, columns, the period and
the currency of rows that do not state theirs. What concerns all files (which currency, which groups) waits until they
are added up, so a part keeps the texts of its groups. It is a pure function: the same bytes give the same part.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from analytics import __version__
from analytics.model import NOT_STATED
from analytics.reading.fields.personal import holds_personal
from analytics.reading.fields.places import OTHER_PLACES, read_place
from analytics.reading.fields.titles import read_title
from analytics.reading.files.opening import open_table
from analytics.reading.files.table import LIMITS, ImportRefusedError, Limits, in_turn
from analytics.reading.importing.assemble import fill_in
from analytics.reading.importing.audit import EXAMPLES, Inference
from analytics.reading.importing.clean import Cleaned, Memory, Plan, Truncation, clean, drop_unused, narrow
from analytics.reading.importing.decide import interpret, resembles_pay
from analytics.reading.importing.descriptor import load_descriptor
from analytics.reading.importing.options import NO_OPTIONS, ImportOptions
from analytics.reading.wire import message_from_json, message_to_json
from analytics.texts import Message, message

UNLIMITED = Limits(size=1 << 57, rows=1 << 62)
"""A file is read piece by piece, so its size is no matter."""

_KEY = b"vetan part"
_ROWS_OF_A_BATCH = 2_000_000  # rows put together at once
_REMEMBERED = 1_000_000  # texts of groups of which the meaning is kept
_COMMON = 10_000  # texts kept of a column that has more of them than can be told apart
_OTHERS = {"role": "Other roles", "city": OTHER_PLACES}


@dataclass(frozen=True)
class Reading:
    """How every file is read.

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
        """A name for what comes of this file, read in this way by this version."""
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
            columns[str(position)] = pa.DictionaryArray.from_arrays(
                codes.astype(np.int32), pa.array(texts, pa.string())
            )
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
        groups: dict[int, tuple[tuple[str, ...], NDArray[Any]]] = {}
        for position in range(len(about["columns"])):
            column = table[str(position)].combine_chunks()
            groups[position] = tuple(column.dictionary.to_pylist()), narrow(column.indices.to_numpy())
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
    for chunk in in_turn(lambda chunk: group_batch(clean(chunk, plan, memory)), table.chunks(lambda: plan.positions)):
        parts.append(chunk)
        if sum(len(part.row) for part in parts) > _ROWS_OF_A_BATCH:
            parts = [group_batch(Cleaned.concatenate(parts))]
    filled, remarks = fill_in(replace(file, plan=plan), group_batch(Cleaned.concatenate(parts)), options)
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


_NO_EMPLOYERS = message(
    "Employers are not kept when files are gathered, so that intervals take the rows of one employer as independent: "
    "they are narrower than they should be. Name their column (--map employer=COLUMN) to keep them apart; the survey "
    "grows."
)


# ------------------------------------------------------------------------------------------------------ equal rows


def group_equal_rows(cleaned: Cleaned, plan: Plan, digits: int | None = None, limits: Limits = LIMITS) -> Cleaned:
    """Rows that are equal in pay, period, currency and groups as one, which stands for many.

    Texts of roles and places that say the same count as equal where there are too many to be groups of their own.
    """
    roles = {position: role for role, position in plan.roles.items()}
    groups: dict[int, tuple[tuple[str, ...], NDArray[np.integer[Any]]]] = {}
    reason = dict(cleaned.truncated)
    for position in plan.groups:
        role = roles.get(position, "dimension")
        texts, codes = drop_unused(*cleaned.groups[position])
        groups[position], truncation = _reduce_texts(role, texts, codes, reason.get(position), cleaned.times, limits)
        if truncation:
            reason[position] = truncation
    low, middle, high = (significant(end, digits) for end in (cleaned.low, cleaned.middle, cleaned.high))
    keys: dict[str, NDArray[Any]] = {"low": low.view(np.int64)}
    for name, end in (("middle", middle), ("high", high)):
        if not np.array_equal(end, low, equal_nan=True):
            keys[name] = end.view(np.int64)
    keys |= {"period": cleaned.period, "currency": cleaned.currency}
    keys |= {str(position): codes for position, (_, codes) in groups.items()}
    times = np.ones(len(low), np.int64) if cleaned.times is None else cleaned.times
    counts = times if cleaned.weight is None else cleaned.weight.astype(np.int64)
    table = pa.table({**keys, "row": cleaned.row, "times": times, "weight": counts})
    sums = [("row", "min"), ("times", "sum"), ("weight", "sum")]
    table = table.group_by([*keys], use_threads=False).aggregate(sums).combine_chunks()
    columns = {name: table[name].to_numpy() for name in table.column_names}
    pay = {name: columns[name].view(np.float64) for name in ("low", "middle", "high") if name in columns}
    low, middle, high = (pay.get(name, pay["low"]) for name in ("low", "middle", "high"))
    left_columns = _examples(cleaned)
    return replace(
        cleaned,
        low=low,
        middle=middle,
        high=high,
        row=columns["row_min"],
        times=columns["times_sum"],
        weight=columns["weight_sum"],
        period=columns["period"],
        currency=columns["currency"],
        groups={position: (texts, columns[str(position)]) for position, (texts, _) in groups.items()},
        prints=np.empty(0, np.uint64),
        truncated=reason,
        left_row=left_columns["left_row"],
        left_reason=left_columns["left_reason"],
        left_text=left_columns["left_text"],
        left_times=left_columns["left_times"],
    )


def _examples(cleaned: Cleaned) -> dict[str, NDArray[Any]]:
    """The first rows left out for each reason; the last of them stands for the rest, too."""
    times = np.ones(len(cleaned.left_row), np.int64) if cleaned.left_times is None else cleaned.left_times.copy()
    example_rows: list[NDArray[np.integer[Any]]] = []
    for reason in np.unique(cleaned.left_reason):
        rows = np.flatnonzero(cleaned.left_reason == reason)
        times[rows[:EXAMPLES][-1]] += times[rows[EXAMPLES:]].sum()
        example_rows.append(rows[:EXAMPLES])
    which = np.sort(np.concatenate([np.empty(0, np.int64), *example_rows]))
    left_columns = {name: getattr(cleaned, name)[which] for name in _LEFT_COLUMNS[:3]}
    return {**left_columns, "left_times": times[which]}


def _reduce_texts(
    role: str,
    texts: tuple[str, ...],
    codes: NDArray[np.integer[Any]],
    reason: Truncation | None,
    times: NDArray[np.int64] | None,
    limits: Limits,
) -> tuple[tuple[tuple[str, ...], NDArray[np.integer[Any]]], Truncation | None]:
    """A column with no more texts than are needed to know its groups in the end, and none that is personal."""
    blank = ("",), np.zeros(len(codes), np.uint8)
    if role == "dimension":
        if reason is None and len(texts) > limits.groups:
            reason = "many"
        if reason is None and holds_personal(texts):
            reason = "personal"
        return (blank if reason else (texts, codes)), reason
    if role == "employer":  # each becomes a number, and no text is shown
        return (texts, codes), reason
    if role not in _OTHERS:
        if len(texts) > limits.texts:
            reason = "many"
        return (blank if reason else (tuple(map(_impersonal, texts)), codes)), reason
    new = list(map(_impersonal, texts))
    if reason is None and len({text.casefold() for text in new}) <= limits.groups:
        return (tuple(new), codes), None
    meaning = _MEANINGS[role]
    first: dict[Hashable, str] = {}
    for text in sorted(new):
        first.setdefault(meaning(text), text)
    new = [first[meaning(text)] for text in new]
    if len(first) > limits.texts:
        rows = np.bincount(codes, times, minlength=len(new))
        counts: dict[str, float] = {}
        for text, number in zip(new, rows, strict=True):
            counts[text] = counts.get(text, 0) + number
        common = set(sorted(counts, key=lambda text: (-counts[text], text))[:_COMMON])
        new = [text if text in common else _OTHERS[role] for text in new]
    index: dict[str, int] = {}
    new_codes = np.array([index.setdefault(text, len(index)) for text in new], np.int64)
    return (tuple(index), narrow(new_codes[codes])), "many"


@lru_cache(_REMEMBERED)
def _impersonal(text: str) -> str:
    return "" if holds_personal([text]) else text


@lru_cache(_REMEMBERED)
def _title_says(text: str) -> Hashable:
    title = read_title(text)
    return (title, text) if title.role == NOT_STATED else title


_MEANINGS: Mapping[str, Callable[[str], Hashable]] = {"role": _title_says, "city": lru_cache(_REMEMBERED)(read_place)}


def significant(figures: NDArray[np.float64], digits: int | None) -> NDArray[np.float64]:
    """Figures rounded to so many significant digits; as they are without.

    >>> significant(np.array([18_456.0, 99_950.0, 123.456, np.nan]), 3).tolist()
    [18500.0, 100000.0, 123.0, nan]
    """
    if digits is None:
        return figures
    with np.errstate(invalid="ignore", divide="ignore"):
        places = digits - 1 - np.floor(np.log10(figures))
    scale = 10.0 ** np.abs(places)
    rounded: NDArray[np.float64] = np.where(
        places > 0, np.round(figures * scale) / scale, np.round(figures / scale) * scale
    )
    return rounded
