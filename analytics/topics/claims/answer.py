"""What do others publish, and where do they contradict each other? Claims beside the band of posted pay."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

import pandas as pd

from analytics.market.ageing import Ageing, Series, ageing_of
from analytics.market.claims import (
    OF_ROLES,
    Claim,
    Contradiction,
    claims_of,
    contradictions,
    first_recent_year,
    min_stated,
    select,
)
from analytics.model import NOT_STATED, Filters, Provenance, Survey
from analytics.reading import packaged
from analytics.statistics.bands import MONTHS, Period, band_columns
from analytics.texts import N_
from analytics.view import RowsWithout, View

Age = Literal["recent", "all"]

NEWEST = 12
"""The default number of claims shown."""
SHARED = ("role", "sector", "city", "state", "experience")
"""Dimensions that claims and posted pay have in common."""

METHOD = N_("Claims as published, yearly figures divided by twelve for a month; none is averaged or corrected.")
AGEING_METHOD = N_(
    "Later rupees: a claim is multiplied by the consumer prices of the last month of the series that covers its date, "
    "divided by those of its own month, or the mean of its twelve months where only the year is known. Series of "
    "different bases are never joined, so a claim is brought no further than its own series goes; a claim that no "
    "series covers stays as published."
)


class PostedBand(NamedTuple):
    """The middle half of posted pay for the work of a claim; nan with too few posts."""

    n: int
    p25: float
    p50: float
    p75: float

    @property
    def has_median(self) -> bool:
        """Whether there is a middle half."""
        return not math.isnan(self.p25)


NO_POSTS = PostedBand(0, math.nan, math.nan, math.nan)


@dataclass(frozen=True)
class ClaimBesidePosts:
    """A claim and the band of posted pay for the same role and level in the requested places, per month.

    Attributes:
        as_published: the claim with the figures of its source.
        posted: the band behind it.
        ageing: the adjustment to later rupees; None if not requested, or if no series covers its date.
    """

    as_published: Claim
    posted: PostedBand
    ageing: Ageing | None = None

    @property
    def claim(self) -> Claim:
        """The claim as shown: in later rupees if there is a factor."""
        if self.ageing is None:
            return self.as_published
        claim, factor = self.as_published, self.ageing.factor
        return replace(claim, low=claim.low * factor, middle=claim.middle * factor, high=claim.high * factor)

    @property
    def position(self) -> Literal["above", "below", "meets"] | None:
        """The position of the claim relative to the middle half of posted pay; None if unknown."""
        if not self.posted.has_median:
            return None
        if self.claim.least > self.posted.p75:
            return "above"
        return "below" if self.claim.most < self.posted.p25 else "meets"


@dataclass(frozen=True)
class ClaimsAnswer:
    """The claims about some work, newest first.

    Args:
        filters: the dimensions that claims have.
        other_filters: whether the visitor filters by dimensions that claims lack.
        per: the period that pay is stated for on the page; the claims themselves are per month.
        age: whether only recent claims were requested.
        aged: whether claims are stated in later rupees, as far as one series of prices covers them.
        since: the first calendar year that counts as recent.
        claims: the requested claims.
        most: how many of them to draw; None for all.
        older, undated: the claims omitted because they are old, or undated.
        rows_without: if nothing is left, the filters responsible, each with the claims without it.
    """

    filters: Filters
    other_filters: bool
    per: Period
    age: Age
    aged: bool
    since: int
    claims: tuple[ClaimBesidePosts, ...]
    most: int | None
    older: int
    undated: int
    source: Provenance
    rows_without: RowsWithout = ()
    method: str = METHOD

    @property
    def months(self) -> int:
        """Months of the period that pay is stated for."""
        return MONTHS[self.per]

    @property
    def drawn_claims(self) -> tuple[ClaimBesidePosts, ...]:
        """The claims to draw."""
        return self.claims[: self.most]

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that they are about."""
        return tuple(dict.fromkeys(entry.claim.role for entry in self.claims))

    @property
    def lowest(self) -> float:
        """The lowest figure of all claims, per month."""
        return min_stated(*(amount for entry in self.claims for amount in _amounts(entry.claim)))

    @property
    def highest(self) -> float:
        """The highest figure of all claims, per month."""
        return max(a for entry in self.claims for a in _amounts(entry.claim) if not math.isnan(a))

    def count(self, position: Literal["above", "below", "meets"]) -> int:
        """How many claims have this position relative to posted pay."""
        return sum(entry.position == position for entry in self.claims)


@dataclass(frozen=True)
class ContradictionsAnswer:
    """Contradictions between claims about some work, or within one.

    Args:
        n: the number of compared claims.
    """

    filters: Filters
    per: Period
    n: int
    items: tuple[Contradiction, ...]
    source: Provenance
    rows_without: RowsWithout = ()

    @property
    def conflicts(self) -> tuple[Contradiction, ...]:
        """The contradictions in which one claim must be wrong."""
        return tuple(item for item in self.items if item.rule.conflict)

    @property
    def loose(self) -> tuple[Contradiction, ...]:
        """The contradictions in which claims are only too vague."""
        return tuple(item for item in self.items if not item.rule.conflict)


