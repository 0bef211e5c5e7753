"""Build the dimensions of a survey from the columns of the rows kept, and number their employers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from analytics.model import STANDARD_DIMENSIONS, Dimension, cluster_codes
from analytics.reading.fields.personal import holds_personal
from analytics.reading.importing import groups
from analytics.reading.importing.audit import Inference, Remarks
from analytics.reading.importing.clean import PERIODS, Truncation, drop_unused
from analytics.reading.importing.decide import InterpretedFile
from analytics.reading.importing.roles import GROUP_ROLES, Column
from analytics.reading.importing.rows import Rows
from analytics.texts import Message, message
from analytics.vocabulary import is_blank


def texts_of(rows: Rows, file: InterpretedFile, header: str) -> groups.Texts:
    """A column among the rows kept."""
    texts, codes = rows.cleaned.groups[file.plan.header.index(header)]
    texts, codes = drop_unused(texts, codes if rows.keep.all() else codes[rows.keep])
    # A personal text in a column that is kept (an address in the place) is worth as much as a blank.
    safe_texts = tuple("" if holds_personal([text]) else text for text in texts.to_pylist())
    times = rows.cleaned.times
    whole = header not in _truncations(rows, file)
    return groups.Texts(safe_texts, codes, None if times is None else times[rows.keep], whole)


def read_places(rows: Rows, file: InterpretedFile) -> groups.Places | None:
    """Read the column of places for the rows kept, if there is a readable one."""
    header = file.columns.first_header("city")
    column = None if header is None else texts_of(rows, file, header)
    return groups.Places.of(column) if column and len(column.texts) <= file.table.limits.texts else None


def weigh_experience(rows: Rows, file: InterpretedFile) -> tuple[groups.ExperienceUnit, ...]:
    """Whether bare figures of experience are years or months; nothing without such figures."""
    header = file.columns.first_header("experience")
    return () if header is None else groups.weigh_experience_units(texts_of(rows, file, header), header)


def make_dimensions(
    rows: Rows, file: InterpretedFile, periods: NDArray[np.uint8], places: groups.Places | None
) -> tuple[tuple[Dimension, ...], Remarks]:
    """Make the dimensions of the rows kept, with remarks for the audit.

    Args:
        periods: the period of each row, as an index from 1 into `PERIODS`; where there are several, they are one, too.
        places: what the column of places says, of these rows at least.

    >>> from analytics.reading.importing.read import clean_rows
    >>> file, cleaned = clean_rows(b"City,Shift,Pay per month\\nPoona,day,20000\\nDelhi,night,30000\\n", name="pay.csv")
    >>> rows = Rows.of(cleaned)
    >>> dimensions, _ = make_dimensions(rows, file, cleaned.period, read_places(rows, file))
    >>> {dimension.name: dimension.values for dimension in dimensions}
    {'city': ('Delhi', 'Pune'), 'state': ('Delhi', 'Maharashtra'), 'shift': ('day', 'night')}
    """
    dimensions: list[Dimension] = []
    inferences: list[Inference] = []

    def note(about: str, sentence: Message, number: int = 0, examples: Iterable[str] = ()) -> None:
        inferences.append(Inference.with_examples(about, sentence, number, examples))

    for column in file.columns.columns:
        if column.role not in GROUP_ROLES:
            continue
        texts = texts_of(rows, file, column.header)
        refusal = _refuse(rows, file, column, len(texts.texts))
        if refusal is None:
            dimensions += _dimensions_of(column, texts, file, places, note)
        else:
            note("dimension", refusal)
    of_rows = periods[rows.keep]
    which = np.flatnonzero(np.bincount(of_rows))
    if len(which) > 1:
        names = tuple(PERIODS[index - 1] for index in which)
        codes = np.searchsorted(which, np.arange(len(PERIODS) + 1))[of_rows]
        dimensions.append(groups.Texts(names, codes).dimension("pay_period", "Pay stated per", names, order=PERIODS))
    # Standard names come first: a column of the file never takes one away.
    dimensions.sort(key=lambda dimension: dimension.name not in STANDARD_DIMENSIONS)
    return groups.with_distinct_names(dimensions, len(of_rows)), Remarks(tuple(inferences))


def number_employers(rows: Rows, file: InterpretedFile) -> NDArray[np.uint32] | None:
    """Number the employer of each row kept; rows without one get a unique number.

    A row that stands for several counts as one employer's where none is stated: intervals are rather too wide.
    """
    position = file.plan.roles.get("employer")
    if position is None or position not in rows.cleaned.groups:
        return None
    texts, codes = rows.cleaned.groups[position]
    index: dict[str, int] = {}
    number_of_text = np.array(
        [-1 if is_blank(text) else index.setdefault(text.casefold(), len(index)) for text in texts.to_pylist()]
    )
    numbers = number_of_text[codes[rows.keep].astype(np.int64)]
    is_blank_row = numbers < 0
    numbers[is_blank_row] = len(index) + np.arange(int(is_blank_row.sum()))
    return cluster_codes(np.asarray(numbers, np.uint32))


def _refuse(rows: Rows, file: InterpretedFile, column: Column, texts: int) -> Message | None:
    """The reason a column cannot be a dimension, if it cannot."""
    limits, header = file.table.limits, column.header
    reason = _truncations(rows, file).get(header)
    if reason == "many" and column.role not in ("role", "city"):
        return message("“{header}” is no dimension: it has too many different values.", header=header)
    if texts > (limits.groups if column.role == "dimension" else limits.texts):
        return message(
            "“{header}” is no dimension: it has {values} different values; more than {most} make no groups.",
            header=header,
            values=f"{texts:,}",
            most=f"{limits.groups:,}",
        )
    if column.role == "dimension" and (
        reason == "personal" or holds_personal(rows.cleaned.groups[file.plan.header.index(header)][0].to_pylist())
    ):
        return message("“{header}” is no dimension: some of its values hold personal data.", header=header)
    return None


def _dimensions_of(
    column: Column, texts: groups.Texts, file: InterpretedFile, places: groups.Places | None, note: groups.Note
) -> list[Dimension]:
    present = {neighbour.role for neighbour in file.columns.columns}
    header, most = column.header, file.table.limits.groups
    match column.role:
        case "experience":
            return groups.experience(texts, header, note)
        case "role":
            return groups.roles(texts, header, most, "sector" in present, note)
        case "city" if places is not None:
            of_these = places.restrict_to(texts)  # of the rows that are kept in the end
            return groups.places(of_these, header, most, "state" in present, note)
        case "state":
            return groups.states(texts, header)
        case "sector":
            return [groups.sectors(texts, header, note)]
        case _:
            return [groups.own_values(texts, header)]


def _truncations(rows: Rows, file: InterpretedFile) -> Mapping[str, Truncation]:
    """The headers of truncated columns, with the reason."""
    return {file.plan.header[position]: reason for position, reason in rows.cleaned.truncated.items()}
