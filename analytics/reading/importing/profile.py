"""The profile of a column: its name, its texts, and the shares that are numbers, pay or places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from analytics.reading.fields.pay import NotPay, PayRange, Reason, read_pay
from analytics.reading.fields.places import Place, read_place
from analytics.reading.importing.headers import header_unit, plain
from analytics.texts import Message, message
from analytics.vocabulary import header_pattern, is_blank

_LONGEST = 300
"""How much of a cell is looked at when its column is guessed: some patterns take long over endless words."""


@dataclass(frozen=True)
class Profile:
    """The profile of a sample of a column.

    Args:
        header: its name in the file.
        texts: the different texts, each with how many rows of the sample have it; the commonest first.
        cells: the sample in the order of its rows, to be set against other columns.
        readings: what those of its texts say as pay that were read already.
    """

    header: str
    texts: Mapping[str, int]
    cells: tuple[str, ...] = ()
    readings: dict[str, PayRange | NotPay] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, header: str, cells: Iterable[str]) -> Profile:
        """A profile of cells; of a very long one the beginning tells what it is."""
        short = tuple(cell[:_LONGEST] for cell in cells)
        return cls(header, dict(Counter(short).most_common()), short)

    def read(self, text: str) -> PayRange | NotPay:
        """Read one of its texts as pay; each is read once."""
        if (reading := self.readings.get(text)) is None:
            reading = self.readings[text] = read_pay(text)
        return reading

    @cached_property
    def plain(self) -> str:
        """The header in lower case with its words apart: "totalYearly_Pay" is "total yearly pay"."""
        return plain(self.header)

    @cached_property
    def filled(self) -> dict[str, int]:
        """The texts that are no blanks."""
        return {text: count for text, count in self.texts.items() if text and not is_blank(text)}

    @cached_property
    def rows(self) -> int:
        """Rows that are filled."""
        return sum(self.filled.values())

    @cached_property
    def sample(self) -> list[str]:
        """Up to 150 different texts: the commonest, and some of the rest."""
        texts = list(self.filled)
        return texts if len(texts) <= 150 else texts[:75] + texts[75 :: -(-(len(texts) - 75) // 75)]

    @cached_property
    def numbers(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The value of each row that is a plain number."""
        pairs = [(_plain_number(text), count) for text, count in self.filled.items()]
        return np.repeat([n for n, _ in pairs if n is not None], [c for n, c in pairs if n is not None]).astype(float)

    @cached_property
    def numeric(self) -> float:
        """Share of the filled rows that are plain numbers."""
        return len(self.numbers) / self.rows if self.rows else 0.0

    @cached_property
    def marked(self) -> float:
        """Share of the texts that name money or its period: "₹", "Lacs", "LPA", "per month"."""
        return share(self.sample, lambda text: bool(_MONEY.search(text)))

    @cached_property
    def pays(self) -> float:
        """Share of the texts that read as pay, of those that say anything; 1 where all are silent about it."""
        readings = [self.read(text) for text in self.sample]
        good = sum(isinstance(reading, PayRange) for reading in readings)
        silent = sum(isinstance(reading, NotPay) and reading.reason in SILENT for reading in readings)
        return good / (len(readings) - silent) if len(readings) > silent else 1.0

    @cached_property
    def places(self) -> list[Place]:
        """The places of up to 60 of its texts."""
        return [read_place(text) for text in self.sample[:60]]

    def share(self, test: Callable[[str], bool]) -> float:
        """Share of the different texts that pass a test."""
        return share(self.sample, test)


SILENT = frozenset([Reason.BLANK, Reason.NOT_DISCLOSED, Reason.UNPAID, Reason.ZERO, Reason.NEGATIVE, Reason.PER_PIECE])
# Each branch is tried once per letter and no more: a cell of endless digits must not take the square of its length.
_MONEY = re.compile(
    r"\A\D*\d(?s:.*)(?:\b(?:lpa|lacs?|lakhs?|crores?|(?<!\.\d\d )cr|per (?:month|annum|year|hour|day|week)|p\.?a\.?"
    r"|p\.?m\.?|ctc)\b"
    r"|लाख|प्रति|/-)"
    r"|[₹€£$₽]\s?\d|\d\s?[₹€£$₽]|\b(?:rs\.?|inr|usd|eur|gbp)\s?\d|\d\s?(?:usd|eur|gbp|inr)\b"
    r"|\d\s?k\b|\d\s?/\s?(?:month|year|yr|mo|hr|hour|day|annum)",
    re.IGNORECASE,
)


def share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    """Share of texts that pass a test; 0 of none."""
    return sum(map(test, texts)) / len(texts) if texts else 0.0


def _plain_number(text: str) -> float | None:
    if "," in text:
        if _DOTTED.fullmatch(text):
            text = text.replace(".", "")
        text = text.replace(",", "." if _DECIMAL_COMMA.fullmatch(text) else "" if _GROUPED.fullmatch(text) else ",")
    try:
        number = float(text)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


_DECIMAL_COMMA = re.compile(r"-?\d+,\d{1,2}")
_DOTTED = re.compile(r"-?\d{1,3}(?:\.\d{3})+,\d{1,2}")
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{2,3})+(?:\.\d+)?")


