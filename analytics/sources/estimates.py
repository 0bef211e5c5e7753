"""The fitted table of estimates: built from the shipped posted_pay.csv, not from the evidence."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analytics.reading import packaged
from analytics.reference import Reference
from analytics.statistics.pooling import fit_model, read_posts, round_figures, to_table
from analytics.statistics.pooling.model import SHARES

SURVEY, FILE = "posted_pay", "estimates.csv"


def fitted_table(survey: str = SURVEY, data: Path = packaged.DATA) -> pd.DataFrame:
    """Fit the model of a survey in data/ and return it as a table, at full precision."""
    return to_table(fit_model(read_posts(packaged.survey(survey, data), Reference.read(data).traits)))


def shipped_table(data: Path = packaged.DATA) -> pd.DataFrame:
    """Build the table to ship: `round_figures`, pay in whole rupees. Its `attrs` name the file it was fitted to."""
    table = round_figures(fitted_table(SURVEY, data)).astype(dict.fromkeys(SHARES, "Int64"))
    table.attrs["fittedTo"] = f"sha256:{packaged.provenance(SURVEY, data).sha256}"
    return table
