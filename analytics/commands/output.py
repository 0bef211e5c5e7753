"""Print results: a table for people, CSV or JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.presenting import export
from analytics.presenting.messages import _


@dataclass(frozen=True)
class Result:
    """The result of a command.

    Args:
        name: the JSON member that holds the rows.
        header: the other JSON members: metadata of the result.
        table: the rows, at full precision.
        summary: lines above the table on a terminal.
        preview: the rows as a terminal shows them, with the columns that fit.
    """

    name: str
    header: Mapping[str, object]
    table: pd.DataFrame
    summary: Sequence[str]
    preview: pd.DataFrame


def write(result: Result, form: str) -> None:
    """Print a result as `table`, `csv` or `json`."""
    if form == "csv":
        sys.stdout.write(export.csv_text(result.table))
    elif form == "json":
        write_json({**result.header, result.name: export.records(result.table)})
    else:
        rows = _align(result.preview) if len(result.preview) else _("No row matches.")
        write_lines([*result.summary, rows])


def _align(table: pd.DataFrame) -> str:
    """Align rows for a terminal, with a dash for missing values.

    pandas writes <NA> in columns of its extension types, whatever `na_rep` says.
    """
    texts = table.copy(deep=False)
    for name, kind in table.dtypes.items():
        if isinstance(kind, pd.api.extensions.ExtensionDtype):
            texts[name] = table[name].astype("object").where(table[name].notna(), "–")
    return texts.to_string(index=False, na_rep="–")


def write_json(content: Mapping[str, object]) -> None:
    """Print strict JSON: missing values are null."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def write_lines(lines: Sequence[str]) -> None:
    """Print lines of text."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
