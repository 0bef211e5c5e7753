"""The audit of an import: the outcome of every row, and every inference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analytics.reading.fields.personal import mask
from analytics.texts import EMPTY, N_, Message, count_message, join, message

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

    reason: Message
    rows: int
    examples: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Inference:
    """Something that the file does not state outright.

    Args:
        about: what it is about: "period", "currency", "pay", "column", "file", a dimension …
        sentence: what was understood, and why.
        rows: how many rows it concerns; 0 where it concerns the whole file.
        examples: texts it was inferred from.
        guessed: whether nothing in the file says so, and a person should confirm it.
    """

    about: str
    sentence: Message
    rows: int = 0
    examples: tuple[str, ...] = ()
    guessed: bool = False

    @classmethod
    def with_examples(
        cls, about: str, sentence: Message, rows: int, examples: Iterable[str], *, guessed: bool = False
    ) -> Inference:
        """An inference with texts of cells, in which no personal data stay."""
        return cls(about, sentence, rows, tuple(map(mask, examples)), guessed)


@dataclass(frozen=True)
class Alternative:
    """An alternative to a guess.

    Args:
        value: what it would be: "month", "1e5", the header of a column.
        label: the same in words.
        median: what the median per month would be then; nan where nobody knows.
        score: how credible it is, as the logarithm of odds.
        share_moved: the share of rows that it would put into other groups; 1 where every figure would change.
    """

    value: str
    label: Message
    median: float
    score: float
    share_moved: float = 0.0


@dataclass(frozen=True)
class Guess:
    """A decision that the file does not settle, with its alternatives.

    Args:
        about: which decision; the names are those of `_SUBJECTS`.
        choice: what is used.
        runners_up: what else it could be, the best first.
        lead: by how much the best is ahead, as the logarithm of odds.
    """

    about: str
    choice: Alternative
    runners_up: tuple[Alternative, ...] = ()
    lead: float = float("inf")

    @property
    def change(self) -> float:
        """The relative change of the median with the next best: 0.1 is ten percent."""
        if not self.runners_up:
            return 0.0
        runner_up = self.runners_up[0]
        has_medians = runner_up.median == runner_up.median and self.choice.median > 0
        return max(runner_up.share_moved, abs(runner_up.median / self.choice.median - 1) if has_medians else 0.0)

    @property
    def open(self) -> bool:
        """Whether a person should be asked: the lead is small, and a figure depends on it."""
        return bool(self.lead < SMALL_LEAD and self.change > CHANGES_FIGURE)

    @property
    def of_pay(self) -> bool:
        """Whether it is about the pay itself and a figure depends on it: then it is reported first, however certain."""
        return self.about not in _OF_GROUPS and self.change > CHANGES_FIGURE

    def sentence(self, currency: str) -> Message:
        """The guess as a person would tell it, with the medians it decides between."""
        guess = message(_SUBJECTS[self.about], what=self.choice.label)
        median = self.choice.median
        if median == median:
            amount = _money(median)
            if self.about == "experience":
                guess = message("{guess}; the median is {amount} years", guess=guess, amount=amount)
            else:
                guess = message("{guess}; the median is {amount} {currency} a month",
                                guess=guess, amount=amount, currency=currency)  # fmt: skip
        alternatives = [sentence for sentence in map(self._alternative_in_words, self.runners_up) if sentence]
        if alternatives:
            guess = message("{guess} ({others})", guess=guess, others=join(alternatives, message("{first}; {second}")))
        return (
            message("Please check: {guess}.", guess=guess) if self.open else message("A guess: {guess}.", guess=guess)
        )

    def _alternative_in_words(self, alternative: Alternative) -> Message | None:
        if self.about in ("currency", "dollar"):
            amount = _money(alternative.median)
            return message("it could be {amount} {currency}", amount=amount, currency=alternative.label)
        if alternative.median == alternative.median:
            amount = _money(alternative.median)
            return (
                message("if {reading}: {amount}", reading=alternative.label, amount=amount)
                if alternative.median > 0
                else None
            )
        share = f"{alternative.share_moved:.0%}"
        return message(
            "{reading} would put {share} of the rows into other groups", reading=alternative.label, share=share
        )

    def to_json(self) -> dict[str, Any]:
        """The guess as plain values; what is not known is null."""

        def as_plain_values(alternative: Alternative) -> dict[str, Any]:
            return {
                "value": alternative.value,
                "median": alternative.median if alternative.median == alternative.median else None,
                "score": round(alternative.score, 3),
            }

        return {
            "about": self.about,
            "taken": as_plain_values(self.choice),
            "others": [as_plain_values(runner_up) for runner_up in self.runners_up],
            "lead": round(self.lead, 3) if self.lead < float("inf") else None,
            "change": round(self.change, 4),
            "open": self.open,
        }


_SUBJECTS = {
    "sheet": N_("the rows are taken from the sheet {what}"),
    "pay": N_("the pay is taken from {what}"),
    "period and unit": N_("the figures are read as pay {what}"),
    "currency": N_("most rows state no currency, and it is taken to be {what}"),
    "tomans": N_("figures of Iran that do not say so are read as {what}"),
    "dollar": N_("nothing but “$” states the currency, and it is taken to be {what}"),
    "currency of some": N_("rows that state no currency are {what}"),
    "period of some": N_("rows that state no period are read as pay {what}"),
    "open ends": N_("rows that state one end of their pay only are {what}"),
    "repeats": N_("rows that equal an earlier one in every column are {what}"),
    "fixed part": N_("pay in a fixed and a variable part is read as {what}"),
    "dots": N_("dots in the figures are read as {what}"),
    "payments": N_("pay of this size is taken to come {what}"),
    "experience": N_("experience is read in {what}"),
    "city": N_("the place of work is taken from {what}"),
    "state": N_("the state is taken from {what}"),
    "sector": N_("the sector is taken from {what}"),
    "role": N_("the job title is taken from {what}"),
    "employer": N_("the employer is taken from {what}"),
}
_OF_GROUPS = frozenset(["experience", "city", "state", "sector", "role", "employer"])
"""Decisions about the groups that rows are in: the pay itself stays as it is."""
SMALL_LEAD = 2.0
"""Below this difference between the best reading and the next a person is asked: odds of about 7 to 1."""
FEW_ROWS = 3
"""Below this number of rows with pay a file is hardly a survey."""
CHANGES_FIGURE = 0.1
"""A change of a figure by more than this share is reported first."""


def _money(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.3g}"


"""Where nothing is wrong with a whole file."""


@dataclass(frozen=True)
class Remarks:
    """The remarks of one step of the import; steps are combined in order.

    Args:
        inferences: what the file does not say outright.
        warnings: what looks wrong.
        doubt: why no figure of the whole file is reliable; of two, the first stays.
    """

    inferences: tuple[Inference, ...] = ()
    warnings: tuple[Message, ...] = ()
    doubt: Message = EMPTY

    def __add__(self, later: Remarks) -> Remarks:
        return Remarks(
            (*self.inferences, *later.inferences), (*self.warnings, *later.warnings), self.doubt or later.doubt
        )


@dataclass(frozen=True, eq=False)
class Audit:
    """The rows read, used and left out, and the inferences. Rows read = rows used + rows left out, always.

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
    warnings: tuple[Message, ...]
    duplicates: int
    outliers: int
    left_out_rows: pd.DataFrame = field(repr=False)
    guesses: tuple[Guess, ...] = ()
    currency: str = ""
    open_ended: int = 0
    doubt: Message = EMPTY

    @property
    def rows_used(self) -> int:
        """Rows that are part of the survey."""
        return self.rows_read - sum(group.rows for group in self.left_out)

    def sentences(self) -> tuple[Message, ...]:
        """The audit as a person would tell it."""
        sentences = list(self.first())
        sentences.append(
            count_message("{used} row of {read} used.", "{used} rows of {read} used.", self.rows_used,
                          used=f"{self.rows_used:,}", read=f"{self.rows_read:,}")
        )  # fmt: skip
        sentences += [
            count_message("{n} row left out: {reason}.", "{n} rows left out: {reason}.", group.rows,
                          n=f"{group.rows:,}", reason=group.reason)
            for group in self.left_out
        ]  # fmt: skip
        sentences += [inference.sentence for inference in self.inferences]
        return tuple(sentences)

    def first(self) -> tuple[Message, ...]:
        """The sentences to read before any figure: doubt, warnings, and guesses that change it by a tenth or more."""
        guesses = [guess.sentence(self.currency) for guess in self.guesses if guess.change > CHANGES_FIGURE]
        doubts = [self.doubt] if self.doubt else []
        if self.rows_used < FEW_ROWS:
            doubts.append(
                count_message("Only {n} row with pay: hardly a survey.", "Only {n} rows with pay: hardly a survey.",
                              self.rows_used, n=self.rows_used)
            )  # fmt: skip
        return (*doubts, *self.warnings, *guesses)

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
            kind = "guessed" if inference.guessed else "inferred"
            lines.append((kind, inference.sentence, inference.rows, "; ".join(inference.examples)))
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


