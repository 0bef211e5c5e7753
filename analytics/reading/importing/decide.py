"""Which column is pay, and how its figures are to be read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from analytics.reading.fields.pay import Period, decimal_style
from analytics.reading.files.table import ImportRefused, Source, Table
from analytics.reading.importing.clean import Plan
from analytics.reading.importing.headers import header_currency, header_unit, read_period
from analytics.reading.importing.profile import Profile
from analytics.reading.importing.roles import GROUP_ROLES, Columns, guess

How = Literal["you", "rows", "header", "title", "files", "guess"]
"""Where a fact about the pay comes from: a person said so, each row says so, the header does, the text above the header
does, each of several files was read by itself, or nothing does and it is a guess."""


@dataclass(frozen=True, eq=False)
class InterpretedFile:
    """A file of which the columns are known, and how to read its rows.

    Args:
        columns: what each column was taken for.
        plan: how to read each row.
        how_period, how_currency: where a period and a currency that hold for all rows come from.
        expected: roughly how many rows there are.
    """

    table: Table
    columns: Columns
    plan: Plan
    how_period: How
    how_currency: How
    expected: int = 1


def interpret(
    table: Table, mapping: Mapping[str, str | Sequence[str]], period: Period | None, currency: str | None
) -> InterpretedFile:
    """What the columns of a table are, from a sample of its rows.

    Raises:
        ImportRefused: for a table without rows or without pay.
        MappingError: for a mapping that does not fit the table.
    """
    sample = table.sample()
    profiles = [
        Profile.of(header, cells) for header, cells in zip(table.header, zip(*sample, strict=True), strict=False)
    ]
    if not profiles:
        raise ImportRefused(table.name, _NO_FIT.format(len(table.header)) if table.is_large else NO_ROWS)
    columns = guess(profiles, table.title, mapping)
    if not columns.pay:
        raise ImportRefused(table.name, _no_pay(profiles), columns)
    return InterpretedFile(
        table, columns, *_plan(table, columns, profiles, period, currency), expected=table.expected_rows(sample)
    )


def resembles_pay(table: Table) -> float:
    """How much a table resembles one of pay: nothing without a column of pay, more with more columns understood."""
    sample = table.sample()
    cells = zip(table.header, zip(*sample, strict=True), strict=False)
    columns = guess([Profile.of(header, column) for header, column in cells], table.title, {})
    understood_columns = [column for column in columns.columns if column.role not in ("ignore", "dimension")]
    return float(len(understood_columns)) if columns.pay else 0.0


NO_ROWS = "has a header and no rows below it: export it again with its data"
_NO_FIT = (
    "has no rows that fit its header of {} columns, or lines too long to look into: check the sign that separates the "
    "columns, and the quotation marks"
)


def _no_pay(profiles: Sequence[Profile]) -> str:
    figures = [f"“{profile.header}”" for profile in profiles if profile.numeric > 0.5][:8]
    there = f"the columns with figures are {', '.join(figures)}" if figures else "no column holds figures"
    return f"has no column that looks like pay; {there}: if one of them is pay, say which"


@dataclass(frozen=True)
class SidecarHints:
    """What a descriptor says of a file: the roles of its columns, and what holds for all its pay."""

    mapping: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    period: Period | None = None
    currency: str | None = None


def load_sidecar(source: Source) -> SidecarHints:
    """What a descriptor beside the file says of it."""
    if not isinstance(source, str | Path):
        return SidecarHints()
    path = Path(f"{source}.datapackage.json")
    if not path.is_file():
        return SidecarHints()
    try:
        resource = json.loads(path.read_text(encoding="utf-8"))["resources"][0]
        fields = [(entry["name"], entry["role"]) for entry in resource["schema"]["fields"] if "role" in entry]
    except (ValueError, LookupError, TypeError) as error:
        raise ImportRefused(
            path.name, "is no descriptor: it needs resources[0].schema.fields with name and role"
        ) from error
    mapping: dict[str, list[str]] = {}
    for column, role in fields:
        mapping.setdefault(role, []).append(column)
    single = {role: names[0] if len(names) == 1 else names for role, names in mapping.items()}
    return SidecarHints(single, resource.get("period"), resource.get("currency"))


_ROW_NUMBER = re.compile(r"\(column \d+\)|unnamed.*|index|(?:s|sr|sl)\.? ?no\.?|serial.*|row.*|#|no\.?", re.IGNORECASE)


def _plan(
    table: Table, columns: Columns, profiles: Sequence[Profile], period: Period | None, currency: str | None
) -> tuple[Plan, How, How]:
    """How to read the rows, and where a period and a currency that hold for all of them come from."""
    position = {header: index for index, header in enumerate(table.header)}
    roles = {
        column.role: position[column.header] for column in columns.columns if column.role not in ("dimension", "ignore")
    }
    pays = [position[header] for header in columns.pay]
    headers = [table.header[index] for index in pays]
    from_header: Period | None = next(filter(None, map(read_period, headers)), None)
    from_title = None if from_header else read_period(table.title)
    in_header = next(filter(None, map(header_currency, headers)), None)
    in_title = header_currency(table.title) if in_header is None and "currency" not in roles else None
    texts = [text for index in pays for text in profiles[index].some]
    plan = Plan(
        header=table.header,
        encoding=table.encoding,
        roles=MappingProxyType(roles),
        groups=tuple(position[column.header] for column in columns.columns if column.role in GROUP_ROLES),
        compared=tuple(
            index
            for index, profile in enumerate(profiles)
            if not (_ROW_NUMBER.fullmatch(profile.header) and len(profile.filled) == profile.rows)
        ),
        label=next((index for index, profile in enumerate(profiles) if profile.filled and profile.numeric < 0.5), 0),
        unit={index: unit for index in pays if (unit := header_unit(table.header[index])) is not None},
        period=period or from_header or from_title,
        # A currency column is heeded row by row; which of its currencies to take is decided when all are counted.
        currency=None if "currency" in roles and not in_header else (currency or in_header or in_title),
        grouping_dots=decimal_style(texts),
    )
    how_period: How = "you" if period else "header" if from_header else "title" if from_title else "rows"
    how_currency: How = "you" if currency else "header" if in_header else "title" if in_title else "rows"
    return plan, how_period, how_currency
