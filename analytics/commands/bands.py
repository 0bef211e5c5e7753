"""The command `bands`: salary bands of groups."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.commands.options import add_count, add_survey
from analytics.commands.output import Result, write
from analytics.commands.surveys import (
    count_once,
    describe_selection,
    load_survey,
    parse_dimension,
    parse_filters,
    summarize_selection,
    with_unknown_dimensions,
)
from analytics.presenting import wording
from analytics.presenting.messages import _, translate
from analytics.statistics.bands import QUANTILES, salary_bands


def add_bands(parser: argparse.ArgumentParser) -> None:
    """Add the options of `bands`."""
    add_survey(parser)
    add_count(parser)
    parser.add_argument(
        "--by", action="append", default=[], metavar="DIMENSION", help=_("group by this dimension (repeatable)")
    )
    parser.set_defaults(run=run_bands)


def run_bands(options: argparse.Namespace) -> None:
    """Print the band of each group."""
    survey, notes = load_survey(options)
    survey = count_once(survey, options)
    survey, unknown = with_unknown_dimensions(survey, options)
    notes = (*notes, *unknown)
    options.by = list(dict.fromkeys(parse_dimension(survey, name) for name in options.by))
    filters = parse_filters(survey, options.where)
    table = salary_bands(survey, options.by, filters, options.measure, options.per)
    header = describe_selection(survey, options, filters, notes)
    summary = [summarize_selection(survey, header), _count_rows(header["rows"]), *map(translate, notes)]
    write(Result("bands", header, table, summary, _preview(table, survey.currency)), options.format)


def _count_rows(rows: Mapping[str, Any]) -> str:
    """Count the rows used, and the rows left out for each reason."""
    used, read = wording.count(rows["used"]), wording.count(rows["read"])
    if not rows["left_out"]:
        return _("{used} of {read} rows used; left out: none", used=used, read=read)
    exclusions = wording.list_names(
        _("{n} {reason}", n=wording.count(n), reason=translate(reason)) for reason, n in rows["left_out"].items()
    )
    return _("{used} of {read} rows used; left out: {exclusions}", used=used, read=read, exclusions=exclusions)


def _preview(table: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Format the quantiles as money, with only the median's interval: a terminal has no room for the others."""
    ends = ("_low", "_high", "_lows", "_highs", "0_at_floor", "5_at_floor")
    preview = table[[name for name in table if not str(name).endswith(ends)]].copy()
    for quantile in (*QUANTILES, *({"p50_without_largest"} & set(table))):
        preview[quantile] = [wording.exact_money(value, currency) for value in table[quantile]]
    preview[_("p50 interval")] = [
        "–"
        if pd.isna(low)
        else _("{low} to {high}", low=wording.exact_money(low, currency), high=wording.exact_money(high, currency))
        for low, high in zip(table["p50_low"], table["p50_high"], strict=True)
    ]
    return preview.fillna({"quality": "–"})
