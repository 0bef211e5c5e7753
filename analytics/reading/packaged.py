"""Read the CSV files in data/ and their descriptor as checked tables and surveys.

The descriptor `datapackage.json` is a Data Package: for each file its sources, licence, dates, sha256 and fields with
title, type, unit and description. Loading checks the file against it and reports every fault at once.

It is one subject: the descriptor, the check of a file against it, and the resulting survey.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from analytics.model import (
    MEASURES,
    DataError,
    Dimension,
    Experience,
    Fault,
    Filters,
    GroupKey,
    NamedEmployers,
    Provenance,
    RowCount,
    Scope,
    Survey,
)
from analytics.texts import Message, message

DATA = Path(__file__).resolve().parents[2] / "data"
DESCRIPTOR = "datapackage.json"
SEPARATOR = "|"  # between several values in one cell

PAY_UNITS = {"INR per month": 1, "INR per year": 12}
"""Units a survey's pay may have, and how many months each covers."""
PLAUSIBLE_MEDIAN = (6_000, 150_000)
"""A survey of Indian office pay with a median outside this range, in rupees a month, has the wrong unit."""
ORDERED = ("experience", "years", "quarter", "month")
TYPES = ("string", "integer", "number", "date", "year")
_HEADER_BYTES = 65_536
FIELD_KEYS = {"name", "title", "type", "unit", "description", "constraints"}


@contextmanager
def _raise_as_fault(name: str) -> Generator[None]:
    """Raise any structural error of a descriptor entry as a named fault."""
    try:
        yield
    except DataError:
        raise
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, re.error) as error:
        fault = Fault(
            DESCRIPTOR,
            message(
                "does not describe {name} as it should ({kind}: {error})",
                name=name,
                kind=type(error).__name__,
                error=error,
            ),
        )
        raise DataError([fault]) from error


def descriptor(folder: Path = DATA) -> dict[str, Any]:
    """The descriptor of a data folder.

    Raises:
        DataError: if it is missing or not JSON.
    """
    path = folder / DESCRIPTOR
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise DataError([Fault(DESCRIPTOR, message("cannot be read: {reason}", reason=error.strerror))]) from error
    except (ValueError, TypeError) as error:
        raise DataError([Fault(DESCRIPTOR, message("is not JSON: {error}", error=error))]) from error


def resource(name: str, folder: Path = DATA) -> dict[str, Any]:
    """The entry of one file in the descriptor.

    Raises:
        DataError: where there is none of this name.
    """
    with _raise_as_fault(name):
        entries = {entry.get("name"): entry for entry in descriptor(folder).get("resources", [])}
    if name not in entries:
        raise DataError(
            [
                Fault(
                    DESCRIPTOR,
                    message(
                        "describes no resource of this name; it has {entries}", entries=", ".join(map(str, entries))
                    ),
                    value=name,
                )
            ]
        )
    return dict(entries[name])


def surveys(folder: Path = DATA) -> list[str]:
    """The names of the files that are surveys of pay.

    >>> "posted_pay" in surveys(), "roles" in surveys()
    (True, False)
    """
    return [str(entry["name"]) for entry in descriptor(folder).get("resources", []) if entry.get("survey")]


def survey_name(file: Path) -> str | None:
    """The name of the survey that a descriptor in the same folder assigns to this file, if any.

    >>> survey_name(DATA / "posted_pay.csv"), survey_name(DATA / "roles.csv")
    ('posted_pay', None)
    """
    if not (file.is_file() and (file.parent / DESCRIPTOR).is_file()):
        return None
    entries = descriptor(file.parent).get("resources", [])
    return next(
        (str(entry["name"]) for entry in entries if entry.get("path") == file.name and entry.get("survey")), None
    )


def provenance(name: str, folder: Path = DATA) -> Provenance:
    """The provenance of a file in data/, from the descriptor."""
    with _raise_as_fault(name):
        return _provenance(name, folder)


def _provenance(name: str, folder: Path) -> Provenance:
    entry = resource(name, folder)
    sources, licences = entry.get("sources", []), entry.get("licenses", [])
    return Provenance(
        title=entry.get("title", name),
        publisher="; ".join(source["title"] for source in sources),
        kind=entry.get("kind", "published"),
        url=sources[0].get("path", "") if sources else "",
        licence="; ".join(licence.get("name", "") for licence in licences),
        period=entry.get("period", ""),
        accessed=entry.get("accessed", ""),
        sha256=str(entry.get("hash", "")).removeprefix("sha256:"),
        short_title=entry.get("shortTitle", ""),
    )


def read(name: str, folder: Path = DATA) -> pd.DataFrame:
    """Read one file of data/ as a table, checked against its descriptor.

    Text columns have missing values as empty text, whole numbers are int64 (float64 where some are missing), dates
    stay ISO text.

    Raises:
        DataError: naming every fault with file, row (the first line being 1), column, value and rule.
    """
    with _raise_as_fault(name):
        return _read(name, folder)


