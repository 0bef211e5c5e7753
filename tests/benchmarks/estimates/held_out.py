"""What is held out: half of the employers, or all posts of some cells, cities or roles; and what medians it has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.model import Dimension, Experience, Survey
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.statistics.pooling import DIMENSIONS, Posts, read_posts
from analytics.statistics.pooling.calibration import CELL, group_medians
from analytics.statistics.pooling.posts import Codes, Floats

BANDS = ("n = 0", "n 1–5", "n 6–28", "n 29+")
LEAST_EMPLOYERS, LEAST_EMPLOYERS_LEFT_OUT = 5, 10
RESAMPLES = 200
FOLDS = 5
LEFT_OUT = {"cell": CELL, "city": ("city",), "role": ("role",)}
"""What is left out whole, and the dimensions that make it up."""


def load(evidence: Path | None = None) -> Posts:
    """The shipped posts, or those of the evidence with its employers."""
    shipped = packaged.survey("posted_pay")
    if evidence is None:
        return read_posts(shipped, Reference.read().traits)
    from analytics.sources.internshala import FILE
    from analytics.sources.internshala import read_posts as read_adverts

    frame = read_adverts(evidence / FILE)
    frame = frame[(frame["unpaid"] == "") & (frame["doubt"] == "none")]
    survey = Survey.build(
        name="evidence",
        provenance=shipped.provenance,
        low=frame["pay_low"].to_numpy(float) / 12,
        high=frame["pay_high"].to_numpy(float) / 12,
        dimensions=[
            Dimension.of(name, name, frame[name].tolist(), order=list(Experience) if name == "experience" else [],
                         separator=packaged.SEPARATOR)
            for name in DIMENSIONS
        ],
        clusters=pd.factorize(frame["firm"])[0],
        scope=shipped.scope,
    )  # fmt: skip
    return read_posts(survey, Reference.read().traits)


@dataclass(frozen=True)
class Cells:
    """Held-out cells: a row of each and its place, the log median, its variance, the posts learned from."""

    profiles: Posts
    rows: Codes
    median: Floats
    noise: Floats
    n: Floats


@dataclass(frozen=True)
class Holdout:
    """One way to hold posts out.

    Args:
        kind: "half" of the employers; or a fifth of the values of a "cell", "city" or "role".
        number: which draw, or which fifth.
    """

    kind: str
    number: int

    def split(self, posts: Posts) -> tuple[Posts, Posts]:
        """The rows to learn from and those held out; of a post with a row held out, no other row is learned from."""
        if self.kind == "half":
            employers = np.unique(posts.employer)
            first = np.random.default_rng(self.number).permutation(employers)[: len(employers) // 2]
            held = ~np.isin(posts.employer, first)
        else:
            keys, group = np.unique(posts.key(LEFT_OUT[self.kind]), return_inverse=True)
            held = (np.random.default_rng(11).permutation(len(keys)) % FOLDS)[group] == self.number
        return posts.take(~posts.of_same_posts(held)), posts.take(held)

    def cells(self, posts: Posts) -> Cells:
        """The held-out cells that have employers enough for a median."""
        least = LEAST_EMPLOYERS if self.kind == "half" else LEAST_EMPLOYERS_LEFT_OUT
        return held_out(*self.split(posts), least, np.random.default_rng(self.number))


def held_out(train: Posts, test: Posts, employers: int, drawn: np.random.Generator) -> Cells:
    """The cells of the held-out rows that have so many employers, with the error of their medians."""
    keys, first, group = np.unique(test.key(CELL), return_index=True, return_inverse=True)
    pairs = np.unique(np.stack([group, test.employer]), axis=1)
    named = np.array(test.values["role"])[test.codes["role"][first]] != "Not stated"
    chosen = np.flatnonzero((np.bincount(pairs[0], minlength=len(keys)) >= employers) & named)
    median = group_medians(test.pay, test.count, group, len(keys))[chosen]
    rows_of = np.split(np.argsort(group, kind="stable"), np.cumsum(np.bincount(group))[:-1])
    noise = np.array([_noise(test.take(rows_of[cell]), drawn) for cell in chosen])
    trained = pd.Series(train.count).groupby(train.key(CELL)).sum()
    n = trained.reindex(keys[chosen], fill_value=0.0).to_numpy()
    return Cells(test.take(first[chosen]), first[chosen], median, noise, n)


def _noise(rows: Posts, drawn: np.random.Generator) -> float:
    """The variance of the median of a cell whose employers are resampled."""
    order = np.argsort(rows.pay)
    pay = rows.pay[order]
    employers, member = np.unique(rows.employer[order], return_inverse=True)
    times = drawn.multinomial(len(employers), np.full(len(employers), 1 / len(employers)), size=RESAMPLES)
    cumulated = np.cumsum(times[:, member] * rows.count[order], axis=1)
    half = cumulated[:, -1:] / 2
    median = (pay[(cumulated >= half - 1e-9).argmax(axis=1)] + pay[(cumulated > half + 1e-9).argmax(axis=1)]) / 2
    return float(median.var())
