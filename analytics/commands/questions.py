"""The commands `standing`, `compare` and `ladder`: the answers of the question pages, without a browser."""

from __future__ import annotations

import argparse
import dataclasses
import math
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from analytics.commands.options import add_count, add_survey
from analytics.commands.output import Result, write
from analytics.commands.surveys import count_once, describe_selection, load_survey, parse_filters, summarize_selection
from analytics.model import DataError, Fault, Filters, Survey
from analytics.presenting import wording
from analytics.presenting.messages import _, translate
from analytics.reading.fields.places import read_place
from analytics.reference import Reference
from analytics.statistics.ladder import growth, ladder
from analytics.statistics.like_for_like import like_for_like
from analytics.statistics.standing import Standing, standing
from analytics.texts import message, verbatim
from analytics.topics.career.answer import across_experience
from analytics.topics.cities.answer import largest
from analytics.topics.standing.answer import Meaning, answering_step, meanings
from analytics.topics.standing.names import comparable_rows
from analytics.topics.standing.parsing import DEFAULT_UNIT, UNITS, pay_given
from analytics.topics.witnesses.answer import witnesses
from analytics.topics.witnesses.sources import read_sources
from analytics.view import View

FOR_FILES = re.compile(r"roles|effective_n|p(?!50)\d+_.+|p50_of_.+")
"""Columns that do not fit a terminal."""

FAMILY = "Back office"
"""The default family of roles for `ladder`."""

Answer = Callable[[Survey, Filters, argparse.Namespace], tuple[pd.DataFrame, dict[str, Any]]]
"""A function from a survey, filters and options to the rows of an answer and its other members."""


def add_standing(parser: argparse.ArgumentParser) -> None:
    """Add the options of `standing`."""
    _add_question(parser, "standing", (), _standing)
    parser.add_argument(
        "--pay", required=True, metavar="PAY", help=_("the salary, such as 17000, 2.4 LPA or 15000-20000")
    )
    parser.add_argument(
        "--unit",
        choices=list(UNITS),
        type=lambda text: text.casefold().removeprefix("per "),
        default=DEFAULT_UNIT,
        help=_("what a bare figure is stated in"),
    )


def add_compare(parser: argparse.ArgumentParser) -> None:
    """Add the options of `compare`."""
    _add_question(parser, "compare", ("city",), _compare)
    parser.add_argument(
        "--city",
        default="",
        metavar="CITY,…",
        help=_("the cities, the first as the yardstick (default: the five largest of the selection)"),
    )


def add_ladder(parser: argparse.ArgumentParser) -> None:
    """Add the options of `ladder`."""
    _add_question(parser, "ladder", ("role",), _ladder)
    parser.add_argument("--family", default=FAMILY, help=_("which family of roles (default: {family})", family=FAMILY))


def _add_question(parser: argparse.ArgumentParser, name: str, by: tuple[str, ...], answer: Answer) -> None:
    add_survey(parser)
    add_count(parser)
    parser.set_defaults(by=list(by), run=partial(_run_question, name, answer))


def _run_question(name: str, answer: Answer, options: argparse.Namespace) -> None:
    survey, notes = load_survey(options)
    survey = count_once(survey, options)
    filters = parse_filters(survey, options.where)
    table, facts = answer(survey, filters, options)
    header = describe_selection(survey, options, filters, notes) | {"result": facts}
    if name == "standing" and options.format == "json":
        header["witnesses"] = _witnesses(survey, filters, facts["pay_per_month"])
    summary = [
        summarize_selection(survey, header),
        *map(translate, notes),
        *(f"{fact}: {'–' if value is None else value}" for fact, value in facts.items()),
    ]
    write(Result(name, header, table, summary, _preview(table, survey.currency)), options.format)


def _preview(table: pd.DataFrame, currency: str) -> pd.DataFrame:
    columns = [str(name) for name in table if not FOR_FILES.fullmatch(str(name))]
    return pd.DataFrame({name: [_format_cell(name, cell, currency) for cell in table[name]] for name in columns})


def _format_cell(column: str, cell: Any, currency: str) -> str:
    if pd.isna(cell):
        return "–"
    if re.match(r"p\d|step", column):
        return wording.exact_money(float(cell), currency)
    if isinstance(cell, bool):
        return _("yes") if cell else ""
    return f"{cell:.3f}" if isinstance(cell, float) else wording.count(cell) if isinstance(cell, int) else str(cell)


