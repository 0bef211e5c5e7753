"""The CSV files in data/ and their descriptor → checked tables and surveys.

The descriptor `datapackage.json` is a Data Package: for each file its sources, licence, dates, sha256 and fields with
title, type, unit and description. Loading checks the file against it and reports every fault at once.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analytics.model import DataError, Dimension, Experience, Fault, Filters, Provenance, RowCount, Scope, Survey

DATA = Path(__file__).resolve().parents[2] / "data"
DESCRIPTOR = "datapackage.json"
SEPARATOR = "|"  # between several values in one cell

PAY_UNITS = {"INR per month": 1, "INR per year": 12}
"""Units a survey's pay may have, and how many months each covers."""
PLAUSIBLE_MEDIAN = (6_000, 150_000)
"""A survey of Indian office pay whose median lies outside, in rupees a month, has the wrong unit."""
ORDERED = ("experience", "years", "quarter", "month")
TYPES = ("string", "integer", "number", "date", "year")
FIELD_KEYS = {"name", "title", "type", "unit", "description", "constraints"}


@contextmanager
def _described(name: str) -> Generator[None]:
    """Whatever is wrong with the shape of an entry in the descriptor becomes a named fault."""
    try:
        yield
    except DataError:
        raise
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, re.error) as error:
        fault = Fault(DESCRIPTOR, f"does not describe {name} as it should ({type(error).__name__}: {error})")
        raise DataError([fault]) from error


def descriptor(folder: Path = DATA) -> dict[str, Any]:
    """The descriptor of a data folder.

    Raises:
        DataError: where it is missing or not JSON.
    """
    path = folder / DESCRIPTOR
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise DataError([Fault(DESCRIPTOR, f"cannot be read: {error.strerror}")]) from error
    except (ValueError, TypeError) as error:
        raise DataError([Fault(DESCRIPTOR, f"is not JSON: {error}")]) from error