def holds_region_codes(profile: Profile) -> bool:
    """Whether the texts are two or three capital letters: codes of countries or of states elsewhere, not names."""
    return profile.share(lambda text: bool(re.fullmatch(r"[A-Z]{2,3}", text))) > 0.8


def counter(profile: Profile) -> bool:
    """Whole numbers that differ from row to row and lie close together, or all have the same many digits: ids."""
    numbers = profile.numbers
    if profile.numeric < 0.95 or len(numbers) < 10 or len(profile.filled) < 0.98 * profile.rows:
        return False
    whole = bool((numbers == np.round(numbers)).all())
    dense = numbers.max() - numbers.min() < 3 * len(numbers)
    return whole and bool(dense or numbers.min() >= 1e8)


def no_amounts(profile: Profile) -> bool:
    """Figures that cannot be pay, whatever the header says: marks from 1 to 10, yes and no, calendar years."""
    numbers = profile.numbers
    if profile.numeric < 0.8 or not len(numbers):
        return False
    whole = bool((numbers == np.round(numbers)).all())
    positive = numbers[numbers > 0]
    if not len(positive):
        return profile.numeric > 0.99
    unit = header_unit(profile.header)
    years = whole and unit is None and positive.min() >= 1950 and positive.max() <= 2035 and len(profile.filled) <= 60
    return bool(
        looks_coded(profile)
        or years
        or (whole and unit is None and _tells_a_date(profile.plain, numbers))
        or (counter(profile) and round_share(positive) < 0.3 and not 1 < positive.min() < 1e8)
    )


_CALENDAR = re.compile(
    r"\b(?:salary|pay|wages?|payroll) (?:month|date|period|cycle|from|to|till|start|end|begin\w*)s?\b"
)


def _tells_a_date(words: str, numbers: np.ndarray[Any, np.dtype[np.float64]]) -> bool:
    """Whether whole numbers are months or days: 202504, 20250401; below a header of time 4, or 45748 as Excel counts.

    >>> _tells_a_date("salary month", np.array([202503.0, 202504.0])), _tells_a_date("pay from", np.array([45748.0]))
    (True, True)
    """
    days, months = numbers % 100, numbers // 100 % 100
    if numbers.min() >= 190_001 and numbers.max() <= 210_012 and ((days >= 1) & (days <= 12)).all():
        return True
    if numbers.min() >= 19_000_101 and numbers.max() <= 21_001_231:
        return bool(((days >= 1) & (days <= 31) & (months >= 1) & (months <= 12)).all())
    if not (match := _CALENDAR.search(words)):
        return False
    if "month" in match[0] and numbers.max() <= 12:
        return True
    if numbers.min() < 36_526 or numbers.max() > 55_153:  # from 2000 to 2050
        return False
    dates = np.datetime64("1899-12-30") + numbers.astype(np.int64)
    edges = [date.astype("datetime64[M]").astype("datetime64[D]") == date for date in (dates, dates + 1)]
    return bool((edges[0] | edges[1]).all())


def looks_coded(profile: Profile) -> bool:
    """Whether figures are marks or codes of answers: few whole numbers from 0 to 10, in a column of no unit."""
    numbers = profile.numbers
    end = header_pattern("pay").search(profile.plain) and header_pattern("low", "high").search(profile.plain)
    return bool(
        profile.numeric >= 0.8
        and (numbers == np.round(numbers)).all()
        and header_unit(profile.header) is None
        and not end
        and len(numbers) >= 12
        and numbers.max() <= 10
        and len(profile.filled) <= 11
    )


def round_share(numbers: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    """Share of the figures that end in two zeros or fifty: people and payrolls round, ids do not."""
    return float(np.mean(numbers % 50 == 0))


def in_cents(profile: Profile) -> bool:
    """Whether figures have the cents of amounts of money, of a size that pay can have: “3107,50”."""
    with_cents = profile.share(lambda text: bool(re.fullmatch(r"[\d.,' ]*\d[.,]\d\d", text)))
    return with_cents > 0.8 and len(profile.numbers) > 0 and 500 <= float(np.median(profile.numbers)) <= 1e8


def pay_like(profile: Profile) -> bool:
    """Whether figures without a word for pay look like pay: large, varied, mostly round, no ids, codes or phones."""
    numbers = profile.numbers
    positive = numbers[numbers > 0]
    if not len(positive) or len(positive) < 0.8 * len(numbers):
        return False
    return bool(np.median(positive) >= 1000 and np.median(positive) <= 1e8 and round_share(positive) >= 0.6)


def words_found(match: re.Match[str]) -> Message:
    """The whole words of a header that were recognised."""
    text = match.string
    start, end = match.span()
    start = text.rfind(" ", 0, start + (text[start : start + 1] == " ")) + 1
    end = len(text) if (space := text.find(" ", end)) < 0 else space
    return message("the header says “{words}”", words=text[start:end].strip())


def in_words(share: float, looked_at: Sequence[Any]) -> Message:
    """A share of the values looked at, as a count."""
    hits, all_of_them = round(share * len(looked_at)), len(looked_at)
    if hits == all_of_them:
        return message("all {n} values looked at", n=hits)
    return message("{n} of {all} values looked at", n=hits, all=all_of_them)
