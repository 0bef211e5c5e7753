"""Assemble the clean rows of a whole file into a survey and its audit.

Each step looks at which rows the steps before it have kept: sums go first, then currency and period are settled
(`settle_currency`, `settle_period`), then impossible, repeated and far rows are handled (`row_filter`), and what is
left becomes dimensions (`dimensions`). What each step has to say is added up, in that order.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.model import Dimension, Provenance, RowCount, Scope, Survey, ascending_order
from analytics.reading.fields.periods import PER_MONTH
from analytics.reading.files.table import ImportRefusedError, side_by_side
from analytics.reading.importing import file_audit, row_filter
from analytics.reading.importing.audit import Audit, Inference, Remarks, left_out_groups, rows_message
from analytics.reading.importing.candidates import Candidate
from analytics.reading.importing.clean import PERIODS, SILENT_NOTES, Cleaned, scale
from analytics.reading.importing.currencies import CurrencyCandidate
from analytics.reading.importing.decide import NO_ROWS, How, InterpretedFile, PayFact
from analytics.reading.importing.dimensions import make_dimensions, number_employers, read_places, weigh_experience
from analytics.reading.importing.guesses import SheetRival, list_guesses
from analytics.reading.importing.options import ImportOptions
from analytics.reading.importing.roles import Columns
from analytics.reading.importing.rows import Rows
from analytics.reading.importing.settle_currency import NoSuchPayError, settle_currency
from analytics.reading.importing.settle_period import settle_period
from analytics.texts import Message, join, message


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


def assemble(
    file: InterpretedFile, cleaned: Cleaned, options: ImportOptions, sheets: Sequence[SheetRival] = ()
) -> Import:
    """The survey of all rows of a file.

    Args:
        sheets: other sheets of the workbook that could be the survey.

    Raises:
        ImportRefusedError: where no row states pay that a band can be made of.
    """
    if not len(cleaned.row):
        raise ImportRefusedError(file.table.name, _explain_no_rows(file, Rows.of(cleaned)), file.columns)
    rows = row_filter.without_another_table(row_filter.without_sums(Rows.of(cleaned)))
    places = read_places(rows, file)
    try:
        currency, rows = settle_currency(rows, file, options.currency, places)
    except NoSuchPayError as error:
        raise ImportRefusedError(file.table.name, error.sentence, file.columns) from error
    period = settle_period(rows, file, currency.code)
    remarks = (Remarks() if cleaned.times is not None else file_audit.remark(file)) + _remark_cells(cleaned)
    remarks += currency.remarks + period.remarks
    factor = _factors(file)[period.codes] * currency.multiple
    low, middle, high = scale((cleaned.low, cleaned.middle, cleaned.high), factor)
    rows, of_amounts = row_filter.without_absurd(
        rows, np.fmax(middle, np.fmax(low, high)), currency.code, period_decided=file.how_period == "you"
    )
    middle, open_ended, of_open_ends = row_filter.close_open_ends(rows, low, middle, high)
    with ThreadPoolExecutor(2) as pool:  # what does not depend on each other runs side by side
        repeats = pool.submit(row_filter.handle_duplicates, rows, drop=options.drop_duplicates)
        if options.drop_duplicates:
            rows = repeats.result()[0]
        rows, outliers, of_outliers = row_filter.handle_outliers(rows, middle, drop=options.drop_outliers)
        order = pool.submit(_order_by_pay, rows, middle)
        columns = pool.submit(make_dimensions, rows, file, period.codes, places)
        employers = pool.submit(number_employers, rows, file)
        left_out = pool.submit(rows.left_out)
        _, duplicates, of_duplicates = repeats.result()
        counted = 0 if options.drop_duplicates else duplicates
        guesses = list_guesses(file, period, currency, weigh_experience(rows, file), rows, middle, counted, sheets)
        dimensions, of_dimensions = columns.result()
    left = left_out_groups(left_out.result(), rows.reasons)
    damage = Remarks(doubt=row_filter.doubt_damage(left, rows.kept_count))  # before all others: the first doubt is told
    remarks = damage + remarks + of_amounts + of_open_ends + of_duplicates + of_outliers + of_dimensions
    audit = Audit(
        file=file.table.name,
        rows_read=cleaned.rows,
        left_out=left,
        inferences=remarks.inferences,
        warnings=remarks.warnings,
        duplicates=duplicates,
        outliers=outliers,
        left_out_rows=left_out.result(),
        guesses=guesses,
        currency=currency.code,
        open_ended=open_ended,
        doubt=remarks.doubt,
    )
    return Import(
        survey=_survey(rows, file, audit, order.result(), (low, middle, high), dimensions, employers.result()),
        audit=audit,
        columns=file.columns,
        period=period.fact,
        currency=currency.fact,
        sheet=file.table.sheet,
        sheets=file.table.sheets,
        candidates=file.candidates,
        unit=next(iter(file.plan.unit.values()), 1.0),
        how_unit=file.how_unit,
        currencies=currency.candidates,
    )


def _order_by_pay(rows: Rows, middle: NDArray[np.float64]) -> NDArray[np.intp]:
    """The rows kept by their pay, as places among them."""
    return ascending_order(middle if rows.keep.all() else middle[rows.keep])


def _survey(
    rows: Rows,
    file: InterpretedFile,
    audit: Audit,
    order: NDArray[np.intp],
    pay: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    dimensions: tuple[Dimension, ...],
    clusters: NDArray[np.uint32] | None,
) -> Survey:
    """The rows kept in this order, with pay (low, middle, high) per month."""

    def arrange(column: NDArray[Any]) -> NDArray[Any]:
        column = column[order]
        column.flags.writeable = False
        return column

    selection: Any = slice(None) if rows.keep.all() else rows.keep
    low, middle, high = (column[selection] for column in pay)
    columns = {"low": low}
    if not (np.array_equal(low, high) and np.array_equal(low, middle)):
        columns |= {"middle": middle, "high": high}
    if rows.cleaned.weight is not None:
        columns["counts" if "count" in file.plan.roles else "weights"] = rows.cleaned.weight[selection]
    if clusters is not None:
        columns["clusters"] = clusters
    arranged_columns: dict[str, Any] = dict(zip(columns, side_by_side(arrange, columns.values()), strict=True))
    return Survey.build(
        name=file.table.name,
        provenance=Provenance(file.table.name, "your file", "yours"),
        currency=audit.currency,
        dimensions=side_by_side(lambda column: replace(column, codes=arrange(column.codes)), dimensions),
        rows=RowCount(audit.rows_read, {group.reason: group.rows for group in audit.left_out}),
        scope=Scope(doubt=audit.doubt, rows_per_person=max(column.rows_per_person for column in file.columns.columns)),
        **arranged_columns,
    )


def _factors(file: InterpretedFile) -> NDArray[np.float64]:
    """The factor from pay per period to pay per month, for each period; index 0 is no period."""
    payments = {"month": file.plan.payments / 12}
    return np.array([np.nan, *(PER_MONTH[period] * payments.get(period, 1.0) for period in PERIODS)])


def _explain_no_rows(file: InterpretedFile, rows: Rows) -> Message:
    reasons = left_out_groups(rows.left_out(), rows.reasons)
    if not reasons:
        return NO_ROWS
    listed = [message("{n} {reason}", n=f"{group.rows:,}", reason=group.reason) for group in reasons[:4]]
    return message(
        "has no row that states pay in “{columns}”: {reasons}; if another column is pay, say which",
        columns="”, “".join(file.columns.pay),
        reasons=join(listed, message("{first}, {second}")),
    )


def _remark_cells(cleaned: Cleaned) -> Remarks:
    """Remarks on single cells, the most frequent first."""
    inferences = []
    for note, rows in sorted(cleaned.notes.items(), key=lambda item: -item[1]):
        if note in SILENT_NOTES:
            continue
        sentence = message("{what}: {rows}.", what=note, rows=rows_message(rows))
        inferences.append(Inference.with_examples("pay", sentence, rows, cleaned.examples.get(note, ())))
    return Remarks(tuple(inferences))
