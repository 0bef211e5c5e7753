"""What a file left open: each decision with what else it could be and the median that would give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analytics.reading.importing.audit import CHANGES_FIGURE, Alternative, Guess
from analytics.reading.importing.candidates import Candidate
from analytics.reading.importing.currencies import CurrencyCandidate
from analytics.reading.importing.decide import GroupRival, InterpretedFile, PayFact
from analytics.reading.importing.groups import ExperienceUnit
from analytics.reading.importing.roles import BY_PERSON
from analytics.texts import N_, Message, message, verbatim

_UNITS = {
    1.0: N_("one"),
    100.0: N_("hundreds"),
    1e3: N_("thousands"),
    1e4: N_("ten thousands"),
    1e5: N_("lakhs"),
    1e6: N_("millions"),
    1e7: N_("crores"),
}
_MOST_ALTERNATIVES = 3
_SETTLED = 4.0
"""With such a lead a decision is no guess."""
_FAR_BEHIND = 8.0
"""Runners-up this far behind are no alternatives."""


def list_guesses(
    file: InterpretedFile,
    period: PayFact,
    currencies: Sequence[CurrencyCandidate],
    years: Sequence[ExperienceUnit],
    middle: NDArray[np.float64],
) -> tuple[Guess, ...]:
    """The decisions that the file leaves open, those that change figures most first.

    Args:
        file: with the candidates and how sure the header was.
        period: the period of most rows.
        currencies: the candidates, the best first; none where most rows state one.
        years: what bare figures of experience can be in, the best first; none without such a column.
        middle: pay per month of the rows used.
    """
    median = float(np.nanmedian(middle)) if len(middle) else float("nan")
    guesses = [_reading(file, period, median), _column(file, median), _currency(currencies, median), _years(years)]
    guesses += [_group(rival) for rival in file.group_rivals]
    # What the size of the figures decides is told however large its lead; the rest only where something is left open.
    guesses = [guess for guess in guesses if guess and (guess.of_pay or guess.lead < _SETTLED)]
    return tuple(sorted((guess for guess in guesses if guess), key=lambda guess: (not guess.open, -guess.change)))


def _reading(file: InterpretedFile, period: PayFact, median: float) -> Guess | None:
    """Period and unit of bare figures, where the header states not both, or what it states is hardly possible."""
    best = next((c for c in file.candidates if c.period == period.value), None)
    if best is None or "you" in (file.how_period, file.how_unit):
        return None
    others = [c for c in file.candidates if c is not best and not 0.9 < c.median / best.median < 1.1]
    near = _different([c for c in others if best.score - c.score < _FAR_BEHIND])[:_MOST_ALTERNATIVES]
    if period.guessed:  # a guess is told with what else it could be, however far behind that is
        near = near or _different(others)[:1]
    lead = best.score - others[0].score if others else float("inf")
    by_header = file.how_period in ("header", "title") and file.how_unit != "guess"
    if not near or (by_header and lead > _SETTLED):
        return None
    choice = Alternative(_value(best), _label(best), median, best.score)
    # The alternatives scale the median of all rows; rows that state their own period would not change.
    return Guess("period and unit", choice, tuple(_alternative(c, best, median) for c in near), lead)


def _different(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best candidate for each median: figures written out are the same in lakhs and in thousands."""
    distinct: list[Candidate] = []
    for candidate in candidates:
        if not any(0.99 < candidate.median / earlier.median < 1.01 for earlier in distinct):
            distinct.append(candidate)
    return distinct


def _alternative(candidate: Candidate, best: Candidate, median: float) -> Alternative:
    return Alternative(_value(candidate), _label(candidate), median * candidate.median / best.median, candidate.score)


def _value(candidate: Candidate) -> str:
    return f"{candidate.period} × {candidate.unit:.0f}"


def _label(candidate: Candidate) -> Message:
    period = message(candidate.period)
    if candidate.unit == 1:
        return message("per {period}", period=period)
    return message("per {period} in {unit}", period=period, unit=message(_UNITS[candidate.unit]))


def _header(name: str) -> Message:
    return message("“{header}”", header=name)


def _column(file: InterpretedFile, median: float) -> Guess | None:
    """Which column is the pay, where another one looks like pay and has other figures."""
    rivals = [r for r in file.rivals if r.median > 0 and abs(r.median / median - 1) > CHANGES_FIGURE]
    by_person = {column.header for column in file.columns.columns if column.reason == BY_PERSON}
    if not rivals or by_person & set(file.columns.pay):
        return None
    name = "” and “".join(file.columns.pay)
    score = file.column_score
    choice = Alternative(name, _header(name), median, score)
    others = tuple(Alternative(r.header, _header(r.header), r.median, r.score) for r in rivals[:_MOST_ALTERNATIVES])
    return Guess("pay", choice, others, score - rivals[0].score)


_ANOTHER = "USD"
"""What is named where nothing at all speaks for a currency."""


def _currency(candidates: Sequence[CurrencyCandidate], median: float) -> Guess | None:
    """Which currency it is, where few rows say so."""
    if not candidates:
        return None
    best, *rest = candidates
    runner_up = rest[0] if rest else CurrencyCandidate(_ANOTHER if best.code != _ANOTHER else "INR", ())
    choice = Alternative(best.code, verbatim(best.code), median, best.score)
    return Guess(
        "currency",
        choice,
        (Alternative(runner_up.code, verbatim(runner_up.code), float("nan"), runner_up.score, share_moved=1.0),),
        best.score - runner_up.score,
    )


def _years(units: Sequence[ExperienceUnit]) -> Guess | None:
    """Whether bare figures of experience are years or months, where the header does not say."""
    if len(units) < 2:
        return None
    best, runner_up = units
    choice, alternative = (
        Alternative(unit.name, message(unit.name), unit.median, unit.score) for unit in (best, runner_up)
    )
    return Guess("experience", choice, (alternative,), best.score - runner_up.score)


def _group(rival: GroupRival) -> Guess:
    """Which column a role beside pay is taken from, where another one comes near."""
    nan = float("nan")
    choice = Alternative(rival.header, _header(rival.header), nan, rival.score)
    alternative = Alternative(
        rival.other_header, _header(rival.other_header), nan, rival.other_score, rival.share_moved
    )
    return Guess(rival.role, choice, (alternative,), rival.score - rival.other_score)
