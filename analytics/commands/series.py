"""The commands `indicators`, `published` and `contradictions`: the content of the market pages, without a browser."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import pandas as pd

from analytics.commands.conditions import parse_conditions
from analytics.commands.errors import InputError
from analytics.commands.options import add_format, add_where
from analytics.commands.output import Result, write, write_lines
from analytics.market import claims
from analytics.market.ageing import aged_table, price_series
from analytics.market.indicators import dictionary, series
from analytics.presenting import wording
from analytics.presenting.messages import _
from analytics.reading import packaged
from analytics.topics.claims.words import explanation

SERIES_COLUMNS = ("geography", "sex", "area", "age_group", "detail", "occupation")
CLAIM_COLUMNS = ("role", "sector", "city", "state", "experience")
CLAIM_PREVIEW = ("claim_id", "role", "city", "experience", "pay_low", "pay_middle", "pay_high", "published", "trust")
"""Columns of a claim that fit a terminal; CSV and JSON have them all."""


def add_indicators(parser: argparse.ArgumentParser) -> None:
    """Add the options of `indicators`."""
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help=_("an indicator; without a name, the dictionary of all of them")
    )
    add_where(parser, "COLUMN")
    add_format(parser)
    parser.set_defaults(run=run_indicators)


def add_published(parser: argparse.ArgumentParser) -> None:
    """Add the options of `published`."""
    _add_claims(parser, run_published)
    parser.add_argument(
        "--aged",
        action="store_true",
        help=_("in later rupees: to the last month of the one series of consumer prices that covers a claim's date"),
    )


def add_contradictions(parser: argparse.ArgumentParser) -> None:
    """Add the options of `contradictions`."""
    _add_claims(parser, run_contradictions)


def _add_claims(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], None]) -> None:
    add_where(parser, "COLUMN")
    add_format(parser)
    parser.set_defaults(run=run)


def run_indicators(options: argparse.Namespace) -> None:
    """Print the dictionary of indicators, or the figures of one with its definition, breaks and sources."""
    if options.name is None:
        if options.where:
            condition = repr(options.where[0])
            raise InputError(_("--where needs the name of an indicator; got {condition} alone", condition=condition))
        table = packaged.read("indicators")
        header: dict[str, object] = {"source": _describe_source("indicators")}
        write(_result("indicators", header, table, ["indicator", "title", "unit"]), options.format)
        return
    indicators = dictionary()
    if options.name not in indicators:
        raise InputError(_refuse_name(options.name, indicators))
    indicator = indicators[options.name]
    file = indicator.file.removesuffix(".csv")
    table = packaged.read(file)
    rows = table[table["indicator"] == indicator.name]
    values = {name: set(rows[name]) for name in SERIES_COLUMNS if name in rows}
    conditions = parse_conditions(options.where, values)
    figures = series(table, indicator, **conditions)
    header = {"indicator": dataclasses.asdict(indicator), "source": _describe_source(file), "where": conditions}
    several = [name for name in SERIES_COLUMNS if name in figures and figures[name].nunique() > 1]
    preview = ["period_start", "period_end", *several, "segment", "value"]
    write(_result("figures", header, figures, preview), options.format)


def run_published(options: argparse.Namespace) -> None:
    """Print the published claims about some work, newest first."""
    rows, header = _select_claims(options)
    if not options.aged:
        write(_result("claims", header, rows, CLAIM_PREVIEW), options.format)
        return
    rows = aged_table(rows, price_series(packaged.read("labour_market")))
    result = _result("claims", header | {"aged": True}, rows, [*CLAIM_PREVIEW, "factor", "prices_until"])
    factor_rows = rows["factor"].notna().sum()
    sentence = _(
        "in later rupees: {n}; no index covers the other {others}, shown as published",
        n=factor_rows,
        others=len(rows) - factor_rows,
    )
    write(dataclasses.replace(result, summary=[*result.summary, sentence]), options.format)


def run_contradictions(options: argparse.Namespace) -> None:
    """Print the contradictions among published claims, one sentence each."""
    rows, header = _select_claims(options)
    items = claims.contradictions(claims.claims_of(rows))
    conflicts = sum(item.rule.conflict for item in items)
    columns = {
        "rule": [item.rule.name for item in items],
        "kind": ["conflict" if item.rule.conflict else "loose" for item in items],
        "claims": ["|".join(sorted(claim.claim_id for claim in item.claims)) for item in items],
        "explanation": [explanation(item) for item in items],
    }
    if options.format == "table":
        first = _(
            "{conflicts} conflicts and {loose} loose statements among {claims} claims",
            conflicts=conflicts,
            loose=len(items) - conflicts,
            claims=len(rows),
        )
        write_lines([first, *("- {1}, {0} ({2}): {3}".format(*row) for row in zip(*columns.values(), strict=True))])
        return
    table = pd.DataFrame(columns, dtype="str")
    write(_result("contradictions", header, table, list(columns)), options.format)


def _select_claims(options: argparse.Namespace) -> tuple[pd.DataFrame, dict[str, object]]:
    table = packaged.read("published_pay")
    table = table[table["kind"].isin(claims.OF_ROLES)]
    values = {
        name: {part for cell in table[name] for part in str(cell).split(packaged.SEPARATOR)} for name in CLAIM_COLUMNS
    }
    conditions = parse_conditions(options.where, values)
    return claims.select(table, **conditions), {
        "source": _describe_source("published_pay"),
        "unit": "INR per month",
        "where": conditions,
    }


def _result(name: str, header: Mapping[str, Any], table: pd.DataFrame, preview: Sequence[str]) -> Result:
    indicator = header.get("indicator", {})
    table_columns = [
        f"{word}: {indicator[word]}" for word in ("title", "unit", "definition", "breaks") if indicator.get(word)
    ]
    size = _("{title}: {n} rows", title=header["source"]["title"], n=wording.count(len(table)))
    summary = [size, *table_columns]
    return Result(name, header, table, summary, table[list(preview)])


def _refuse_name(text: str, names: Collection[str]) -> str:
    """The error for an unknown indicator, with the nearest names."""
    near = [f"“{name}”" for name in get_close_matches(text.casefold(), names, n=3, cutoff=0.5)]
    if not near:
        return _("there is no indicator “{name}”", name=text)
    return _(
        "there is no indicator “{name}”; did you mean {nearest}?", name=text, nearest=wording.list_names(near, "or")
    )


def _describe_source(name: str) -> dict[str, str]:
    return dataclasses.asdict(packaged.provenance(name))
