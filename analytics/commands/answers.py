"""The commands `standing`, `compare` and `ladder`: what the pages that answer a question show, without a browser."""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.model import DataError, Fault, Filters, Survey
from analytics.presenting import export, wording
from analytics.presenting.exhibit import View
from analytics.reading.fields.places import read_place
from analytics.reference import Reference
from analytics.statistics.ladder import growth, ladder
from analytics.statistics.like_for_like import like_for_like
from analytics.statistics.standing import steps
from analytics.topics.career.exhibits import across_experience
from analytics.topics.cities.exhibits import largest
from analytics.topics.standing.exhibits import UNITS, meanings, pay_given

LEFT_OUT = re.compile(r"roles|effective_n|p(?!50)\d+_.+|p50_of_.+")
"""Columns that a terminal has no room for."""


@dataclass(frozen=True)
class Command:
    """A question: its name, what it answers, its options, and what works the answer out.

    Args:
        by: the dimensions that make the rows of the answer.
        answer: from a survey, filters and options to the rows, and what else belongs to the result.
    """

    name: str
    words: str
    by: tuple[str, ...]
    add: Callable[[argparse.ArgumentParser], None]
    answer: Callable[[Survey, Filters, argparse.Namespace], tuple[pd.DataFrame, dict[str, Any]]]


def show(table: pd.DataFrame, header: dict[str, Any], name: str, options: argparse.Namespace, currency: str) -> None:
    """Print an answer as asked: for a terminal with fewer columns, for files with all of them."""
    if options.format == "csv":
        sys.stdout.write(export.csv_text(table))
    elif options.format == "json":
        content = header | {name: export.records(table)}
        sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(table, header, currency)) + "\n")


def _lines(table: pd.DataFrame, header: dict[str, Any], currency: str) -> list[str]:
    source = header["source"]
    first = f"{source['title']} ({source['kind']}), {header['unit']}, {header['measure']} of each row"
    facts = [f"{name}: {'–' if fact is None else fact}" for name, fact in header["result"].items()]
    shown = pd.DataFrame(
        {name: [_written(str(name), cell, currency) for cell in table[name]]
         for name in table if not LEFT_OUT.fullmatch(str(name))}
    )  # fmt: skip
    return [first, *header["notes"], *facts, shown.to_string(index=False)]


def _written(column: str, cell: Any, currency: str) -> str:
    if pd.isna(cell):
        return "–"
    if re.match(r"p\d|step", column):
        return wording.exact_money(float(cell), currency)
    if isinstance(cell, bool):
        return "yes" if cell else ""
    return f"{cell:.3f}" if isinstance(cell, float) else wording.count(cell) if isinstance(cell, int) else str(cell)


def _add_standing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pay", required=True, metavar="PAY", help="the salary, such as 17000, 2.4 LPA or 15000-20000")
    parser.add_argument("--unit", choices=list(UNITS), default="per month", help="what a bare figure is stated in")


def _standing(survey: Survey, filters: Filters, options: argparse.Namespace) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The share below a salary in each meaning of "comparable", widened until one has rows enough."""
    try:
        low, high = pay_given(options.pay, unit=options.unit, currency=survey.currency)
    except ValueError as problem:
        raise DataError([Fault("--pay", str(problem))]) from problem
    several = [name for name in ("role", "city") if len(filters[name]) > 1]
    if several:
        raise DataError([Fault("--where", f"a salary is for one {several[0]}", value=", ".join(filters[several[0]]))])
    pay = (low + high) / 2
    tried, used = steps(survey, pay, meanings(survey, filters, Reference.read()), options.measure)
    rows = [{"comparable": step.label, **dataclasses.asdict(step.standing), "answers": step is used} for step in tried]
    return pd.DataFrame(rows), {"pay_per_month": pay, "answers": used.label if used else None}


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--city",
        default="",
        metavar="CITY,…",
        help="the cities, the first as the yardstick (default: the five largest of the selection)",
    )


def _compare(survey: Survey, filters: Filters, options: argparse.Namespace) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Cities against the first of them, for the same mix of role and experience."""
    cells = [name for name in ("role", "experience") if name in survey.dimensions]
    lacking = [] if "city" in survey.dimensions else ["city"]
    lacking += [] if cells else ["role or experience"]
    if lacking:
        raise DataError([Fault(survey.name, f"cities cannot be compared without the dimension {lacking[0]}")])
    known = survey.dimensions["city"].values
    named = [_city(city.strip(), known) for city in options.city.split(",") if city.strip()]
    cities = largest(View(survey, filters, options.measure), named)
    if len(cities) < 2:
        raise DataError([Fault("--city", "fewer than two cities of the selection have rows enough to compare")])
    table = like_for_like(survey, "city", cities[0], cities[1:], cells, filters, options.measure, options.per)
    return table, {"yardstick": cities[0], "same": wording.listed(cells)}


def _city(name: str, known: tuple[str, ...]) -> str:
    city = name if name in known else read_place(name).cities[0]
    if city not in known:
        raise DataError([Fault("--city", "the survey has no such city", value=name)])
    return city


def _add_ladder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--family", default="Back office", help="which family of roles (default: Back office)")


def _ladder(survey: Survey, filters: Filters, options: argparse.Namespace) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The rungs of a family of roles, and the growth of pay per year of experience."""
    reference = Reference.read()
    if options.family not in reference.families:
        known = wording.listed(reference.families, "or")
        raise DataError([Fault("--family", f"the ladders are {known}", value=options.family)])
    if "role" not in survey.dimensions:
        raise DataError([Fault(survey.name, "a ladder needs the dimension role")])
    values = set(survey.dimensions["role"].values)
    known_roles = [
        (step, [role for role in roles if role in values]) for step, roles in reference.rungs(options.family)
    ]
    rungs = [(f"Step {step}", roles) for step, roles in known_roles if roles]
    if not rungs:
        raise DataError([Fault(survey.name, f"none of its roles belongs to the ladder {options.family}")])
    table = ladder(survey, rungs, filters.without("sector"), options.measure, options.per)
    table.insert(1, "roles", ["|".join(roles) for _, roles in rungs])
    facts = {}
    if "years" in survey.dimensions:
        facts = dataclasses.asdict(growth(survey, across_experience(filters), options.measure))
    return table, {f"growth_{name}": _or_none(value) for name, value in facts.items()}


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value


COMMANDS = (
    Command("standing", "where a salary stands among comparable rows", (), _add_standing, _standing),
    Command("compare", "cities compared for the same mix of work", ("city",), _add_compare, _compare),
    Command("ladder", "what the next role and the next year pay", ("role",), _add_ladder, _ladder),
)
