"""The commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from analytics import __version__
from analytics.presenting.messages import _
from analytics.texts import N_


class Command(NamedTuple):
    """A command: its module in this package, and its purpose."""

    module: str
    summary: str  # in the list of commands
    description: str  # the same as a sentence, above its own options


COMMANDS: dict[str, Command] = {
    "bands": Command(
        "bands",
        N_("salary bands with intervals, n and quality"),
        N_("Salary bands with intervals, n and quality."),
    ),
    "standing": Command(
        "questions",
        N_("where a salary stands among comparable rows"),
        N_("Where a salary stands among comparable rows."),
    ),
    "compare": Command(
        "questions",
        N_("cities compared for the same mix of work"),
        N_("Cities compared for the same mix of work."),
    ),
    "ladder": Command(
        "questions",
        N_("what the next role and the next year pay"),
        N_("What the next role and the next year pay."),
    ),
    "estimate": Command(
        "estimate",
        N_("pay of a role, city and level that too few posts answer for"),
        N_("Pay of a role, city and level that too few posts answer for."),
    ),
    "check": Command(
        "check",
        N_("what an import understands of a file, and what it leaves out"),
        N_("What an import understands of a file, and what it leaves out."),
    ),
    "sources": Command(
        "sources",
        N_("the surveys in data/: site, period, rows, employers, and what each leaves out"),
        N_("The surveys in data/: site, period, rows, employers, and what each leaves out."),
    ),
    "indicators": Command(
        "series",
        N_("official series, or the list of them"),
        N_("Official series, or the list of them."),
    ),
    "published": Command(
        "series",
        N_("published pay claims, newest first"),
        N_("Published pay claims, newest first."),
    ),
    "contradictions": Command(
        "series",
        N_("where published claims contradict each other"),
        N_("Where published claims contradict each other."),
    ),
    "gather": Command(
        "gather",
        N_("many files into one grouped survey; or the files of data/ from the evidence"),
        N_("Many files into one grouped survey; or the files of data/ from the evidence."),
    ),
}


def build_parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Build the parser for a command line. Only the named command's module is imported and its options added.

    >>> build_parser(["bands"]).parse_args(["bands", "--by", "city"]).by
    ['city']
    """
    parser = argparse.ArgumentParser(
        prog="python -m analytics", description=_("Pay in India's offices, on the command line.")
    )
    parser.add_argument("--version", action="version", version=f"Vetan {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        # A command's own option replaces a shared one of the same name.
        subparser = subparsers.add_parser(
            name, help=_(command.summary), description=_(command.description), conflict_handler="resolve"
        )
        if name in words:
            getattr(import_module(f"analytics.commands.{command.module}"), f"add_{name}")(subparser)
    return parser
