"""The pay matrix of the central government (7th pay commission): basic pay by level and year of service.

Clerks' posts are at levels 1 to 6. Excludes allowances; a beginner gets the first cell of a level, and moves up one
cell per year of service.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analytics.model import NOT_STATED
from analytics.sources.base import Source, Tables, levels, numbers

EVIDENCE = "more/pay_matrix_7cpc.csv"
ROLES = {
    "1": "Office assistant",
    "2": "Clerk",
    "4": "Clerk|Data entry operator",
    "5": "Data entry operator",
    "6": "Accountant",
}
"""Standard roles of the clerical posts that the levels are for: general knowledge, as the evidence notes it."""


def make(evidence: Path, data: Path) -> Tables:  # noqa: ARG001 (one signature for makers)
    """The cells of the matrix with the clerical roles of their level."""
    raw = pd.read_csv(evidence / EVIDENCE, dtype=str, keep_default_na=False)
    table = pd.DataFrame(
        {
            "role": raw["level"].map(ROLES).fillna(NOT_STATED),
            "level": raw["level"],
            "cell": raw["cell"],
            "experience": levels(numbers(raw["cell"]) - 1),
            "basic_pay": raw["basic_pay_month_inr"],
        }
    )
    table.attrs = {"read": len(raw), "leftOut": {}}
    return {"pay_matrix.csv": table}


SOURCE = Source((EVIDENCE,), make)
