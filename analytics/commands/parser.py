"""The commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module

from analytics import __version__

COMMANDS: dict[str, tuple[str, str]] = {
    "bands": ("bands", "salary bands with intervals, n and quality"),
    "standing": ("questions", "where a salary stands among comparable rows"),
    "compare": ("questions", "cities compared for the same mix of work"),
    "ladder": ("questions", "what the next role and the next year pay"),
    "estimate": ("estimate", "pay of a role, city and level that too few posts answer for"),
    "check": ("check", "what an import understands of a file, and what it leaves out"),
    "sources": ("sources", "the surveys in data/: site, period, rows, employers, and what each leaves out"),
    "indicators": ("series", "official series, or the list of them"),
    "published": ("series", "published pay claims, newest first"),
    "contradictions": ("series", "where published claims contradict each other"),
    "gather": ("gather", "many files into one grouped survey; or the files of data/ from the evidence"),
}
"""For each command, its module in this package and what it is for."""


def build_parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser for a command line. Only a command that is named has its module imported and its options added.

    >>> build_parser(["bands"]).parse_args(["bands", "--by", "city"]).by
    ['city']
    """
    parser = argparse.ArgumentParser(
        prog="python -m analytics", description="Pay in India's offices, on the command line."
    )
    parser.add_argument("--version", action="version", version=f"Vetan {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (module, summary) in COMMANDS.items():
        description = f"{summary[0].upper()}{summary[1:]}."
        # An option of a command's own takes the place of a shared one of the same name.
        command = subparsers.add_parser(name, help=summary, description=description, conflict_handler="resolve")
        if name in words:
            getattr(import_module(f"analytics.commands.{module}"), f"add_{name}")(command)
    return parser
