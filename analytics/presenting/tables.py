"""On-screen tables of exhibits: figures stay sortable numbers, displayed in Indian notation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.presenting import wording

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

    from analytics.presenting.exhibit import Exhibit


def style_table(exhibit: Exhibit) -> Styler:
    """Style a table: every figure in the unit of its column, a dash for withheld figures."""
    return exhibit.table.style.format({column.name: _writer(column.unit) for column in exhibit.columns})


def headings(exhibit: Exhibit) -> dict[str, str]:
    """The on-screen label of each column."""
    return {column.name: column.label for column in exhibit.columns}


def _writer(unit: str) -> Callable[[Any], str]:
    if " per " in unit:
        currency = unit.split(" per ")[0]
        return lambda amount: wording.exact_money(amount, currency)
    if unit == "count":
        return wording.count
    if unit == "share":
        return lambda share: wording.percent(share, 1)
    return lambda value: "–" if pd.isna(value) else f"{value:g}" if isinstance(value, float) else str(value)
