"""The command line: the same numbers without a browser.

    python -m analytics bands [SOURCE] --by city --where experience=Fresher --format json

Exit status: 0, or 2 with one sentence on bad input.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from analytics import __version__
from analytics.commands import answers as answer_commands
from analytics.commands import market as market_commands
from analytics.model import MEASURES, DataError, Filters, Survey
from analytics.presenting import export, wording
from analytics.reading import packaged, saved
from analytics.reading.fields.pay import PER_MONTH
from analytics.reading.files.table import ImportRefused
from analytics.reading.importing.csv_import import Import, Stated, read_csv
from analytics.statistics.bands import MONTHS, QUANTILES, salary_bands

PACKAGED = "posted_pay"


class BadInputError(Exception):
    """What was asked for cannot be done; the message says why in one sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # ₹ and – in every locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
        sys.stdout.flush()
    except DataError as error:
        print(f"vetan: {error}", file=sys.stderr)
        return 2
    except BadInputError as error:
        print(f"vetan: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        print(f"vetan: the result cannot be written: {error.strerror}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left of it is not tried again
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analytics", description="Pay in India's offices, on the command line."
    )
    parser.add_argument("--version", action="version", version=f"Vetan {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    bands = _command(commands, "bands", _bands, "salary bands with intervals, n and quality")
    _add_survey(bands)
    bands.add_argument(
        "--by", action="append", default=[], metavar="DIMENSION", help="group by this dimension (repeatable)"
    )

    for command in answer_commands.COMMANDS:
        question = _command(commands, command.name, partial(_answer, command), command.words)
        _add_survey(question)
        command.add(question)
        question.set_defaults(by=list(command.by))

    check = _command(commands, "check", _check, "what an import understands of a file, and what it leaves out")
    check.add_argument("file", metavar="FILE", help="a CSV or Parquet file")
    _add_import(check)
    check.add_argument("--format", choices=["table", "json"], default="table", help="how to print the result")

    indicators = _command(commands, "indicators", market_commands.indicators, "official series, or the list of them")
    market_commands.add_indicators(indicators)
    published = _command(commands, "published", market_commands.published, "published pay claims, newest first")
    market_commands.add_claims(published)
    contradictions = _command(
        commands, "contradictions", market_commands.contradictions, "where published claims contradict each other"
    )
    market_commands.add_claims(contradictions)

    gather = _command(
        commands, "gather", _gather, "many files into one grouped survey; or the files of data/ from the evidence"
    )
    gather.add_argument(
        "sources", nargs="*", metavar="SOURCE", help="files or folders of CSV or Parquet, or URLs of buckets"
    )
    gather.add_argument("--evidence", type=Path, metavar="FOLDER", help="rebuild data/ from the evidence files there")
    gather.add_argument(
        "--out", type=Path, metavar="FILE", help="the survey to write, such as pay.parquet (with --evidence: a folder)"
    )
    gather.add_argument("--scheduler", metavar="URL", help="a Dask scheduler, such as tcp://host:8786 (default: none)")
    gather.add_argument("--digits", type=int, metavar="N", help="round pay to N significant digits (default: exact)")
    gather.add_argument("--strict", action="store_true", help="stop at the first file that cannot be read")
    _add_import(gather)
    return parser


def _command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], None], words: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words.capitalize() + ".")
    parser.set_defaults(run=run)
    return parser


def _add_survey(parser: argparse.ArgumentParser) -> None:
    """The options of every command that reads a survey of pay."""
    parser.add_argument(
        "source", nargs="?", metavar="SOURCE", help="a CSV or Parquet file, or a survey in data/ (default: posted_pay)"
    )
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="DIMENSION=VALUE,…",
        help="only rows with one of these values (repeatable)",
    )
    _add_import(parser)
    parser.add_argument("--per", choices=list(MONTHS), default="month", help="state pay per month or per year")
    parser.add_argument("--measure", choices=MEASURES, default="middle", help="which part of each posted range counts")
    parser.add_argument("--format", choices=["table", "csv", "json"], default="table", help="how to print the result")


def _add_import(parser: argparse.ArgumentParser) -> None:
    """The options of every command that reads somebody's file."""
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="ROLE=COLUMN",
        help="which column is what, such as pay=Salary (repeatable)",
    )
    parser.add_argument(
        "--period", choices=list(PER_MONTH), help="the time the pay is for, where the file does not say"
    )
    parser.add_argument("--currency", metavar="CODE", help="which currency to take, such as INR")


