"""Decide the currency of a survey once all rows are known; rows in other currencies are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.reading.fields.pay import KRONER, PESOS
from analytics.reading.fields.periods import PER_MONTH
from analytics.reading.fields.plausible import magnitude
from analytics.reading.importing import groups
from analytics.reading.importing.audit import Inference, Remarks, most_common, rows_message
from analytics.reading.importing.clean import DECIMAL_COMMA, INDIAN_GROUPING, OTHER_CURRENCY, PERIODS, RIALS_A_TOMAN
from analytics.reading.importing.currencies import USUAL_HERE, CurrencyCandidate, weigh_currencies
from analytics.reading.importing.decide import InterpretedFile, PayFact, provenance_message
from analytics.reading.importing.dimensions import texts_of
from analytics.reading.importing.headers import says_kroner
from analytics.reading.importing.options import CURRENCIES
from analytics.reading.importing.roles import says_country
from analytics.reading.importing.rows import Rows
from analytics.texts import Message, message
from analytics.vocabulary import money_of_language


@dataclass(frozen=True)
class CurrencyDecision:
    """The chosen currency.

    Args:
        fact: the currency, its origin, and the number of rows in each.
        candidates: the currencies that something speaks for, the most credible first.
        settled_by_rows: whether most rows, or a person, stated it: then it is not a guess.
        remarks: what the audit says of it.
        multiple: how many units of the currency one of the figures is: ten rials where they are taken as tomans.
        other_multiple: how many it could be as well.
    """

    fact: PayFact
    candidates: tuple[CurrencyCandidate, ...]
    settled_by_rows: bool
    remarks: Remarks
    multiple: float = 1.0
    other_multiple: float = 1.0

    @property
    def code(self) -> str:
        """The code of the currency."""
        return self.fact.value


class NoSuchPayError(Exception):
    """Raised if no row has pay in the requested currency; the message lists the available ones."""

    def __init__(self, sentence: Message) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def stated_currencies(rows: Rows) -> dict[str, int]:
    """Count the rows that state each currency."""
    counts = np.bincount(rows.cleaned.currency, weights=rows.cleaned.times)
    return {CURRENCIES[code - 1]: int(number) for code, number in enumerate(counts) if code and number}


def silent_remarks(rows: Rows, currency: str, by_person: bool = False) -> Remarks:
    """Remarks on rows without a currency: assigned that of the others, or the one a person gave."""
    silent = rows.count(rows.cleaned.currency == 0)
    values = {"rows": rows_message(silent), "currency": currency}
    if by_person:
        sentence = message("No currency stated: {rows}, taken as {currency}, as you said.", **values)
    else:
        sentence = message("No currency stated: {rows}, taken as {currency} like the others.", **values)
    return Remarks((Inference("currency", sentence, silent),))


def settle_currency(
    rows: Rows, file: InterpretedFile, decision: str | None, places: groups.Places | None
) -> tuple[CurrencyDecision, Rows]:
    """The currency of the survey, and the rows without those in others.

    A few rows that state one do not decide for the rest if places or digit grouping suggest otherwise.

    Args:
        decision: the currency that a person takes.
        places: what the column of places says.

    Raises:
        NoSuchPayError: where every row states a currency, and none the one decided.

    >>> from analytics.reading.importing.read import clean_rows
    >>> file, cleaned = clean_rows("Pay per month\\n₹20000\\n₹30000\\n$900\\n".encode(), name="pay.csv")
    >>> decision, rows = settle_currency(Rows.of(cleaned), file, None, None)
    >>> decision.code, dict(decision.fact.rows), rows.kept_count
    ('INR', {'INR': 2, 'USD': 1}, 2)
    """
    decision = "IRR" if decision == "IRT" else decision  # rows declared as tomans are rials by now
    counts, silent = stated_currencies(rows), rows.count(rows.cleaned.currency == 0)
    candidates = _weigh(rows, file, decision, places, counts, silent)
    best = candidates[0]
    if counts and best.code not in counts and not silent:
        raise NoSuchPayError(
            message(
                "has no pay in {currency}; it has {others}", currency=best.code, others=", ".join(most_common(counts))
            )
        )
    settled = decision is not None or silent <= 0.5 * rows.kept_count
    if not counts and decision is None:
        fact = PayFact(best.code, "guess", {best.code: rows.count(np.ones(len(rows.keep), bool))})
        if best.code == "IRR":
            multiple, other_multiple = _rials_or_tomans(_median_month(rows, file))
            remarks = _remark_guess(best) + _remark_rials(multiple)
            return CurrencyDecision(fact, candidates, settled, remarks, multiple, other_multiple), rows
        return CurrencyDecision(fact, candidates, settled, _remark_guess(best)), rows
    remarks = Remarks()
    if decision is None and best.code not in counts:
        remarks += _remark_other_rows(best, sum(counts.values()), silent)
    if counts and silent:
        counts[best.code] = counts.get(best.code, 0) + silent
        remarks += silent_remarks(rows, best.code)
    remaining, foreign = _without_others(rows, best.code), _in_others(rows, best.code)
    if foreign:
        listed = ", ".join(f"{code} {counts[code]:,}" for code in most_common(counts)[:8])
        sentence = message(
            "Pay is in several currencies ({counts} rows); {currency} was taken.", counts=listed, currency=best.code
        )
        remarks += Remarks((Inference("currency", sentence, foreign),))
    how = provenance_message(file.how_currency)
    sentence = message("The currency is {currency}: {how}.", currency=best.code, how=how)
    remarks += Remarks((Inference("currency", sentence),))
    fact = PayFact(best.code, file.how_currency, counts or {best.code: rows.count(np.ones(len(rows.keep), bool))})
    return CurrencyDecision(fact, candidates, settled, remarks), remaining


def _median_month(rows: Rows, file: InterpretedFile) -> float:
    """The median per month, where rows that state no period are for the most credible one."""
    silent = PER_MONTH[file.candidates[0].period] if file.candidates else 1.0
    factors = np.array([silent, *(PER_MONTH[period] for period in PERIODS)])
    places = np.flatnonzero(rows.keep)
    return float(np.median(rows.sizes(places) * factors[rows.cleaned.period[places]]))


def _rials_or_tomans(median: float) -> tuple[float, float]:
    """The number of rials per figure in an Iranian file, and the alternative: ten if the median fits tomans.

    >>> _rials_or_tomans(25e6), _rials_or_tomans(250e6)
    ((10.0, 1.0), (1.0, 10.0))
    """
    is_toman = magnitude(RIALS_A_TOMAN * median, "IRR") > magnitude(median, "IRR")
    return (RIALS_A_TOMAN, 1.0) if is_toman else (1.0, RIALS_A_TOMAN)


def _remark_rials(multiple: float) -> Remarks:
    sentence = (
        message("The file does not say whether its figures are rials; by their size they are tomans, ten rials each.")
        if multiple == RIALS_A_TOMAN
        else message("The file does not say whether its figures are tomans; by their size they are rials.")
    )
    return Remarks((Inference("currency", sentence, guessed=True),))


def _weigh(
    rows: Rows,
    file: InterpretedFile,
    decision: str | None,
    places: groups.Places | None,
    counts: Mapping[str, int],
    silent: int,
) -> tuple[CurrencyCandidate, ...]:
    notes, header = rows.cleaned.notes, file.columns.pay[0]
    countries = [
        texts_of(rows, file, column.header)
        for column in file.columns.columns
        if column.role == "dimension" and says_country(column)
    ]
    return weigh_currencies(
        counts,
        silent,
        decision=decision,
        indian_digits=notes.get(INDIAN_GROUPING, 0) / max(1, silent),
        decimal_commas=min(1.0, notes.get(DECIMAL_COMMA, 0) / max(1, silent)),
        indian_places=0.0 if places is None else places.indian,
        foreign_currency=groups.currency_abroad([*countries, *([places.column] if places else [])])
        or file.foreign_currency,
        language_currency=money_of_language(header),
        kroner=1.0 if says_kroner(header) else notes.get(KRONER, 0) / max(1, silent),
        pesos=notes.get(PESOS, 0) / max(1, silent),
    )


def _remark_guess(best: CurrencyCandidate) -> Remarks:
    about = _strongest(best)
    reason = message("nothing points to another") if about == USUAL_HERE else about
    sentence = message(
        "The file does not state its currency; {currency} is a guess: {reason}.", currency=best.code, reason=reason
    )
    return Remarks((Inference("currency", sentence, guessed=True),))


def _remark_other_rows(best: CurrencyCandidate, stated_rows: int, silent: int) -> Remarks:
    sentence = message(
        "{rows} state another currency; the other {silent} are taken as {currency}: {reason}.",
        rows=rows_message(stated_rows),
        silent=f"{silent:,}",
        currency=best.code,
        reason=_strongest(best),
    )
    return Remarks((Inference("currency", sentence, silent, guessed=True),))


def _strongest(candidate: CurrencyCandidate) -> Message:
    return max(candidate.evidence, key=lambda evidence: evidence.points).about


def _in_others(rows: Rows, currency: str) -> int:
    """Count the rows in another currency, kept or not."""
    codes = rows.cleaned.currency
    return rows.count((codes != 0) & (codes != CURRENCIES.index(currency) + 1))


def _without_others(rows: Rows, currency: str) -> Rows:
    for code in stated_currencies(rows):
        if code != currency:
            is_other = rows.cleaned.currency == CURRENCIES.index(code) + 1
            rows = rows.without(is_other, message(OTHER_CURRENCY, currency=code))
    return rows
