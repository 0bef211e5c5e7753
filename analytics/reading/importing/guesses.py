"""List what a file leaves open: each decision with its alternatives and the medians they would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.reading.fields.periods import PER_MONTH
from analytics.reading.importing.audit import CHANGES_FIGURE, Alternative, Guess
from analytics.reading.importing.candidates import CONVENTION, Candidate
from analytics.reading.importing.clean import PERIODS, RIALS_A_TOMAN
from analytics.reading.importing.currencies import CurrencyCandidate
from analytics.reading.importing.decide import GroupRival, InterpretedFile, PayFact
from analytics.reading.importing.groups import ExperienceUnit
from analytics.reading.importing.roles import BY_PERSON
from analytics.reading.importing.rows import Rows
from analytics.reading.importing.settle_currency import CurrencyDecision
from analytics.reading.importing.settle_period import PeriodDecision
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
"""With this lead, a decision is not a guess."""
_FAR_BEHIND = 8.0
"""Runners-up this far behind are no alternatives."""


@dataclass(frozen=True)
class SheetRival:
    """Another sheet of a workbook that could be the survey.

    Args:
        name: of the sheet.
        preference: how much it resembles a table of pay.
        median: of its first rows, per month.
    """

    name: str
    preference: float
    median: float


def list_guesses(
    file: InterpretedFile,
    period: PeriodDecision,
    currency: CurrencyDecision,
    years: Sequence[ExperienceUnit],
    rows: Rows,
    middle: NDArray[np.float64],
    duplicates: int,
    sheets: Sequence[SheetRival] = (),
) -> tuple[Guess, ...]:
    """The decisions that the file leaves open: first those where the lead is small, then by how much they change.

    Args:
        file: with the candidates and how sure the header was.
        period: that of each row, and of most.
        currency: the one taken, with the candidates.
        years: what bare figures of experience can be in, the best first; none without such a column.
        rows: those kept are the survey.
        middle: pay per month of every row, kept or not.
        duplicates: how many of the rows kept equal an earlier one in every column.
        sheets: other sheets of the workbook that could be the survey.
    """
    amounts = middle[rows.keep]
    median = float(np.nanmedian(amounts)) if len(amounts) else float("nan")
    guesses = [_reading(file, period.fact, median), _column(file, median), _years(years)]
    guesses += [_currency(currency, median), _rials(currency, median), _dollar(file, currency, median)]
    guesses += [_some_periods(rows, period, amounts, median), _some_currencies(rows, currency, amounts, median)]
    guesses += [_payments(file, period.fact, median), _fixed_part(file, median), _dots(file, median)]
    guesses += [_open_ends(rows, amounts, median), _duplicates(rows, duplicates, amounts, median)]
    guesses += [_sheet(file, sheets, median)]
    guesses += [_group(rival) for rival in file.group_rivals]
    # Decisions about all pay are reported whatever their lead; others only if something is left open.
    made = [guess for guess in guesses if guess and (guess.of_pay or guess.lead < _SETTLED)]
    return tuple(sorted(made, key=lambda guess: (not guess.open, -guess.change)))


def _reading(file: InterpretedFile, period: PayFact, median: float) -> Guess | None:
    """Period and unit of bare figures, where the header states not both, or what it states is hardly possible."""
    best = next((c for c in file.candidates if c.period == period.value), None)
    if best is None or "you" in (file.how_period, file.how_unit):
        return None
    others = [c for c in file.candidates if c is not best and not 0.9 < c.median / best.median < 1.1]
    near = _different([c for c in others if best.score - c.score < _FAR_BEHIND])[:_MOST_ALTERNATIVES]
    if period.guessed:  # a guess is reported with its alternatives, however far behind
        near = near or _different(others)[:1]
    lead = best.score - others[0].score if others else float("inf")
    by_header = file.how_period in ("header", "title") and file.how_unit != "guess"
    if not near or (by_header and lead > _SETTLED):
        return None
    choice = Alternative(_value(best), _label(best), median, best.score)
    # The alternatives scale the median of all rows; rows that state their own period would not change.
    return Guess("period and unit", choice, tuple(_alternative(c, best, median) for c in near), lead)


def _sheet(file: InterpretedFile, rivals: Sequence[SheetRival], median: float) -> Guess | None:
    """The choice of a workbook's sheet, if others hold pay too."""
    if not rivals:
        return None
    liking = file.table.preference
    choice = Alternative(file.table.sheet, _header(file.table.sheet), median, liking)
    others = [Alternative(rival.name, _header(rival.name), rival.median, rival.preference) for rival in rivals]
    others.sort(key=lambda rival: -abs(rival.median / median - 1))
    return _where_it_changes(Guess("sheet", choice, tuple(others), liking - rivals[0].preference))


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
    """The choice of the pay column, if another one looks like pay and has other figures."""
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
_OTHER_DOLLARS = ("CAD", "AUD")