@dataclass(frozen=True, eq=False)
class _Column:
    """A column of a file, each distinct cell once: a file has many rows and few different values.

    Attributes:
        codes: for each row the place of its cell among the distinct ones.
        texts: the distinct cells as written, in order of appearance.
        values: the distinct cells in the type of the column.
    """

    codes: NDArray[np.int32]
    texts: pd.Series
    values: pd.Series

    def rows(self) -> pd.Series:
        """The value of each row."""
        return self.values.take(self.codes).reset_index(drop=True)


def _read(name: str, folder: Path) -> pd.DataFrame:
    columns = _columns(resource(name, folder), folder)
    return pd.DataFrame({name: column.rows() for name, column in columns.items()})


def _columns(entry: dict[str, Any], folder: Path) -> dict[str, _Column]:
    """The columns of a file, checked against its entry."""
    file = str(entry.get("path", f"{entry.get('name')}.csv"))
    faults = list(_entry_faults(entry))
    try:
        content = (folder / file).read_bytes()
    except OSError as error:
        raise DataError([*faults, Fault(file, message("cannot be read: {reason}", reason=error.strerror))]) from error
    faults += _byte_faults(entry, file, content)
    fields = entry.get("schema", {}).get("fields", [])
    try:
        texts = _texts(content)
    except ValueError as error:
        raise DataError([*faults, Fault(file, message("is no CSV in UTF-8: {error}", error=error))]) from error
    expected_names = [field["name"] for field in fields]
    faults += [
        Fault(file, message("the descriptor does not know this column"), column=column)
        for column in texts
        if column not in expected_names
    ]
    faults += [
        Fault(file, message("the column is missing"), column=column) for column in expected_names if column not in texts
    ]
    columns: dict[str, _Column] = {}
    for field in fields:
        if field["name"] in texts:
            columns[field["name"]], wrong = _typed_column(*texts[field["name"]], field, file)
            faults += wrong
    faults += _row_faults(entry, columns, file)
    if faults:
        raise DataError(faults)
    return columns


def _texts(content: bytes) -> dict[str, tuple[NDArray[np.int32], pd.Series]]:
    """Each column of a CSV file as codes and distinct texts.

    Arrow reads a sound file five times as fast as pandas, which takes rows that are too short as well: then the cells
    that are missing can be named.

    Raises:
        ValueError: for bytes that are not a table.
    """
    first_lines = content[:_HEADER_BYTES].decode("utf-8-sig", errors="replace")
    header = next(csv.reader(io.StringIO(first_lines)), [])
    text = pa.dictionary(pa.int32(), pa.string())
    try:
        table = pa_csv.read_csv(
            io.BytesIO(content),
            parse_options=pa_csv.ParseOptions(newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(header, text), strings_can_be_null=False),
        ).unify_dictionaries()
        chunked = {name: table[name].chunks for name in header}
    except (pa.ArrowInvalid, KeyError):
        return _texts_of_damaged(content)
    columns = {}
    for name, chunks in chunked.items():
        codes = np.concatenate([np.zeros(0, np.int32), *(chunk.indices.to_numpy() for chunk in chunks)])
        distinct = chunks[0].dictionary.to_pylist() if chunks else []
        columns[name] = (codes, pd.Series(distinct, dtype="str"))
    return columns


def _texts_of_damaged(content: bytes) -> dict[str, tuple[NDArray[np.int32], pd.Series]]:
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, na_filter=False, encoding="utf-8")
    columns = {}
    for name in frame:
        codes, distinct = pd.factorize(frame[name].fillna(""))
        columns[str(name)] = (codes.astype(np.int32), pd.Series(distinct, dtype="str"))
    return columns


def _entry_faults(entry: dict[str, Any]) -> Iterator[Fault]:
    name = str(entry.get("name"))
    for key in ("title", "description", "kind", "licenses", "schema", "hash"):
        if not entry.get(key):
            yield Fault(DESCRIPTOR, message("{name} needs “{key}”", name=name, key=key))
    if not entry.get("sources"):
        yield Fault(DESCRIPTOR, message("{name} names no source", name=name))
    for source in entry.get("sources", []):
        if not str(source.get("path", "")).startswith("https://"):
            yield Fault(
                DESCRIPTOR,
                message("a source of {name} needs a link that starts with https://", name=name),
                value=str(source.get("path")),
            )
    for field in entry.get("schema", {}).get("fields", []):
        for key in ("name", "title", "type", "description"):
            if not field.get(key):
                yield Fault(
                    DESCRIPTOR, message("a field of {name} needs “{key}”", name=name, key=key), column=field.get("name")
                )
        if field.get("type") not in TYPES:
            yield Fault(
                DESCRIPTOR,
                message("a field's type is one of {types}", types=", ".join(TYPES)),
                column=field.get("name"),
                value=str(field.get("type")),
            )
        for key in sorted(set(field) - FIELD_KEYS):
            yield Fault(DESCRIPTOR, message("a field has no key “{key}”", key=key), column=field.get("name"))