def _standing(survey: Survey, filters: Filters, options: argparse.Namespace) -> tuple[pd.DataFrame, dict[str, object]]:
    """Compute the share below a salary for each meaning of "comparable", widening until one has enough rows."""
    try:
        low, high = pay_given(options.pay, unit=options.unit, currency=survey.currency)
    except ValueError as problem:
        raise DataError([Fault("--pay", verbatim(str(problem)))]) from problem
    several = [name for name in ("role", "city") if len(filters[name]) > 1]
    if several:
        raise DataError(
            [
                Fault(
                    "--where",
                    message("a salary is for one {dimension}", dimension=several[0]),
                    value=", ".join(filters[several[0]]),
                )
            ]
        )
    pay = (low + high) / 2
    view, reference = View(survey, filters, options.measure), Reference.read()
    attempts = [
        Meaning(scope, selection, standing(survey, pay, selection, options.measure))
        for scope, selection in meanings(view, filters, reference)
    ]
    city = reference.cities.get("".join(filters["city"]))
    labels = [
        comparable_rows(scope, selection, view.context(), city.hra_class if city else "")
        for scope, selection, _standing in attempts
    ]
    answer_index = answering_step(attempts)
    rows = [
        {"comparable": label, **_columns(meaning.standing), "answers": index == answer_index}
        for index, (label, meaning) in enumerate(zip(labels, attempts, strict=True))
    ]
    return pd.DataFrame(rows), {"pay_per_month": pay, "answers": None if answer_index is None else labels[answer_index]}


def _columns(standing: Standing) -> dict[str, float | int | None]:
    """Flatten a standing into columns; an interval becomes two."""
    columns: dict[str, float | int | None] = {}
    for name, value in dataclasses.asdict(standing).items():
        limits = {f"{name}_low": value[0], f"{name}_high": value[1]} if isinstance(value, tuple) else {name: value}
        columns |= limits
    return columns


def _witnesses(survey: Survey, filters: Filters, pay: float) -> list[dict[str, object]]:
    """Collect what every other source says about the same work, level and place, except in other currencies."""
    if survey.currency != "INR":
        return []
    answer = witnesses(read_sources(), filters, Reference.read(), pay, without=survey.name)
    return [_plain(line) for line in answer.lines]


def _plain(value: object) -> Any:
    """Convert a value of an answer to JSON: missing values become null, filters become lists by dimension."""
    if isinstance(value, Filters):
        return {name: list(values) for name, values in value}
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def _compare(survey: Survey, filters: Filters, options: argparse.Namespace) -> tuple[pd.DataFrame, dict[str, object]]:
    """Compare cities with the first one, for the same mix of role and experience."""
    cells = [name for name in ("role", "experience") if name in survey.dimensions]
    lacking: list[str] = [] if "city" in survey.dimensions else ["city"]
    lacking += [] if cells else [message("role or experience")]
    if lacking:
        raise DataError(
            [
                Fault(
                    survey.name,
                    message("cities cannot be compared without the dimension {dimension}", dimension=lacking[0]),
                )
            ]
        )
    city_names = survey.dimensions["city"].values
    names = [_city(city.strip(), city_names) for city in options.city.split(",") if city.strip()]
    cities = largest(View(survey, filters, options.measure), names)
    if len(cities) < 2:
        raise DataError(
            [Fault("--city", message("fewer than two cities of the selection have rows enough to compare"))]
        )
    table = like_for_like(survey, "city", cities[0], cities[1:], cells, filters, options.measure, options.per)
    return table, {"yardstick": cities[0], "same": wording.list_names(cells)}


def _city(name: str, city_names: tuple[str, ...]) -> str:
    city = name if name in city_names else read_place(name).cities[0]
    if city not in city_names:
        raise DataError([Fault("--city", message("the survey has no such city"), value=name)])
    return city


def _ladder(survey: Survey, filters: Filters, options: argparse.Namespace) -> tuple[pd.DataFrame, dict[str, object]]:
    """Compute the rungs of a family of roles, and the growth of pay per year of experience."""
    reference = Reference.read()
    if options.family not in reference.families:
        families = wording.list_names(reference.families, "or")
        raise DataError(
            [Fault("--family", message("the ladders are {families}", families=families), value=options.family)]
        )
    if "role" not in survey.dimensions:
        raise DataError([Fault(survey.name, message("a ladder needs the dimension role"))])
    values = set(survey.dimensions["role"].values)
    known_roles = [
        (step, [role for role in roles if role in values]) for step, roles in reference.rungs(options.family)
    ]
    rungs = [(message("Step {step}", step=step), roles) for step, roles in known_roles if roles]
    if not rungs:
        raise DataError(
            [Fault(survey.name, message("none of its roles belongs to the ladder {family}", family=options.family))]
        )
    table = ladder(survey, rungs, filters.without("sector"), options.measure, options.per)
    table.insert(1, "roles", ["|".join(roles) for _, roles in rungs])
    facts = {}
    if "years" in survey.dimensions:
        facts = dataclasses.asdict(growth(survey, across_experience(filters), options.measure))
    return table, {f"growth_{name}": _or_none(value) for name, value in facts.items()}


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value
