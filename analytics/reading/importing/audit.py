"""What became of every row of a file, and what was inferred on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

EXAMPLES = 20
"""How many rows an audit quotes for each reason; `Audit.left_out_rows` lists them all."""


@dataclass(frozen=True)
class LeftOut:
    """Rows that did not become part of the survey for one reason.

    Args:
        reason: in words.
        rows: how many.
        examples: the first of them, each with its number in the file and the raw text of its pay.
    """

    reason: str
    rows: int
    examples: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Inference:
    """Something the file does not say outright.

    Args:
        about: what it is about: "period", "currency", "pay", "column", "file", a dimension …
        sentence: what was understood, and why.
        rows: how many rows it concerns; 0 where it concerns the whole file.
        examples: texts it was inferred from.
        guessed: whether nothing in the file says so, and a person should confirm it.
    """

    about: str
    sentence: str
    rows: int = 0
    examples: tuple[str, ...] = ()
    guessed: bool = False


@dataclass(frozen=True)
class Alternative:
    """What could hold in place of a guess.

    Args:
        value: what it would be: "month", "1e5", the header of a column.
        label: the same in words.
        median: what the median per month would be then; nan where nobody knows.
        score: how credible it is, as the logarithm of odds.
        moved: the share of rows that it would put into other groups; 1 where every figure would mean something else.
    """

    value: str
    label: str
    median: float
    score: float
    moved: float = 0.0


@dataclass(frozen=True)
class Guess:
    """A decision that the file does not settle, with what else it could be.

    Args:
        about: "pay", "period and unit", "currency", "experience", or a role of a column.
        taken: what is used.
        others: the runners-up, the best first.
        lead: by how much the best is ahead, as the logarithm of odds.
    """

    about: str
    taken: Alternative
    others: tuple[Alternative, ...] = ()
    lead: float = float("inf")

    @property
    def change(self) -> float:
        """How much the median would change with the next best, as a share: 0.1 is ten per cent."""
        if not self.others:
            return 0.0
        other = self.others[0]
        known = other.median == other.median and self.taken.median > 0
        return max(other.moved, abs(other.median / self.taken.median - 1) if known else 0.0)

    @property
    def open(self) -> bool:
        """Whether a person should be asked: the lead is small, and a figure depends on it."""
        return self.lead < SMALL_LEAD and self.change > CHANGES_FIGURE

    @property
    def of_pay(self) -> bool:
        """Whether it is about the pay itself and a figure depends on it: told first, however sure it is."""
        return self.about in ("pay", "period and unit") and self.change > CHANGES_FIGURE

    def sentence(self, currency: str) -> str:
        """The guess as a person would tell it, with the medians it decides between."""
        unit = "years" if self.about == "experience" else f"{currency} a month"
        median = self.taken.median
        figure = f"the median is {_money(median)} {unit}" if median == median else ""
        others = "; ".join(filter(None, map(self._other, self.others)))
        start = f"{'Please check' if self.open else 'A guess'}: {_SUBJECTS[self.about]} {self.taken.label}"
        return start + (f"; {figure}" if figure else "") + (f" ({others})." if others else ".")

    def _other(self, other: Alternative) -> str:
        if self.about == "currency":
            return f"it could be {other.label}"
        if other.median == other.median:
            return f"if {other.label}: {_money(other.median)}" if other.median > 0 else ""
        return f"{other.label} would put {other.moved:.0%} of the rows into other groups"

    def to_json(self) -> dict[str, Any]:
        """The guess as plain values; what is not known is null."""

        def plain(each: Alternative) -> dict[str, Any]:
            return {
                "value": each.value,
                "median": each.median if each.median == each.median else None,
                "score": round(each.score, 3),
            }

        return {
            "about": self.about,
            "taken": plain(self.taken),
            "others": [plain(other) for other in self.others],
            "lead": round(self.lead, 3) if self.lead < float("inf") else None,
            "change": round(self.change, 4),
            "open": self.open,
        }


_SUBJECTS = {
    "pay": "the pay is taken from",
    "period and unit": "the figures are read as pay",
    "currency": "no row states a currency, and it is taken to be",
    "experience": "experience is read in",
    "city": "the place of work is taken from",
    "state": "the state is taken from",
    "sector": "the sector is taken from",
    "role": "the job title is taken from",
    "employer": "the employer is taken from",
}
SMALL_LEAD = 2.0
"""Below this difference between the best reading and the next a person is asked: odds of about 7 to 1."""
CHANGES_FIGURE = 0.1
"""What changes a figure by more than this share is told first."""


def _money(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.3g}"


@dataclass(frozen=True, eq=False)
class Audit:
    """What was read, used, left out and inferred. Rows read = rows used + rows left out, always.

    Args:
        file: its name.
        rows_read: rows below the header.
        left_out: by reason, the most rows first.
        inferences: in the order in which a person would ask.
        warnings: sentences about what looks wrong.
        duplicates: rows that repeat an earlier row in every column; part of the rows used unless they were dropped.
        outliers: rows whose pay lies very far from the others; likewise.
        left_out_rows: every row left out: number in the file, reason, raw text of the pay.
        guesses: decisions the file does not settle, those that change figures most first.
        currency: of the figures in the guesses.
        open_ended: rows that state one end only; they count at that end.
        doubt: why no figure of the whole file is better than unreliable; empty where nothing is wrong.
    """

    file: str
    rows_read: int
    left_out: tuple[LeftOut, ...]
    inferences: tuple[Inference, ...]
    warnings: tuple[str, ...]
    duplicates: int
    outliers: int
    left_out_rows: pd.DataFrame = field(repr=False)
    guesses: tuple[Guess, ...] = ()
    currency: str = ""
    open_ended: int = 0
    doubt: str = ""

    @property
    def rows_used(self) -> int:
        """Rows that are part of the survey."""
        return self.rows_read - sum(group.rows for group in self.left_out)

    def sentences(self) -> tuple[str, ...]:
        """The audit as a person would tell it."""
        sentences = list(self.first())
        sentences.append(f"{_count(self.rows_used, 'row')} of {self.rows_read:,} used.")
        sentences += [f"{_count(group.rows, 'row')} left out: {group.reason}." for group in self.left_out]
        sentences += [inference.sentence for inference in self.inferences]
        return tuple(sentences)

    def first(self) -> tuple[str, ...]:
        """What must be read before any figure: doubt, warnings, and guesses that change it by a tenth or more."""
        guesses = [guess.sentence(self.currency) for guess in self.guesses if guess.open or guess.of_pay]
        return (*([self.doubt] if self.doubt else []), *self.warnings, *guesses)

    def to_frame(self) -> pd.DataFrame:
        """The audit as a table for a CSV: what (read, used, left out, inferred, warning), detail, rows, examples."""
        lines: list[tuple[str, str, int, str]] = [
            ("read", self.file, self.rows_read, ""),
            ("used", "rows of the survey", self.rows_used, ""),
        ]
        for group in self.left_out:
            examples = "; ".join(f"row {row}: {text}" for row, text in group.examples)
            lines.append(("left out", group.reason, group.rows, examples))
        for inference in self.inferences:
            what = "guessed" if inference.guessed else "inferred"
            lines.append((what, inference.sentence, inference.rows, "; ".join(inference.examples)))
        lines += [("warning", sentence, 0, "") for sentence in self.warnings]
        return pd.DataFrame(lines, columns=["what", "detail", "rows", "examples"])

    def to_json(self) -> dict[str, Any]:
        """The audit as plain lists and dictionaries."""
        return {
            "file": self.file,
            "rows_read": self.rows_read,
            "rows_used": self.rows_used,
            "left_out": [
                {
                    "reason": group.reason,
                    "rows": group.rows,
                    "examples": [{"row": row, "text": text} for row, text in group.examples],
                }
                for group in self.left_out
            ],
            "inferences": [
                {
                    "about": inference.about,
                    "sentence": inference.sentence,
                    "rows": inference.rows,
                    "examples": list(inference.examples),
                    "guessed": inference.guessed,
                }
                for inference in self.inferences
            ],
            "guesses": [guess.to_json() for guess in self.guesses],
            "open_ended": self.open_ended,
            "doubt": self.doubt,
            "warnings": list(self.warnings),
            "duplicates": self.duplicates,
            "outliers": self.outliers,
        }


def left_out_groups(rows: pd.DataFrame) -> tuple[LeftOut, ...]:
    """The rows left out, gathered by reason.

    Args:
        rows: the columns row, reason, text; `times` where each stands for so many rows.

    >>> frame = pd.DataFrame({"row": [2, 5, 9], "reason": ["zero", "blank", "zero"], "text": ["0", "", "0.0"]})
    >>> [(group.reason, group.rows, group.examples) for group in left_out_groups(frame)]
    [('zero', 2, ((2, '0'), (9, '0.0'))), ('blank', 1, ((5, ''),))]
    """
    groups = [
        LeftOut(
            str(reason),
            int(group["times"].sum()) if "times" in group else len(group),
            tuple((int(row), str(text)) for row, text in group[["row", "text"]].head(EXAMPLES).itertuples(index=False)),
        )
        for reason, group in rows.groupby("reason", sort=True)
    ]
    return tuple(sorted(groups, key=lambda group: -group.rows))


def outlying(
    pay: NDArray[np.float64], distance: float = 6.0, times: NDArray[np.int64] | None = None
) -> NDArray[np.bool_]:
    """Which figures lie very far from the others on a logarithmic scale, where pay is roughly bell-shaped.

    Args:
        pay: positive figures; `nan` is never an outlier.
        distance: how many robust standard deviations (1.4826 × median absolute deviation) from the median.
        times: how often each figure counts; once if not given.

    >>> outlying(np.array([100.0, 110, 120, 130, 90, 1e9])).tolist()
    [False, False, False, False, False, True]
    """
    stated = pay > 0
    known = np.log(_some(pay[stated]) if times is None else repeated(pay[stated], times[stated]))
    if not len(known):
        return np.zeros(len(pay), bool)
    # Where more than half state one and the same figure the spread is 0; a tenth of the pay is then a fair unit.
    reach = distance * max(_spread(known), 0.1)
    middle = np.median(known)
    return np.asarray((pay < np.exp(middle - reach)) | (pay > np.exp(middle + reach)), bool)


def two_populations(pay: NDArray[np.float64]) -> float | None:
    """The figure that separates two populations in one column, such as hourly and yearly pay; `None` if there is one.

    Two lie far apart when their medians differ by a factor of 8 and more, by more than three times the spread inside
    both, and each has five rows and 2 in 100.

    >>> rng = np.random.default_rng(1)
    >>> hourly, yearly = 25 * rng.lognormal(0, 0.3, 60), 60_000 * rng.lognormal(0, 0.4, 300)
    >>> separator = two_populations(np.concatenate([hourly, yearly]))
    >>> bool(hourly.max() < separator < yearly.min()), two_populations(yearly)
    (True, None)
    """
    logs = np.sort(np.log(_some(pay[pay > 0])))
    least = max(5, int(np.ceil(0.02 * len(logs))))
    if len(logs) < 2 * least:
        return None
    # Otsu's cut: the one that leaves the least variance inside the two parts, the most between them.
    sizes = np.arange(1, len(logs))
    sums = np.cumsum(logs)[:-1]
    between = sizes * (len(logs) - sizes) * (sums / sizes - (logs.sum() - sums) / (len(logs) - sizes)) ** 2
    cut = int(np.argmax(between)) + 1
    below, above = logs[:cut], logs[cut:]
    if min(len(below), len(above)) < least:
        return None
    distance = float(np.median(above) - np.median(below))
    if distance < np.log(8) or distance < 3 * (_spread(below) + _spread(above)):
        return _monthly_and_yearly(logs)
    return float(np.exp((below[-1] + above[0]) / 2))


_TWELVE = float(np.log(12))
_GAIN = 0.1  # logarithm of the likelihood that a second population must add, per row


def _monthly_and_yearly(logs: NDArray[np.float64]) -> float | None:
    """Where monthly pay ends and yearly pay begins in one column; `None` where one population explains it as well.

    Two normal distributions of one spread, a factor of 12 apart, are fitted by expectation maximisation and compared
    with a single one. Pay of one kind has one hump; half monthly and half yearly pay has two, although they overlap.
    """
    some = np.quantile(logs, np.linspace(0.002, 0.998, min(len(logs), 1_000)))
    lower, spread, share = float(np.mean(some)) - _TWELVE / 2, float(np.std(some)) / 2 + 1e-9, 0.5
    single = -float(np.log(np.std(some) + 1e-9)) - 0.5
    fit = single
    for _ in range(60):
        above = share * np.exp(-0.5 * ((some - lower - _TWELVE) / spread) ** 2)
        below = (1 - share) * np.exp(-0.5 * ((some - lower) / spread) ** 2)
        total = above + below + 1e-300
        part = above / total
        fit = float(np.mean(np.log(total))) - float(np.log(spread))
        share = float(np.clip(part.mean(), 1e-3, 1 - 1e-3))
        lower = float(np.mean(some - part * _TWELVE))
        spread = float(np.sqrt(np.mean((some - lower - part * _TWELVE) ** 2 + part * (1 - part) * 1e-9))) + 1e-9
    if fit - single < max(_GAIN, 10 / len(logs)) or not 0.05 <= share <= 0.95:
        return None
    cut = lower + _TWELVE / 2 + spread**2 / _TWELVE * float(np.log((1 - share) / share))
    below, above = logs[logs < cut], logs[logs >= cut]
    if min(len(below), len(above)) < 5 or not 7 < np.exp(np.median(above) - np.median(below)) < 20:
        return None
    return float(np.exp(cut))


def repeated(values: NDArray[np.float64], times: NDArray[np.int64], most: int = 100_000) -> NDArray[np.float64]:
    """The values in ascending order, each so many times; evenly spaced ones among them where that is more than enough.

    >>> repeated(np.array([7.0, 3.0]), np.array([2, 3])).tolist()
    [3.0, 3.0, 3.0, 7.0, 7.0]
    >>> repeated(np.array([7.0, 3.0]), np.array([10**9, 10**9]), most=4).tolist()
    [3.0, 3.0, 7.0, 7.0]
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(times[order])
    total = int(reached[-1]) if len(reached) else 0
    places = np.arange(0, total, -(-total // most) or 1)
    return np.asarray(values[order][np.searchsorted(reached, places, side="right")])


def _some(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """At most a hundred thousand values, evenly spaced through the file: enough for a median."""
    return values[:: 1 + len(values) // 100_000]


def _spread(values: NDArray[np.float64]) -> float:
    return float(1.4826 * np.median(np.abs(values - np.median(values))))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def most_common(counts: Mapping[str, int]) -> Sequence[str]:
    """Keys by their counts, the highest first; ties in alphabetical order.

    >>> most_common({"b": 2, "a": 2, "c": 5})
    ['c', 'a', 'b']
    """
    return sorted(counts, key=lambda key: (-counts[key], key))
