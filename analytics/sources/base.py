"""The definition of a source: the evidence it needs, and the function that builds its files of data/.

Any module of this package with a constant `SOURCE` is a source; there is no other list. What visitors see of it (title,
scope, columns) is in its entry in the descriptor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.model import NOT_STATED, Experience
from analytics.reading.fields.places import read_places
from analytics.reading.fields.titles import read_titles
from analytics.reading.gather import group_rows
from analytics.reading.packaged import SEPARATOR
from analytics.sources.employers import number_employers, role_families, seed_of

Tables = dict[str, pd.DataFrame]

PAY = ("pay_low", "pay_high")
NO_PAY = "no pay stated"
REPEAT = "repeats an earlier post"
ABROAD = "a place abroad"
NEAREST = 100
"""Pay from a source without a clear licence is rounded to this many rupees a month."""


@dataclass(frozen=True)
class Source:
    """A source of figures.

    Args:
        needs: the evidence files that it is built from.
        make: takes the folders of the evidence and of data/, returns the tables by file name. Their `attrs` go into the
            descriptor: `read` and `leftOut` (counts by reason), `period`.
    """

    needs: tuple[str, ...]
    make: Callable[[Path, Path], Tables]


def posts_source(
    file: str, evidence: str, columns: Sequence[str], read: Callable[[pd.DataFrame], pd.DataFrame]
) -> Source:
    """A source of job advertisements from a site without a clear licence: cleaned, rounded to ₹100 a month, grouped.

    Args:
        file: the file of data/ to make.
        evidence: the file of the evidence, a CSV, by its path in the folder.
        columns: the columns to group by, pay apart.
        read: from the raw table (all text) to standard columns: those of `columns`, role, sector, `firm` where it is
            known, with `family` where the role does not tell the family of roles, one or both of `PAY` (rupees a month)
            and `left_out` (why a post does not count, or empty).
    """

    def make(folder: Path, data: Path) -> Tables:  # noqa: ARG001 (one signature for makers)
        path = folder / evidence
        posts = read(pd.read_csv(path, dtype=str, keep_default_na=False))
        usable = posts[posts["left_out"] == ""]
        by = [*columns]
        if "firm" in usable:
            families = usable["family"] if "family" in usable else role_families(usable["role"], usable["sector"])
            usable = usable.assign(employer=number_employers(usable["firm"], families, seed_of(path)))
            by.append("employer")
        pay = [end for end in PAY if end in usable]
        usable = usable.assign(**{end: _round(usable[end]) for end in pay})
        table = group_rows(usable, [*by, *pay])
        table.attrs = {"read": len(posts), "leftOut": _count_reasons(posts["left_out"])}
        return {file: table.assign(**{end: table[end].replace(-1, pd.NA).astype("Int64") for end in pay})}

    return Source((evidence,), make)


def _round(pay: pd.Series) -> pd.Series:
    """Round to whole hundreds of rupees; -1 for an open end, because grouping drops missing values."""
    return (pay / NEAREST).round().mul(NEAREST).fillna(-1).astype("int64")


def _count_reasons(reasons: pd.Series) -> dict[str, int]:
    return {str(reason): int(number) for reason, number in reasons[reasons != ""].value_counts().sort_index().items()}


def first_reason(reasons: Mapping[str, pd.Series]) -> pd.Series:
    """For each row the first reason that applies, or the empty string.

    >>> first_reason({"no pay": pd.Series([True, False]), "abroad": pd.Series([True, False])}).tolist()
    ['no pay', '']
    """
    masks = list(reasons.values())
    return pd.Series(np.select([mask.to_numpy() for mask in masks], list(reasons), ""), index=masks[0].index)


def numbers(texts: pd.Series) -> pd.Series:
    """Convert a text column to numbers; empty cells become missing."""
    return pd.to_numeric(texts.replace("", None)).astype(float)


def places(texts: pd.Series) -> pd.DataFrame:
    """The columns city, state and work_mode for places as written; several cities or states are joined by "|"."""
    rows = [
        (SEPARATOR.join(place.cities), SEPARATOR.join(place.states), place.work_mode)
        for place in (place.with_known_cities() for place in read_places(texts))
    ]
    return pd.DataFrame(rows, columns=["city", "state", "work_mode"], index=texts.index)


def work(titles: pd.Series) -> pd.DataFrame:
    """The columns role, sector and work_mode of job titles."""
    rows = [(title.role, title.sector, title.work_mode) for title in read_titles(titles.tolist())]
    return pd.DataFrame(rows, columns=["role", "sector", "work_mode"], index=titles.index)


def levels(years: pd.Series) -> pd.Series:
    """The level for the least years asked; "Not stated" if none are named.

    >>> levels(pd.Series([0.0, 2.0, None])).tolist()
    ['Fresher', '1–2 years', 'Not stated']
    """
    return years.map(lambda least: NOT_STATED if np.isnan(least) else Experience.of_years(least).value)
