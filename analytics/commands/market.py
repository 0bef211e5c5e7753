"""The commands `indicators`, `published` and `contradictions`: what the pages on the market show, without a browser."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import pandas as pd

from analytics.market import claims
from analytics.market.indicators import dictionary, series
from analytics.model import DataError, Fault
from analytics.presenting import export, wording
from analytics.reading import packaged

SERIES_COLUMNS = ("geography", "sex", "area", "age_group", "detail", "occupation")
CLAIM_COLUMNS = ("role", "sector", "city", "state", "experience")
SHOWN = ("claim_id", "role", "city", "experience", "pay_low", "pay_middle", "pay_high", "published", "trust")
"""Columns of a claim that fit a terminal; files have them all."""


def add_indicators(parser: argparse.ArgumentParser) -> None:
    """The options of `indicators`."""
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="an indicator; without a name, the dictionary of all of them"
    )
    _add_common(parser, SERIES_COLUMNS)


def add_claims(parser: argparse.ArgumentParser) -> None:
    """The options of `published` and `contradictions`."""
    _add_common(parser, CLAIM_COLUMNS)


def _add_common(parser: argparse.ArgumentParser, columns: Sequence[str]) -> None:
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="COLUMN=VALUE,…",
        help=f"only rows with one of these values of {wording.listed(columns, 'or')} (repeatable)",
    )
    parser.add_argument("--format", choices=["table", "csv", "json"], default="table", help="how to print the result")


def indicators(options: argparse.Namespace) -> None:
    """Print the dictionary of indicators, or the figures of one with its definition, breaks and sources."""
    known = dictionary()
    if options.name is None:
        if options.where:
            raise _fault("--where", "needs the name of an indicator", options.where[0])
        table = packaged.read("indicators")
        _print(table, {"source": _source("indicators")}, "indicators", options.format, ["indicator", "title", "unit"])
        return
    if options.name not in known:
        raise _fault(
            "indicators",
            f"there is no such indicator{_hint(options.name, dict(zip(known, known, strict=True)))}",
            options.name,
        )
    indicator = known[options.name]
    file = indicator.file.removesuffix(".csv")
    table = packaged.read(file)
    rows = table[table["indicator"] == indicator.name]
    chosen = _chosen(options.where, {name: set(rows[name]) for name in SERIES_COLUMNS if name in rows})
    found = series(table, indicator, **chosen)
    header = {
        "indicator": {name: getattr(indicator, name) for name in indicator.__dataclass_fields__},
        "source": _source(file),
        "where": chosen,
    }
    apart = [name for name in SERIES_COLUMNS if name in found and found[name].nunique() > 1]
    _print(found, header, "figures", options.format, ["period_start", "period_end", *apart, "segment", "value"])


def published(options: argparse.Namespace) -> None:
    """Print the published claims about some work, newest first."""
    rows, header = _claims(options)
    _print(rows, header, "claims", options.format, SHOWN)


def contradictions(options: argparse.Namespace) -> None:
    """Print where published claims contradict each other or themselves, each in a sentence."""
    rows, header = _claims(options)
    found = claims.contradictions(rows)
    table = pd.DataFrame(
        {
            "rule": [item.rule for item in found],
            "claims": ["|".join(item.claims) for item in found],
            "explanation": [item.explanation for item in found],
        },
        dtype="str",
    )
    if options.format == "table":
        _say(f"{len(found)} among {wording.rows(len(rows), 'published')}")
        for item in found:
            _say(f"- {item.rule} ({', '.join(item.claims)}): {item.explanation}")
        return
    _print(table, header, "contradictions", options.format, ("rule", "claims", "explanation"))


def _claims(options: argparse.Namespace) -> tuple[pd.DataFrame, dict[str, Any]]:
    table = packaged.read("published_pay")
    table = table[table["kind"].isin(claims.OF_ROLES)]
    values = {
        name: {part for cell in table[name] for part in str(cell).split(packaged.SEPARATOR)} for name in CLAIM_COLUMNS
    }
    chosen = _chosen(options.where, values)
    return claims.select(table, **chosen), {
        "source": _source("published_pay"),
        "unit": "INR per month",
        "where": chosen,
    }


def _chosen(conditions: Iterable[str], values: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """Wanted values of columns from `column=value,value` texts; letter case and kind of dash do not matter."""
    chosen: dict[str, list[str]] = {}
    for condition in conditions:
        name, equals, wanted = condition.partition("=")
        if not equals or name.strip() not in values:
            raise _fault("--where", f"needs COLUMN=VALUE with a column of {wording.listed(values, 'or')}", condition)
        known = {_folded(value): value for value in values[name.strip()]}
        for value in [wanted] if _folded(wanted) in known else wanted.split(","):
            if _folded(value) not in known:
                raise _fault(name.strip(), f"has no such value{_hint(value, known)}", value.strip())
            chosen.setdefault(name.strip(), []).append(known[_folded(value)])
    return chosen


def _folded(value: str) -> str:
    return value.strip().casefold().replace("–", "-").replace("—", "-")


def _hint(value: str, known: Mapping[str, Any]) -> str:
    near = [known[match] for match in get_close_matches(_folded(value), list(known), n=3, cutoff=0.5)]
    return f"; did you mean {wording.listed([f'“{name}”' for name in near], 'or')}?" if near else ""


def _fault(place: str, rule: str, value: str) -> DataError:
    return DataError([Fault(place, rule, value=value)])


def _source(name: str) -> dict[str, str]:
    source = packaged.provenance(name)
    return {key: getattr(source, key) for key in source.__dataclass_fields__}


def _print(table: pd.DataFrame, header: Mapping[str, Any], name: str, form: str, shown: Sequence[str]) -> None:
    if form == "csv":
        sys.stdout.write(export.csv_text(table))
        return
    if form == "json":
        _say(json.dumps({**header, name: export.records(table)}, ensure_ascii=False, indent=1, allow_nan=False))
        return
    _say(f"{header['source']['title']}: {wording.count(len(table))} rows")
    for line in ("title", "unit", "definition", "breaks"):
        if header.get("indicator", {}).get(line):
            _say(f"{line}: {header['indicator'][line]}")
    _say(table[list(shown)].to_string(index=False, na_rep="–") if len(table) else "No row matches.")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
