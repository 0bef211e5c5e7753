"""Candidates for the currency of the pay, with evidence from rows, places and the grouping of digits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.reading.importing.candidates import Evidence
from analytics.texts import message

DECISION_WEIGHT = 20.0
"""A person's decision outweighs all other evidence."""
_STATED_BY_ROWS = 8.0
_INDIAN_DIGITS = 5.0
_INDIAN_PLACES = 4.0
_ABROAD = 4.0
_LANGUAGE = 3.0
_DECIMAL_COMMAS = 2.5
_SHARED_SIGN = 5.0
_USUAL = 1.0
_TIE = 0.01
KRONER_CODES = ("SEK", "NOK", "DKK")
"""The currencies of those who write “kr”, the most people first."""
PESO_CODES = ("COP", "ARS", "CLP", "UYU")
"""The currencies of those who write “$ 1.250.000”, the most people first."""
USUAL_HERE = message("usual here")
"""The evidence for rupees where nothing else speaks for a currency."""


@dataclass(frozen=True)
class CurrencyCandidate:
    """One currency that the pay can be in, with the reasons."""

    code: str
    evidence: tuple[Evidence, ...]

    @property
    def score(self) -> float:
        """The sum of the evidence."""
        return sum(reason.points for reason in self.evidence)


def weigh_currencies(
    row_counts: Mapping[str, int],
    silent: int,
    *,
    decision: str | None = None,
    indian_digits: float = 0.0,
    decimal_commas: float = 0.0,
    indian_places: float = 0.0,
    foreign_currency: str | None = None,
    language_currency: str | None = None,
    kroner: float = 0.0,
    pesos: float = 0.0,
) -> tuple[CurrencyCandidate, ...]:
    """Every currency that something speaks for, the most credible first.

    Args:
        row_counts: how many rows state each currency.
        silent: how many state none; only for them digits and places speak.
        decision: what a person says.
        indian_digits: share of the silent rows grouped as in 12,34,567.
        decimal_commas: share of the silent rows with decimals behind a comma, as in 3107,50.
        indian_places: share of the rows whose place is in India.
        foreign_currency: the currency of the country in which the places lie, where that is another.
        language_currency: the currency of those who write the language of the header.
        kroner: share of the silent rows that say “kr”, or 1 where the header does.
        pesos: share of the silent rows that say “$” before figures that dots group.

    >>> best, *others = weigh_currencies({"USD": 1}, 4_318, indian_digits=0.4, indian_places=1.0)
    >>> best.code, best.score > others[0].score + 2
    ('INR', True)
    """
    rows = silent + sum(row_counts.values())
    open_share = silent / rows if rows else 1.0
    digits = _INDIAN_DIGITS * min(1.0, 4 * indian_digits) * open_share
    candidates = []
    codes = (
        *row_counts,
        *filter(None, (decision, foreign_currency, language_currency)),
        *(KRONER_CODES if kroner else ()),
        *(PESO_CODES if pesos else ()),
    )
    for code in dict.fromkeys((*codes, "INR", "EUR")):
        rupees = code == "INR"
        evidence = (
            Evidence(message("you say so"), DECISION_WEIGHT * (code == decision)),
            Evidence(message("rows that say so"), _STATED_BY_ROWS * row_counts.get(code, 0) / rows if rows else 0.0),
            Evidence(message("digits grouped as in 12,34,567"), digits * rupees),
            Evidence(message("places in India"), _INDIAN_PLACES * indian_places * open_share * rupees),
            Evidence(
                message("places in the country of this currency"), _ABROAD * open_share * (code == foreign_currency)
            ),
            Evidence(
                message("decimals behind a comma"), _DECIMAL_COMMAS * decimal_commas * open_share * (code == "EUR")
            ),
            Evidence(message("the language of the header"), _LANGUAGE * open_share * (code == language_currency)),
            Evidence(message("“kr” in rows or header"), _SHARED_SIGN * kroner * open_share * (code in KRONER_CODES)),
            Evidence(message("“$” and dots that group"), _SHARED_SIGN * pesos * open_share * (code in PESO_CODES)),
            Evidence(USUAL_HERE, (_USUAL * open_share + _TIE) * rupees),
        )
        candidates.append(CurrencyCandidate(code, tuple(reason for reason in evidence if reason.points)))
    candidates = [candidate for candidate in candidates if candidate.evidence]
    return tuple(sorted(candidates, key=lambda candidate: -candidate.score))
