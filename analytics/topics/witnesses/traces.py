"""Re-identification risk: the posts that a reader who knows one could recognise in a file built from posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.texts import N_
from analytics.topics.witnesses.answer import posted_sources
from analytics.topics.witnesses.sources import Source

METHOD = N_(
    "A post is alone where no other has its values in every dimension and its pay: whoever knows it from elsewhere "
    "would find its row. Then the number of its employer leads to the firm's other posts in the same family of roles, "
    "and to none beyond it. Names, titles, links, texts and days are in no file."
)


@dataclass(frozen=True)
class Traces:
    """How distinguishable the posts of a source are.

    Attributes:
        source: the name of its file.
        posts: all of them, doubtful ones included.
        share_unique: the share of posts that are unique in dimensions and pay.
        employers: the number of employer numbers; None if employers are unknown.
        linked: the share of posts whose employer's number leads to at least one other post; None likewise.
        most: posts of the largest employer in one family of roles; None likewise.
    """

    source: str
    posts: int
    share_unique: float
    employers: int | None
    linked: float | None
    most: int | None


def traces(sources: Sequence[Source]) -> tuple[Traces, ...]:
    """The traces of each source of advertisements; lists are left out."""
    return tuple(traces_of(source) for source in posted_sources(sources))


def traces_of(source: Source) -> Traces:
    """The traces of one source."""
    survey = source.survey
    counts = np.ones(len(survey.low), np.int64) if survey.counts is None else survey.counts
    frame = pd.DataFrame({name: dimension.codes for name, dimension in survey.dimensions.items()})
    frame = frame.assign(low=survey.low, high=survey.high)
    equal_posts = pd.Series(counts).groupby([frame[name] for name in frame], dropna=False).transform("sum").to_numpy()
    posts = int(counts.sum())
    share_unique = float(counts[equal_posts == 1].sum() / posts)
    if survey.clusters is None:
        return Traces(source.name, posts, share_unique, None, None, None)
    sizes = np.bincount(survey.clusters, weights=counts).astype(np.int64)
    share_linked = float(sizes[sizes > 1].sum() / posts)
    return Traces(source.name, posts, share_unique, int((sizes > 0).sum()), share_linked, int(sizes.max()))
