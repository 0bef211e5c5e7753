"""Where does one salary stand among comparable rows, against the law, and among bait offers? As numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from analytics.market.minimum_wages import clerical_wages
from analytics.model import Filters
from analytics.reading.fields.places import FROM_HOME
from analytics.reference import Reference
from analytics.statistics.bands import SHOWN_FROM, Band
from analytics.statistics.order_statistics import Groups
from analytics.statistics.standing import ENOUGH, Standing, standing, wilson
from analytics.texts import N_
from analytics.topics.bands.answer import whole
from analytics.topics.standing.question import Question
from analytics.view import Context, View

QUESTION = ("role", "sector", "city", "state", "experience", "years")
"""The dimensions stated in the question itself; the visitor's filters on them are ignored."""
MOSTLY = 0.5
"""The share of doubtful posts above which offers are called mostly bait: more than half, as the word says. In the
shipped survey hardly any group is near it: fresher back-office posts are nearly all doubtful if from home, and hardly
ever in an office."""
HIGH = 0.75
"""The share of posts with a highest offer below the pay from which it is called high."""

METHOD = N_(
    "The share of comparable rows below the salary, ties counted half; for posted ranges by their low ends and by "
    "their "
    "high ends, between which the truth lies. The interval of the share is Wilson's. Comparable means the same role "
    "and experience: in the city first, then in cities of its class, then in India, until 29 rows answer; other roles "
    "of the "
    "sector only where fewer than 6 rows of the same role exist."
)

Scope = Literal["place", "city class", "country", "sector"]
Verdict = Literal["below the law", "below every post", "usual", "high", "too good", "unknown"]


class Meaning(NamedTuple):
    """One meaning of "comparable": its scope, its filters, and the salary's standing in it."""

    scope: Scope
    filters: Filters
    standing: Standing


class Amount(NamedTuple):
    """An amount to judge: the pay, or an end or the middle of its range; per month."""

    name: Literal["pay", "low", "middle", "high"]
    pay: float
    standing: Standing


@dataclass(frozen=True)
class LegalMinimum:
    """The minimum wage for clerical work in a state, per month; the lowest and the highest of its zones and skills.

    Args:
        effective: the day it took effect: of the last order in the data.
        reported_low, reported_high, reported_from: a newer order reported by an unchecked source, if there is one.
    """

    state: str
    low: float
    high: float
    effective: str
    source_title: str
    source_url: str
    reported_low: float = math.nan
    reported_high: float = math.nan
    reported_from: str = ""
    reported_title: str = ""
    reported_url: str = ""


@dataclass(frozen=True)
class Doubts:
    """Counts of doubtful posts among those like the offer, or better paid.

    Args:
        filters: the filters for posts like it: role, experience, and work from home or not.
        home: whether it is work from home.
        counts: the posts by reason for doubt; "none" for credible ones. Repeats are excluded.
    """

    filters: Filters
    home: bool
    counts: Mapping[str, int]
    low: float
    high: float

    @property
    def n(self) -> int:
        """The number of these posts."""
        return sum(self.counts.values())

    @property
    def doubtful(self) -> int:
        """The number with a reason for doubt."""
        return self.n - self.counts.get("none", 0)

    @property
    def mostly(self) -> bool:
        """Whether most are doubtful, given enough posts to say so."""
        return self.n >= SHOWN_FROM["p50"] and self.doubtful / self.n > MOSTLY