def _currency(decision: CurrencyDecision, median: float) -> Guess | None:
    """The guess of the currency, if most rows do not state it."""
    if decision.settled_by_rows:
        return None
    best, *rest = decision.candidates
    runner_up = rest[0] if rest else CurrencyCandidate(_ANOTHER if best.code != _ANOTHER else "INR", ())
    choice = Alternative(best.code, verbatim(best.code), median, best.score)
    return Guess(
        "currency", choice, (_same_amount(runner_up.code, median, runner_up.score),), best.score - runner_up.score
    )


def _rials(decision: CurrencyDecision, median: float) -> Guess | None:
    """Whether figures of Iran are rials or tomans, where no one says so."""
    if decision.multiple == decision.other_multiple:
        return None
    labels = {1.0: message("rials"), RIALS_A_TOMAN: message("tomans, ten rials each")}
    choice, alternative = (
        Alternative(f"{multiple:g}", labels[multiple], median * multiple / decision.multiple, score)
        for multiple, score in ((decision.multiple, CONVENTION), (decision.other_multiple, 0.0))
    )
    return Guess("tomans", choice, (alternative,), CONVENTION)


def _dollar(file: InterpretedFile, decision: CurrencyDecision, median: float) -> Guess | None:
    """The guess of the country's dollar, if only a “$” is given."""
    if not (file.bare_dollar and decision.settled_by_rows and decision.code == "USD" and file.how_currency != "you"):
        return None
    choice = Alternative("USD", verbatim("USD"), median, CONVENTION)
    return Guess("dollar", choice, tuple(_same_amount(code, median, 0.0) for code in _OTHER_DOLLARS), CONVENTION)


def _same_amount(code: str, median: float, score: float) -> Alternative:
    """Another currency: the same figures mean something else, each of them."""
    return Alternative(code, verbatim(code), median, score, share_moved=1.0)


def _some_currencies(
    rows: Rows, decision: CurrencyDecision, amounts: NDArray[np.float64], median: float
) -> Guess | None:
    """The rows that state no currency, where most others do: taken to be in the same, or left out."""
    silent = (rows.cleaned.currency == 0)[rows.keep]
    if not decision.settled_by_rows or decision.fact.how == "you" or not silent.any() or silent.all():
        return None
    choice = Alternative(decision.code, message("taken as {currency}", currency=decision.code), median, CONVENTION)
    return _or_left_out("currency of some", choice, silent, amounts)


def _some_periods(rows: Rows, decision: PeriodDecision, amounts: NDArray[np.float64], median: float) -> Guess | None:
    """The rows that state no period, where most others do: read as the size of their pay tells."""
    silent = (rows.cleaned.period == 0)[rows.keep]
    if decision.fact.guessed or not silent.any():
        return None
    codes = np.unique(decision.codes[rows.keep][silent])
    if len(codes) > 1:  # two populations: a warning says so
        return None
    period = PERIODS[codes[0] - 1]
    rival = decision.fact.value if decision.fact.value != period else "month" if period == "year" else "year"
    changed = np.where(silent, amounts * (PER_MONTH[rival] / PER_MONTH[period]), amounts)
    choice = Alternative(period, message("per {period}", period=message(period)), median, CONVENTION)
    alternative = Alternative(rival, message("per {period}", period=message(rival)), float(np.nanmedian(changed)), 0.0)
    return _where_it_changes(Guess("period of some", choice, (alternative,), CONVENTION))


