"""Do firms that were held back say the same? Medians of upper ends of Naukri 2018, by cell, held against the rest.

    python -m tests.benchmarks.held_out FOLDER    held-back firms in FOLDER against the evidence
    python -m tests.benchmarks.held_out           twenty random tenths of the evidence's own firms

Firms are split, never posts: posts of one firm pay alike. A cell agrees where the difference of the two medians lies
within its joint 95 % interval by firms. Counted are the cells that both parts show (six posts) and neither flags.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.model import NOT_STATED, Dimension, Experience, Filters, Provenance, Scope, Survey
from analytics.reading.packaged import SEPARATOR
from analytics.sources import naukri_2018
from analytics.statistics.bands import salary_bands
from analytics.topics.witnesses.agreement import medians_agree
from analytics.topics.witnesses.answer import Figure
from tests.paths import ROOT

EVIDENCE = ROOT.parent / "shared" / "evidence" / "more"
SPLITS = 20
CELLS = (
    ("experience",), ("city",), ("sector",), ("role",),
    ("experience", "city"), ("experience", "sector"), ("experience", "role"), ("city", "sector"), ("city", "role"),
)  # fmt: skip
Counts = dict[tuple[str, ...], tuple[int, int]]


def raw_rows(folder: Path) -> pd.DataFrame:
    """The rows of a folder, with pay or all of them.

    Raises:
        FileNotFoundError: where the folder has no file of Naukri 2018.
    """
    files = sorted(folder.rglob("naukri_2018*.csv*"))
    if not files:
        raise FileNotFoundError(f"{folder} has no file naukri_2018….csv")
    return pd.read_csv(files[0], dtype=str, keep_default_na=False)


def part(raw: pd.DataFrame) -> Survey:
    """Some firms' posts, cleaned alone, as a survey whose clusters are the firms of each family of work."""
    posts = naukri_2018.read(raw)
    kept = posts[posts["left_out"] == ""]
    nothing = np.full(len(kept), np.nan)
    return Survey.build(
        name="part",
        provenance=Provenance("part", "test", "posted"),
        low=nothing,
        middle=nothing,
        high=kept["pay_high"],
        clusters=pd.factorize(kept["firm"] + "\x1f" + kept["family"])[0],
        dimensions=[
            Dimension.of("experience", "Experience", kept["experience"].tolist(), order=list(Experience)),
            *(
                Dimension.of(name, name, kept[name].tolist(), separator=SEPARATOR)
                for name in ("city", "sector", "role")
            ),
        ],
        scope=Scope(ends="high"),
    )


def agreement(held_back: Survey, rest: Survey) -> Counts:
    """For each kind of cell, how many agree and how many are compared."""
    counted = {}
    for by in CELLS:
        tables = [salary_bands(survey, by, Filters(), "high", bounds=False) for survey in (held_back, rest)]
        shown = [table[table["p50"].notna() & ~table["flagged"].astype(bool)] for table in tables]
        both = shown[0].merge(shown[1], on=list(by), suffixes=("", "_rest"))
        both = both[~(both[list(by)] == NOT_STATED).any(axis=1)]
        agree = [
            medians_agree(
                Figure(row["p50"], row["p50_low"], row["p50_high"]),
                Figure(row["p50_rest"], row["p50_low_rest"], row["p50_high_rest"]),
            )
            for row in both.to_dict("records")
        ]
        counted[by] = (sum(agree), len(agree))
    return counted


def tenths(raw: pd.DataFrame, splits: int) -> Iterable[Counts]:
    """Random tenths of the firms against the other nine, each part cleaned alone."""
    firms = raw["company"].unique()
    for seed in range(splits):
        chosen = raw["company"].isin(firms[np.random.default_rng(seed).random(len(firms)) < 0.1])
        yield agreement(part(raw[chosen]), part(raw[~chosen]))


def report(runs: Iterable[Counts]) -> float:
    """Print the share of cells that agree, by kind of cell; returns that of all cells."""
    every = list(runs)
    total = [0, 0]
    for by in CELLS:
        agree, cells = (sum(run[by][position] for run in every) for position in (0, 1))
        total = [total[0] + agree, total[1] + cells]
        shares = [run[by][0] / run[by][1] for run in every if run[by][1]]
        worst = f"{min(shares):.3f}" if shares else "–"
        print(f"{' × '.join(by):24} {agree:6} of {cells:6} = {agree / max(cells, 1):.3f}   least of the runs {worst}")
    print(f"{'all':24} {total[0]:6} of {total[1]:6} = {total[0] / max(total[1], 1):.3f}")
    return total[0] / max(total[1], 1)


def main(arguments: list[str]) -> None:
    """Compare a folder of held-back firms, or twenty tenths of the evidence's own."""
    raw = raw_rows(EVIDENCE)
    raw = raw[raw["pay_high_month"] != ""]
    if arguments:
        report([agreement(part(raw_rows(Path(arguments[0]))), part(raw))])
    else:
        report(tenths(raw, SPLITS))


if __name__ == "__main__":
    main(sys.argv[1:])
