"""Pay below a site's floor, from the clerical posts of a source that accepts any pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.model import Filters
from analytics.reading.packaged import SEPARATOR
from analytics.texts import N_
from analytics.topics.witnesses.answer import End, Verdict, end_of, posts_of, share_under
from analytics.topics.witnesses.sources import Source

OFFICE_SECTORS = frozenset(["Office & administration", "BPO & customer support", "Accounting & finance"])
"""Sectors of the claims that stand beside the posts."""
FRESHER = "Fresher"

METHOD = N_(
    "The clerical core is found by words of the title: back office, data entry, verification of documents, computer "
    "operator, office assistant, clerk. Employers are unknown in this source, so the interval takes posts as "
    "independent, and the verdict is never above unreliable."
)


@dataclass(frozen=True)
class Offices:
    """Posts of one kind of office work: both ends of the ranges, and the number of titles that say fresher.

    Attributes:
        n: posts.
        freshers: posts whose title says that it is for beginners.
        low, high: the ends.
        under_floor: the share of low ends under the given floor.
    """

    n: int
    freshers: int
    low: End
    high: End
    under_floor: float


@dataclass(frozen=True)
class ClaimedFloor:
    """One published range for beginners that begins under the floor, per month; an open end is nan."""

    claim: str
    role: str
    low: float
    high: float
    published: str
    source: str


@dataclass(frozen=True)
class FloorAnswer:
    """The share of clerical posts below a floor.

    Attributes:
        floor: per month.
        source, title, period: the source that covers pay below it.
        core: the clerical core.
        office: office work of every kind and level.
        claims: published ranges, newest first.
        verdict: never above "unreliable".
    """

    floor: float
    source: str
    title: str
    period: str
    core: Offices
    office: Offices
    claims: tuple[ClaimedFloor, ...]
    verdict: Verdict = "unreliable"
    method: str = METHOD


def below_floor(
    sources: Sequence[Source], floor: float, claims: pd.DataFrame, since: str, pay: float | None = None
) -> FloorAnswer | None:
    """Clerical pay in the newest source that accepts any pay; None if there is no such source.

    Args:
        sources: the sources, see `read_sources`.
        floor: the lowest monthly pay that the source in view accepts.
        claims: the table of `published_pay.csv`.
        since: the first date of publication, such as "2023-11", from which claims count.
        pay: a salary per month to place among the ends.
    """
    able = [source for source in sources if source.core.selections and source.survey.scope.floor is None]
    if not able:
        return None
    source = max(able, key=lambda candidate: candidate.years)
    provenance = source.survey.provenance
    return FloorAnswer(
        floor=floor,
        source=source.name,
        title=provenance.title,
        period=provenance.period,
        core=_offices(source, source.core, floor, pay),
        office=_offices(source, source.office, floor, pay),
        claims=tuple(_claims(claims, floor, since)),
    )


def _offices(source: Source, filters: Filters, floor: float, pay: float | None) -> Offices:
    fresh = filters.with_values("experience", [FRESHER])
    return Offices(
        n=posts_of(source, filters),
        freshers=posts_of(source, fresh),
        low=end_of(source, filters, "low", pay),
        high=end_of(source, filters, "high", pay),
        # Amounts are rounded to ₹100: a low end of 16,700 is the floor of ₹16,667 itself.
        under_floor=share_under(source, filters, "low", np.floor(floor / 100) * 100),
    )


def _claims(claims: pd.DataFrame, floor: float, since: str) -> list[ClaimedFloor]:
    office = claims["sector"].map(lambda cell: not OFFICE_SECTORS.isdisjoint(str(cell).split(SEPARATOR)))
    about = claims[office & (claims["experience"] == FRESHER) & (claims["kind"] == "role")]
    recent = about[(about["pay_low"] < floor) & (about["published"] >= since)]
    newest = recent.sort_values(["published", "claim_id"], ascending=[False, True])
    columns = ["claim_id", "role", "pay_low", "pay_high", "published", "source_title"]
    return [
        ClaimedFloor(str(claim), str(role), float(low), float(high), str(published), str(title))
        for claim, role, low, high, published, title in newest[columns].itertuples(index=False)
    ]