def _survey(options: argparse.Namespace) -> tuple[Survey, tuple[str, ...]]:
    """The survey in data/ of this name, or the file; and what had to be guessed about it."""
    name = options.source or PACKAGED
    described = packaged.described(Path(name))
    if described:
        return packaged.survey(described, Path(name).parent), ()
    if saved.is_saved(Path(name)):
        return _saved(Path(name), options), ()
    if Path(name).suffix or Path(name).exists():
        imported = _import(Path(name), options)
        guesses = tuple(inference.sentence for inference in imported.audit.inferences if inference.guessed)
        return imported.survey, (*guesses, *imported.audit.warnings)
    if any((options.map, options.period, options.currency)):
        raise BadInputError("--map, --period and --currency are for a file; the surveys in data/ say what they hold")
    known = packaged.surveys()
    if name not in known:
        raise BadInputError(
            f"there is no file {name}, and no survey of this name; the surveys are {wording.listed(known)}"
        )
    return packaged.survey(name), ()


def _saved(file: Path, options: argparse.Namespace) -> Survey:
    if any((options.map, options.period, options.currency)):
        raise BadInputError("--map, --period and --currency are for a file to be imported; this one says what it holds")
    return saved.load(file)


def _mapping(options: argparse.Namespace) -> dict[str, list[str]]:
    mapping: dict[str, list[str]] = {}
    for pair in options.map:
        role, equals, column = pair.partition("=")
        if not equals:
            raise BadInputError(f"--map needs ROLE=COLUMN, such as pay=Salary; got {pair!r}")
        mapping.setdefault(role.strip(), []).append(column.strip())
    return mapping


def _import(file: Path, options: argparse.Namespace) -> Import:
    mapping = _mapping(options)
    try:
        return read_csv(file, mapping=mapping, period=options.period, currency=options.currency)
    except (ImportRefused, ValueError) as refusal:
        raise BadInputError(str(refusal)) from refusal
    except OSError as error:
        raise BadInputError(f"{file} cannot be read: {error.strerror}") from error


def _check(options: argparse.Namespace) -> None:
    file = Path(options.file)
    if saved.is_saved(file):
        _check_saved(file, options)
        return
    imported = _import(file, options)
    if options.format == "json":
        facts = _facts(imported.survey) | {
            "period": _stated(imported.period),
            "currency": _stated(imported.currency),
            "columns": [dataclasses.asdict(column) for column in imported.columns.columns],
            "audit": imported.audit.to_json(),
        }
        print(json.dumps(facts, ensure_ascii=False, indent=1, allow_nan=False))
        return
    print("\n".join(imported.audit.sentences()))
    print()
    for column in imported.columns.columns:
        print(f"{column.header} → {column.role}: {column.reason}")


def _check_saved(file: Path, options: argparse.Namespace) -> None:
    survey, told = _saved(file, options), saved.about(file)
    if options.format == "json":
        facts = _facts(survey) | {"rows": dataclasses.asdict(survey.rows), "told": told}
        print(json.dumps(facts, ensure_ascii=False, indent=1, allow_nan=False))
        return
    print("\n".join(told))
    print(f"{file.name} is a saved survey: {survey.rows.used:,} rows in {len(survey.middle):,} groups.")


def _facts(survey: Survey) -> dict[str, Any]:
    return {
        "source": _source(survey),
        "unit": f"{survey.currency} per month",
        "dimensions": {name: len(found.values) for name, found in survey.dimensions.items()},
    }


def _stated(fact: Stated) -> dict[str, Any]:
    return {"value": fact.value, "how": fact.how, "guessed": fact.guessed, "rows": dict(fact.rows)}


def _source(survey: Survey) -> dict[str, str]:
    return dataclasses.asdict(survey.provenance)


def _filters(survey: Survey, conditions: Sequence[str]) -> Filters:
    """Filters from `dimension=value,value` texts; letter case and kind of dash do not matter."""
    chosen: dict[str, list[str]] = {}
    for condition in conditions:
        name, equals, values = condition.partition("=")
        if not equals:
            raise BadInputError(f"--where needs DIMENSION=VALUE, such as experience=Fresher; got {condition!r}")
        known = {_folded(value): value for value in _dimension(survey, name.strip()).values}
        whole = _folded(values)
        for value in [values] if whole in known else next(csv.reader([values], skipinitialspace=True), []) or [""]:
            if _folded(value) not in known:
                near = get_close_matches(_folded(value), known, n=3, cutoff=0.5) or list(known)[:5]
                hint = wording.listed([f"“{known[match]}”" for match in near], "or")
                raise BadInputError(f"{name.strip()} has no value “{value.strip()}”; did you mean {hint}?")
            chosen.setdefault(name.strip(), []).append(known[_folded(value)])
    return Filters.of(chosen)


def _folded(value: str) -> str:
    return value.strip().casefold().replace("–", "-").replace("—", "-")


