"""Filter rows that are not a person's pay, once all rows are known: sums, impossible amounts, duplicates, outliers."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analytics.reading.fields.pay import Reason
from analytics.reading.fields.plausible import is_absurd
from analytics.reading.importing.audit import Inference, LeftOut, Remarks, rows_message
from analytics.reading.importing.clean import ABSURD, BLANK_ROW, DAMAGE, DUPLICATE, OUTLIER, REASONS, TOTAL_ROW
from analytics.reading.importing.populations import find_outliers
from analytics.reading.importing.rows import Rows
from analytics.reading.importing.totals import sums_of_rows_above
from analytics.texts import EMPTY, Message, join, message
from analytics.vocabulary import is_blank

_SUMMED = 5
"""The fewest rows in a sum, to distinguish it from pay that happens to equal that of a few others."""
_NAMED = 5
"""How many of the rows far from the others are named."""
_FEW_ABSURD, _FEW_ABSURD_SHARE = 2, 0.005
"""So many rows, or so large a share, of impossible amounts may be slips of the pen."""
_DAMAGED_SHARE = 0.2
"""Above this share of rows with unreadable pay, no figure of a file is reliable."""
_ONLY_OPEN = message(
    "Every row states only one end of its pay (“up to”, “from”): its figures are bounds of what is paid. None of them "
    "is reliable."
)


def without_sums(rows: Rows) -> Rows:
    """The rows without those whose figure is the sum of the rows above and that say hardly anything else.

    Round pay is sometimes equal to the sum of a few others, so only the last row is checked, or one with all groups but
    one blank. Does not apply if equal rows were grouped.

    >>> from analytics.reading.importing.read import clean_rows
    >>> table = b"City,Pay per month\\n" + b"Pune,20000\\nAgra,31000\\n" * 3 + b",153000\\n"
    >>> without_sums(Rows.of(clean_rows(table, name="pay.csv")[1])).left_out()[["row", "reason"]].values.tolist()
    [[8, 'a total of other rows']]
    """
    cleaned = rows.cleaned
    if cleaned.times is not None or not len(rows.keep):
        return rows
    sizes = np.ascontiguousarray(rows.sizes(np.arange(len(rows.keep))))
    if _end_in_sum_and_mean(sizes):
        return rows.without(np.arange(len(sizes)) >= len(sizes) - 2, message(TOTAL_ROW))
    sums = np.asarray(sums_of_rows_above(sizes, _SUMMED))
    places = np.flatnonzero(sums)
    if not len(places):
        return rows
    filled = np.zeros(len(rows.keep), np.int64)
    for texts, codes in cleaned.groups.values():
        which, position = np.unique(codes[places], return_inverse=True)
        used_texts = texts.take(pa.array(which)).to_pylist()
        filled[places] += np.array([not is_blank(text) for text in used_texts], bool)[position]
    bare = filled < 2 if len(cleaned.groups) > 1 else np.zeros(len(rows.keep), bool)
    bare[-1] = True
    return rows.without(sums & bare, message(TOTAL_ROW))


def _end_in_sum_and_mean(sizes: NDArray[np.float64]) -> bool:
    """Whether the last two of some figures are the sum and the mean of all before, in either order."""
    people, last = sizes[:-2], sizes[-2:]
    expected = [people.sum(), people.mean()] if len(people) >= _SUMMED else []
    return bool(expected) and any(
        np.allclose(last, order, rtol=1e-6, atol=0.51) for order in (expected, expected[::-1])
    )


def without_another_table(rows: Rows) -> Rows:
    """The rows without those of a table that begins below the first, such as “City, Headcount” below people's pay.

    It begins at a row whose pay is a word or that is blank, from which on every figure is of another size. Not where
    equal rows were put together.

    >>> from analytics.reading.importing.read import clean_rows
    >>> table = b"City,Pay per month\\n" + b"Pune,20000\\nAgra,31000\\n" * 3 + b"City,Headcount\\nPune,40\\n"
    >>> without_another_table(Rows.of(clean_rows(table, name="pay.csv")[1])).kept_count
    6
    """
    cleaned = rows.cleaned
    if cleaned.times is not None:
        return rows
    sizes = rows.sizes(np.arange(len(rows.keep)))
    for start in np.sort(cleaned.left_row[np.isin(cleaned.left_reason, _BETWEEN_TABLES)])[-_MOST_TABLES:]:
        is_below = cleaned.row > start
        above, below = sizes[~is_below], sizes[is_below]
        if len(above) < _FEW_ROWS or not 0 < len(below) < len(above):
            continue
        if below.max() * _OF_ANOTHER_SIZE < above.min() or below.min() > _OF_ANOTHER_SIZE * above.max():
            return rows.without(is_below, message("another table below"))
    return rows


_BETWEEN_TABLES = [REASONS.index(reason) for reason in (Reason.NOT_A_NUMBER, BLANK_ROW)]
_MOST_TABLES = 20
"""At how many of the last such rows another table is looked for."""
_FEW_ROWS = 3
_OF_ANOTHER_SIZE = 5.0
"""By how much every figure below must differ from every one above."""


def without_absurd(
    rows: Rows, largest: NDArray[np.float64], currency: str, *, period_decided: bool
) -> tuple[Rows, Remarks]:
    """Drop amounts that no one is paid, unless they are typos: a few outliers stay and are reported.

    One answer of a hundred billion does not affect a median; many of them mean a corrupted column.

    Args:
        largest: the larger end of each, per month.
        period_decided: whether a person said what the pay is for; then nothing is left out.
    """
    absurd = is_absurd(np.nan_to_num(largest), currency) & rows.keep
    count = rows.count(absurd)
    if count <= _FEW_ABSURD or count <= _FEW_ABSURD_SHARE * rows.kept_count:
        return rows, Remarks()
    if absurd[rows.keep].all() or period_decided:
        warning = message(
            "{rows} state more than anyone is paid in {currency}: check the unit.",
            rows=rows_message(count),
            currency=currency,
        )
        return rows, Remarks(warnings=(warning,))
    warning = message(
        "{rows} state more than anyone is paid: they are set aside; the file may be damaged.", rows=rows_message(count)
    )
    return rows.without(absurd, message(ABSURD)), Remarks(warnings=(warning,))


def close_open_ends(
    rows: Rows, low: NDArray[np.float64], middle: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.float64], int, Remarks]:
    """The middles, with rows of one end counted at that end, and the number of such rows.

    “More than 20 LPA” ranks at 20 lakh, as the bound of what it can be.
    """
    opened = np.isnan(middle) & rows.keep
    count = rows.count(opened)
    if not count:
        return middle, 0, Remarks()
    tops, floors = rows.count(opened & np.isnan(high)), rows.count(opened & np.isnan(low))
    parts = [message("{n} only say “more than”", n=f"{tops:,}")] if tops else []
    parts += [message("{n} only say “up to”", n=f"{floors:,}")] if floors else []
    sentence = message(
        "Open ends: {parts} of {rows}. They count at the end they state, a bound of what they can be.",
        parts=join(parts),
        rows=rows_message(rows.kept_count),
    )
    closed = np.where(opened, np.fmax(low, high), middle)
    doubt = _ONLY_OPEN if count == rows.kept_count else EMPTY
    return closed, count, Remarks((Inference("pay", sentence, count),), doubt=doubt)


def handle_duplicates(rows: Rows, *, drop: bool) -> tuple[Rows, int, Remarks]:
    """Count rows that equal an earlier one in every column; drop them if a person wants that."""
    if rows.cleaned.times is not None:  # only the row itself was compared, not its remaining columns
        return rows, 0, Remarks()
    prints = rows.cleaned.prints if rows.keep.all() else rows.cleaned.prints[rows.keep]
    ordered = np.sort(prints)  # several times as fast as finding which rows they are
    count = int(np.count_nonzero(ordered[1:] == ordered[:-1]))
    if not count:
        return rows, 0, Remarks()
    if drop:
        return rows.without(rows.is_duplicate(), message(DUPLICATE)), count, Remarks()
    sentence = message("Equal to an earlier row in every column: {rows}, kept.", rows=rows_message(count))
    return rows, count, Remarks((Inference("rows", sentence, count),))


def handle_outliers(rows: Rows, middle: NDArray[np.float64], *, drop: bool) -> tuple[Rows, int, Remarks]:
    """Count rows with pay very far from the others; drop them if a person wants that."""
    cleaned = rows.cleaned
    is_far = find_outliers(np.where(rows.keep, middle, np.nan), times=cleaned.times)
    count = rows.count(is_far)
    if not count:
        return rows, 0, Remarks()
    if drop:
        return rows.without(is_far, message(OUTLIER)), count, Remarks()
    which = np.flatnonzero(is_far)
    distance = np.abs(np.log(middle[which] / np.nanmedian(middle[rows.keep])))
    farthest = which[np.argsort(-distance, kind="stable")][:_NAMED]
    amounts = [rows.amount(int(index)) for index in farthest]
    if cleaned.times is None:  # else they are the rows of many files, of which the numbers say nothing
        amounts = [
            message("row {n}: {amount}", n=cleaned.row[index], amount=amount)
            for index, amount in zip(farthest, amounts, strict=True)
        ]
    sentence = message("Pay very far from the others: {rows}, kept.", rows=rows_message(count))
    return rows, count, Remarks((Inference.with_examples("rows", sentence, count, amounts),))


def doubt_damage(left_out: Iterable[LeftOut], kept_count: int) -> Message:
    """The reason no figure is reliable, if much of the stated pay was unreadable; otherwise empty."""
    unread = sum(group.rows for group in left_out if group.reason in DAMAGE)
    stated_rows = unread + kept_count
    if unread <= _DAMAGED_SHARE * stated_rows:
        return EMPTY
    return message(
        "Much of this file could not be read: {unread} of {rows} that state something about pay. No figure of it is "
        "reliable.",
        unread=f"{unread:,}",
        rows=rows_message(stated_rows),
    )