def _open_ends(rows: Rows, amounts: NDArray[np.float64], median: float) -> Guess | None:
    """Rows that state one end of their pay, where others state all of it: counted at that end, or left out."""
    opened = np.isnan(rows.cleaned.middle[rows.keep])
    if not opened.any() or opened.all():
        return None
    choice = Alternative("counted", message("counted at that end"), median, CONVENTION)
    return _or_left_out("open ends", choice, opened, amounts)


def _duplicates(rows: Rows, duplicates: int, amounts: NDArray[np.float64], median: float) -> Guess | None:
    """Rows that equal an earlier one: counted as people of the same pay, or left out as the same person.

    Which rows they are is looked up only where so many could change the median: a million rows take long to compare.
    """
    share = duplicates / max(1, len(amounts)) / 2
    if not duplicates or not _changes(np.nanquantile(amounts, (0.5 - share, 0.5 + share)), median):
        return None
    choice = Alternative("counted", message("counted"), median, CONVENTION)
    return _or_left_out("repeats", choice, rows.is_duplicate()[rows.keep], amounts)


def _changes(medians: NDArray[np.float64], median: float) -> bool:
    return bool((np.abs(medians / median - 1) > CHANGES_FIGURE).any())


def _or_left_out(
    about: str, choice: Alternative, which: NDArray[np.bool_], amounts: NDArray[np.float64]
) -> Guess | None:
    """Rows that count, and would not if they were left out: a guess where that changes the median."""
    alternative = Alternative("left out", message("left out"), float(np.nanmedian(amounts[~which])), 0.0)
    return _where_it_changes(Guess(about, choice, (alternative,), CONVENTION))


def _payments(file: InterpretedFile, period: PayFact, median: float) -> Guess | None:
    """The guess of payments per year, if a header, a custom or the size of the pay suggests other than twelve."""
    payments = file.payments
    if set(period.rows) != {"month"}:
        return None
    choice = _payments_a_year(payments.a_year, median, payments.lead)
    alternative = _payments_a_year(payments.rival, median * payments.rival / payments.a_year, 0.0)
    return _where_it_changes(Guess("payments", choice, (alternative,), payments.lead))


def _payments_a_year(number: float, median: float, score: float) -> Alternative:
    several = 12 / number
    label = (
        message("{n} times a year", n=f"{number:g}") if several <= 1
        else message("once in {n} months", n=f"{several:.0f}")
    )  # fmt: skip
    return Alternative(f"{number:g}", label, median, score)


def _fixed_part(file: InterpretedFile, median: float) -> Guess | None:
    """Pay in a fixed and a variable part: only the fixed part counts, and the total is reported."""
    choice = Alternative("fixed", message("its fixed part alone"), median, CONVENTION)
    alternative = Alternative("total", message("both parts together"), median * file.total_ratio, 0.0)
    return _where_it_changes(Guess("fixed part", choice, (alternative,), CONVENTION))


def _dots(file: InterpretedFile, median: float) -> Guess | None:
    """Dots that group thousands, where as decimals the figures would be pay of another size."""
    choice = Alternative("grouping", message("grouping of thousands"), median, CONVENTION)
    alternative = Alternative("decimals", message("decimal points"), median * file.dots_ratio, 0.0)
    return _where_it_changes(Guess("dots", choice, (alternative,), CONVENTION))


def _where_it_changes(guess: Guess) -> Guess | None:
    """A convention, which is no news where no figure depends on it."""
    return guess if guess.change > CHANGES_FIGURE else None


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
    """The choice of column for a role other than pay, if another one comes close."""
    nan = float("nan")
    choice = Alternative(rival.header, _header(rival.header), nan, rival.score)
    alternative = Alternative(
        rival.other_header, _header(rival.other_header), nan, rival.other_score, rival.share_moved
    )
    return Guess(rival.role, choice, (alternative,), rival.score - rival.other_score)
