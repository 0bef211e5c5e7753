"""What a source is: what it needs of the evidence, and what makes its files of data/.

A module of this package with a constant `SOURCE` is a source; nothing else lists it. What a visitor sees of it, its
title, scope and columns, stands in its entry of the descriptor.
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
"""Rupees a month to which pay is rounded where a source has no clear licence."""


@dataclass(frozen=True)
class Source:
    """A source of figures.

    Args:
        needs: the files of the evidence that it is made from.
        make: from the folders of the evidence and of data/ to the tables by file name. Their `attrs` become a part of
            the descriptor: `read` and `leftOut` (counts by reason), `period`.
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
    """Whole rupees to the nearest hundred; -1 where an end is open, since grouping keeps no missing values."""
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
    """A column of text as numbers; missing where it is empty."""
    return pd.to_numeric(texts.replace("", None)).astype(float)


def places(texts: pd.Series) -> pd.DataFrame:
    """The columns city, state and work_mode of places as written, several cities or states joined by "|"."""
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
    """The level of the least years asked; "Not stated" where none are named.

    >>> levels(pd.Series([0.0, 2.0, None])).tolist()
    ['Fresher', '1–2 years', 'Not stated']
    """
    return years.map(lambda least: NOT_STATED if np.isnan(least) else Experience.of_years(least).value)
