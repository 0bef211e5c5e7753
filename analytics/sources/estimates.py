"""The fitted table of estimates: made from posted_pay.csv as it ships, not from the evidence."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analytics.reading import packaged
from analytics.reference import Reference
from analytics.statistics.pooling import fit_model, read_posts, round_figures, to_table
from analytics.statistics.pooling.model import SHARES

SURVEY, FILE = "posted_pay", "estimates.csv"


def fitted_table(survey: str = SURVEY, data: Path = packaged.DATA) -> pd.DataFrame:
    """The model of a survey of data/ as a table, at full precision."""
    return to_table(fit_model(read_posts(packaged.survey(survey, data), Reference.read(data).traits)))


def shipped_table(data: Path = packaged.DATA) -> pd.DataFrame:
    """The table as it ships: round_figures, pay as whole rupees. Its `attrs` say which file it was fitted to."""
    table = round_figures(fitted_table(SURVEY, data)).astype(dict.fromkeys(SHARES, "Int64"))
    table.attrs["fittedTo"] = f"sha256:{packaged.provenance(SURVEY, data).sha256}"
    return table
