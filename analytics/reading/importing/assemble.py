"""Clean rows of a whole file → a survey: one currency, the period, repeated and far rows, the dimensions, the audit.

It is one subject, and one class, because each step looks at which rows the steps before it have kept, and adds to one
audit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.model import STANDARD_DIMENSIONS, Dimension, Provenance, RowCount, Scope, Survey
from analytics.reading.fields.pay import KRONER
from analytics.reading.fields.periods import PER_MONTH, Period
from analytics.reading.fields.personal import holds_personal, masked
from analytics.reading.fields.plausible import TYPICAL_MONTH, guessed_period, is_absurd
from analytics.reading.files.table import ImportRefused
from analytics.reading.importing import file_audit, groups
from analytics.reading.importing.audit import (
    NO_DOUBT,
    Audit,
    Inference,
    left_out_groups,
    most_common,
    rows_message,
)
from analytics.reading.importing.candidates import Candidate
from analytics.reading.importing.clean import (
    ABSURD,
    CURRENCIES,
    DAMAGE,
    DECIMAL_COMMA,
    DUPLICATE,
    INDIAN_GROUPING,
    OTHER_CURRENCY,
    OUTLIER,
    PERIODS,
    REASONS,
    SILENT_NOTES,
    TOTAL_ROW,
    Cleaned,
    Truncation,
    drop_unused,
)
from analytics.reading.importing.currencies import CurrencyCandidate, weigh_currencies
from analytics.reading.importing.decide import NO_ROWS, How, InterpretedFile, PayFact
from analytics.reading.importing.guesses import list_guesses
from analytics.reading.importing.headers import says_kroner
from analytics.reading.importing.populations import outlying, repeated, two_populations
from analytics.reading.importing.roles import GROUP_ROLES, Columns, says_country
from analytics.reading.importing.totals import sums_of_rows_above
from analytics.texts import Message, joined, message
from analytics.vocabulary import is_blank, money_of_language

_SUMMED = 5
"""How many rows a sum must be of, to be told from pay that happens to be as much as that of a few others."""
_PROVENANCE = {
    "header": message("the header says so"),
    "title": message("the text above the header says so"),
    "you": message("you said so"),
    "files": message("each file was read by itself"),
}
_ROWS_SAY_SO = message("the rows say so")
_ONLY_OPEN = message(
    "Every row states only one end of its pay (“up to”, “from”): its figures are bounds of what is paid. None of them "
    "is reliable."
)
_MIXED = message("Pay for different times is mixed in one column: no figure of it is reliable.")


@dataclass(frozen=True, eq=False)
class Import:
    """A survey read from a file, and how it was read.

    Args:
        survey: pay per month in one currency.
        audit: rows read, used and left out; what was inferred.
        columns: what each column was taken for, why, and what could take its place.
        period: the time the file's own figures are for; `survey` has them per month.
        currency: the currency of the survey, and how many rows are in others.
        sheet: the sheet of a workbook that was read.
        sheets: the sheets that could be read instead.
        candidates: the ways to read bare figures, the most credible first, each with its evidence.
        unit: what a bare figure stands for, and where that comes from.
        currencies: the currencies that something speaks for, the most credible first, each with its evidence.
    """

    survey: Survey
    audit: Audit
    columns: Columns
    period: PayFact
    currency: PayFact
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    unit: float = 1.0
    how_unit: How = "rows"
    currencies: tuple[CurrencyCandidate, ...] = ()

    @property
    def own_unit(self) -> float:
        """Multiplies pay per month into the file's own unit, so that results can be shown as the file has them.

        >>> from analytics.reading.importing.read import read_csv
        >>> read_csv(b"CTC per year\\n240000\\n360000\\n", name="x.csv").own_unit
        12.0
        """
        return 1 / PER_MONTH[self.period.value] / (self.unit if self.how_unit == "guess" else 1.0)


class SurveyAssembler:
    """What can be said only when every row is read: one currency, the period, far and repeated rows, the dimensions."""

    def __init__(
        self,
        file: InterpretedFile,
        cleaned: Cleaned,
        currency: str | None,
        drop_duplicates: bool = False,
        drop_outliers: bool = False,
    ) -> None:
        self.table, self.columns, self.plan, self.cleaned = file.table, file.columns, file.plan, cleaned
        self.how_period, self.how_currency, self.requested_currency = file.how_period, file.how_currency, currency
        self.drop_duplicates, self.drop_outliers = drop_duplicates, drop_outliers
        self.file, self.doubt = file, NO_DOUBT
        self.inferences: list[Inference] = []
        self.warnings: list[Message] = []
        self.keep = np.ones(len(cleaned.row), bool)
        left = {
            "row": cleaned.left_row,
            "reason": pd.Series([REASONS[code] for code in cleaned.left_reason], dtype="str"),
            "text": pd.Series(cleaned.left_text, dtype="str"),
        }
        if cleaned.left_times is not None:
            left["times"] = cleaned.left_times
        self.left: list[pd.DataFrame] = [pd.DataFrame(left)]

    def _count(self, rows: NDArray[np.bool_] | NDArray[np.integer[Any]]) -> int:
        """How many rows of the file these are, given by a mask or by their places."""
        if self.cleaned.times is None:
            return int(np.count_nonzero(rows)) if rows.dtype == bool else len(rows)
        return int(self.cleaned.times[rows].sum())

    def fill_in(self) -> Cleaned:
        """The same rows with what the file leaves open filled in: each has a currency, and a period.

        Each currency has its own guess of the period. Nothing is left out.
        """
        self._describe_file()
        counts = self._currencies()
        currency, period = self.cleaned.currency.copy(), self.cleaned.period.copy()
        is_silent = currency == 0
        if is_silent.any():
            stated_currency = next(iter(most_common(counts)), None) or self.requested_currency
            main_currency = stated_currency or self._currency(self._places()).value
            currency[is_silent] = CURRENCIES.index(main_currency) + 1
            if stated_currency:
                self._infer_silent(main_currency)
        for code in np.unique(currency):
            rows = np.flatnonzero((period == 0) & (currency == code))
            stated_rows = np.flatnonzero((self.cleaned.period != 0) & (currency == code))
            if len(rows):
                self._guess_period(period, rows, CURRENCIES[code - 1])
            if len(stated_rows):
                self._check_period(period, stated_rows, CURRENCIES[code - 1])
        return replace(self.cleaned, currency=currency, period=period)

    def result(self) -> Import:
        """The survey of all rows.

        Raises:
            ImportRefused: where no row states pay that a band can be made of.
        """
        if not len(self.cleaned.row):
            raise ImportRefused(self.table.name, self._explain_no_rows(), self.columns)
        if self.cleaned.times is None:
            self._describe_file()
        self._record_pay_inferences()
        self._leave_out(self._find_sums(), TOTAL_ROW)
        places = self._places()
        currencies = self._weigh_currencies(places)
        mostly_silent = (
            self._count(self.cleaned.currency == 0) > 0.5 * self._count(self.keep) and self.requested_currency is None
        )
        currency = self._currency(places)
        code, period = self._period(currency.value)
        factor = self._factors()[code]
        low, middle, high = (column * factor for column in (self.cleaned.low, self.cleaned.middle, self.cleaned.high))
        self._leave_out_absurd(np.fmax(middle, np.fmax(low, high)), currency.value)
        middle, open_ended = self._close_open_ends(low, middle, high)
        duplicates, outliers = self._handle_repeats(), self._handle_outliers(middle)
        self._check_damage()
        dimensions = self._dimensions(code, places)
        left = pd.concat(self.left, ignore_index=True).sort_values("row", kind="stable", ignore_index=True)
        by_reason = left_out_groups(left)
        audit = Audit(
            file=self.table.name,
            rows_read=self.cleaned.rows,
            left_out=by_reason,
            inferences=tuple(self.inferences),
            warnings=tuple(self.warnings),
            duplicates=duplicates,
            outliers=outliers,
            left_out_rows=left,
            guesses=list_guesses(
                self.file, period, currencies if mostly_silent else (), self._experience_units(), middle[self.keep]
            ),
            currency=currency.value,
            open_ended=open_ended,
            doubt=self.doubt,
        )
        survey = self._survey(currency.value, (low, middle, high), dimensions, audit)
        return Import(
            survey,
            audit,
            self.columns,
            period,
            currency,
            self.table.sheet,
            self.table.sheets,
            self.file.candidates,
            next(iter(self.plan.unit.values()), 1.0),
            self.file.how_unit,
            currencies,
        )

    def _survey(
        self,
        currency: str,
        pay: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
        dimensions: tuple[Dimension, ...],
        audit: Audit,
    ) -> Survey:
        """The rows kept, with pay (low, middle, high) per month."""
        low, middle, high = pay
        rows: Any = slice(None) if self.keep.all() else self.keep
        weight = None if self.cleaned.weight is None else self.cleaned.weight[rows]
        ranges = not np.array_equal(low[rows], high[rows]) or not np.array_equal(low[rows], middle[rows])
        has_counts = "count" in self.plan.roles
        return Survey.build(
            name=self.table.name,
            provenance=Provenance(self.table.name, "your file", "yours"),
            currency=currency,
            low=low[rows],
            middle=middle[rows] if ranges else None,
            high=high[rows] if ranges else None,
            dimensions=dimensions,
            counts=weight if has_counts else None,
            weights=None if has_counts else weight,
            rows=RowCount(audit.rows_read, {group.reason: group.rows for group in audit.left_out}),
            clusters=self._clusters(),
            scope=Scope(doubt=self.doubt),
        )

    def _factors(self) -> NDArray[np.float64]:
        """What one unit of pay per each period makes per month; index 0 is no period."""
        payments = {"month": self.plan.payments / 12}
        return np.array([np.nan, *(PER_MONTH[period] * payments.get(period, 1.0) for period in PERIODS)])

    def _find_sums(self) -> NDArray[np.bool_]:
        """Rows whose figure is the sum of the rows above and that say hardly anything else, whatever their wording.

        Round pay is now and then as much as that of a few others together; so only the last row counts, or one of
        which all groups but one are blank. Not where equal rows were put together.
        """
        if self.cleaned.times is not None or not len(self.keep):
            return np.zeros(len(self.keep), bool)
        sums = np.asarray(sums_of_rows_above(np.ascontiguousarray(self._sizes(np.arange(len(self.keep)))), _SUMMED))
        rows = np.flatnonzero(sums)
        if not len(rows):
            return sums
        filled = np.zeros(len(self.keep), np.int64)
        for texts, codes in self.cleaned.groups.values():
            which, places = np.unique(codes[rows], return_inverse=True)
            filled[rows] += np.array([not is_blank(texts[code]) for code in which.tolist()], bool)[places]
        bare = filled < 2 if len(self.cleaned.groups) > 1 else np.zeros(len(self.keep), bool)
        bare[-1] = True
        return np.asarray(sums & bare, bool)

    def _leave_out_absurd(self, largest: NDArray[np.float64], currency: str) -> None:
        """Leaves out amounts no one is paid, where they are no slip of the pen: a few far ones stay and are told.

        One answer of a hundred thousand million does no harm to a median; many of them are a column that was ruined.
        """
        absurd = is_absurd(np.nan_to_num(largest), currency) & self.keep
        count = self._count(absurd)
        if count >= 3 and count > 0.005 * self._count(self.keep):
            if absurd[self.keep].all() or self.file.how_period == "you":
                self.warnings.append(
                    message("{rows} state more than anyone is paid in {currency}: check the unit.",
                            rows=rows_message(count), currency=currency)
                )  # fmt: skip
                return
            self._leave_out(absurd, ABSURD)
            self.warnings.append(
                message(
                    "{rows} state more than anyone is paid: they are set aside; the file may be damaged.",
                    rows=rows_message(count),
                )
            )

    def _close_open_ends(
        self, low: NDArray[np.float64], middle: NDArray[np.float64], high: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], int]:
        """Rows with one end count at that end: “More than 20 LPA” ranks at 20 lakh, as the bound of what it can be."""
        opened = np.isnan(middle) & self.keep
        count = self._count(opened)
        if not count:
            return middle, 0
        tops, floors = self._count(opened & np.isnan(high)), self._count(opened & np.isnan(low))
        parts = [message("{n} only say “more than”", n=f"{tops:,}")] if tops else []
        parts += [message("{n} only say “up to”", n=f"{floors:,}")] if floors else []
        self._infer(
            "pay",
            message("Open ends: {parts} of {rows}. They count at the end they state, a bound of what they can be.",
                    parts=joined(parts), rows=rows_message(self._count(self.keep))),
            count,
        )  # fmt: skip
        if count == self._count(self.keep):
            self.doubt = self.doubt or _ONLY_OPEN
        return np.where(opened, np.fmax(low, high), middle), count

    def _check_damage(self) -> None:
        """Says so first where much of what was stated could not be read, or lies absurdly far apart."""
        unread = sum(group.rows for group in left_out_groups(pd.concat(self.left)) if group.reason in DAMAGE)
        rows_used = self._count(self.keep)
        if unread > 0.2 * (unread + rows_used):
            self.doubt = message(
                "Much of this file could not be read: {unread} of {rows} that state something about pay. No figure of "
                "it is reliable.",
                unread=f"{unread:,}", rows=rows_message(unread + rows_used),
            )  # fmt: skip

    def _clusters(self) -> NDArray[np.uint32] | None:
        """A number for the employer of each row kept; rows without one have numbers of their own.

        A row that stands for several counts as one employer's where none is stated: intervals are rather too wide.
        """
        position = self.plan.roles.get("employer")
        if position is None or position not in self.cleaned.groups:
            return None
        texts, codes = self.cleaned.groups[position]
        codes = codes[self.keep].astype(np.int64)
        index: dict[str, int] = {}
        numbers_of_texts = np.array(
            [-1 if is_blank(text) else index.setdefault(text.casefold(), len(index)) for text in texts]
        )
        numbers = numbers_of_texts[codes]
        is_blank_row = numbers < 0
        numbers[is_blank_row] = len(index) + np.arange(int(is_blank_row.sum()))
        return np.asarray(numbers, np.uint32)

    def _explain_no_rows(self) -> str:
        reasons = left_out_groups(self.left[0])
        if not reasons:
            return NO_ROWS
        listed = ", ".join(f"{group.rows:,} {group.reason}" for group in reasons[:4])
        columns = "”, “".join(self.columns.pay)
        return f"has no row that states pay in “{columns}”: {listed}; if another column is pay, say which"

    def _infer(
        self, about: str, sentence: Message, rows: int = 0, examples: Iterable[str] = (), guessed: bool = False
    ) -> None:
        self.inferences.append(Inference(about, sentence, rows, tuple(map(masked, examples)), guessed))

    def _leave_out(self, rows: NDArray[np.bool_], reason: Callable[[int], str] | str) -> None:
        """Leaves out rows that were kept so far."""
        rows = rows & self.keep
        if not rows.any():
            return
        indices = np.flatnonzero(rows)
        self.keep &= ~rows
        texts = [self._amount(int(index)) for index in indices]
        reasons = [reason if isinstance(reason, str) else reason(int(index)) for index in indices]
        frame = {
            "row": self.cleaned.row[indices],
            "reason": pd.Series(reasons, dtype="str"),
            "text": pd.Series(texts, dtype="str"),
        }
        if self.cleaned.times is not None:
            frame["times"] = self.cleaned.times[indices]
        self.left.append(pd.DataFrame(frame))

    def _amount(self, index: int) -> str:
        ends = dict.fromkeys(f"{end:.15g}" for end in (self.cleaned.low[index], self.cleaned.high[index]) if end == end)
        return "–".join(ends)

    def _describe_file(self) -> None:
        self.inferences += file_audit.describe(self.file)
        self.warnings += file_audit.warn(self.file)

    def _record_pay_inferences(self) -> None:
        for note, rows in sorted(self.cleaned.notes.items(), key=lambda item: -item[1]):
            if note in SILENT_NOTES:
                continue
            # A note of a cell is a clause; its first letter becomes a capital where it begins a sentence.
            clause = message(f"{note[0].upper()}{note[1:]}")
            sentence = (
                clause if note.endswith(".") else message("{what}: {rows}.", what=clause, rows=rows_message(rows))
            )
            self._infer("pay", sentence, rows, self.cleaned.examples.get(note, ()))

    # ---- currency and period

    def _currencies(self) -> dict[str, int]:
        """How many rows state each currency."""
        rows = np.bincount(self.cleaned.currency, weights=self.cleaned.times)
        return {CURRENCIES[code - 1]: int(number) for code, number in enumerate(rows) if code and number}

    def _infer_silent(self, currency: str) -> int:
        silent = self._count(self.cleaned.currency == 0)
        self._infer(
            "currency",
            message("No currency stated: {rows}, taken as {currency} like the others.",
                    rows=rows_message(silent), currency=currency),
            silent,
        )  # fmt: skip
        return silent

    def _weigh_currencies(self, places: groups.Places | None) -> tuple[CurrencyCandidate, ...]:
        silent = self._count(self.cleaned.currency == 0)
        countries = [
            self._texts(column.header)
            for column in self.columns.columns
            if column.role == "dimension" and says_country(column)
        ]
        return weigh_currencies(
            self._currencies(),
            silent,
            decision=self.requested_currency,
            indian_digits=self.cleaned.notes.get(INDIAN_GROUPING, 0) / max(1, silent),
            decimal_commas=min(1.0, self.cleaned.notes.get(DECIMAL_COMMA, 0) / max(1, silent)),
            indian_places=0.0 if places is None else places.indian,
            foreign_currency=groups.currency_abroad([*countries, *([places.column] if places else [])])
            or self.file.foreign_currency,
            language_currency=money_of_language(self.columns.pay[0]),
            kroner=1.0 if says_kroner(self.columns.pay[0]) else self.cleaned.notes.get(KRONER, 0) / max(1, silent),
        )

    def _currency(self, places: groups.Places | None) -> PayFact:
        """The currency of the survey; rows in others are left out.

        A few rows that state one do not speak for the rest where places or the grouping of digits say otherwise.
        """
        codes, counts = self.cleaned.currency, self._currencies()
        best = self._weigh_currencies(places)[0]
        best_code, silent = best.code, self._count(codes == 0)
        reason = max(best.evidence, key=lambda evidence: evidence.points).about
        if counts and best_code not in counts and not silent:
            raise ImportRefused(
                self.table.name, f"has no pay in {best_code}; it has {', '.join(most_common(counts))}", self.columns
            )
        if not counts and self.requested_currency is None:
            because = message("nothing points to another") if reason == "usual here" else message(reason)
            self._infer(
                "currency",
                message("The file does not state its currency; {currency} is a guess: {reason}.",
                        currency=best_code, reason=because),
                guessed=True,
            )  # fmt: skip
            return PayFact(best_code, "guess", {best_code: self._count(np.ones(len(codes), bool))})
        if self.requested_currency is None and best_code not in counts:
            rows_stated = sum(counts.values())
            self._infer(
                "currency",
                message("{rows} state another currency; the other {silent} are taken as {currency}: {reason}.",
                        rows=rows_message(rows_stated), silent=f"{silent:,}", currency=best_code,
                        reason=message(reason)),
                silent,
                guessed=True,
            )  # fmt: skip
        if counts and silent:
            counts[best_code] = counts.get(best_code, 0) + self._infer_silent(best_code)
        is_other = (codes != 0) & (codes != CURRENCIES.index(best_code) + 1)
        foreign = self._count(is_other)
        self._leave_out(is_other, lambda index: OTHER_CURRENCY.format(currency=CURRENCIES[codes[index] - 1]))
        if foreign:
            listed = ", ".join(f"{code} {counts[code]:,}" for code in most_common(counts)[:8])
            self._infer(
                "currency",
                message("Pay is in several currencies ({counts} rows); {currency} was taken.",
                        counts=listed, currency=best_code),
                foreign,
            )  # fmt: skip
        how = self.how_currency
        self._infer(
            "currency",
            message("The currency is {currency}: {how}.", currency=best_code, how=_PROVENANCE.get(how, _ROWS_SAY_SO)),
        )
        return PayFact(best_code, how, counts or {best_code: self._count(np.ones(len(codes), bool))})

    def _period(self, currency: str) -> tuple[NDArray[np.uint8], PayFact]:
        """The period of each row; where no row, header or title says it, a marked guess."""
        code = self.cleaned.period.copy()
        silent_rows = np.flatnonzero((code == 0) & self.keep)
        stated_rows = np.flatnonzero((code != 0) & self.keep)
        if len(silent_rows):
            self._guess_period(code, silent_rows, currency)
        code[code == 0] = PERIODS.index("year") + 1  # rows that were left out: any period will do
        times = self.keep if self.cleaned.times is None else self.keep * self.cleaned.times
        rows_of_period = np.bincount(code, weights=times, minlength=len(PERIODS) + 1)
        counts: dict[str, int] = {
            unit: int(rows_of_period[index + 1]) for index, unit in enumerate(PERIODS) if rows_of_period[index + 1]
        }
        value = most_common(counts)[0] if counts else "month"
        mostly_guessed = self._count(silent_rows) > self._count(stated_rows)
        how: How = "guess" if mostly_guessed else self.how_period
        if not mostly_guessed:
            parts = [
                message("per {period} in {n}", period=message(period), n=f"{counts[period]:,}")
                for period in most_common(counts)
            ]
            self._infer(
                "period",
                message("Pay is {parts} rows: {how}.",
                        parts=joined(parts, message("{first}, {second}")), how=_PROVENANCE.get(how, _ROWS_SAY_SO)),
            )  # fmt: skip
            self._check_period(code, stated_rows, currency)
            self._check_mixture(code, stated_rows)
        factors = [
            message("per {period} × {factor}", period=message(period), factor=f"{PER_MONTH[period]:.4g}")
            for period in PERIODS
            if period in counts and period != "month"
        ]
        if factors:
            self._infer(
                "period",
                message("To pay per month: {factors} (8 hours a day, 26 days a month, 52 weeks a year).",
                        factors=joined(factors, message("{first}, {second}"))),
            )  # fmt: skip
        return code, PayFact(value, how, counts)

    def _sizes(self, rows: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
        """One figure for each of some rows: the middle, or the end that is stated."""
        middle = self.cleaned.middle[rows]
        opened = np.isnan(middle)
        if not opened.any():
            return np.asarray(middle)
        return np.asarray(np.where(opened, np.fmax(self.cleaned.low[rows], self.cleaned.high[rows]), middle))

    def _sizes_by_times(self, rows: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
        """The same, each as often as it stands for rows of the file, or its share of enough of them for a median."""
        sizes = self._sizes(rows)
        return sizes if self.cleaned.times is None else repeated(sizes, self.cleaned.times[rows])

    def _guess_period(self, code: NDArray[np.uint8], silent: NDArray[np.integer[Any]], currency: str) -> None:
        sizes = self._sizes(silent)
        cut = two_populations(self._sizes_by_times(silent))
        sides = [silent] if cut is None else [silent[sizes < cut], silent[sizes >= cut]]
        medians = [float(np.median(self._sizes_by_times(side))) for side in sides]
        guesses: list[Period] = [guessed_period(median, currency) for median in medians]
        if cut is None and self.file.candidates and self.file.currency == currency:
            guesses = [self.file.candidates[0].period]
        if cut is not None:
            self.doubt = _MIXED
            parts = joined([
                message("{rows} around {amount}", rows=rows_message(self._count(side)), amount=f"{median:,.0f}")
                for side, median in zip(sides, medians, strict=True)
            ])  # fmt: skip
            if guesses[0] == guesses[1]:
                warning = message("Two populations in one column: {parts}. They are hardly pay for the same time.",
                                  parts=parts)  # fmt: skip
            else:
                warning = message(
                    "Two populations in one column: {parts}. They are hardly pay for the same time; they were taken as "
                    "per {first} and per {second}.",
                    parts=parts, first=message(guesses[0]), second=message(guesses[1]),
                )  # fmt: skip
            self.warnings.append(warning)
        for side, median, period in zip(sides, medians, guesses, strict=True):
            code[side] = PERIODS.index(period) + 1
            self._infer(
                "period",
                message(
                    "No period stated: {rows}; per {period} is a guess: the median, {amount} {currency}, is usual "
                    "pay per {period}.",
                    rows=rows_message(self._count(side)),
                    period=message(period),
                    amount=f"{median:,.0f}",
                    currency=currency,
                ),
                self._count(side),
                guessed=True,
            )

    def _check_period(self, code: NDArray[np.uint8], stated_rows: NDArray[np.integer[Any]], currency: str) -> None:
        """A stated period that makes the pay impossible, where another would make it usual."""
        typical = TYPICAL_MONTH.get(currency)
        sample = stated_rows[:: 1 + len(stated_rows) // 100_000]
        for index, period in enumerate(PERIODS):
            rows = sample[code[sample] == index + 1]
            if typical is None or len(rows) < 5:
                continue
            median = float(np.median(self._sizes_by_times(rows)))
            better = guessed_period(median, currency)
            off, fits = (abs(np.log(median * PER_MONTH[unit] / typical)) for unit in (period, better))
            if off > np.log(10) and fits < np.log(3):
                self.warnings.append(
                    message(
                        "Pay said to be per {period}: its median, {amount} {currency}, is usual per {better}: "
                        "check the period.",
                        period=message(period),
                        amount=f"{median:,.0f}",
                        currency=currency,
                        better=message(better),
                    )
                )

    def _check_mixture(self, code: NDArray[np.uint8], stated_rows: NDArray[np.integer[Any]]) -> None:
        """Two populations a factor of 12 apart although one period is stated for all of them."""
        if len(np.unique(code[stated_rows])) > 1 or self.file.how_period not in ("header", "title", "you"):
            return
        cut = two_populations(self._sizes_by_times(stated_rows))
        if cut is None:
            return
        sizes = self._sizes(stated_rows)
        below, above = (float(np.median(side)) for side in (sizes[sizes < cut], sizes[sizes >= cut]))
        self.warnings.append(
            message(
                "Two populations in one column: {lower_rows} around {lower} and {upper_rows} around {upper}. They "
                "are hardly pay for the same time: check it.",
                lower_rows=rows_message(int((sizes < cut).sum())),
                lower=f"{below:,.0f}",
                upper_rows=f"{int((sizes >= cut).sum()):,}",
                upper=f"{above:,.0f}",
            )
        )
        self.doubt = self.doubt or _MIXED

    # ---- repeated and far rows

    def _handle_repeats(self) -> int:
        if self.cleaned.times is not None:  # only the row itself was compared, not what was left of it
            return 0
        prints = self.cleaned.prints if self.keep.all() else self.cleaned.prints[self.keep]
        ordered = np.sort(prints)  # several times as fast as to find which rows they are
        count = int(np.count_nonzero(ordered[1:] == ordered[:-1]))
        if count and self.drop_duplicates:
            is_repeat = np.zeros(len(self.keep), bool)
            is_repeat[self.keep] = pd.Series(prints).duplicated().to_numpy()
            self._leave_out(is_repeat, DUPLICATE)
        elif count:
            self._infer(
                "rows",
                message("Equal to an earlier row in every column: {rows}, kept.", rows=rows_message(count)),
                count,
            )
        return count

    def _handle_outliers(self, middle: NDArray[np.float64]) -> int:
        is_far = outlying(np.where(self.keep, middle, np.nan), times=self.cleaned.times)
        count = self._count(is_far)
        which = np.flatnonzero(is_far)
        distance = np.abs(np.log(middle[which] / np.nanmedian(middle[self.keep]))) if count else which
        farthest = which[np.argsort(-distance, kind="stable")][:5]
        examples = [f"row {self.cleaned.row[index]}: {self._amount(int(index))}" for index in farthest]
        if self.cleaned.times is not None:  # the rows of many files
            examples = [self._amount(int(index)) for index in farthest]
        if count and self.drop_outliers:
            self._leave_out(is_far, OUTLIER)
        elif count:
            self._infer(
                "rows",
                message("Pay very far from the others: {rows}, kept.", rows=rows_message(count)),
                count,
                examples,
            )
        return count

    # ---- dimensions

    def _texts(self, header: str) -> groups.Texts:
        """A column among the rows kept."""
        texts, codes = self.cleaned.groups[self.plan.header.index(header)]
        texts, codes = drop_unused(texts, codes if self.keep.all() else codes[self.keep])
        # A personal text in a column that is kept (an address in the place) is worth as much as a blank.
        safe_texts = tuple("" if holds_personal([text]) else text for text in texts)
        times = self.cleaned.times
        return groups.Texts(
            safe_texts, codes, None if times is None else times[self.keep], header not in self._truncated
        )

    @property
    def _truncated(self) -> dict[str, Truncation]:
        """The headers of the columns of which not every text was kept, and why."""
        return {self.plan.header[position]: reason for position, reason in self.cleaned.truncated.items()}

    def _places(self) -> groups.Places | None:
        header = self.columns.first_header("city")
        column = None if header is None else self._texts(header)
        return groups.Places.of(column) if column and len(column.texts) <= self.table.limits.texts else None

    def _experience_units(self) -> tuple[groups.ExperienceUnit, ...]:
        header = self.columns.first_header("experience")
        return () if header is None else groups.weigh_experience_units(self._texts(header), header)

    def _dimensions(self, code: NDArray[np.uint8], places: groups.Places | None) -> tuple[Dimension, ...]:
        limits, dimensions = self.table.limits, list[Dimension]()
        present_roles = {column.role for column in self.columns.columns}
        for column in self.columns.columns:
            if column.role not in GROUP_ROLES:
                continue
            texts, header = self._texts(column.header), column.header
            reason = self._truncated.get(header)
            personal = column.role == "dimension" and (
                reason == "personal" or holds_personal(self.cleaned.groups[self.plan.header.index(header)][0])
            )
            if reason == "many" and column.role not in ("role", "city"):
                self._infer(
                    "dimension", message("“{header}” is no dimension: it has too many different values.", header=header)
                )
            elif len(texts.texts) > (limits.groups if column.role == "dimension" else limits.texts):
                self._infer(
                    "dimension",
                    message("“{header}” is no dimension: it has {values} different values; more than {most} make no "
                            "groups.",
                            header=header, values=f"{len(texts.texts):,}", most=f"{limits.groups:,}"),
                )  # fmt: skip
            elif column.role == "experience":
                dimensions += groups.experience(texts, header, self._infer)
            elif column.role == "role":
                dimensions += groups.roles(texts, header, limits.groups, "sector" in present_roles, self._infer)
            elif column.role == "city" and places is not None:
                kept_places = places.restrict_to(texts)  # of the rows that are kept in the end
                dimensions += groups.places(kept_places, header, limits.groups, "state" in present_roles, self._infer)
            elif column.role == "state":
                dimensions += groups.states(texts, header)
            elif column.role == "sector":
                dimensions.append(groups.sectors(texts, header, self._infer))
            elif personal:
                self._infer(
                    "dimension",
                    message("“{header}” is no dimension: some of its values hold personal data.", header=header),
                )
            else:
                dimensions.append(groups.own_values(texts, header))
        kept_codes = code[self.keep]
        which = np.flatnonzero(np.bincount(kept_codes))
        if len(which) > 1:
            names = tuple(PERIODS[index - 1] for index in which)
            codes = np.searchsorted(which, np.arange(len(PERIODS) + 1))[kept_codes]
            dimensions.append(
                groups.Texts(names, codes).dimension("pay_period", "Pay stated per", names, order=PERIODS)
            )
        # Standard names come first: a column of the file never takes one away.
        dimensions.sort(key=lambda dimension: dimension.name not in STANDARD_DIMENSIONS)
        return groups.with_distinct_names(dimensions, len(kept_codes))
