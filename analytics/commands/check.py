"""The command `check`: report how an import reads a file, and what it leaves out."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.commands.options import add_import
from analytics.commands.output import write_json, write_lines
from analytics.commands.surveys import describe_source, import_file, load_saved
from analytics.model import Survey
from analytics.presenting import wording
from analytics.presenting.messages import _, translate
from analytics.reading import saved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.reading.importing.assemble import Import
    from analytics.reading.importing.candidates import Evidence
    from analytics.reading.importing.decide import PayFact


def add_check(parser: argparse.ArgumentParser) -> None:
    """Add the options of `check`."""
    parser.add_argument("file", metavar="FILE", help=_("a CSV or Parquet file"))
    add_import(parser)
    parser.add_argument("--format", choices=["table", "json"], default="table", help=_("how to print the result"))
    parser.add_argument("--why", action="store_true", help=_("show the ways to read the pay, each with its evidence"))
    parser.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> None:
    """Print the audit of a file and the role assigned to each column."""
    path = Path(options.file)
    if saved.is_saved(path):
        _check_saved(path, options)
        return
    result = import_file(path, options)
    if options.format == "json":
        write_json(_describe_import(result))
        return
    columns = [f"{column.header} → {column.role}: {translate(column.reason)}" for column in result.columns.columns]
    names = wording.list_names(result.survey.dimensions)
    dimensions = _("--by and --where take {names}.", names=names) if names else _("--by and --where take nothing.")
    explanation = ["", *_explain(result)] if options.why else []
    write_lines([*map(translate, result.audit.sentences()), "", *columns, *explanation, "", dimensions])


def _explain(result: Import) -> list[str]:
    """List the most credible readings of bare figures: score, median per month, evidence for and against."""
    lines = [_("Ways to read figures that state no unit or period themselves (points are logarithms of odds):")]
    for candidate in result.candidates[:6]:
        lines.append(
            _(
                "{score}  per {period} × {unit}: median {median} {currency} a month ({points})",
                score=f"{candidate.score:+6.1f}",
                period=translate(candidate.period),
                unit=f"{candidate.unit:,.0f}",
                median=f"{candidate.median:,.0f}",
                currency=result.currency.value,
                points=_list_points(candidate.evidence),
            )
        )
    if not result.candidates:
        lines = [_("Every figure states its own period and unit.")]
    for currency in result.currencies[:3]:
        score, points = f"{currency.score:+6.1f}", _list_points(currency.evidence)
        lines.append(_("{score}  currency: {code} ({points})", score=score, code=currency.code, points=points))
    for role, columns in result.columns.evidence.items():
        for header, weight in columns[:3]:
            lines.append(f"{weight.score:+6.1f}  {role}: “{header}” ({_list_points(weight.evidence)})")
    return lines


def _list_points(evidence: Sequence[Evidence]) -> str:
    """List the evidence for and against a candidate, with points."""
    return ", ".join(f"{translate(item.about)} {item.points:+.1f}" for item in evidence if item.points)


def _check_saved(path: Path, options: argparse.Namespace) -> None:
    survey, history = load_saved(path, options), saved.about(path)
    if options.format == "json":
        write_json(_describe_survey(survey) | {"rows": dataclasses.asdict(survey.rows), "told": history})
        return
    counts = _(
        "{file} is a saved survey: {rows} rows in {groups} groups.",
        file=path.name,
        rows=f"{survey.rows.used:,}",
        groups=f"{len(survey.middle):,}",
    )
    write_lines([*history, counts])


def _describe_import(result: Import) -> dict[str, object]:
    return _describe_survey(result.survey) | {
        "first": list(result.audit.first()),
        "period": _describe_inference(result.period),
        "currency": _describe_inference(result.currency),
        "columns": [dataclasses.asdict(column) for column in result.columns.columns],
        "guesses": [guess.to_json() for guess in result.audit.guesses],
        "bare_figures": {"unit": result.unit, "how": result.how_unit},
        "audit": result.audit.to_json(),
    }


def _describe_survey(survey: Survey) -> dict[str, object]:
    return {
        "source": describe_source(survey),
        "unit": f"{survey.currency} per month",
        "dimensions": {name: len(dimension.values) for name, dimension in survey.dimensions.items()},
    }


def _describe_inference(fact: PayFact) -> dict[str, object]:
    return {"value": fact.value, "how": fact.how, "guessed": fact.guessed, "rows": dict(fact.rows)}