def _dimension(survey: Survey, name: str) -> Any:
    if name not in survey.dimensions:
        raise BadInputError(f"{survey.name} has no dimension “{name}”; it has {wording.listed(survey.dimensions)}")
    return survey.dimensions[name]


def _header(survey: Survey, options: argparse.Namespace, filters: Filters, notes: Sequence[str] = ()) -> dict[str, Any]:
    """What every result says about itself."""
    left_out = dict(survey.rows.left_out)
    for name, kept in survey.defaults:
        if not filters[name]:
            left_out |= {value: n for value, n in survey.sizes[name].items() if value not in kept and n}
    return {
        "source": _source(survey),
        "unit": f"{survey.currency} per {options.per}",
        "measure": options.measure if survey.has_ranges else "middle",
        "rows": {"read": survey.rows.read, "used": survey.rows.read - sum(left_out.values()), "left_out": left_out},
        "by": list(options.by),
        "where": {name: list(values) for name, values in filters},
        "notes": list(notes),
    }


def _bands(options: argparse.Namespace) -> None:
    survey, notes = _survey(options)
    options.by = list(dict.fromkeys(options.by))
    for name in options.by:
        _dimension(survey, name)
    filters = _filters(survey, options.where)
    table = salary_bands(survey, options.by, filters, options.measure, options.per)
    _print(table, _header(survey, options, filters, notes), "bands", options, survey.currency)


def _answer(command: answer_commands.Command, options: argparse.Namespace) -> None:
    survey, notes = _survey(options)
    filters = _filters(survey, options.where)
    table, result = command.answer(survey, filters, options)
    header = _header(survey, options, filters, notes) | {"result": result}
    answer_commands.show(table, header, command.name, options, survey.currency)


def _print(table: pd.DataFrame, header: dict[str, Any], name: str, options: argparse.Namespace, currency: str) -> None:
    if options.format == "csv":
        sys.stdout.write(export.csv_text(table))
    elif options.format == "json":
        print(json.dumps(header | {name: export.records(table)}, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        _print_table(table, header, currency)


def _print_table(table: pd.DataFrame, header: dict[str, Any], currency: str) -> None:
    source, rows = header["source"], header["rows"]
    print(f"{source['title']} ({source['kind']}), {header['unit']}, {header['measure']} of each row")
    left_out = wording.listed(f"{wording.count(n)} {reason}" for reason, n in rows["left_out"].items())
    used = f"{wording.count(rows['used'])} of {wording.count(rows['read'])} rows used"
    print(f"{used}; left out: {left_out or 'none'}")
    for note in header["notes"]:
        print(note)
    if not len(table):
        print("No row matches.")
        return
    shown = table[[name for name in table if not str(name).endswith(("_low", "_high", "_lows", "_highs"))]].copy()
    for quantile in QUANTILES:
        shown[quantile] = [wording.exact_money(value, currency) for value in table[quantile]]
    limits = zip(table["p50_low"], table["p50_high"], strict=True)
    shown["p50 interval"] = [
        "–" if pd.isna(low) else f"{wording.exact_money(low, currency)} to {wording.exact_money(high, currency)}"
        for low, high in limits
    ]
    print(shown.fillna({"quality": "–"}).to_string(index=False))


def _gather(options: argparse.Namespace) -> None:
    if options.evidence is not None:
        _rebuild(options)
        return
    from analytics.reading import gather
    from analytics.reading.importing.partition import Reading

    if not options.sources or options.out is None:
        raise BadInputError("gather needs files or folders, and --out FILE.parquet; or --evidence FOLDER")
    if options.digits is not None and not 1 <= options.digits <= 15:
        raise BadInputError(f"--digits must be from 1 to 15; got {options.digits}")
    mapping = tuple((role, tuple(headers)) for role, headers in _mapping(options).items())
    reading = Reading(mapping, options.period, options.currency, options.digits)
    found = gather.gather(
        options.sources,
        options.out,
        reading,
        scheduler=options.scheduler,
        strict=options.strict,
        progress=_progress,
    )
    print("\n".join(found.result.audit.sentences()))
    rows = len(found.result.survey.middle)
    print(f"{options.out}: {rows:,} groups, {options.out.stat().st_size / 1e6:,.1f} MB.")


def _progress(done: int, files: int) -> None:
    end = "\r" if sys.stderr.isatty() and done < files else "\n"
    print(f"{done:,} of {files:,} files", end=end, file=sys.stderr, flush=True)


def _rebuild(options: argparse.Namespace) -> None:
    from analytics import sources as evidence

    if not options.evidence.is_dir():
        raise BadInputError(f"there is no folder {options.evidence}")
    print(evidence.gather(options.evidence, options.out or packaged.DATA))


if __name__ == "__main__":
    sys.exit(main())
