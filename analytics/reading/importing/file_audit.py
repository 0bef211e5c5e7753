"""The part of an audit on the form, the columns and the unit of a file, independent of its rows."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.reading.files.separator import SEPARATORS
from analytics.reading.files.table import Table
from analytics.reading.importing.audit import Inference, Remarks
from analytics.reading.importing.decide import InterpretedFile
from analytics.reading.importing.headers import plain
from analytics.reading.importing.roles import BY_PERSON, Columns
from analytics.texts import N_, Message, message
from analytics.vocabulary import header_pattern


def remark(file: InterpretedFile) -> Remarks:
    """The remarks on the file as a whole."""
    return Remarks(tuple(describe(file)), tuple(warn(file)))


def describe(file: InterpretedFile) -> Iterator[Inference]:
    """Describe how the file was read: its form, the role of each column, and the notation of figures."""
    yield from _describe_form(file.table)
    yield from _describe_columns(file.columns)
    yield from _describe_figures(file)


def warn(file: InterpretedFile) -> Iterator[Message]:
    """Warn if only its figures suggest that the pay column is one."""
    by_person = any(column.header in file.columns.pay and column.reason == BY_PERSON for column in file.columns.columns)
    if not by_person and not file.column_score and not header_pattern("pay").search(plain(file.table.title)):
        yield message(
            "Nothing says that “{header}” is the pay: its figures only look like it. Say so, or choose another column.",
            header=file.columns.pay[0],
        )


def _describe_form(table: Table) -> Iterator[Inference]:
    if table.encoding != "utf-8":
        sentence = message("The file is not UTF-8; it was read as {encoding}.", encoding=table.encoding)
        yield Inference("file", sentence)
    if table.delimiter != ",":
        separator = SEPARATORS.get(table.delimiter, table.delimiter)
        yield Inference("file", message("Columns are separated by {separator}.", separator=separator))
    for note in table.notes:
        yield Inference("file", note)
    for guess in table.guesses:
        yield Inference("file", guess, guessed=True)


def _describe_columns(columns: Columns) -> Iterator[Inference]:
    for column in columns.columns:
        if column.role not in ("ignore", "dimension"):
            sentence = message(
                "“{header}” is taken as {what}: {reason}.",
                header=column.header,
                what=message(_ROLE_WORDS[column.role]),
                reason=column.reason,
            )
            yield Inference("column", sentence)
    for role, words in _UNAPPLIED.items():
        for header in columns.alternatives.get(role, ())[:_MOST_NAMED]:
            sentence = message(
                "“{header}” could be {what}; it is not applied unless you say so.", header=header, what=message(words)
            )
            yield Inference("weight", sentence)


def _describe_figures(file: InterpretedFile) -> Iterator[Inference]:
    plan = file.plan
    if file.how_unit in ("guess", "you") and plan.unit:
        guessed = file.how_unit == "guess"
        how = message("a guess: no other unit makes usual pay of them") if guessed else message(BY_PERSON)
        unit = f"{next(iter(plan.unit.values())):,.0f}"
        sentence = message("A bare figure stands for {unit}: {how}.", unit=unit, how=how)
        yield Inference("unit", sentence, guessed=guessed)
    if plan.payments > 12:
        sentence = message(
            "The header says {payments} payments a year: pay per month is a twelfth of them.",
            payments=f"{plan.payments:g}",
        )
        yield Inference("pay", sentence)
    if plan.payments < 12:
        sentence = message(
            "Figures are for {months} months: pay per month is a part of them.", months=f"{12 / plan.payments:.0f}"
        )
        yield Inference("pay", sentence)
    if plan.grouping_dots:
        yield Inference("pay", message("Dots in the figures group thousands; commas are decimals."))


_MOST_NAMED = 3
_UNAPPLIED = {"count": N_("how many people a row stands for"), "weight": N_("a sampling weight")}
_ROLE_WORDS = {
    "pay": N_("the pay"),
    "pay_low": N_("the low end of the pay"),
    "pay_middle": N_("the middle of the pay"),
    "pay_high": N_("the high end of the pay"),
    "period": N_("the period of the pay"),
    "payments": N_("how many payments make a year"),
    "unit": N_("what a bare figure stands for"),
    "currency": N_("the currency"),
    "experience": N_("years of experience"),
    "role": N_("the job title"),
    "sector": N_("the sector"),
    "city": N_("the place of work"),
    "state": N_("the state"),
    "employer": N_("the employer, for intervals only"),
    "weight": N_("the sampling weight"),
    "count": N_("how many people each row stands for"),
}