@dataclass(frozen=True)
class StandingAnswer:
    """The standing of one salary.

    Args:
        context: of the meaning that answers; of the narrowest if none does.
        tried: each meaning of "comparable", from the narrowest to the widest.
        used: the index in `tried` of the one that answers; None if none has enough rows.
        amounts: one amount, or the low end, the middle and the high end of a range.
        band: the pay of the rows that answer.
        city_class: the class of the city; empty if unknown.
        lacking: the dimensions among role, city and experience that the survey lacks.
        set_aside: whether some of the visitor's filters are ignored.
    """

    context: Context
    question: Question
    tried: tuple[Meaning, ...]
    used: int | None
    amounts: tuple[Amount, ...]
    band: Band
    city_class: str
    legal: LegalMinimum | None
    doubts: Doubts | None
    lacking: tuple[str, ...]
    set_aside: bool
    method: str = METHOD

    @property
    def first(self) -> Filters:
        """The filters of the narrowest meaning: the question itself."""
        return self.tried[0].filters

    @property
    def meaning(self) -> Meaning | None:
        """The meaning that answers."""
        return None if self.used is None else self.tried[self.used]

    @property
    def middle(self) -> Standing:
        """The standing of the judged amount."""
        return self.amounts[len(self.amounts) // 2].standing

    @property
    def share_of_lows(self) -> float:
        """The share of rows whose low end is below; of a source that states a single end, of that end."""
        middle = self.middle
        return middle.share if math.isnan(middle.share_of_lows) else middle.share_of_lows

    @property
    def share_of_highs(self) -> float:
        """The share of rows whose high end is below; of a source that states a single end, of that end."""
        middle = self.middle
        return middle.share if math.isnan(middle.share_of_highs) else middle.share_of_highs

    @property
    def pays_less_than_the_law(self) -> bool:
        """Whether the pay is below the lowest minimum wage in force."""
        return self.legal is not None and self.question.high < self.legal.low

    @property
    def below_the_floor(self) -> bool:
        """Whether the pay is below the source's floor, so the source cannot judge it."""
        floor = self.context.floor
        return floor is not None and self.question.high < floor

    @property
    def verdict(self) -> Verdict:
        """What matters most to the person: pay below the legal minimum, then below every post, then too good."""
        if self.pays_less_than_the_law:
            return "below the law"
        if self.meaning is None:
            return "unknown"
        if self.share_of_lows == 0:
            return "below every post"
        above_all = self.share_of_highs == 1 and self.middle.n >= ENOUGH
        if above_all or (self.doubts and self.doubts.mostly):
            return "too good"
        return "high" if self.share_of_highs >= HIGH else "usual"


def salary(view: View, question: Question, *, reference: Reference, wages: pd.DataFrame) -> StandingAnswer:
    """Rank one salary among comparable rows.

    Args:
        reference: the reference tables of roles and cities.
        wages: the table `minimum_wages.csv`.
    """
    survey = view.survey
    first = comparable_filters(view, question)
    attempts = tuple(
        Meaning(scope, filters, standing(survey, question.pay, filters, view.measure))
        for scope, filters in meanings(view, first, reference)
    )
    answer_index = answering_step(attempts)
    filters = first if answer_index is None else attempts[answer_index].filters
    amounts = {"pay": question.pay}
    if question.is_range:
        amounts = {"low": question.low, "middle": question.pay, "high": question.high}
    city = reference.cities.get(question.city)
    return StandingAnswer(
        context=view.context(filters),
        question=question,
        tried=attempts,
        used=answer_index,
        amounts=tuple(
            Amount(name, pay, standing(survey, pay, filters, view.measure))  # type: ignore[arg-type]
            for name, pay in amounts.items()
        ),
        band=whole(view, filters),
        city_class=city.hra_class if city else "",
        legal=legal_minimum(wages, reference.state(question.city), question.on) if survey.currency == "INR" else None,
        doubts=doubts(view, question, first),
        lacking=tuple(name for name in ("role", "city", "experience") if name not in survey.dimensions),
        set_aside=any(name in QUESTION for name, _values in view.filters),
    )


def comparable_filters(view: View, question: Question) -> Filters:
    """The filters set by the question, plus the visitor's filters on other dimensions.

    Dimensions that the survey lacks are ignored.
    """
    dimensions = view.survey.dimensions
    filters = Filters.of({name: values for name, values in view.filters if name not in QUESTION})
    for name, value in (("role", question.role), ("city", question.city), ("experience", str(question.level))):
        if name in dimensions and value in dimensions[name].values:
            filters = filters.with_values(name, [value])
    return filters


def meanings(view: View, first: Filters, reference: Reference) -> list[tuple[Scope, Filters]]:
    """The meanings of "comparable", from the narrowest to the widest: city, class of city, India, sector.

    Args:
        first: the narrowest meaning; it names one city and one role at most.
    """
    dimensions = view.survey.dimensions
    steps: list[tuple[Scope, Filters]] = [("place", first)]
    city, role = reference.cities.get("".join(first["city"])), reference.roles.get("".join(first["role"]))
    if city:
        alike = set(reference.of_class(city.hra_class)) & set(dimensions["city"].values)
        steps.append(("city class", first.with_values("city", sorted(alike))))
    steps.append(("country", first.without("city")))
    if role and "sector" in dimensions and role.sector in dimensions["sector"].values:
        steps.append(("sector", first.without("city").without("role").with_values("sector", [role.sector])))
    return [step for index, step in enumerate(steps) if index == 0 or step[1] != steps[index - 1][1]]


def answering_step(attempts: Sequence[Meaning]) -> int | None:
    """Select the meaning that answers: the first with enough rows, but no other work if the same work has a median.

    If none has enough rows, the largest with a median; None if there is none.
    """
    same_sector = [index for index, meaning in enumerate(attempts) if meaning.scope != "sector"]
    for places in (same_sector, list(range(len(attempts)))):
        enough = [index for index in places if round(attempts[index].standing.effective_n, 6) >= ENOUGH]
        with_share = [index for index in places if not math.isnan(attempts[index].standing.share)]
        if enough or with_share:
            return enough[0] if enough else max(with_share, key=lambda index: attempts[index].standing.n)
    return None


def legal_minimum(wages: pd.DataFrame, state: str, on: str) -> LegalMinimum | None:
    """The minimum wage for clerical work in a state on a day, with a newer one that is only reported beside it.

    None if the state is unknown: the central government's wage binds only its own workplaces.
    """
    in_force = clerical_wages(wages, state, on) if state else []
    if not in_force:
        return None
    first = in_force[0]
    legal = LegalMinimum(
        state=state,
        low=min(wage.low for wage in in_force),
        high=max(wage.high for wage in in_force),
        effective=first.effective,
        source_title=first.source_title,
        source_url=first.source_url,
    )
    newest = clerical_wages(wages.assign(confidence="stated"), state, on)
    if newest[0].effective <= first.effective:
        return legal
    return replace(
        legal,
        reported_low=min(wage.low for wage in newest),
        reported_high=max(wage.high for wage in newest),
        reported_from=newest[0].effective,
        reported_title=newest[0].source_title,
        reported_url=newest[0].source_url,
    )


def doubts(view: View, question: Question, first: Filters) -> Doubts | None:
    """Count the doubtful posts among those like this offer, or better paid; None if the survey marks none.

    Posts of the same role and experience count in any place, but only work from home, or not, like the offer.
    """
    dimensions = view.survey.dimensions
    if "doubt" not in dimensions or not question.role:
        return None
    filters = first.without("city").with_values("doubt", dimensions["doubt"].values)
    home = question.city == FROM_HOME
    if "work_mode" in dimensions and not filters["work_mode"]:
        modes = [mode for mode in dimensions["work_mode"].values if (mode == FROM_HOME) == home]
        filters = filters.with_values("work_mode", modes)
    groups = Groups(view.survey, ["doubt"], filters, view.measure)
    above = groups.between([question.pay, np.inf])[0]
    counts = {key[0]: int(n) for key, n in zip(groups.keys, above, strict=True) if key[0] != "repeat"}
    n = sum(counts.values())
    low, high = wilson((n - counts.get("none", 0)) / n, n) if n else (math.nan, math.nan)
    return Doubts(filters.without("doubt"), home, counts, low, high)
