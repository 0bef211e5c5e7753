"""The command `gather`: many files into one grouped survey, or the files of data/ from the evidence."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analytics.commands.errors import InputError
from analytics.commands.options import add_import
from analytics.commands.output import write_lines
from analytics.commands.surveys import import_options
from analytics.presenting.messages import _, translate


def add_gather(parser: argparse.ArgumentParser) -> None:
    """Add the options of `gather`."""
    parser.add_argument(
        "sources", nargs="*", metavar="SOURCE", help=_("files or folders of CSV or Parquet, or URLs of buckets")
    )
    parser.add_argument(
        "--evidence", type=Path, metavar="FOLDER", help=_("rebuild data/ from the evidence files there")
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=_("the survey to write, such as pay.parquet (with --evidence: a folder)"),
    )
    parser.add_argument(
        "--scheduler", metavar="URL", help=_("a Dask scheduler, such as tcp://host:8786 (default: none)")
    )
    parser.add_argument("--digits", type=int, metavar="N", help=_("round pay to N significant digits (default: exact)"))
    parser.add_argument("--strict", action="store_true", help=_("stop at the first file that cannot be read"))
    add_import(parser)
    parser.set_defaults(run=run_gather)


def run_gather(options: argparse.Namespace) -> None:
    """Gather files, or rebuild data/, and print a report."""
    if options.evidence is None:
        _gather_files(options)
    else:
        _rebuild_data(options)


def _gather_files(options: argparse.Namespace) -> None:
    from analytics.reading import gather
    from analytics.reading.importing.partition import Reading

    if not options.sources or options.out is None:
        raise InputError(_("gather needs files or folders, and --out FILE.parquet; or --evidence FOLDER"))
    if options.sheet:
        raise InputError(_("--sheet is for one workbook; gather reads the sheet of each that looks most like pay"))
    if options.digits is not None and not 1 <= options.digits <= 15:
        raise InputError(_("--digits must be from 1 to 15; got {digits}", digits=options.digits))
    reading = Reading(import_options(options), options.digits)
    result = gather.gather(
        options.sources,
        options.out,
        reading,
        scheduler=options.scheduler,
        strict=options.strict,
        progress=_print_progress,
    )
    if result.reused:
        resumption = _(
            "{reused} of {files} files had been read by a run that was broken off.",
            reused=f"{result.reused:,}",
            files=f"{result.files:,}",
        )
        write_lines([resumption])
    size = _(
        "{file}: {groups} groups, {megabytes} MB.",
        file=options.out,
        groups=f"{len(result.result.survey.middle):,}",
        megabytes=f"{options.out.stat().st_size / 1e6:,.1f}",
    )
    write_lines([*map(translate, result.result.audit.sentences()), size])


def _print_progress(finished_files: int, files: int) -> None:
    end = "\r" if sys.stderr.isatty() and finished_files < files else "\n"
    sys.stderr.write(_("{finished} of {files} files", finished=f"{finished_files:,}", files=f"{files:,}") + end)
    sys.stderr.flush()


def _rebuild_data(options: argparse.Namespace) -> None:
    from analytics import sources
    from analytics.reading import packaged
    from analytics.sources import estimates

    if not options.evidence.is_dir():
        raise InputError(_("there is no folder {folder}", folder=options.evidence))
    folder = options.out or packaged.DATA
    result = sources.gather(options.evidence, folder)
    if f"{estimates.SURVEY}.csv" in result.files:
        sources.write({estimates.FILE: estimates.shipped_table(folder)}, folder)
    write_lines([str(result)])
