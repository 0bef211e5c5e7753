"""What many tests build or read: surveys of a few rows, and the rows of an exhibit."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from numpy.typing import ArrayLike

from analytics.model import Dimension, Experience, Kind, Provenance, Survey
from analytics.presenting.exhibit import Exhibit

OPTIONS = set(inspect.signature(Survey.build).parameters)
ORDERS = {"experience": list(Experience), "years": [str(year) for year in range(31)]}


def source(kind: Kind = "posted", **more: Any) -> Provenance:
    """Nobody's figures, of some kind."""
    return Provenance(**{"title": "Example", "publisher": "nobody", "kind": kind} | more)


def survey(pay: ArrayLike, kind: Kind = "posted", **columns: Any) -> Survey:
    """A survey with one pay a row.

    Args:
        pay: the low end of each row, and the high one where there is no `high`.
        kind: the kind of figure; `provenance` says more.
        columns: what `Survey.build` takes; every other name is a dimension: one text for all rows, or a text for each,
            with "|" between several values of a row.

    >>> survey([10, 30, 20], city=["Pune", "Goa", "Pune|Goa"], role="Clerk").sizes["city"]
    {'Goa': 2, 'Pune': 2}
    """
    options: dict[str, Any] = {"name": "example", "provenance": source(kind), "low": pay}
    options |= {name: columns.pop(name) for name in OPTIONS & columns.keys()}
    n = len(list(pay))  # type: ignore[arg-type]
    dimensions = [
        Dimension.of(
            name,
            name.capitalize().replace("_", " "),
            [values] * n if isinstance(values, str) else list(values),
            order=ORDERS.get(name, ()),
            separator="|",
        )
        for name, values in columns.items()
    ]
    return Survey.build(**options | {"dimensions": [*options.get("dimensions", ()), *dimensions]})


def of_cells(names: Sequence[str], *cells: Sequence[Any], **columns: Any) -> Survey:
    """A survey of cells: the values of the dimensions named, then the pay of each row that has them.

    >>> of_cells(("city", "role"), ("Pune", "Clerk", [10, 20]), ("Goa", "Cook", [30])).sizes["role"]
    {'Clerk': 2, 'Cook': 1}
    """
    rows = [cell[:-1] for cell in cells for _ in cell[-1]]
    dimensions = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return survey([amount for *_, pay in cells for amount in pay], **dimensions, **columns)


def by_group(pay: Mapping[str, Sequence[float]], by: str = "city", **columns: Any) -> Survey:
    """A survey of groups: the pay of each of its rows by the value of a dimension.

    >>> by_group({"Pune": [10, 20], "Goa": [30]}).sizes
    {'city': {'Goa': 1, 'Pune': 2}}
    """
    return of_cells((by,), *pay.items(), **columns)


def table_rows(exhibit: Exhibit) -> list[SimpleNamespace]:
    """The rows of an exhibit with its columns as attributes; `group` is the first column."""
    if not exhibit.data:
        return []
    columns = [column if isinstance(column, list) else column.tolist() for column in exhibit.data.values()]
    names = list(exhibit.data)
    return [
        SimpleNamespace(**dict(zip(names, row, strict=True)) | {"group": row[0]}) for row in zip(*columns, strict=True)
    ]
