"""Decide the period of each row's pay once all rows are known: stated periods are checked, others guessed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.reading.fields.periods import PER_MONTH, Period
from analytics.reading.fields.plausible import TYPICAL_MONTH, guessed_period
from analytics.reading.importing.audit import Inference, Remarks, most_common, rows_message
from analytics.reading.importing.clean import PERIODS
from analytics.reading.importing.decide import How, InterpretedFile, PayFact, provenance_message
from analytics.reading.importing.populations import two_populations
from analytics.reading.importing.rows import Rows
from analytics.texts import Message, join, message

_MIXED = message("Pay for different times is mixed in one column: no figure of it is reliable.")
_CHECKED_ROWS = 100_000
"""The approximate number of rows used to check a stated period."""
_ONE_AFTER_THE_OTHER = message("{first}, {second}")


@dataclass(frozen=True, eq=False)
class PeriodDecision:
    """The chosen periods.

    Args:
        codes: the period of each row, as an index from 1 into `PERIODS`.
        fact: the period of most rows, where it comes from, and how many rows are in each.
        remarks: what the audit says of it.
    """

    codes: NDArray[np.uint8]
    fact: PayFact
    remarks: Remarks


def settle_period(rows: Rows, file: InterpretedFile, currency: str) -> PeriodDecision:
    """Decide the period of each row; a marked guess if no row, header or title states it.

    >>> from analytics.reading.importing.read import clean_rows
    >>> file, cleaned = clean_rows(b"Pay\\n240000 per year\\n300000 per year\\n25000\\n", name="pay.csv")
    >>> decision = settle_period(Rows.of(cleaned), file, "INR")
    >>> [PERIODS[code - 1] for code in decision.codes], decision.fact.value, decision.fact.how
    (['year', 'year', 'month'], 'year', 'rows')
    """
    codes = rows.cleaned.period.copy()
    silent, stated_rows = np.flatnonzero((codes == 0) & rows.keep), np.flatnonzero((codes != 0) & rows.keep)
    remarks = Remarks()
    if len(silent):
        codes[silent], remarks = guess_period(rows, silent, file, currency)
    codes[codes == 0] = PERIODS.index("year") + 1  # rows left out: any period will do
    times = rows.keep if rows.cleaned.times is None else rows.keep * rows.cleaned.times
    rows_of_code = np.bincount(codes, weights=times, minlength=len(PERIODS) + 1)
    counts: dict[str, int] = {
        period: int(number) for period, number in zip(PERIODS, rows_of_code[1:], strict=True) if number
    }
    mostly_guessed = rows.count(silent) > rows.count(stated_rows)
    how: How = "guess" if mostly_guessed else file.how_period
    if not mostly_guessed:
        remarks += Remarks((_inference_of_stated(counts, how),))
        remarks += check_period(rows, stated_rows, currency, file.plan.payments)
        remarks += _check_mixture(rows, stated_rows, file)
    if any(period != "month" for period in counts):
        remarks += Remarks((_inference_of_factors(counts),))
    return PeriodDecision(codes, PayFact(most_common(counts)[0] if counts else "month", how, counts), remarks)


def guess_period(
    rows: Rows, silent: NDArray[np.intp], file: InterpretedFile, currency: str
) -> tuple[NDArray[np.uint8], Remarks]:
    """Guess the period of rows that state none from the size of their pay: two periods for two distant populations.

    Args:
        silent: the places of these rows.
        currency: the one they are in.
    """
    populations = _populations(rows, silent)
    medians = [_median(rows, places) for places in populations]
    periods: list[Period] = [guessed_period(median, currency) for median in medians]
    remarks = Remarks()
    if len(populations) > 1:
        parts = [
            message("{rows} around {amount}", rows=rows_message(rows.count(places)), amount=f"{median:,.0f}")
            for places, median in zip(populations, medians, strict=True)
        ]
        remarks = Remarks(warnings=(_warn_of_two(join(parts), periods),), doubt=_MIXED)
    elif file.candidates and file.currency == currency:
        periods = [file.candidates[0].period]
    codes = np.zeros(len(rows.keep), np.uint8)
    for places, median, period in zip(populations, medians, periods, strict=True):
        codes[places] = PERIODS.index(period) + 1
        count = rows.count(places)
        sentence = message(
            "No period stated: {rows}; per {period} is a guess: the median, {amount} {currency}, is usual pay per "
            "{period}.",
            rows=rows_message(count),
            period=message(period),
            amount=f"{median:,.0f}",
            currency=currency,
        )
        remarks += Remarks((Inference("period", sentence, count, guessed=True),))
    return codes[silent], remarks


def _populations(rows: Rows, places: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """These rows as two populations of pay that lie far apart, the lower first; or as one."""
    cut = two_populations(rows.sizes_by_times(places))
    if cut is None:
        return [places]
    sizes = rows.sizes(places)
    return [places[sizes < cut], places[sizes >= cut]]


def _median(rows: Rows, places: NDArray[np.intp]) -> float:
    return float(np.median(rows.sizes_by_times(places)))


def _warn_of_two(parts: Message, periods: list[Period]) -> Message:
    first, second = periods
    if first == second:
        return message("Two populations in one column: {parts}. They are hardly pay for the same time.", parts=parts)
    return message(
        "Two populations in one column: {parts}. They are hardly pay for the same time; they were taken as per {first} "
        "and per {second}.",
        parts=parts,
        first=message(first),
        second=message(second),
    )


def check_period(rows: Rows, stated_rows: NDArray[np.intp], currency: str, payments: float = 12) -> Remarks:
    """Warn about each stated period that makes the pay implausible if another one would make it usual.

    Args:
        payments: how many payments of monthly pay make a year.
    """
    typical = TYPICAL_MONTH.get(currency)
    sample = stated_rows[:: 1 + len(stated_rows) // _CHECKED_ROWS]
    warnings = []
    for index, period in enumerate(PERIODS):
        of_period = sample[rows.cleaned.period[sample] == index + 1]
        if typical is None or len(of_period) < 5:
            continue
        median = _median(rows, of_period) * (payments / 12 if period == "month" else 1.0)
        better = guessed_period(median, currency)
        off, fits = (abs(np.log(median * PER_MONTH[unit] / typical)) for unit in (period, better))
        if off > np.log(10) and fits < np.log(3):
            warnings.append(
                message(
                    "Pay said to be per {period}: its median, {amount} {currency}, is usual per {better}: "
                    "check the period.",
                    period=message(period),
                    amount=f"{median:,.0f}",
                    currency=currency,
                    better=message(better),
                )
            )
    return Remarks(warnings=tuple(warnings))


def _check_mixture(rows: Rows, stated_rows: NDArray[np.intp], file: InterpretedFile) -> Remarks:
    """Warn about two populations far apart although one period is stated for all rows."""
    if file.how_period not in ("header", "title", "you") or len(np.unique(rows.cleaned.period[stated_rows])) > 1:
        return Remarks()
    populations = _populations(rows, stated_rows)
    if len(populations) == 1:
        return Remarks()
    lower, upper = populations
    warning = message(
        "Two populations in one column: {lower_rows} around {lower} and {upper_rows} around {upper}. They are hardly "
        "pay for the same time: check it.",
        lower_rows=rows_message(rows.count(lower)),
        lower=f"{_median(rows, lower):,.0f}",
        upper_rows=f"{rows.count(upper):,}",
        upper=f"{_median(rows, upper):,.0f}",
    )
    return Remarks(warnings=(warning,), doubt=_MIXED)


def _inference_of_stated(counts: dict[str, int], how: How) -> Inference:
    parts = [
        message("per {period} in {n}", period=message(period), n=f"{counts[period]:,}")
        for period in most_common(counts)
    ]
    sentence = message(
        "Pay is {parts} rows: {how}.", parts=join(parts, _ONE_AFTER_THE_OTHER), how=provenance_message(how)
    )
    return Inference("period", sentence)


def _inference_of_factors(counts: dict[str, int]) -> Inference:
    factors = [
        message("per {period} × {factor}", period=message(period), factor=f"{PER_MONTH[period]:.4g}")
        for period in PERIODS
        if period in counts and period != "month"
    ]
    sentence = message(
        "To pay per month: {factors} (8 hours a day, 26 days a month, 52 weeks a year).",
        factors=join(factors, _ONE_AFTER_THE_OTHER),
    )
    return Inference("period", sentence)
