"""What many tests build or read: surveys of a few rows, and the rows of an exhibit."""

from __future__ import annotations

from types import SimpleNamespace

from analytics.presenting.exhibit import Exhibit


def table_rows(exhibit: Exhibit) -> list[SimpleNamespace]:
    """The rows of an exhibit with its columns as attributes; `group` is the first column."""
    if not exhibit.data:
        return []
    columns = [column if isinstance(column, list) else column.tolist() for column in exhibit.data.values()]
    names = list(exhibit.data)
    return [
        SimpleNamespace(**dict(zip(names, row, strict=True)) | {"group": row[0]}) for row in zip(*columns, strict=True)
    ]
