"""Turn options into the survey and the filters of a command."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.commands.conditions import fold, parse_conditions, resolve_name
from analytics.commands.errors import InputError
from analytics.model import NOT_STATED, Dimension, Filters, Survey
from analytics.presenting import wording
from analytics.presenting.messages import _, translate
from analytics.reading import packaged
from analytics.reading.fields.plausible import UNITS
from analytics.texts import Message, message

if TYPE_CHECKING:
    from analytics.reading.importing.assemble import Import
    from analytics.reading.importing.options import ImportOptions

DEFAULT_SURVEY = "posted_pay"
USUAL = ("role", "sector", "city", "state", "experience")
"""Dimensions that can be requested of every source of pay."""


def load_survey(options: argparse.Namespace) -> tuple[Survey, tuple[Message, ...]]:
    """Load the survey in data/ of this name, or the file, with notes on what had to be guessed.

    If the source states only one end of ranges, that end becomes the measure, and a note says so.

    Raises:
        InputError: if neither exists, or the file is not a survey.
        DataError: if packaged data are invalid.
    """
    survey, notes = _find_survey(options)
    measures = survey.scope.measures
    if options.measure in measures:
        return survey, notes
    options.measure = measures[0]
    note = message(
        "{title} states only the {ends} ends of ranges: these are counted",
        title=survey.provenance.title,
        ends=measures[0],
    )
    return survey, (*notes, note)


def count_once(survey: Survey, options: argparse.Namespace) -> Survey:
    """Return the survey with the requested unit (rows or employers) counting once.

    Raises:
        InputError: for employers, if they are unknown.
    """
    if options.count not in survey.count_choices:
        raise InputError(
            _(
                "--count {choice} needs the employer of each row, and {title} has none; in a file, name its column "
                "with --map employer=COLUMN",
                choice=options.count,
                title=survey.provenance.title,
            )
        )
    return survey.with_count(options.count)


def summarize_selection(survey: Survey, header: Mapping[str, Any]) -> str:
    """Format the source, the unit and the measure as the first line above a table."""
    source = header["source"]
    values = {"title": source["title"], "kind": source["kind"], "unit": header["unit"], "measure": header["measure"]}
    if survey.count_unit == "employers":
        return _("{title} ({kind}), {unit}, {measure} of each row, each employer counted once", **values)
    return _("{title} ({kind}), {unit}, {measure} of each row", **values)


def _find_survey(options: argparse.Namespace) -> tuple[Survey, tuple[Message, ...]]:
    name = options.source or DEFAULT_SURVEY
    path = Path(name)
    resource = packaged.survey_name(path)
    if resource:
        return packaged.survey(resource, path.parent), ()
    if path.suffix or path.exists():
        return load_file(path, options)
    if any((options.map, options.period, options.currency, options.file_unit)):
        raise InputError(
            _("--map, --period, --unit and --currency are for a file; the surveys in data/ say what they hold")
        )
    titles = packaged.surveys()
    if name not in titles:
        raise InputError(
            _(
                "there is no file {name}, and no survey of this name; the surveys are {surveys}",
                name=name,
                surveys=wording.list_names(titles),
            )
        )
    return packaged.survey(name), ()


def load_file(path: Path, options: argparse.Namespace) -> tuple[Survey, tuple[Message, ...]]:
    """Load a saved survey or import a file, with notes on what had to be guessed."""
    from analytics.reading import saved

    if saved.is_saved(path):
        return load_saved(path, options), ()
    result = import_file(path, options)
    guesses = tuple(inference.sentence for inference in result.audit.inferences if inference.guessed)
    return result.survey, (*result.audit.first(), *guesses)


def load_saved(path: Path, options: argparse.Namespace) -> Survey:
    """Load a saved survey, which describes its own columns."""
    from analytics.reading import saved

    if any((options.map, options.period, options.currency, options.file_unit)):
        raise InputError(
            _("--map, --period, --unit and --currency are for a file to be imported; this one says what it holds")
        )
    return saved.load(path)


def import_file(path: Path, options: argparse.Namespace) -> Import:
    """Import a file with the settings from the options."""
    from analytics.reading.files.table import ImportRefusedError
    from analytics.reading.reader_client import read_untrusted

    try:
        return read_untrusted(path, import_options(options))
    except ImportRefusedError as refusal:
        raise InputError(translate(refusal.message)) from refusal
    except ValueError as error:
        raise InputError(str(error)) from error
    except OSError as error:
        raise InputError(_("{file} cannot be read: {reason}", file=path, reason=error.strerror)) from error


def import_options(options: argparse.Namespace) -> ImportOptions:
    """Build import settings from the command-line options.

    Raises:
        InputError: for an option with an impossible value.
    """
    from analytics.reading.importing.options import ImportOptions

    try:
        return ImportOptions(
            _parse_mapping(options),
            options.period,
            options.currency,
            UNITS.get(options.file_unit),
            options.sheet,
        )
    except ValueError as error:
        raise InputError(str(error)) from error


def _parse_mapping(options: argparse.Namespace) -> dict[str, list[str]]:
    """Parse `--map` into the columns of each role."""
    mapping: dict[str, list[str]] = {}
    for pair in options.map:
        role, equals, column = pair.partition("=")
        if not equals:
            raise InputError(_("--map needs ROLE=COLUMN, such as pay=Salary; got {pair}", pair=repr(pair)))
        mapping.setdefault(role.strip(), []).append(column.strip())
    return mapping


def parse_filters(survey: Survey, conditions: Sequence[str]) -> Filters:
    """Parse `--where` conditions into filters; a dimension may be given by name or title."""
    values = {name: dimension.values for name, dimension in survey.dimensions.items()}
    return Filters.of(parse_conditions(conditions, values, _titles(survey)))


def parse_dimension(survey: Survey, text: str) -> str:
    """Resolve a dimension given by name or title."""
    return resolve_name(text, list(survey.dimensions), _titles(survey))


def with_unknown_dimensions(survey: Survey, options: argparse.Namespace) -> tuple[Survey, tuple[Message, ...]]:
    """Add to a survey in data/ the usual dimensions of `--by` that its source lacks, with a note for each.

    Every row is "Not stated" in them, so each source can answer the same question; for a file, an unknown name is an
    error.
    """
    if (options.source or DEFAULT_SURVEY) not in packaged.surveys():
        return survey, ()
    unknown_keys = {fold(name) for name in options.by} - {fold(name) for name in (*survey.dimensions, *_titles(survey))}
    unknown = [name for name in USUAL if name in unknown_keys]
    rows = np.zeros(len(survey.low), np.uint8)
    placeholders = {name: Dimension(name, name, (NOT_STATED,), rows) for name in unknown}
    title = survey.provenance.title
    notes = tuple(
        message("{title} does not say the {dimension}: all its rows are one group", title=title, dimension=name)
        for name in unknown
    )
    return dataclasses.replace(survey, dimensions={**survey.dimensions, **placeholders}), notes


def _titles(survey: Survey) -> dict[str, str]:
    return {dimension.title: name for name, dimension in survey.dimensions.items()}


def describe_source(survey: Survey) -> dict[str, object]:
    """The provenance of a survey as JSON."""
    return dataclasses.asdict(survey.provenance)


def describe_selection(
    survey: Survey, options: argparse.Namespace, filters: Filters, notes: Sequence[str] = ()
) -> dict[str, Any]:
    """The metadata of every result about a survey."""
    exclusions = dict(survey.rows.left_out)
    for name, default_values in survey.defaults:
        if not filters[name]:
            exclusions |= {value: n for value, n in survey.sizes[name].items() if value not in default_values and n}
    return {
        "source": describe_source(survey),
        "unit": f"{survey.currency} per {options.per}",
        "measure": options.measure if survey.has_ranges else "middle",
        "counted": survey.count_unit,
        "rows": {"read": survey.rows.read, "used": survey.rows.read - sum(exclusions.values()), "left_out": exclusions},
        "by": list(options.by),
        "where": {name: list(values) for name, values in filters},
        "notes": list(notes),
    }
