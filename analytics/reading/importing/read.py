"""Any file with pay → `Import(survey, audit)`.

A file is read in chunks of raw text columns (`files`); what its columns mean is decided (`decide`); a pure function
cleans each chunk (`clean`); and the parts are put together once (`assemble`). Nothing is written to disk, logged or
kept beyond the value that is returned.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace

import numpy as np

from analytics.reading.files.opening import open_table
from analytics.reading.files.table import LIMITS, ImportRefusedError, Limits, Source, Table, in_turn
from analytics.reading.importing.assemble import Import, assemble
from analytics.reading.importing.clean import Cleaned, Memory, clean
from analytics.reading.importing.decide import InterpretedFile, interpret, resembles_pay
from analytics.reading.importing.descriptor import load_descriptor
from analytics.reading.importing.guesses import SheetRival
from analytics.reading.importing.options import NO_OPTIONS, ImportOptions


def read_csv(
    source: Source,
    options: ImportOptions = NO_OPTIONS,
    *,
    name: str = "",
    limits: Limits = LIMITS,
    progress: Callable[[float], None] | None = None,
) -> Import:
    """Any file with pay → a survey of pay per month, and the audit of how it came about.

    Args:
        source: a path, the bytes, or an open binary file. Beside a path, `FILE.datapackage.json` holds where the
            options say nothing; see `descriptor`.
        options: what a person says of the file.
        name: what to call the file; needed for bytes.
        limits: how much is read.
        progress: called with the share done, from 0 to 1.

    Raises:
        ImportRefusedError: for what is no table, has no pay or is beyond the limits: one sentence.
        MappingError: for a mapping that does not fit the file.

    >>> file = "City,Salary\\nPune,₹18000 per month\\nDelhi,3 LPA\\nPune,Not disclosed\\n".encode()
    >>> read = read_csv(file, name="pay.csv")
    >>> read.survey.middle.tolist(), read.survey.currency, read.audit.rows_used
    ([18000.0, 25000.0], 'INR', 2)
    """
    report = progress or _ignore_progress
    with _without_collection():
        options = options.over(load_descriptor(source))
        file, cleaned = clean_rows(source, options, name=name, limits=limits, progress=report)
        result = assemble(file, cleaned, options, _weigh_rivals(file.table, options))
    report(1.0)
    return result


@contextmanager
def _without_collection() -> Iterator[None]:
    """No search for garbage in cycles meanwhile: a file makes hardly any, and it takes an eighth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _weigh_rivals(table: Table, options: ImportOptions) -> tuple[SheetRival, ...]:
    """Other sheets of a workbook that could be the survey, with the median that their first rows give."""
    rivals = []
    for rival in table.rivals[:_MOST_RIVALS]:
        with suppress(ImportRefusedError):
            file = interpret(rival, replace(options, mapping={}))
            cleaned = Cleaned.concatenate([clean(chunk, file.plan) for chunk in rival.chunks()])
            survey = assemble(file, cleaned, options).survey
            rivals.append(SheetRival(rival.sheet, rival.preference, float(np.nanmedian(survey.middle))))
    return tuple(rivals)


_MOST_RIVALS = 3


def clean_rows(
    source: Source,
    options: ImportOptions = NO_OPTIONS,
    *,
    name: str = "",
    limits: Limits = LIMITS,
    progress: Callable[[float], None] | None = None,
) -> tuple[InterpretedFile, Cleaned]:
    """Interpret the columns of a file and clean its rows: everything possible before all rows are seen together.

    Args and raises as `read_csv`; a descriptor beside the file is not looked for.

    >>> file, cleaned = clean_rows(b"City,Salary\\nPune,18000 per month\\nDelhi,3 LPA\\n", name="pay.csv")
    >>> file.columns.pay, cleaned.low.tolist()
    (('Salary',), [18000.0, 300000.0])
    """
    report = progress or _ignore_progress
    report(0.0)
    table = open_table(source, name, limits, sheet=options.sheet, prefer=resembles_pay)
    parts: list[Cleaned] = []
    memory = Memory()
    done = 0
    with ThreadPoolExecutor(1) as pool:  # the first rows are cut into cells while a sample is interpreted
        interpretation = pool.submit(interpret, table, options)
        for part in in_turn(lambda chunk: clean(chunk, interpretation.result().plan, memory), table.chunks()):
            parts.append(part)
            done += part.rows
            report(min(0.95, done / interpretation.result().expected))
        file = interpretation.result()
    return file, Cleaned.concatenate(parts)


def _ignore_progress(share: float) -> None:
    """No progress to report."""
