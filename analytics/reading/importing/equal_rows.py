"""Merge equal rows of a file into one row with a count, and reduce the texts of their groups.

Texts that say the same are one, personal ones are gone, and a column with more texts than groups can have keeps the
common ones.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analytics.model import NOT_STATED
from analytics.reading.fields.personal import holds_personal
from analytics.reading.fields.places import OTHER_PLACES, read_place
from analytics.reading.fields.titles import read_title
from analytics.reading.files.table import LIMITS, Limits
from analytics.reading.importing.audit import EXAMPLES
from analytics.reading.importing.clean import Cleaned, Plan, Truncation, drop_unused, narrow

_REMEMBERED = 1_000_000  # texts of groups whose meaning is cached
_COMMON = 10_000  # texts kept of a column with too many to distinguish
_OTHERS = {"role": "Other roles", "city": OTHER_PLACES}


def group_equal_rows(cleaned: Cleaned, plan: Plan, digits: int | None = None, limits: Limits = LIMITS) -> Cleaned:
    """Group rows that are equal in pay, period, currency and groups into one row with a count.

    Texts of roles and places that say the same count as equal where there are too many to be groups of their own.
    """
    roles = {position: role for role, position in plan.roles.items()}
    groups: dict[int, tuple[tuple[str, ...], NDArray[np.integer]]] = {}
    reason = dict(cleaned.truncated)
    for position in plan.groups:
        role = roles.get(position, "dimension")
        texts, codes = drop_unused(*cleaned.groups[position])
        names = tuple(texts.to_pylist())
        groups[position], truncation = _reduce_texts(role, names, codes, reason.get(position), cleaned.times, limits)
        if truncation:
            reason[position] = truncation
    low, middle, high = (significant(end, digits) for end in (cleaned.low, cleaned.middle, cleaned.high))
    keys: dict[str, NDArray[Any]] = {"low": low.view(np.int64)}
    for name, end in (("middle", middle), ("high", high)):
        if not np.array_equal(end, low, equal_nan=True):
            keys[name] = end.view(np.int64)
    keys |= {"period": cleaned.period, "currency": cleaned.currency}
    keys |= {str(position): codes for position, (_, codes) in groups.items()}
    times = np.ones(len(low), np.int64) if cleaned.times is None else cleaned.times
    counts = times if cleaned.weight is None else cleaned.weight.astype(np.int64)
    table = pa.table({**keys, "row": cleaned.row, "times": times, "weight": counts})
    sums = [("row", "min"), ("times", "sum"), ("weight", "sum")]
    table = table.group_by([*keys], use_threads=False).aggregate(sums).combine_chunks()
    columns = {name: table[name].to_numpy() for name in table.column_names}
    pay = {name: columns[name].view(np.float64) for name in ("low", "middle", "high") if name in columns}
    low, middle, high = (pay.get(name, pay["low"]) for name in ("low", "middle", "high"))
    left_columns = _examples(cleaned)
    return replace(
        cleaned,
        low=low,
        middle=middle,
        high=high,
        row=columns["row_min"],
        times=columns["times_sum"],
        weight=columns["weight_sum"],
        period=columns["period"],
        currency=columns["currency"],
        groups={
            position: (pa.array(texts, pa.string()), columns[str(position)]) for position, (texts, _) in groups.items()
        },
        prints=np.empty(0, np.uint64),
        truncated=reason,
        left_row=left_columns["left_row"],
        left_reason=left_columns["left_reason"],
        left_text=left_columns["left_text"],
        left_times=left_columns["left_times"],
    )


def _examples(cleaned: Cleaned) -> dict[str, NDArray[Any]]:
    """The first rows left out for each reason; the last one also represents the rest."""
    times = np.ones(len(cleaned.left_row), np.int64) if cleaned.left_times is None else cleaned.left_times.copy()
    example_rows: list[NDArray[np.integer]] = []
    for reason in np.unique(cleaned.left_reason):
        rows = np.flatnonzero(cleaned.left_reason == reason)
        times[rows[:EXAMPLES][-1]] += times[rows[EXAMPLES:]].sum()
        example_rows.append(rows[:EXAMPLES])
    which = np.sort(np.concatenate([np.empty(0, np.int64), *example_rows]))
    left_columns = {name: getattr(cleaned, name)[which] for name in ("left_row", "left_reason", "left_text")}
    return {**left_columns, "left_times": times[which]}


def _reduce_texts(
    role: str,
    texts: tuple[str, ...],
    codes: NDArray[np.integer],
    reason: Truncation | None,
    times: NDArray[np.int64] | None,
    limits: Limits,
) -> tuple[tuple[tuple[str, ...], NDArray[np.integer]], Truncation | None]:
    """A column with no more texts than are needed to know its groups in the end, and none that is personal."""
    blank = ("",), np.zeros(len(codes), np.uint8)
    if role == "dimension":
        if reason is None and len(texts) > limits.groups:
            reason = "many"
        if reason is None and holds_personal(texts):
            reason = "personal"
        return (blank if reason else (texts, codes)), reason
    if role == "employer":  # each becomes a number, and no text is shown
        return (texts, codes), reason
    if role not in _OTHERS:
        if len(texts) > limits.texts:
            reason = "many"
        return (blank if reason else (tuple(map(_impersonal, texts)), codes)), reason
    new = list(map(_impersonal, texts))
    if reason is None and len({text.casefold() for text in new}) <= limits.groups:
        return (tuple(new), codes), None
    meaning = _MEANINGS[role]
    first: dict[Hashable, str] = {}
    for text in sorted(new):
        first.setdefault(meaning(text), text)
    new = [first[meaning(text)] for text in new]
    if len(first) > limits.texts:
        rows = np.bincount(codes, times, minlength=len(new))
        counts: dict[str, float] = {}
        for text, number in zip(new, rows, strict=True):
            counts[text] = counts.get(text, 0) + number
        common = set(sorted(counts, key=lambda text: (-counts[text], text))[:_COMMON])
        new = [text if text in common else _OTHERS[role] for text in new]
    index: dict[str, int] = {}
    new_codes = np.array([index.setdefault(text, len(index)) for text in new], np.int64)
    return (tuple(index), narrow(new_codes[codes])), "many"


@lru_cache(_REMEMBERED)
def _impersonal(text: str) -> str:
    return "" if holds_personal([text]) else text


@lru_cache(_REMEMBERED)
def _title_says(text: str) -> Hashable:
    title = read_title(text)
    return (title, text) if title.role == NOT_STATED else title


_MEANINGS: Mapping[str, Callable[[str], Hashable]] = {"role": _title_says, "city": lru_cache(_REMEMBERED)(read_place)}


def significant(figures: NDArray[np.float64], digits: int | None) -> NDArray[np.float64]:
    """Figures rounded to so many significant digits; as they are without.

    >>> significant(np.array([18_456.0, 99_950.0, 123.456, np.nan]), 3).tolist()
    [18500.0, 100000.0, 123.0, nan]
    """
    if digits is None:
        return figures
    with np.errstate(invalid="ignore", divide="ignore"):
        places = digits - 1 - np.floor(np.log10(figures))
    scale = 10.0 ** np.abs(places)
    rounded: NDArray[np.float64] = np.where(
        places > 0, np.round(figures * scale) / scale, np.round(figures / scale) * scale
    )
    return rounded
