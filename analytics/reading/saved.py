"""Save a survey to one Parquet file, which any tool can read, and load it again in under a second.

The rows keep the survey's order, sorted by pay. Dimensions are dictionary columns of their values as text, so the codes
on disk equal those in memory. What a table cannot hold (provenance, currency, defaults, row counts, titles and the
order of values) is JSON in the metadata of the file, under the key `vetan`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import parquet

from analytics.model import DataError, Dimension, Fault, Filters, Provenance, RowCount, Scope, Survey
from analytics.reading import packaged
from analytics.reading.files.parquet import SURVEY_KEY
from analytics.texts import message

FORMAT = 1
SEPARATOR = "|"  # between several values of one row
_NUMBERS_STORED = ("pay", "pay_low", "pay_middle", "pay_high", "count", "weight", "cluster")
_TYPES = {"count": np.int64, "cluster": np.uint32}  # of numbers that are not float64
_ROWS_A_GROUP = 1 << 20
_DICTIONARY_BYTES = 4 << 20  # enough for the 65,536 values that a dimension can have


def save(survey: Survey, file: Path, history: Sequence[str] = ()) -> None:
    """Write a survey to a Parquet file; an existing file is replaced only after the new one is complete.

    Args:
        history: sentences about the survey's origin, such as an audit's; `about` returns them.

    Raises:
        ValueError: for a row with several values of which one contains the separator "|".

    >>> from tempfile import TemporaryDirectory
    >>> city = Dimension.of("city", "City", ["Pune", "Delhi"])
    >>> source = Provenance("Our pay rolls", "us", "yours")
    >>> survey = Survey.build(name="rolls", provenance=source, low=[200, 100], dimensions=[city], counts=[3, 4])
    >>> with TemporaryDirectory() as folder:
    ...     save(survey, Path(folder, "pay.parquet"))
    ...     again = load(Path(folder, "pay.parquet"))
    ...     parquet.read_table(Path(folder, "pay.parquet")).to_pylist()
    [{'pay': 100.0, 'count': 4, 'city': 'Delhi'}, {'pay': 200.0, 'count': 3, 'city': 'Pune'}]
    >>> again.provenance == source, again.rows.used
    (True, 7)
    """
    columns: dict[str, pa.Array] = {}
    if survey.has_ranges:
        columns |= {f"pay_{end}": pa.array(getattr(survey, end), from_pandas=True) for end in ("low", "middle", "high")}
    else:
        columns["pay"] = pa.array(survey.middle, from_pandas=True)
    if survey.counts is not None:
        columns["count"] = pa.array(survey.counts)
    if survey.weights is not None:
        columns["weight"] = pa.array(survey.weights)
    if survey.clusters is not None:
        columns["cluster"] = pa.array(survey.clusters)
    described = []
    for dimension in survey.dimensions.values():
        column = f"{dimension.name} (dimension)" if dimension.name in _NUMBERS_STORED else dimension.name
        columns[column], cells = _encode(dimension)
        described.append(
            {
                "name": dimension.name,
                "title": dimension.title,
                "values": dimension.values,
                "cells": cells,
                "ordered": dimension.ordered,
                "column": column,
            }
        )
    description = {
        "format": FORMAT,
        "name": survey.name,
        "provenance": asdict(survey.provenance),
        "unit": f"{survey.currency} per month",
        "currency": survey.currency,
        "defaults": dict(survey.defaults.selections),
        "rows": {"read": survey.rows.read, "left_out": dict(survey.rows.left_out)},
        "scope": asdict(survey.scope),
        "dimensions": described,
        "told": list(history),
    }
    table = pa.table(columns).replace_schema_metadata({SURVEY_KEY: json.dumps(description, ensure_ascii=False)})
    part = file.with_name(f".{file.name}.part")
    parquet.write_table(
        table,
        part,
        row_group_size=_ROWS_A_GROUP,
        compression="none",  # so that what is mapped into memory is used as it lies there
        dictionary_pagesize_limit=_DICTIONARY_BYTES,
    )
    part.replace(file)


def _encode(dimension: Dimension) -> tuple[pa.DictionaryArray, tuple[tuple[int, ...], ...] | None]:
    """The column of a dimension, each combination of values once, and the values that each entry stands for."""
    codes, cells = dimension.codes, dimension.cells
    if cells is None:
        return pa.DictionaryArray.from_arrays(codes, pa.array(dimension.values, pa.string())), None
    index = {cell: position for position, cell in enumerate(dict.fromkeys(cells))}
    texts = [SEPARATOR.join(dimension.values[position] for position in cell) for cell in index]
    if len(set(texts)) < len(texts):
        raise ValueError(f"two combinations of values of {dimension.name} are one text when joined by “{SEPARATOR}”")
    codes = np.array([index[cell] for cell in cells], codes.dtype)[codes]
    return pa.DictionaryArray.from_arrays(codes, pa.array(texts, pa.string())), tuple(index)


def is_saved(file: Path) -> bool:
    """Whether a file is a survey that `save` wrote.

    Looks for the key among the bytes of the description first, so that no other Parquet file is opened here.
    """
    try:
        return _mentions_key(file) and SURVEY_KEY in (parquet.read_schema(file).metadata or {})
    except (OSError, pa.ArrowException, UnicodeError):  # a name that the locale cannot encode is not one of our files
        return False


def _mentions_key(file: Path) -> bool:
    """Whether the footer of a Parquet file holds the key of a saved survey."""
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - 8))
        length, mark = int.from_bytes(stream.read(4), "little"), stream.read(4)
        if mark != b"PAR1" or length > size:
            return False
        stream.seek(max(0, size - 8 - length))
        return SURVEY_KEY in stream.read(length)


def about(file: Path) -> tuple[str, ...]:
    """The sentences that were saved with a survey."""
    metadata = parquet.read_schema(file).metadata
    return tuple(json.loads(metadata[SURVEY_KEY])["told"])


def load(file: Path) -> Survey:
    """Load a survey that `save` wrote, memory-mapped where the disk allows it.

    Raises:
        DataError: for a file that is missing, not a saved survey, or damaged.
    """
    try:
        return _survey(file)
    except DataError as error:
        raise DataError([Fault(file.name, fault.rule, column=fault.column) for fault in error.faults]) from error
    except FileNotFoundError as error:
        raise DataError([Fault(file.name, message("is not there: check the name"))]) from error
    except (OSError, pa.ArrowException, ValueError, TypeError, LookupError, AttributeError) as error:
        rule = message("is no whole survey ({kind}: {error}): make it again", kind=type(error).__name__, error=error)
        raise DataError([Fault(file.name, rule)]) from error


def any_survey(file: Path) -> Survey:
    """Load the survey in any file: a saved one, one described by a descriptor beside it, or an import.

    Raises:
        DataError: for a file that is not there or cannot be read.

    >>> any_survey(packaged.DATA / "posted_pay.csv").name
    'posted_pay'
    """
    if is_saved(file):
        return load(file)
    name = packaged.survey_name(file)
    if name:
        return packaged.survey(name, file.parent)
    from analytics.reading.importing.roles import MappingError
    from analytics.reading.reader_client import read_untrusted

    try:
        return read_untrusted(file).survey
    except OSError as error:
        raise DataError([Fault(file.name, message("cannot be read: {reason}", reason=error.strerror))]) from error
    except MappingError as error:  # a descriptor beside the file that refers to something missing
        raise DataError([Fault(file.name, error.message)]) from error


def _survey(file: Path) -> Survey:
    schema = parquet.read_schema(file, memory_map=True)
    metadata = schema.metadata or {}
    if SURVEY_KEY not in metadata:
        raise DataError([Fault("", message("is a Parquet file, but no survey that was saved"))])
    description = json.loads(metadata[SURVEY_KEY])
    if description["format"] != FORMAT:
        raise DataError(
            [
                Fault(
                    "",
                    message(
                        "is a survey of format {format}; this version reads format {known}",
                        format=description["format"],
                        known=FORMAT,
                    ),
                )
            ]
        )
    described = {entry["column"]: entry for entry in description["dimensions"]}
    numbers_stored = [name for name in _NUMBERS_STORED if name in schema.names]
    with ThreadPoolExecutor() as pool:
        reading = {name: pool.submit(_numbers, file, name) for name in numbers_stored}
        coding = [pool.submit(_dimension, file, entry) for entry in described.values()]
    numbers = {name: column.result() for name, column in reading.items()}
    pay = [numbers[name] for name in _NUMBERS_STORED[:4] if name in numbers]
    return Survey.build(
        name=description["name"],
        provenance=Provenance(**description["provenance"]),
        currency=description["currency"],
        low=pay[0],
        middle=pay[1] if len(pay) > 1 else None,
        high=pay[2] if len(pay) > 1 else None,
        counts=numbers.get("count"),
        weights=numbers.get("weight"),
        clusters=numbers.get("cluster"),
        dimensions=[column.result() for column in coding],
        defaults=Filters.of(description["defaults"]),
        rows=RowCount(description["rows"]["read"], description["rows"]["left_out"]),
        scope=Scope(**description.get("scope", {})),
    )


def _chunks(file: Path, column: str) -> tuple[int, Iterator[tuple[slice, pa.Array]]]:
    """How many rows there are; and the pieces of a column, with the rows they are."""
    content = parquet.ParquetFile(file, memory_map=True)  # one per column, since only one thread can read it

    def pieces() -> Iterator[tuple[slice, pa.Array]]:
        start = 0
        for group in range(content.num_row_groups):
            for chunk in content.read_row_group(group, [column], use_threads=False)[column].chunks:
                yield slice(start, start + len(chunk)), chunk
                start += len(chunk)

    return content.metadata.num_rows, pieces()


def _numbers(file: Path, column: str) -> NDArray[Any]:
    rows, pieces = _chunks(file, column)
    numbers: NDArray[Any] = np.empty(rows, _TYPES.get(column, np.float64))
    for span, chunk in pieces:
        numbers[span] = chunk.to_numpy(zero_copy_only=False)
    numbers.flags.writeable = False
    return numbers


def _dimension(file: Path, entry: dict[str, Any]) -> Dimension:
    values = tuple(entry["values"])
    cells = None if entry["cells"] is None else tuple(tuple(cell) for cell in entry["cells"])
    texts = pa.array(values if cells is None else [SEPARATOR.join(values[index] for index in cell) for cell in cells])
    rows, pieces = _chunks(file, entry["column"])
    codes: NDArray[np.unsignedinteger] = np.empty(rows, np.uint8 if len(texts) <= 256 else np.uint16)
    for span, chunk in pieces:
        place = pc.index_in(chunk.dictionary, texts)
        if chunk.null_count or place.null_count:
            raise DataError(
                [Fault("", message("holds a value that the description does not list"), column=entry["column"])]
            )
        numbers_stored = chunk.indices.to_numpy()
        codes[span] = (
            numbers_stored if chunk.dictionary.equals(texts) else place.to_numpy().astype(codes.dtype)[numbers_stored]
        )
    codes.flags.writeable = False
    return Dimension(entry["name"], entry["title"], values, codes, cells, entry["ordered"])
