"""What an import understood, left out and guessed; and how the uploaded pay compares with a reference."""

from __future__ import annotations

import numpy as np

from analytics.model import Survey
from analytics.presenting import figures, wording
from analytics.presenting.exhibit import Column, Exhibit, View
from analytics.reading.importing.assemble import Import
from analytics.statistics.compa_ratio import compa_ratio
from analytics.topics.bands.answer import LARGEST

SAMPLE = "role,city,experience,pay,period\n" + "".join(
    f"{role},{city},{years},{pay},month\n"
    for years, role, pay in (
        ("Fresher", "Data entry operator", 14_000),
        ("1 year", "Telecaller", 16_500),
        ("2-4 years", "Accountant", 24_000),
        ("5 years", "MIS executive", 31_000),
    )
    for city, pay in (("Pune", pay), ("Jaipur", pay - 1_500), ("Delhi", pay + 2_000))
)
"""A made-up file to try the page with: twelve rows."""
TEMPLATE = """role,city,experience,pay,period
Data entry operator,Pune,Fresher,15000,month
Accountant,Jaipur,2-4 years,3.5 LPA,
MIS executive,Delhi,3,"28,000 - 35,000",month
"""
"""Three rows that show what a file can look like."""


def columns(imported: Import) -> Exhibit:
    """Which column was taken for what, and why."""
    found = imported.columns.columns
    used = [column for column in found if column.role not in ("ignore",)]
    return _plain(
        imported,
        key="columns",
        title=f"{wording.count(len(used))} of {wording.count(len(found))} columns used",
        reading=f"Pay is read from {wording.listed(f'“{name}”' for name in imported.columns.pay)}.",
        data={
            "column": [column.header for column in found],
            "role": [column.role for column in found],
            "reason": [column.reason for column in found],
            "examples": ["; ".join(column.examples) for column in found],
        },
        columns=(
            Column("column", "Column", "", "Name in the file"),
            Column("role", "Taken for", "", "What the column was taken for"),
            Column("reason", "Why", "", "Why it was taken for that"),
            Column("examples", "Examples", "", "Some of its cells; none of personal columns"),
        ),
    )


def audit(imported: Import) -> Exhibit:
    """Rows read, used and left out, and everything that was inferred."""
    record = imported.audit
    frame = record.to_frame()
    return _plain(
        imported,
        key="audit",
        title=f"{wording.count(record.rows_used)} of {wording.rows(record.rows_read, 'yours')} used",
        reading=_left_out(imported),
        data={
            "what": frame["what"].tolist(),
            "detail": frame["detail"].tolist(),
            "rows": frame["rows"].to_numpy(),
            "examples": frame["examples"].tolist(),
        },
        columns=(
            Column("what", "What", "", "Read, used, left out, inferred, guessed or warning"),
            Column("detail", "Detail", "", "The reason or the inference"),
            Column("rows", "Rows", "count", "How many rows it concerns"),
            Column("examples", "Examples", "", "Rows it concerns, with their raw text"),
        ),
        notes=record.sentences()[1 + len(record.left_out) :],
    )


def rows_left_out(imported: Import) -> Exhibit:
    """Every row that was left out, with its number in the file, its reason and the raw text of its pay."""
    rows = imported.audit.left_out_rows
    return _plain(
        imported,
        key="rows_left_out",
        title=f"{wording.rows(len(rows), 'yours').capitalize()} left out",
        reading="Each row that was left out, with its number in the file and the raw text of its pay.",
        data={"row": rows["row"].to_numpy(), "reason": rows["reason"].tolist(), "text": rows["text"].tolist()},
        columns=(
            Column("row", "Row", "count", "Number of the row in the file"),
            Column("reason", "Reason", "", "Why it was left out"),
            Column("text", "Pay as written", "", "The raw text of its pay"),
        ),
    )


def against_reference(view: View, reference: Survey, by: str) -> Exhibit:
    """The compa-ratio of each group: own median pay ÷ the reference's."""
    data = compa_ratio(view.survey, reference, [by], view.filters)
    order = np.argsort(-data["n"], kind="stable")[:LARGEST]
    data = {
        name: [column[at] for at in order] if isinstance(column, list) else column[order]
        for name, column in data.items()
    }
    sure = [
        (group, ratio)
        for group, ratio, low, high in zip(data[by], data["ratio"], data["ratio_low"], data["ratio_high"], strict=True)
        if not low <= 1 <= high and not np.isnan(ratio)
    ]
    shown = int((~np.isnan(data["ratio"])).sum())
    title = (
        "Too few rows in common to compare"
        if not shown
        else f"{wording.count(len(sure))} of {wording.count(shown)} groups differ from the reference"
    )
    said = [
        f"{group} {wording.percent(abs(ratio - 1))} {'above' if ratio > 1 else 'below'}" for group, ratio in sure[:4]
    ]
    title_of = view.survey.dimensions[by].title
    return Exhibit(
        key=f"compa_ratio_by_{by}",
        title=title,
        reading=f"Against {reference.provenance.title.lower()}: {wording.listed(said)}."
        if said
        else "No group is surely above or below the reference.",
        data=data,
        columns=(
            Column(by, title_of, "", "The group"),
            Column("n", "Rows", "count", "Own rows"),
            Column("median", "Own median", f"{view.survey.currency} per month", "Median of the own rows"),
            Column("reference_n", "Reference rows", "count", "Rows of the reference"),
            Column(
                "reference_median", "Reference median", f"{view.survey.currency} per month", "Median of the reference"
            ),
            Column("ratio", "Compa-ratio", "ratio", "Own median ÷ reference median"),
            Column("ratio_low", "Compa-ratio, lower limit", "ratio", "Lower end of its interval"),
            Column("ratio_high", "Compa-ratio, upper limit", "ratio", "Upper end of its interval"),
        ),
        unit=f"{view.survey.currency} per month",
        n=view.survey.rows.used,
        source=view.survey.provenance,
        filters=view.filters,
        alt=f"Compa-ratio by {title_of.lower()}. {wording.listed(said)}.",
        notes=(
            f"The reference is {reference.provenance.title} ({reference.provenance.kind}). "
            "A bar that crosses 100 in 100 is no sure difference.",
        ),
        draw=figures.ratios if shown else None,
    )


def _left_out(imported: Import) -> str:
    groups = imported.audit.left_out
    if not groups:
        return "No row was left out."
    return f"Left out: {wording.listed(f'{wording.count(group.rows)} {group.reason}' for group in groups[:5])}."


def _plain(imported: Import, **parts: object) -> Exhibit:
    """An exhibit about an import: a table with nothing to draw."""
    return Exhibit(
        unit=f"{imported.survey.currency} per month",
        n=imported.survey.rows.used,
        source=imported.survey.provenance,
        **parts,  # type: ignore[arg-type]
    )
