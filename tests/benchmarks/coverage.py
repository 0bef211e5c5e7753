"""How often the interval that is shown holds the truth, where the posts that happen to be there come from other firms.

    python -m tests.benchmarks.coverage [draws] [folder of evidence]

Each group of posts is taken for the whole; as many employers as it has are drawn from it again and again, each with all
its posts; the quantiles of the group are the truth that the intervals of the draws should hold. Employers are the firms
of the evidence; without it, the numbers that stand for them in the data that ships. Beside it, the same with what the
page knows: the employers by name where the data tell of the group, and otherwise numbers, of which a firm has several.

Then the employers are split in halves at random: do the medians of both halves agree?
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.model import Dimension, Filters, Provenance, Survey
from analytics.reading import packaged
from analytics.sources import internshala
from analytics.sources.credibility import NO_DOUBT
from analytics.statistics.bands import LARGE, SHOWN_FROM, salary_bands
from tests.paths import ROOT

EVIDENCE = ROOT.parent / "shared" / "evidence"
NAMED = [
    ("role", "Accountant"),
    ("role", "Telecaller"),
    ("role", "Back office executive"),
    ("role", "Data entry operator"),
    ("role", "Customer support executive"),
    ("city", "Bengaluru"),
    ("city", "Patna"),
    ("city", "Coimbatore"),
    ("experience", "3–5 years"),
    ("experience", "6–9 years"),
    ("sector", "Retail & e-commerce"),
    ("", "all posts"),
]
"""The groups whose coverage without employers is known: 45 to 99 in 100."""
CELLS = [("city", "experience"), ("sector", "experience"), ("role", "experience")]
NAMES = ("p10", "p50", "p90")
LEAST = {"p10": 0.90, "p50": 0.90, "p90": 0.90}
IN_MOST = {"p10": 0.9, "p50": 0.9, "p90": 0.8}
"""The share of the groups without an employer of a tenth in which the coverage must be `LEAST`."""
TYPICAL = 0.93
"""What the coverage of the median must be in the median group."""
AGREE = 0.93
"""The share of cells in which the medians of two halves of the employers must agree."""
ROWS_AT_ONCE = 2_000_000
SOURCE = Provenance("Drawn anew", "nobody", "posted")


@dataclass(frozen=True, eq=False)
class Group:
    """Posts of one kind: their pay, the firm of each, and the number that stands for it in the data that ships.

    `filters` are the selection on the page.
    """

    name: str
    pay: np.ndarray
    firm: np.ndarray
    number: np.ndarray
    filters: Filters

    @property
    def largest(self) -> float:
        """The share of the posts that the largest firm has."""
        return float(np.bincount(self.firm).max() / len(self.firm))


def read_posts(evidence: Path) -> pd.DataFrame:
    """Credible posts that state pay, one a row: pay per month, firm and number, and what groups are made of."""
    if (evidence / internshala.FILE).is_file():
        posts = internshala.read_posts(evidence / internshala.FILE)
    else:
        grouped = packaged.read("posted_pay")
        posts = grouped.loc[grouped.index.repeat(grouped["posts"])].assign(unpaid="")
        posts["firm"] = posts["employer"]
    posts = posts[(posts["unpaid"] == "") & (posts["doubt"] == NO_DOUBT)].reset_index(drop=True)
    return posts.assign(
        pay=(posts["pay_low"] + posts["pay_high"]) / 24,
        firm=pd.factorize(posts["firm"])[0],
        number=pd.factorize(posts["employer"])[0],
    )


def groups(posts: pd.DataFrame, more: int, random: np.random.Generator) -> Iterator[Group]:
    """The named groups, and some more drawn at random among levels, cities, sectors, roles and their cells."""
    cities = posts.assign(city=posts["city"].str.split("|")).explode("city")
    chosen = [((by,) if by else (), (value,)) for by, value in NAMED]
    kinds = [("city",), ("sector",), ("role",), ("experience",), *CELLS]
    for index in range(more):
        by = kinds[index % len(kinds)]
        sizes = (cities if "city" in by else posts).groupby(list(by)).size()
        enough = sizes[sizes >= SHOWN_FROM["p10"]]
        key = enough.index[random.integers(len(enough))]
        chosen.append((by, key if isinstance(key, tuple) else (key,)))
    for by, key in dict.fromkeys(chosen):
        rows = cities if "city" in by else posts
        for name, value in zip(by, key, strict=False):
            rows = rows[rows[name] == value]
        firm, number = (pd.factorize(rows[name])[0] for name in ("firm", "number"))
        filters = Filters.of({name: [value] for name, value in zip(by, key, strict=False)})
        yield Group(" × ".join(key), rows["pay"].to_numpy(), firm, number, filters)


def draws_of(group: Group, draws: int, random: np.random.Generator, numbers: bool) -> Survey:
    """So many draws of the group's employers, each a value of the dimension "draw"; every employer drawn is its own.

    Args:
        numbers: whether the survey knows employers only by the numbers that ship.
    """
    order = np.argsort(group.firm, kind="stable")
    sizes = np.bincount(group.firm)
    starts = np.cumsum(sizes) - sizes
    indices = random.integers(len(sizes), size=draws * len(sizes))
    length = sizes[indices]
    nth = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    rows = order[np.repeat(starts[indices], length) + nth]
    copy = np.repeat(np.arange(len(indices)), length)
    cluster = copy * (int(group.number.max()) + 1) + group.number[rows] if numbers else copy
    draw = np.repeat(np.arange(draws), np.bincount(np.arange(len(indices)) // len(sizes), length).astype(int))
    dimension = Dimension("draw", "Draw", tuple(map(str, range(draws))), draw.astype(np.uint16))
    return Survey.build(name="drawn", provenance=SOURCE, low=group.pay[rows], dimensions=[dimension], clusters=cluster)


def coverage(group: Group, draws: int, random: np.random.Generator, numbers: bool = False) -> dict[str, float]:
    """The share of draws whose interval, where one is shown, holds the group's own quantile."""
    at_once = max(1, min(draws, ROWS_AT_ONCE // len(group.pay)))
    tables = []
    for start in range(0, draws, at_once):
        drawn = draws_of(group, min(at_once, draws - start), random, numbers)
        tables.append(salary_bands(drawn, ["draw"]))
    table = pd.concat(tables)
    covered: dict[str, float] = {}
    for name in NAMES:
        truth, with_interval = np.quantile(group.pay, int(name[1:]) / 100), table[table[name].notna()]
        held = (with_interval[f"{name}_low"] <= truth) & (truth <= with_interval[f"{name}_high"])
        covered[name] = held.mean() if len(with_interval) else np.nan
    return covered


def halves(posts: pd.DataFrame, splits: int, random: np.random.Generator) -> pd.DataFrame:
    """For each kind of cell, in how many the medians of both halves of the employers agree, over some random splits.

    They agree where they differ by no more than the joint interval: the root of the sum of the squares of the two
    half-widths that face each other. Cells count that both halves show unflagged.
    """
    counts = []
    for split in range(splits):
        half = random.random(posts["firm"].max() + 1) < 0.5
        sides = [posts[half[posts["firm"]]], posts[~half[posts["firm"]]]]
        for by in CELLS:
            first, second = (salary_bands(survey_of(side), list(by)) for side in sides)
            joined = first.merge(second, on=list(by), suffixes=("_one", "_other"))
            joined = joined[joined["p50_one"].notna() & joined["p50_other"].notna()]
            joined = joined[~joined["flagged_one"].astype(bool) & ~joined["flagged_other"].astype(bool)]
            higher = joined["p50_one"] >= joined["p50_other"]
            away = {
                name: np.where(higher == (name == "one"), joined[f"p50_{name}"] - joined[f"p50_low_{name}"],
                               joined[f"p50_high_{name}"] - joined[f"p50_{name}"])
                for name in ("one", "other")
            }  # fmt: skip
            agree = (joined["p50_one"] - joined["p50_other"]).abs() <= np.hypot(away["one"], away["other"]) + 1e-9
            counts.append({"cells": " × ".join(by), "split": split, "compared": len(joined), "agree": agree.sum()})
    return pd.DataFrame(counts).groupby("cells", sort=False)[["compared", "agree"]].sum()


def survey_of(posts: pd.DataFrame) -> Survey:
    """A survey of posts with the firms as clusters."""
    names = ("city", "sector", "role", "experience")
    dimensions = [Dimension.of(name, name, posts[name].tolist(), separator="|") for name in names]
    clusters = posts["firm"].to_numpy()
    return Survey.build(name="posts", provenance=SOURCE, low=posts["pay"], dimensions=dimensions, clusters=clusters)


def measured(posts: pd.DataFrame, more: int, draws: int, seed: int, numbers: Iterable[bool] = (False,)) -> pd.DataFrame:
    """The coverage of each group; with what the page knows of employers, its columns end in "_shipped".

    `on_page` tells whether the page says that one employer has a tenth or more, or that few decide.
    """
    random = np.random.default_rng(seed)
    page = packaged.survey("posted_pay")
    rows = []
    for group in list(groups(posts, more, random)):
        band = salary_bands(Survey.build(name="own", provenance=SOURCE, low=group.pay, clusters=group.firm)).iloc[0]
        displayed = salary_bands(page, (), group.filters).iloc[0]
        on_page = bool(displayed["flagged"] or displayed["largest_cluster_share"] >= LARGE)
        row: dict[str, object] = {"group": group.name, **band[["n", "clusters", "flagged"]], "largest": group.largest}
        row["on_page"] = on_page
        by_name = ("middle", frozenset((name, value) for name, (value,) in group.filters)) in page.employers_by_name
        for shipped in numbers:
            shares = coverage(group, draws, random, shipped and not by_name)
            row |= {f"{name}{'_shipped' if shipped else ''}": share for name, share in shares.items()}
        rows.append(row)
    return pd.DataFrame(rows)


def verdicts(table: pd.DataFrame, suffix: str = "") -> dict[str, tuple[float, float]]:
    """What must hold, and what was found, over the groups without an employer of a tenth."""
    even = table[table["largest"] < LARGE]
    shares = {f"median coverage of p50{suffix}": (TYPICAL, float(even[f"p50{suffix}"].median()))}
    for name in NAMES:
        share = float((even[f"{name}{suffix}"].dropna() >= LEAST[name]).mean())
        shares[f"groups in which {name}{suffix} is covered {LEAST[name]:.0%}"] = (IN_MOST[name], share)
    shares["groups with an employer of a tenth that the page says so of"] = (
        1.0,
        float(table.loc[table["largest"] >= LARGE, "on_page"].mean()),
    )
    return shares


def main() -> None:
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    start = time.perf_counter()
    posts = read_posts(Path(sys.argv[2]) if len(sys.argv) > 2 else EVIDENCE)
    print(f"{len(posts):,} posts of {posts['firm'].nunique():,} employers; {draws} draws of each group\n")
    table = measured(posts, 70, draws, 16, (False, True))
    for title, rows in (
        (f"no employer has {LARGE:.0%}", table["largest"] < LARGE),
        (f"one has {LARGE:.0%} or more", table["largest"] >= LARGE),
    ):
        print(f"{title}\n{table[rows].round(3).to_string(index=False)}\n")
    for suffix in ("", "_shipped"):
        for check, (target, share) in verdicts(table, suffix).items():
            print(f"{check:60} {share:6.1%}  (wanted: {target:.0%})  {'holds' if share >= target else 'FAILS'}")
    split = halves(posts, 20, np.random.default_rng(16))
    for cells, (compared, agree) in split.iterrows():
        share = agree / compared
        print(f"halves agree, {cells:46} {share:6.1%}  of {compared:,} (wanted: {AGREE:.0%})  "
              f"{'holds' if share >= AGREE else 'FAILS'}")  # fmt: skip
    print(f"\n{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
