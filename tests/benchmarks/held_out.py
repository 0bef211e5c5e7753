"""Do firms that were held back say the same? Medians of upper ends of Naukri 2018, by cell, held against the rest.

    python -m tests.benchmarks.held_out FOLDER    firms in FOLDER against the other firms of the evidence
    python -m tests.benchmarks.held_out           twenty random tenths of the evidence's own firms

FOLDER holds raw rows in the form of the evidence: one or more CSV files (also .csv.gz) of any name, in it or below it,
with at least the columns company, cities, experience_min_years, categories, abroad and pay_high_month. Other files are
passed over. A row that stands in two files counts once. Firms that the evidence has too are left out of the rest.

Firms are split, never posts: posts of one firm pay alike. A cell agrees where the difference of the two medians lies
within its joint 95 % interval by firms. Counted are the cells that both parts show (six posts) and neither flags. At
least nine in ten should agree: the exit status is 0 where they do, 1 where not, and 2 where nothing can be compared.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import numpy as np
import pandas as pd

from analytics.model import NOT_STATED, Dimension, Experience, Filters, Provenance, Scope, Survey
from analytics.reading.packaged import SEPARATOR
from analytics.sources import naukri_2018
from analytics.statistics.bands import salary_bands
from analytics.topics.witnesses.agreement import medians_agree
from analytics.topics.witnesses.answer import Figure
from tests.paths import ROOT

EVIDENCE = ROOT.parent / "shared" / "evidence" / "more" / "naukri_2018_all.csv.gz"
COLUMNS = ("company", "cities", "experience_min_years", "categories", "abroad", "pay_high_month")
"""The columns of the evidence that the source reads."""
SPLITS, ENOUGH = 20, 0.90
CELLS = (
    ("experience",), ("city",), ("sector",), ("role",),
    ("experience", "city"), ("experience", "sector"), ("experience", "role"), ("city", "sector"), ("city", "role"),
)  # fmt: skip
Counts = dict[tuple[str, ...], tuple[int, int]]


def raw_rows(folder: Path) -> pd.DataFrame:
    """The rows of every file in a folder that has the columns of Naukri 2018, each row once.

    Raises:
        SystemExit: with a sentence, where the folder has no such file.
    """
    files = [folder] if folder.is_file() else sorted([*folder.rglob("*.csv"), *folder.rglob("*.csv.gz")])
    usable = [file for file in files if set(pd.read_csv(file, nrows=0).columns) >= set(COLUMNS)]
    if not usable:
        names = ", ".join(str(file) for file in files[:5]) or "no CSV file at all"
        _stop(f"{folder}: expected a CSV file with the columns {', '.join(COLUMNS)}; it has {names}")
    tables = [pd.read_csv(file, dtype=str, keep_default_na=False)[[*COLUMNS]] for file in usable]
    # Equal rows of one file are several posts: only those of another file are the same posts again.
    numbered = [table.assign(number=table.groupby([*COLUMNS]).cumcount()) for table in tables]
    return pd.concat(numbered).drop_duplicates(ignore_index=True).drop(columns="number")


def with_pay(raw: pd.DataFrame) -> pd.DataFrame:
    """The rows that state pay."""
    return raw[raw["pay_high_month"] != ""]


def part(raw: pd.DataFrame) -> Survey:
    """Some firms' posts, cleaned alone, as a survey whose clusters are the firms of each family of work."""
    posts = naukri_2018.read(raw)
    usable = posts[posts["left_out"] == ""]
    missing = np.full(len(usable), np.nan)
    return Survey.build(
        name="part",
        provenance=Provenance("part", "test", "posted"),
        low=missing,
        middle=missing,
        high=usable["pay_high"],
        clusters=pd.factorize(usable["firm"] + "\x1f" + usable["family"])[0],
        dimensions=[
            Dimension.of("experience", "Experience", usable["experience"].tolist(), order=list(Experience)),
            *(
                Dimension.of(name, name, usable[name].tolist(), separator=SEPARATOR)
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
        comparable = [table[table["p50"].notna() & ~table["flagged"].astype(bool)] for table in tables]
        joined = comparable[0].merge(comparable[1], on=list(by), suffixes=("", "_rest"))
        joined = joined[~(joined[list(by)] == NOT_STATED).any(axis=1)]
        agree = [
            medians_agree(
                Figure(row["p50"], row["p50_low"], row["p50_high"]),
                Figure(row["p50_rest"], row["p50_low_rest"], row["p50_high_rest"]),
            )
            for row in joined.to_dict("records")
        ]
        counted[by] = (sum(agree), len(agree))
    return counted


def tenths(raw: pd.DataFrame, splits: int) -> Iterable[Counts]:
    """Random tenths of the firms against the other nine, each part cleaned alone."""
    firms = raw["company"].unique()
    for seed in range(splits):
        chosen = raw["company"].isin(firms[np.random.default_rng(seed).random(len(firms)) < 0.1])
        yield agreement(part(raw[chosen]), part(raw[~chosen]))


def against_evidence(held_back: pd.DataFrame, evidence: pd.DataFrame) -> Counts:
    """Firms that were held back against all other firms of the evidence."""
    in_both = evidence["company"].isin(held_back["company"])
    firms, shared = held_back["company"].nunique(), evidence["company"][in_both].nunique()
    print(
        f"{len(held_back)} rows with pay of {firms} firms; {shared} of them are in the evidence too and left out there"
    )
    if in_both.all():
        _stop("the evidence has no other firms: nothing is left to compare with")
    return agreement(part(held_back), part(evidence[~in_both]))


def report(runs: Iterable[Counts]) -> int:
    """Print the share of cells that agree, by kind of cell; returns the exit status."""
    results = list(runs)
    for by in CELLS:
        shares = [run[by][0] / run[by][1] for run in results if run[by][1]]
        least = f"   least of the runs {min(shares):.3f}" if len(shares) > 1 else ""
        print(f"{' × '.join(by):24} {_ratio([run[by] for run in results])}{least}")
    every_cell = [counts for run in results for counts in run.values()]
    print(f"{'all':24} {_ratio(every_cell)}   asked: {ENOUGH:.2f}")
    agree, cells = (sum(counts) for counts in zip(*every_cell, strict=True))
    return 2 if not cells else int(agree / cells < ENOUGH)


def _ratio(counts: Iterable[tuple[int, int]]) -> str:
    agree, cells = (sum(numbers) for numbers in zip(*counts, strict=True))
    return f"{agree:6} of {cells:6} = {agree / cells:.3f}" if cells else f"{agree:6} of {cells:6}  (no cell is shown)"


def _stop(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


def main(arguments: list[str]) -> int:
    """Compare a folder of held-back firms, or twenty tenths of the evidence's own; returns the exit status."""
    evidence = with_pay(raw_rows(EVIDENCE))
    if arguments:
        return report([against_evidence(with_pay(raw_rows(Path(arguments[0]))), evidence)])
    return report(tenths(evidence, SPLITS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
