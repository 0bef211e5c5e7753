"""The command line: the same numbers without a browser.

    python -m analytics bands [SOURCE] --by city --where experience=Fresher --format json

Exit status: 0, or 2 with one sentence on bad input.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from analytics import __version__
from analytics.model import MEASURES, DataError, Filters, Survey
from analytics.presenting import export, wording
from analytics.reading import packaged
from analytics.statistics.bands import MONTHS, QUANTILES, salary_bands

PACKAGED = "posted_pay"


class BadInputError(Exception):
    """What was asked for cannot be done; the message says why in one sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except DataError as error:
        print(f"vetan: {error}", file=sys.stderr)
        return 2
    except BadInputError as error:
        print(f"vetan: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
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

    gather = _command(commands, "gather", _gather, "rebuild the files of data/ from the evidence")
    gather.add_argument(
        "--evidence", required=True, type=Path, metavar="FOLDER", help="the folder with the evidence files"
    )
    gather.add_argument(
        "--out", type=Path, default=packaged.DATA, metavar="FOLDER", help="where to write (default: data/)"
    )
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
        "source", nargs="?", metavar="SOURCE", help="a CSV file, or a survey in data/ (default: posted_pay)"
    )
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="DIMENSION=VALUE,…",
        help="only rows with one of these values (repeatable)",
    )
    parser.add_argument("--per", choices=list(MONTHS), default="month", help="state pay per month or per year")
    parser.add_argument("--measure", choices=MEASURES, default="middle", help="which part of each posted range counts")
    parser.add_argument("--format", choices=["table", "csv", "json"], default="table", help="how to print the result")


def _survey(options: argparse.Namespace) -> Survey:
    name = options.source or PACKAGED
    if not Path(name).suffix and not Path(name).exists():
        return packaged.survey(name)
    raise BadInputError(f"{name} is not one of the surveys in data/")


def _filters(survey: Survey, conditions: Sequence[str]) -> Filters:
    """Filters from `dimension=value,value` texts; letter case and kind of dash do not matter."""
    chosen: dict[str, list[str]] = {}
    for condition in conditions:
        name, equals, values = condition.partition("=")
        if not equals:
            raise BadInputError(f"--where needs DIMENSION=VALUE, such as experience=Fresher; got {condition!r}")
        known = {_folded(value): value for value in _dimension(survey, name.strip()).values}
        whole = _folded(values)
        for value in [values] if whole in known else values.split(","):
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


def _header(survey: Survey, options: argparse.Namespace, filters: Filters) -> dict[str, Any]:
    """What every result says about itself."""
    source = survey.provenance
    left_out = dict(survey.rows.left_out)
    for name, kept in survey.defaults:
        if not filters[name]:
            left_out |= {value: n for value, n in survey.sizes[name].items() if value not in kept and n}
    return {
        "source": {key: getattr(source, key) for key in source.__dataclass_fields__},
        "unit": f"{survey.currency} per {options.per}",
        "measure": options.measure if survey.has_ranges else "middle",
        "rows": {"read": survey.rows.read, "used": survey.rows.read - sum(left_out.values()), "left_out": left_out},
        "by": list(options.by),
        "where": {name: list(values) for name, values in filters},
    }


def _bands(options: argparse.Namespace) -> None:
    survey = _survey(options)
    for name in options.by:
        _dimension(survey, name)
    filters = _filters(survey, options.where)
    table = salary_bands(survey, options.by, filters, options.measure, options.per)
    _print(table, _header(survey, options, filters), "bands", options, survey.currency)


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
    from analytics import evidence

    if not options.evidence.is_dir():
        raise BadInputError(f"there is no folder {options.evidence}")
    print(evidence.gather(options.evidence, options.out))


if __name__ == "__main__":
    sys.exit(main())
