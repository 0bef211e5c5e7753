"""Many rows → a grouped survey: each distinct row once, with its count.

A survey of a hundred million rows does not fit one small server; the same rows grouped by their dimensions and pay do,
and give the same quantiles, because counts are frequencies. Grouping is associative: group each part where it lies, on
one machine or on a cluster, then group the groups.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def grouped(rows: pd.DataFrame, by: Sequence[str], count: str = "posts") -> pd.DataFrame:
    """The distinct rows of these columns in ascending order, and how many rows each stands for.

    Args:
        rows: one row each; or rows grouped before, whose counts are then added up.
        by: the columns to keep: dimensions and pay.
        count: name of the column of counts, in the result and, where rows were grouped before, in `rows`.

    Returns:
        The columns of `by` and the counts (int64). The order of the rows given makes no difference.

    Raises:
        KeyError: for a column that is not there.
        ValueError: for a missing value in `by`: it would be lost. Say "Not stated", or leave the row out and count it.

    >>> rows = pd.DataFrame({"city": ["Pune", "Delhi", "Pune"], "pay": [200, 150, 200]})
    >>> grouped(rows, ["city", "pay"])
        city  pay  posts
    0  Delhi  150      1
    1   Pune  200      2

    The groups of parts, grouped, are the groups of the whole:

    >>> parts = pd.concat([grouped(rows[:2], ["city", "pay"]), grouped(rows[2:], ["city", "pay"])])
    >>> grouped(parts, ["city", "pay"]).equals(grouped(rows, ["city", "pay"]))
    True
    """
    columns = list(by)
    absent = [column for column in columns if column not in rows]
    if absent:
        raise KeyError(f"no column {', '.join(absent)}; there are {', '.join(map(str, rows.columns))}")
    gaps = rows[columns].isna().sum()
    if gaps.any():
        found = ", ".join(f"{number} in {column}" for column, number in gaps[gaps > 0].items())
        raise ValueError(f"the columns to group by must have no missing values; got {found}")
    ones = rows[count] if count in rows else pd.Series(1, index=rows.index)
    counts = ones.astype("int64").groupby([rows[column] for column in columns], observed=True, sort=True).sum()
    return counts.rename(count).reset_index()
