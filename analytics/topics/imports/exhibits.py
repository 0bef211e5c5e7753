"""The interpretation of an imported file, its omitted rows, and its pay against a reference, in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.presenting import phrases
from analytics.presenting.exhibit import Column, Exhibit, chart_of
from analytics.presenting.messages import _, list_names, ngettext, translate
from analytics.presenting.wording import KINDS, count, percent, rows
from analytics.reading.importing.assemble import Import
from analytics.topics.imports import figures
from analytics.topics.imports.answer import ComparedGroup, ComparisonAnswer
from analytics.view import View

MOST_NAMES = 4
"""The most differing groups that the reading names, the largest first."""
REASONS = 5
"""The most reasons for leaving rows out that the reading names."""


def columns(result: Import) -> Exhibit:
    """The role assigned to each column, and why."""
    columns_read = result.columns.columns
    used_columns = [column for column in columns_read if column.role != "ignore"]
    pay = list_names(_("“{name}”", name=name) for name in result.columns.pay)
    return _table(
        result,
        key="columns",
        title=ngettext(
            "{used} of {count} column used",
            "{used} of {count} columns used",
            len(columns_read),
            used=count(len(used_columns)),
            count=count(len(columns_read)),
        ),
        reading=_("Pay is read from {columns}.", columns=pay),
        data={
            "column": [column.header for column in columns_read],
            "role": [column.role for column in columns_read],
            "reason": [translate(column.reason) for column in columns_read],
            "examples": ["; ".join(column.examples) for column in columns_read],
        },
        columns=(
            Column("column", _("Column"), "", _("Name in the file")),
            Column("role", _("Used as"), "", _("What the column is used as")),
            Column("reason", _("Why"), "", _("Why it is used as that")),
            Column("examples", _("Examples"), "", _("Some of its cells; none of personal columns")),
        ),
    )


def audit(result: Import) -> Exhibit:
    """Rows read, used and left out, and everything that was inferred."""
    record = result.audit
    table = record.to_frame()
    return _table(
        result,
        key="audit",
        title=_("{used} of {rows} used", used=count(record.rows_used), rows=rows(record.rows_read, "yours")),
        reading=_reasons(result),
        data={
            "what": table["what"].tolist(),
            "detail": table["detail"].tolist(),
            "rows": table["rows"].to_numpy(),
            "examples": table["examples"].tolist(),
        },
        columns=(
            Column("what", _("What"), "", _("Read, used, left out, inferred, guessed or warning")),
            Column("detail", _("Detail"), "", _("The reason or the inference")),
            Column("rows", _("Rows"), "count", _("How many rows it concerns")),
            Column("examples", _("Examples"), "", _("Rows it concerns, with their raw text")),
        ),
        notes=tuple(map(translate, record.sentences()[1 + len(record.left_out) :])),
    )


def rows_left_out(result: Import) -> Exhibit:
    """Every row that was left out, with its number in the file, its reason and the raw text of its pay."""
    excluded = result.audit.left_out_rows
    return _table(
        result,
        key="rows_left_out",
        title=ngettext("{n} row left out", "{n} rows left out", len(excluded), n=count(len(excluded))),
        reading=_("Each row that was left out, with its number in the file and the raw text of its pay."),
        data={
            "row": excluded["row"].to_numpy(),
            "reason": excluded["reason"].tolist(),
            "text": excluded["text"].tolist(),
        },
        columns=(
            Column("row", _("Row"), "count", _("Number of the row in the file")),
            Column("reason", _("Reason"), "", _("Why it was left out")),
            Column("text", _("Pay as written"), "", _("The raw text of its pay")),
        ),
    )


def against_reference(answer: ComparisonAnswer) -> Exhibit:
    """The compa-ratio of each group: the file's median pay ÷ the reference's."""
    context, unit = answer.context, answer.context.unit
    dimension = phrases.dimension(answer.by, context)
    groups = [group for group in answer.groups if group.has_medians]
    differing = [group for group in groups if group.differs]
    largest = list_names(_difference(group) for group in differing[:MOST_NAMES])
    reading = (
        _("Against {reference}: {groups}.", reference=answer.reference.title, groups=largest)
        if differing
        else _("No group is clearly above or below the reference.")
    )
    title = ngettext(
        "{differing} of {count} group differs from the reference",
        "{differing} of {count} groups differ from the reference",
        len(groups),
        differing=count(len(differing)),
        count=count(len(groups)),
    )
    data: dict[str, object] = {answer.by: [group.group for group in answer.groups]}
    data |= {
        name: np.array([getattr(group, name) for group in answer.groups])
        for name in ComparedGroup._fields
        if name != "group"
    }
    return Exhibit(
        key=f"compa_ratio_by_{answer.by}",
        title=title if groups else _("Too few rows in common to compare"),
        reading=reading,
        data=data,
        columns=(
            Column(answer.by, context.titles[answer.by], "", _("The group")),
            Column("n", _("Rows"), "count", _("Own rows")),
            Column("median", _("Own median"), unit, _("Median of the own rows")),
            Column("reference_n", _("Reference rows"), "count", _("Rows of the reference")),
            Column("reference_median", _("Reference median"), unit, _("Median of the reference")),
            Column("ratio", _("Compa-ratio"), "ratio", _("Own median ÷ reference median")),
            Column("ratio_low", _("Compa-ratio, lower limit"), "ratio", _("Lower end of its interval")),
            Column("ratio_high", _("Compa-ratio, upper limit"), "ratio", _("Upper end of its interval")),
        ),
        unit=unit,
        n=answer.rows,
        source=context.source,
        method=phrases.method(answer.method, context),
        filters=context.filters,
        alt=_("Compa-ratios by {dimension}. {reading}", dimension=dimension, reading=reading),
        notes=(
            _(
                "The reference is {reference}. {kind}.",
                reference=answer.reference.title,
                kind=_(KINDS[answer.reference.kind]),
            ),
            _("Where the bar crosses 100, the difference may be chance."),
        ),
        draw=chart_of(figures.ratios, answer) if groups else None,
    )


def _difference(group: ComparedGroup) -> str:
    share = percent(abs(group.ratio - 1))
    if group.ratio > 1:
        return _("{group} {share} above", group=group.group, share=share)
    return _("{group} {share} below", group=group.group, share=share)


def _reasons(result: Import) -> str:
    reasons = result.audit.left_out
    if not reasons:
        return _("No row was left out.")
    most = list_names(
        _("{n} {reason}", n=count(group.rows), reason=translate(group.reason)) for group in reasons[:REASONS]
    )
    return _("Left out: {reasons}.", reasons=most)


def _table(result: Import, **parts: Any) -> Exhibit:
    """An exhibit about an import: a table with nothing to draw."""
    survey = result.survey
    return Exhibit(unit=View(survey).unit, n=survey.rows.used, source=survey.provenance, **parts)