def _byte_faults(entry: dict[str, Any], file: str, content: bytes) -> Iterator[Fault]:
    expected = str(entry.get("hash", "")).removeprefix("sha256:")
    actual = hashlib.sha256(content).hexdigest()
    if expected != actual:
        yield Fault(
            file,
            message("its content has changed: the descriptor gives sha256 {expected}…", expected=expected[:12]),
            value=f"{actual[:12]}…",
        )


def _typed_column(
    codes: NDArray[np.int32], texts: pd.Series, field: dict[str, Any], file: str
) -> tuple[_Column, list[Fault]]:
    """A column in its type, and what does not fit."""
    name, kind, limits = field["name"], field.get("type"), field.get("constraints", {})
    empty = texts == ""
    values: pd.Series = texts
    faults: list[Fault] = []

    def note(rule: Message, wrong: pd.Series) -> None:
        if wrong.any():
            rows = np.flatnonzero(wrong.to_numpy()[codes])
            faults.extend(Fault(file, rule, int(row) + 2, name, str(texts.iloc[codes[row]])) for row in rows)

    if kind in ("integer", "number", "year"):
        values = pd.to_numeric(texts.where(~empty), errors="coerce").astype(float)
        wrong = ~empty & ~np.isfinite(values)
        if kind != "number":
            wrong |= ~empty & (values != values.round())
            if not (empty | wrong).any():
                values = values.astype("int64")
        note(message("must be a number") if kind == "number" else message("must be a whole number"), wrong)
    elif kind == "date":
        dates = pd.to_datetime(texts.where(~empty), format="%Y-%m-%d", errors="coerce")
        note(message("must be a date such as 2026-08-31"), ~empty & dates.isna())
    if limits.get("required"):
        note(message("must not be empty"), empty)
    if limits.get("unique"):
        repeated = pd.Series(codes).duplicated().to_numpy() & ~empty.to_numpy()[codes]
        faults += [
            Fault(file, message("must be different in every row"), int(row) + 2, name, str(texts.iloc[codes[row]]))
            for row in np.flatnonzero(repeated)
        ]
    if "enum" in limits:
        allowed = list(map(str, limits["enum"]))
        note(message("must be one of {allowed}", allowed=", ".join(allowed)), ~empty & ~texts.isin(allowed))
    if "minimum" in limits:
        note(message("must be {minimum} or more", minimum=limits["minimum"]), values < float(limits["minimum"]))
    if "maximum" in limits:
        note(message("must be {maximum} or less", maximum=limits["maximum"]), values > float(limits["maximum"]))
    if "pattern" in limits:
        note(
            message("must look like {pattern}", pattern=limits["pattern"]),
            ~empty & ~texts.str.fullmatch(limits["pattern"]),
        )
    return _Column(codes, texts, values), faults


def _row_faults(entry: dict[str, Any], columns: dict[str, _Column], file: str) -> Iterator[Fault]:
    key = entry.get("schema", {}).get("primaryKey", [])
    key = [key] if isinstance(key, str) else key
    if key and set(key) <= set(columns):
        for row in np.flatnonzero(pd.DataFrame({name: columns[name].codes for name in key}).duplicated()):
            yield Fault(
                file, message("repeats an earlier row with the same {key}", key=", ".join(key)), row=int(row) + 2
            )
    pay = entry.get("survey", {})
    low, high = pay.get("low"), pay.get("high")
    if low in columns and high in columns and low != high:
        lows, highs = columns[low].rows(), columns[high].rows()
        for row in np.flatnonzero(lows > highs):
            yield Fault(
                file,
                message("{low} must not be above {high}", low=low, high=high),
                row=int(row) + 2,
                value=f"{lows.iloc[row]:g} > {highs.iloc[row]:g}",
            )
    for field in entry.get("schema", {}).get("fields", []):
        if pay and field["name"] in (low, high, pay.get("middle")) and field["name"] in columns:
            yield from _unit_faults(field, columns[field["name"]].rows(), file)