def resource(name: str, folder: Path = DATA) -> dict[str, Any]:
    """The entry of one file in the descriptor.

    Raises:
        DataError: where there is none of this name.
    """
    with _described(name):
        entries = {entry.get("name"): entry for entry in descriptor(folder).get("resources", [])}
    if name not in entries:
        raise DataError(
            [
                Fault(
                    DESCRIPTOR, f"describes no resource of this name; it has {', '.join(map(str, entries))}", value=name
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


def described(file: Path) -> str | None:
    """The name of the survey that a descriptor in the same folder says this file is, if one does.

    >>> described(DATA / "posted_pay.csv"), described(DATA / "roles.csv")
    ('posted_pay', None)
    """
    if not (file.is_file() and (file.parent / DESCRIPTOR).is_file()):
        return None
    entries = descriptor(file.parent).get("resources", [])
    return next(
        (str(entry["name"]) for entry in entries if entry.get("path") == file.name and entry.get("survey")), None
    )


def provenance(name: str, folder: Path = DATA) -> Provenance:
    """Where a file in data/ comes from, after the descriptor."""
    with _described(name):
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
    )


def read(name: str, folder: Path = DATA) -> pd.DataFrame:
    """One file of data/ as a table, checked against its descriptor.

    Text columns have missing values as empty text, whole numbers are int64 (float64 where some are missing), dates
    stay ISO text.

    Raises:
        DataError: naming every fault with file, row (the first line being 1), column, value and rule.
    """
    with _described(name):
        return _read(name, folder)


def _read(name: str, folder: Path) -> pd.DataFrame:
    entry = resource(name, folder)
    file = str(entry.get("path", f"{name}.csv"))
    faults = list(_entry_faults(entry))
    try:
        content = (folder / file).read_bytes()
    except OSError as error:
        raise DataError([*faults, Fault(file, f"cannot be read: {error.strerror}")]) from error
    faults += _byte_faults(entry, file, content)
    fields = entry.get("schema", {}).get("fields", [])
    try:
        texts = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, na_filter=False, encoding="utf-8")
    except (ValueError, csv.Error) as error:
        raise DataError([*faults, Fault(file, f"is no CSV in UTF-8: {error}")]) from error
    wanted, found = [field["name"] for field in fields], list(texts.columns)
    faults += [
        Fault(file, "the descriptor does not know this column", column=column)
        for column in found
        if column not in wanted
    ]
    faults += [Fault(file, "the column is missing", column=column) for column in wanted if column not in found]
    table = {}
    for field in fields:
        if field["name"] in texts:
            column, wrong = _typed(texts[field["name"]], field, file)
            table[field["name"]] = column
            faults += wrong
    frame = pd.DataFrame(table)
    faults += _row_faults(entry, frame, file)
    if faults:
        raise DataError(faults)
    return frame


def _entry_faults(entry: dict[str, Any]) -> Iterator[Fault]:
    name = str(entry.get("name"))
    for key in ("title", "description", "kind", "licenses", "schema", "hash"):
        if not entry.get(key):
            yield Fault(DESCRIPTOR, f"{name} needs “{key}”")
    if not entry.get("sources"):
        yield Fault(DESCRIPTOR, f"{name} names no source")
    for source in entry.get("sources", []):
        if not str(source.get("path", "")).startswith("https://"):
            yield Fault(
                DESCRIPTOR, f"a source of {name} needs a link that starts with https://", value=str(source.get("path"))
            )
    for field in entry.get("schema", {}).get("fields", []):
        for key in ("name", "title", "type", "description"):
            if not field.get(key):
                yield Fault(DESCRIPTOR, f"a field of {name} needs “{key}”", column=field.get("name"))
        if field.get("type") not in TYPES:
            yield Fault(
                DESCRIPTOR,
                f"a field's type is one of {', '.join(TYPES)}",
                column=field.get("name"),
                value=str(field.get("type")),
            )
        for key in sorted(set(field) - FIELD_KEYS):
            yield Fault(DESCRIPTOR, f"a field has no key “{key}”", column=field.get("name"))


def _byte_faults(entry: dict[str, Any], file: str, content: bytes) -> Iterator[Fault]:
    wanted = str(entry.get("hash", "")).removeprefix("sha256:")
    found = hashlib.sha256(content).hexdigest()
    if wanted != found:
        yield Fault(
            file, f"its content has changed: the descriptor gives sha256 {wanted[:12]}…", value=f"{found[:12]}…"
        )


def _typed(texts: pd.Series, field: dict[str, Any], file: str) -> tuple[pd.Series, list[Fault]]:
    """A column in its type, and what does not fit."""
    name, kind, limits = field["name"], field.get("type"), field.get("constraints", {})
    empty = texts == ""
    column: pd.Series = texts
    wrong = pd.Series(False, index=texts.index)
    rule = ""
    if kind in ("integer", "number", "year"):
        column = pd.to_numeric(texts.where(~empty), errors="coerce").astype(float)
        wrong, rule = ~empty & ~np.isfinite(column), f"must be a {'number' if kind == 'number' else 'whole number'}"
        if kind != "number":
            wrong |= ~empty & (column != column.round())
            if not (empty | wrong).any():
                column = column.astype("int64")
    elif kind == "date":
        wrong = ~empty & pd.to_datetime(texts.where(~empty), format="%Y-%m-%d", errors="coerce").isna()
        rule = "must be a date such as 2026-08-31"
    faults = _faults(file, name, rule, texts, wrong)
    if limits.get("required"):
        faults += _faults(file, name, "must not be empty", texts, empty)
    if limits.get("unique"):
        faults += _faults(file, name, "must be different in every row", texts, texts.duplicated() & ~empty)
    if "enum" in limits:
        faults += _faults(
            file,
            name,
            f"must be one of {', '.join(map(str, limits['enum']))}",
            texts,
            ~empty & ~texts.isin(list(map(str, limits["enum"]))),
        )
    if "minimum" in limits:
        faults += _faults(file, name, f"must be {limits['minimum']} or more", texts, column < float(limits["minimum"]))
    if "maximum" in limits:
        faults += _faults(file, name, f"must be {limits['maximum']} or less", texts, column > float(limits["maximum"]))
    if "pattern" in limits:
        faults += _faults(
            file, name, f"must look like {limits['pattern']}", texts, ~empty & ~texts.str.fullmatch(limits["pattern"])
        )
    return column, faults


def _faults(file: str, column: str, rule: str, texts: pd.Series, wrong: pd.Series) -> list[Fault]:
    return [
        Fault(file, rule, row=int(at) + 2, column=column, value=str(texts.iloc[at])) for at in np.flatnonzero(wrong)
    ]


def _row_faults(entry: dict[str, Any], frame: pd.DataFrame, file: str) -> Iterator[Fault]:
    key = entry.get("schema", {}).get("primaryKey", [])
    key = [key] if isinstance(key, str) else key
    if key and set(key) <= set(frame):
        for at in np.flatnonzero(frame.duplicated(key)):
            yield Fault(file, f"repeats an earlier row with the same {', '.join(key)}", row=int(at) + 2)
    pay = entry.get("survey", {})
    low, high = pay.get("low"), pay.get("high")
    if low in frame and high in frame:
        for at in np.flatnonzero(frame[low] > frame[high]):
            yield Fault(
                file,
                f"{low} must not be above {high}",
                row=int(at) + 2,
                value=f"{frame[low].iloc[at]:g} > {frame[high].iloc[at]:g}",
            )
    for field in entry.get("schema", {}).get("fields", []):
        if pay and field["name"] in (low, high, pay.get("middle")) and field["name"] in frame:
            yield from _unit_faults(field, frame[field["name"]], file)


def _unit_faults(field: dict[str, Any], column: pd.Series, file: str) -> Iterator[Fault]:
    months = PAY_UNITS.get(str(field.get("unit")))
    if months is None:
        yield Fault(
            file,
            f"pay must have one of the units {', '.join(PAY_UNITS)}",
            column=field["name"],
            value=str(field.get("unit")),
        )
        return
    median = float(np.nanmedian(column)) / months if column.notna().any() else float("nan")
    if not np.isnan(median) and not PLAUSIBLE_MEDIAN[0] <= median <= PLAUSIBLE_MEDIAN[1]:
        yield Fault(
            file,
            f"the unit “{field['unit']}” does not fit the figures: their median would be {median:,.0f} rupees a month, "
            f"outside {PLAUSIBLE_MEDIAN[0]:,} to {PLAUSIBLE_MEDIAN[1]:,}",
            column=field["name"],
        )


def survey(name: str, folder: Path = DATA) -> Survey:
    """One file of data/ as a survey, in rupees a month.

    The entry's key `survey` says which columns hold the pay (`low`, `high` or one of them, where given `middle`), the
    frequency (`count`), the employer (`cluster`: never a dimension) and the dimensions, which filters hold by default,
    and in `scope` what the source does not state: `floor` and `cap` in the unit of the pay, `ends`, `leavesOut`.

    Raises:
        DataError: as `read`, and for a resource that is no survey.
    """
    with _described(name):
        return _survey(name, folder)


def _survey(name: str, folder: Path) -> Survey:
    entry = resource(name, folder)
    columns = entry.get("survey")
    if not columns:
        raise DataError([Fault(DESCRIPTOR, "is no survey of pay", value=name)])
    frame = read(name, folder)
    fields = {field["name"]: field for field in entry["schema"]["fields"]}

    def monthly(end: str) -> Any:
        if end not in columns:
            return np.full(len(frame), np.nan)
        return frame[columns[end]].to_numpy(float) / PAY_UNITS[fields[columns[end]]["unit"]]

    counted = int(frame[columns["count"]].sum()) if "count" in columns else len(frame)
    return Survey.build(
        name=name,
        provenance=provenance(name, folder),
        low=monthly("low"),
        high=monthly("high"),
        middle=monthly("middle") if "middle" in columns else None,
        counts=frame[columns["count"]].to_numpy() if "count" in columns else None,
        clusters=frame[columns["cluster"]].to_numpy() if "cluster" in columns else None,
        dimensions=[_dimension(frame[column], fields[column]) for column in columns["dimensions"]],
        defaults=Filters.of(columns.get("defaults", {})),
        rows=RowCount(int(entry.get("read", counted)), entry.get("leftOut", {})),
        scope=_scope(columns.get("scope", {}), PAY_UNITS[fields[columns.get("low", columns.get("high"))]["unit"]]),
    )


def _scope(entry: dict[str, Any], months: int) -> Scope:
    limits = {key: None if entry.get(key) is None else float(entry[key]) / months for key in ("floor", "cap")}
    return Scope(**limits, ends=entry.get("ends", "both"), leaves_out=str(entry.get("leavesOut", "")))


def _dimension(column: pd.Series, field: dict[str, Any]) -> Dimension:
    name = field["name"]
    order: list[str] = []
    if name == "experience":
        order = list(Experience)
    elif name == "years":
        order = [str(year) for year in sorted({int(year) for year in column.dropna()})]
        column = column.map(lambda year: "" if pd.isna(year) else str(int(year)))
    elif name in ORDERED:
        order = sorted(set(column) - {""})
    return Dimension.of(name, field["title"], column.tolist(), order=order, separator=SEPARATOR)