def left_out_groups(rows: pd.DataFrame, reasons: Mapping[str, Message]) -> tuple[LeftOut, ...]:
    """Group the rows left out by reason.

    Args:
        rows: the columns row, reason, text; `times` where each stands for so many rows.
        reasons: the message of each reason, by its text.

    >>> frame = pd.DataFrame({"row": [2, 5, 9], "reason": ["zero", "blank", "zero"], "text": ["0", "", "0.0"]})
    >>> groups = left_out_groups(frame, {"zero": message("zero"), "blank": message("blank")})
    >>> [(group.reason, group.rows, group.examples) for group in groups]
    [('zero', 2, ((2, '0'), (9, '0.0'))), ('blank', 1, ((5, ''),))]
    """
    groups = [
        LeftOut(
            reasons[str(reason)],
            int(group["times"].sum()) if "times" in group else len(group),
            tuple((int(row), str(text)) for row, text in group[["row", "text"]].head(EXAMPLES).itertuples(index=False)),
        )
        for reason, group in rows.groupby("reason", sort=True)
    ]
    return tuple(sorted(groups, key=lambda group: -group.rows))


def rows_message(number: int) -> Message:
    """So many rows, in words.

    >>> rows_message(1), rows_message(1234)
    ('1 row', '1,234 rows')
    """
    return count_message("{n} row", "{n} rows", number, n=f"{number:,}")


def most_common(counts: Mapping[str, int]) -> Sequence[str]:
    """Keys by their counts, the highest first; ties in alphabetical order.

    >>> most_common({"b": 2, "a": 2, "c": 5})
    ['c', 'a', 'b']
    """
    return sorted(counts, key=lambda key: (-counts[key], key))