def _unit_faults(field: dict[str, Any], column: pd.Series, file: str) -> Iterator[Fault]:
    months = PAY_UNITS.get(str(field.get("unit")))
    if months is None:
        yield Fault(
            file,
            message("pay must have one of the units {units}", units=", ".join(PAY_UNITS)),
            column=field["name"],
            value=str(field.get("unit")),
        )
        return
    median = float(np.nanmedian(column)) / months if column.notna().any() else float("nan")
    if not np.isnan(median) and not PLAUSIBLE_MEDIAN[0] <= median <= PLAUSIBLE_MEDIAN[1]:
        yield Fault(
            file,
            message(
                "the unit “{unit}” does not fit the figures: their median would be {median} rupees a month, outside "
                "{lowest} to {highest}",
                unit=field["unit"],
                median=f"{float(f'{median:.2g}'):,.0f}",  # visitors of a host whose file it is read this too
                lowest=f"{PLAUSIBLE_MEDIAN[0]:,}",
                highest=f"{PLAUSIBLE_MEDIAN[1]:,}",
            ),
            column=field["name"],
        )


def survey(name: str, folder: Path = DATA) -> Survey:
    """One file of data/ as a survey, in rupees a month.

    The entry's key `survey` says which columns hold the pay (`low`, `high` or one of them, where given `middle`), the
    frequency (`count`), the employer (`cluster`: never a dimension) and the dimensions, which filters hold by default,
    which resource tells of its employers by name (`employersByName`), and in `scope` what the source does not state:
    `floor` and `cap` in the unit of the pay, `ends`, `leavesOut`.

    Raises:
        DataError: as `read`, and for a resource that is no survey.
    """
    with _raise_as_fault(name):
        return _survey(name, folder)


def _survey(name: str, folder: Path) -> Survey:
    entry = resource(name, folder)
    columns = entry.get("survey")
    if not columns:
        raise DataError([Fault(DESCRIPTOR, message("is no survey of pay"), value=name)])
    table = _columns(entry, folder)
    fields = {field["name"]: field for field in entry["schema"]["fields"]}
    rows = len(next(iter(table.values())).codes)

    def monthly(end: str) -> Any:
        if end not in columns:
            return np.full(rows, np.nan)
        return table[columns[end]].rows().to_numpy(float) / PAY_UNITS[fields[columns[end]]["unit"]]

    counts = table[columns["count"]].rows().to_numpy() if "count" in columns else None
    n = rows if counts is None else int(counts.sum())
    rows_of_pay = Survey.build(
        name=name,
        provenance=provenance(name, folder),
        low=monthly("low"),
        high=monthly("high"),
        middle=monthly("middle") if "middle" in columns else None,
        counts=counts,
        clusters=table[columns["cluster"]].rows().to_numpy() if "cluster" in columns else None,
        dimensions=[_dimension(table[column], fields[column]) for column in columns["dimensions"]],
        defaults=Filters.of(columns.get("defaults", {})),
        rows=RowCount(int(entry.get("read", n)), entry.get("leftOut", {})),
        scope=_scope(columns.get("scope", {}), PAY_UNITS[fields[columns.get("low", columns.get("high"))]["unit"]]),
    )
    if "employersByName" not in columns:
        return rows_of_pay
    return replace(rows_of_pay, employers_by_name=_employers_by_name(str(columns["employersByName"]), folder))


def _employers_by_name(name: str, folder: Path) -> dict[GroupKey, NamedEmployers]:
    """Sums over employers by name. The columns up to `pay` define the group; empty ones are free."""
    table = read(name, folder)
    names = table.columns[: table.columns.get_loc("pay")].tolist()
    rows = zip(*(table[name].tolist() for name in names), strict=True)
    keys = [frozenset(pair for pair in zip(names, row, strict=True) if pair[1]) for row in rows]
    ends = {end: end for end in MEASURES}
    figures = table[table.columns[len(names) + 1 :]].to_numpy(np.float64).tolist()
    return {
        (ends[end], key): NamedEmployers(employers, share, equal, tuple(effects), without)
        for end, key, (employers, share, equal, *effects, without) in zip(table["pay"], keys, figures, strict=True)
    }


def _scope(entry: dict[str, Any], months: int) -> Scope:
    limits = {key: None if entry.get(key) is None else float(entry[key]) / months for key in ("floor", "cap")}
    return Scope(
        limits.get("floor"),
        limits.get("cap"),
        ends=entry.get("ends", "both"),
        leaves_out=str(entry.get("leavesOut", "")),
    )


def _dimension(column: _Column, field: dict[str, Any]) -> Dimension:
    name, texts = field["name"], column.texts
    order: list[str] = []
    if name == "experience":
        order = list(Experience)
    elif name == "years":
        texts = column.values.map(lambda year: "" if pd.isna(year) else str(int(year)))
        order = sorted(set(texts) - {""}, key=int)
    elif name in ORDERED:
        order = sorted(set(texts) - {""})
    distinct = Dimension.of(name, field["title"], texts.tolist(), order=order, separator=SEPARATOR)
    return replace(distinct, codes=distinct.codes[column.codes])
