"""Cells of the labour force survey that others computed from unit data: unverified, and without intervals.

Of the evidence only the layer of paperwork occupations (India) and formal and informal work (Uttar Pradesh) ship: the
rest compares groups of people that this project says nothing about.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analytics.model import NOT_STATED
from analytics.sources.base import Source, Tables

EVIDENCE = "more/official_extra.csv"
PAPERWORK = "PLFS occupation cluster 'paperwork layer' (9 NCO-2015 3-digit groups)"
GROUPS = {
    PAPERWORK: "Paperwork occupations",
    "all workers in formal work": "Formal work",
    "all workers in informal work": "Informal work",
}
OTHER_GROUP = "a group of people that is not asked about here"


def make(evidence: Path, data: Path) -> Tables:  # noqa: ARG001 (one signature for makers)
    """Build one row for each retained cell."""
    raw = pd.read_csv(evidence / EVIDENCE, dtype=str, keep_default_na=False)
    groups = raw[raw["group"].isin(GROUPS)]
    table = pd.DataFrame(
        {
            "sector": groups["group"].map({PAPERWORK: "Office & administration"}).fillna(NOT_STATED),
            "workers": groups["group"].map(GROUPS),
            "state": groups["area"],
            "statistic": groups["measure"].str.removesuffix(" earnings"),
            "pay": groups["value_inr_month"],
            "survey": groups["survey"].str.removesuffix(" unit data"),
        }
    )
    table.attrs = {"read": len(raw), "leftOut": {OTHER_GROUP: len(raw) - len(groups)}}
    return {"official_extra.csv": table}


SOURCE = Source((EVIDENCE,), make)