@dataclass(frozen=True, eq=False)
class Claims:
    """The published claims, read once.

    Args:
        table: `published_pay.csv`, claims about roles only.
        source: the provenance of the collection.
        since: the first calendar year whose claims count as recent.
    """

    table: pd.DataFrame
    source: Provenance
    since: int

    @classmethod
    def read(cls, folder: Path = packaged.DATA) -> Claims:
        """Read the files of a data folder.

        Raises:
            DataError: as `packaged.read`.
        """
        return cls.of(packaged.read("published_pay", folder), packaged.provenance("published_pay", folder))

    @classmethod
    def of(cls, table: pd.DataFrame, source: Provenance) -> Claims:
        """From the table."""
        of_roles = table[table["kind"].isin(OF_ROLES)]
        return cls(of_roles, source, first_recent_year(claims_of(of_roles)))

    def select(self, filters: Filters, age: Age = "all") -> tuple[Claim, ...]:
        """The claims that pass the filters they have in common with posted pay, newest first."""
        claims = claims_of(select(self.table, **{name: filters[name] for name in SHARED}))
        return claims if age == "all" else tuple(claim for claim in claims if self.is_recent(claim))

    def is_recent(self, claim: Claim) -> bool:
        """Whether a claim has a recent date."""
        return bool(claim.published) and int(claim.published[:4]) >= self.since

    def roles(self, age: Age = "recent") -> dict[str, int]:
        """The roles with the most claims, and how many each has."""
        counts: dict[str, int] = {}
        for claim in self.select(Filters(), age):
            counts[claim.role] = counts.get(claim.role, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def published_claims(
    view: View,
    most: int | None = NEWEST,
    age: Age = "recent",
    in_later_rupees: bool = False,
    *,
    claims: Claims,
    posted: Survey,
    prices: Sequence[Series] = (),
) -> ClaimsAnswer:
    """Compare published claims about the selected work with the band of posted pay.

    Args:
        view: its filters and the period that pay is stated for; dimensions that claims lack do not count.
        most: how many claims to draw; None for all.
        age: whether to omit old and undated claims.
        in_later_rupees: whether to state claims in later rupees, as far as one of the series of prices covers them.
        claims: all of them.
        posted: the survey of posted pay.
        prices: the series of consumer prices, see `price_series`.
    """
    filters = _shared_filters(view.filters)
    all_claims = claims.select(filters)
    recent_claims = claims.select(filters, age)
    bands = _posted_bands(recent_claims, posted, filters)
    return ClaimsAnswer(
        filters=filters,
        other_filters=any(name not in (*SHARED, "doubt") for name, _values in view.filters),
        per=view.per,
        age=age,
        aged=in_later_rupees,
        since=claims.since,
        claims=tuple(
            ClaimBesidePosts(claim, band, ageing_of(claim.published, prices) if in_later_rupees else None)
            for claim, band in zip(recent_claims, bands, strict=True)
        ),
        most=most,
        older=sum(bool(claim.published) for claim in all_claims)
        - sum(bool(claim.published) for claim in recent_claims),
        undated=sum(not claim.published for claim in all_claims) - sum(not claim.published for claim in recent_claims),
        source=_source_of(recent_claims, claims.source),
        rows_without=_claims_without_filters(claims, filters, age) if not recent_claims else (),
    )


def disagreements(view: View, *, claims: Claims) -> ContradictionsAnswer:
    """Find contradictions between claims about the selected work, or within one, whatever their age."""
    filters = _shared_filters(view.filters)
    claims_used = claims.select(filters)
    return ContradictionsAnswer(
        filters=filters,
        per=view.per,
        n=len(claims_used),
        items=contradictions(claims_used),
        source=_source_of(claims_used, claims.source),
        rows_without=_claims_without_filters(claims, filters, "all") if not claims_used else (),
    )


def _source_of(claims: Sequence[Claim], collection: Provenance) -> Provenance:
    """The provenance of the collection, with the years of these claims; its own years if none has a date."""
    years = sorted(claim.published[:4] for claim in claims if claim.published)
    if not years:
        return collection
    first, last = years[0], years[-1]
    return replace(collection, period=first if first == last else f"{first} to {last}")


def _amounts(claim: Claim) -> tuple[float, float, float]:
    return claim.low, claim.middle, claim.high


def _shared_filters(filters: Filters) -> Filters:
    return Filters.of({name: values for name, values in filters if name in SHARED})


def _claims_without_filters(claims: Claims, filters: Filters, age: Age) -> RowsWithout:
    counts = {name: len(claims.select(filters.without(name), age)) for name, _values in filters}
    return tuple(sorted(((name, n) for name, n in counts.items() if n), key=lambda item: -item[1]))


def _posted_bands(claims: Sequence[Claim], posted: Survey, filters: Filters) -> Iterable[PostedBand]:
    """The band of posted pay for each claim: the same role and level, in the places the visitor chose."""
    place = {name: filters[name] for name in ("city", "state") if name in posted.dimensions}
    alike = Filters.of({"role": sorted({claim.role for claim in claims}), **place})
    bands: dict[tuple[str, ...], PostedBand] = {}
    for by in (("role",), ("role", "experience")):
        columns = band_columns(posted, by, alike, "middle", "month", bounds=False)
        keys = zip(*(columns[name] for name in by), strict=True)
        figures = zip(*(columns[name].tolist() for name in ("n", "p25", "p50", "p75")), strict=True)
        bands |= {key: PostedBand(*row) for key, row in zip(keys, figures, strict=True)}
    for claim in claims:
        key = (claim.role,) if claim.experience == NOT_STATED else (claim.role, claim.experience)
        yield bands.get(key, NO_POSTS)
