"""Any file with pay → `Import(survey, audit)`.

A file is read in chunks of raw text columns (`files`); what its columns mean is decided (`decide`); a pure function
cleans each chunk (`clean`); and the parts are put together once (`assemble`). Nothing is written to disk, logged or
kept beyond the value that is returned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

from analytics.reading.fields.periods import PER_MONTH, Period
from analytics.reading.fields.plausible import UNIT_PRIOR
from analytics.reading.files.opening import open_table
from analytics.reading.files.table import LIMITS, Limits, Source, in_turn
from analytics.reading.importing.assemble import Import, SurveyAssembler
from analytics.reading.importing.clean import CURRENCIES, Cleaned, Memory, clean
from analytics.reading.importing.decide import interpret, load_sidecar, resembles_pay


def read_csv(
    source: Source,
    *,
    name: str = "",
    mapping: Mapping[str, str | Sequence[str]] = MappingProxyType({}),
    period: Period | None = None,
    currency: str | None = None,
    unit: float | None = None,
    sheet: str = "",
    drop_duplicates: bool = False,
    drop_outliers: bool = False,
    limits: Limits = LIMITS,
    progress: Callable[[float], None] | None = None,
) -> Import:
    """Any salary CSV → a survey of pay per month, and the audit of how it came about.

    Args:
        source: a path, the bytes, or an open binary file. Beside a path, `FILE.datapackage.json` is heeded: its first
            resource may give each field a "role" (one of `roles.ROLES`), and the whole a "period" and "currency".
        name: what to call the file; needed for bytes.
        mapping: role → header, over the guesses and the descriptor; see `roles.guess`.
        period: the time the figures are for, where the rows do not state it themselves.
        currency: which currency to take (ISO code); rows that state another are left out and counted.
        unit: what a number without a unit of its own stands for, such as 1e5 for lakhs.
        sheet: the sheet of a workbook; else the one that looks most like pay.
        drop_duplicates, drop_outliers: leave those rows out; by default they are counted and kept.
        limits: how much is read.
        progress: called with the share done, from 0 to 1.

    Raises:
        ImportRefused: for what is no table, has no pay or is beyond the limits: one sentence.
        MappingError: for a mapping that does not fit the file.
        ValueError: for an unknown period or currency.

    >>> file = "City,Salary\\nPune,₹18000 per month\\nDelhi,3 LPA\\nPune,Not disclosed\\n".encode()
    >>> read = read_csv(file, name="pay.csv")
    >>> read.survey.middle.tolist(), read.survey.currency, read.audit.rows_used
    ([18000.0, 25000.0], 'INR', 2)
    """
    _check_statements(period, currency, unit)
    report = progress or _silently
    report(0.0)
    table = open_table(source, name, limits, sheet=sheet, prefer=resembles_pay)
    hints = load_sidecar(source)
    target_currency = currency or hints.currency
    parts: list[Cleaned] = []
    memory = Memory()
    done = 0
    with ThreadPoolExecutor(1) as pool:  # the first rows are cut into cells while a sample is interpreted
        interpretation = pool.submit(
            interpret, table, {**hints.mapping, **mapping}, period or hints.period, target_currency, unit or hints.unit
        )
        chunks = table.chunks(lambda: interpretation.result().plan.positions)
        for part in in_turn(lambda chunk: clean(chunk, interpretation.result().plan, memory), chunks):
            parts.append(part)
            done += part.rows
            report(min(0.95, done / interpretation.result().expected))
        file = interpretation.result()
    import_result = SurveyAssembler(
        file, Cleaned.concatenate(parts), target_currency, drop_duplicates, drop_outliers
    ).result()
    report(1.0)
    return import_result


def _check_statements(period: Period | None, currency: str | None, unit: float | None) -> None:
    """Raises a `ValueError` for a period, currency or unit that is none."""
    if period is not None and period not in PER_MONTH:
        raise ValueError(f"period must be one of {', '.join(PER_MONTH)}; got {period!r}")
    if currency is not None and currency not in CURRENCIES:
        raise ValueError(f"currency must be an ISO 4217 code such as INR; got {currency!r}")
    if unit is not None and unit not in UNIT_PRIOR:
        raise ValueError(
            f"unit must be one of {', '.join(f'{unit_value:,.0f}' for unit_value in UNIT_PRIOR)}; got {unit!r}"
        )


def _silently(share: float) -> None:
    """No progress to report."""
