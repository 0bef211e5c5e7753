"""The public names of the library: read a survey of pay, or load a packaged one, and compute its salary bands.

The names below are public; each is imported on first use, so a program loads only what it needs.

>>> from analytics import Filters, packaged_survey, read_csv, salary_bands
>>> table = read_csv(b"City,Pay per month\\n" + b"Pune,20000\\nPune,30000\\nNagpur,24000\\n" * 6, name="pay.csv")
>>> salary_bands(table.survey, ["city"])[["city", "n", "p50"]].to_dict("list")
{'city': ['Nagpur', 'Pune'], 'n': [6, 12], 'p50': [24000.0, 25000.0]}
>>> salary_bands(table.survey, filters=Filters.of({"city": ["Pune"]}))["n"].tolist()
[12]
>>> packaged_survey("posted_pay").provenance.kind
'posted'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analytics.model import DataError, Filters, Survey
    from analytics.reading.importing.read import read_csv
    from analytics.reading.packaged import survey as packaged_survey
    from analytics.statistics.bands import salary_bands
    from analytics.statistics.standing import standing

__version__ = "0.1.0"
__all__ = ["DataError", "Filters", "Survey", "__version__", "packaged_survey", "read_csv", "salary_bands", "standing"]

_MODULES = {
    "DataError": ("analytics.model", "DataError"),
    "Filters": ("analytics.model", "Filters"),
    "Survey": ("analytics.model", "Survey"),
    "packaged_survey": ("analytics.reading.packaged", "survey"),
    "read_csv": ("analytics.reading.importing.read", "read_csv"),
    "salary_bands": ("analytics.statistics.bands", "salary_bands"),
    "standing": ("analytics.statistics.standing", "standing"),
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _MODULES[name]
    return getattr(import_module(module), attribute)
