"""Options that several commands share."""

from __future__ import annotations

import argparse

from analytics.model import COUNTS, MEASURES
from analytics.presenting.messages import _
from analytics.reading.fields.periods import PER_MONTH
from analytics.reading.fields.plausible import UNITS
from analytics.statistics.bands import MONTHS


def add_survey(parser: argparse.ArgumentParser) -> None:
    """Add the options of every command that reads a survey of pay."""
    parser.add_argument(
        "source",
        nargs="?",
        metavar="SOURCE",
        help=_("a CSV or Parquet file, or a survey in data/ (default: posted_pay)"),
    )
    add_where(parser, "DIMENSION")
    add_import(parser)
    parser.add_argument("--per", choices=list(MONTHS), default="month", help=_("state pay per month or per year"))
    parser.add_argument(
        "--measure", choices=MEASURES, default="middle", help=_("which part of each posted range counts")
    )
    add_format(parser)


def add_count(parser: argparse.ArgumentParser) -> None:
    """Add `--count` (what counts once), for commands that count rows."""
    parser.add_argument(
        "--count", choices=COUNTS, default="posts", help=_("whether each row or each employer counts once in a group")
    )


def add_import(parser: argparse.ArgumentParser) -> None:
    """Add the options of every command that imports a file."""
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="ROLE=COLUMN",
        help=_("which column is what, such as pay=Salary (repeatable)"),
    )
    parser.add_argument("--period", choices=list(PER_MONTH), help=_("the time the pay is for, over what the file says"))
    parser.add_argument(
        "--unit",
        "--file-unit",  # if a command has its own unit
        dest="file_unit",
        choices=list(UNITS),
        help=_("what a number without a unit stands for, over what the file says"),
    )
    parser.add_argument("--currency", metavar="CODE", help=_("which currency to take, such as INR"))
    parser.add_argument(
        "--sheet", metavar="NAME", default="", help=_("the sheet of a workbook (default: one with pay)")
    )


def add_where(parser: argparse.ArgumentParser, noun: str) -> None:
    """Add the filters, each a condition on one dimension or column."""
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar=f"{noun}=VALUE,…",
        help=_("only rows with one of these values (repeatable)"),
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add the choice of output format."""
    parser.add_argument(
        "--format", choices=["table", "csv", "json"], default="table", help=_("how to print the result")
    )
