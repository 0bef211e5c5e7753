"""The command `sources`: list every source of pay in data/, with what it states and what it omits."""

from __future__ import annotations

import argparse

import pandas as pd

from analytics.commands.options import add_format
from analytics.commands.output import Result, write
from analytics.presenting import wording
from analytics.presenting.messages import _
from analytics.reading import packaged

PREVIEW = ("name", "title", "kind", "rows", "employers", "ends", "floor")


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Add the options of `sources`."""
    add_format(parser)
    parser.set_defaults(run=run_sources)


def run_sources(options: argparse.Namespace) -> None:
    """Print one row per source, in the order of the descriptor."""
    table = pd.DataFrame([_row(name) for name in packaged.surveys()]).astype({"employers": "Int64"})
    preview = table[list(PREVIEW)].assign(floor=[wording.exact_money(floor, "INR") for floor in table["floor"]])
    header = {"unit": "INR per month"}
    summary = [_("The surveys in data/, each for itself"), ""]
    write(Result("sources", header, table, summary, preview), options.format)


def _row(name: str) -> dict[str, object]:
    survey, entry = packaged.survey(name), packaged.resource(name)
    return {
        "name": name,
        "title": survey.provenance.title,
        "kind": survey.provenance.kind,
        "period": survey.provenance.period,
        "rows": survey.rows.used,
        "left_out": sum(survey.rows.left_out.values()),
        "employers": None if survey.clusters is None else len(set(survey.clusters.tolist())),
        "ends": survey.scope.ends,
        "floor": survey.scope.floor,
        "cap": survey.scope.cap,
        "shown_as": entry["survey"].get("shownAs", "bands"),
        "leaves_out": survey.scope.leaves_out,
        "url": survey.provenance.url,
        "licence": survey.provenance.licence,
    }
