"""How do the states differ? The latest figure of each state and union territory, ranked where it is current."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from analytics.market.indicators import Indicator
from analytics.market.tables import AS_PUBLISHED, INDIA, Market
from analytics.model import Provenance
from analytics.texts import N_
from analytics.topics.states.names import STATES

Group = Literal["everyone", "women", "men", "towns", "villages"]

GROUPS: dict[Group, dict[str, str]] = {
    "everyone": {"sex": "all", "area": "all"},
    "women": {"sex": "female", "area": "all"},
    "men": {"sex": "male", "area": "all"},
    "towns": {"sex": "all", "area": "urban"},
    "villages": {"sex": "all", "area": "rural"},
}
"""The population groups on offer, and the rows of each."""
ENOUGH = 12
"""The fewest states with a current figure for a map or a ranking."""
RECENT_YEARS = 2
"""The most years by which a ranked figure may be older than the newest one."""

WAGE_METHOD = N_("The lowest clerical wage of the zone with the highest, for a month of 26 days, without house rent.")


@dataclass(frozen=True)
class StateFigure:
    """The latest figure of a state, or of India.

    Args:
        start, end: the first and the last day it is for; for a wage, the day it came into force.
        current: whether it is recent enough to be ranked with the others.
        fifth: its quintile among the ranked states, 1 the lowest; None if not ranked.
        high: for a minimum wage, the highest clerical wage of the same zone; otherwise nan.
        zone, rule: for a minimum wage, its zone, and how it was chosen.
    """

    state: str
    value: float
    start: str
    end: str
    source_title: str
    source_url: str
    current: bool = True
    fifth: int | None = None
    high: float = float("nan")
    zone: str = ""
    rule: str = ""


@dataclass(frozen=True)
class StatesAnswer:
    """The latest figures of all states.

    Args:
        key: names the question.
        indicator: what is shown; None for minimum wages.
        figures: ranked states from the highest, then India among them by value, then those too old to rank.
        missing: states without a figure.
    """

    key: str
    indicator: Indicator | None
    group: Group
    ages: str
    figures: tuple[StateFigure, ...]
    missing: tuple[str, ...]
    source: Provenance
    second_hand: bool
    method: str = AS_PUBLISHED

    @property
    def ranked(self) -> tuple[StateFigure, ...]:
        """The states with a current figure, the highest first."""
        return tuple(figure for figure in self.figures if figure.fifth is not None)

    @property
    def outdated(self) -> tuple[StateFigure, ...]:
        """The states whose figure is too old to rank."""
        return tuple(figure for figure in self.figures if not figure.current)

    @property
    def enough(self) -> bool:
        """Whether enough states have a current figure."""
        return len(self.ranked) >= ENOUGH

    @property
    def india(self) -> StateFigure | None:
        """The figure for India as a whole, if there is one."""
        return next((figure for figure in self.figures if figure.state == INDIA), None)


def by_state(market: Market, name: str, group: Group, ages: str = "") -> StatesAnswer:
    """The latest figures of an indicator that enough states have.

    Args:
        name: the indicator.
        ages: "15+" or "15-29", for indicators that have age groups.
    """
    rows = market.rows[name]
    conditions = {**GROUPS[group], "occupation": "", "detail": ""} | ({"age_group": ages} if ages else {})
    for column, value in conditions.items():
        if column in rows:
            rows = rows[rows[column] == value]
    states = rows[rows["geography"].isin(STATES)].groupby("period_end")["geography"].nunique()
    latest = rows[rows["period_end"] == states[states >= ENOUGH].index.max()]
    figures = [
        StateFigure(str(place), float(value), str(start), str(end), str(title), str(url))
        for place, value, start, end, title, url in latest[
            ["geography", "value", "period_start", "period_end", "source_title", "source_url"]
        ].itertuples(index=False, name=None)
    ]
    return StatesAnswer(
        key=f"{name}_by_state",
        indicator=market.indicators[name],
        group=group,
        ages=ages,
        figures=rank(figures),
        missing=_missing_states(figures),
        source=market.source([name], latest),
        second_hand=market.second_hand([name]),
    )


def minimum_wages_by_state(market: Market) -> StatesAnswer:
    """The latest known minimum wage for clerical work in the dearest zone of each state."""
    wages = market.wages[market.wages["state"] != INDIA]
    latest = wages[wages["effective"] == wages.groupby("state")["effective"].transform("max")]
    top = latest.sort_values(["state", "low", "zone"]).drop_duplicates("state", keep="last")
    oldest = years_before(str(top["effective"].max()), RECENT_YEARS)
    fields = ["state", "low", "high", "effective", "zone", "rule", "source_title", "source_url"]
    figures = [
        StateFigure(
            state=str(state),
            value=float(low),
            start=str(effective),
            end=str(effective),
            source_title=str(title),
            source_url=str(url),
            current=str(effective) >= oldest,
            high=float(high),
            zone=str(zone),
            rule=str(rule),
        )
        for state, low, high, effective, zone, rule, title, url in top[fields].itertuples(index=False, name=None)
    ]
    return StatesAnswer(
        key="minimum_wages_by_state",
        indicator=None,
        group="everyone",
        ages="",
        figures=rank(figures),
        missing=_missing_states(figures),
        source=market.sources["minimum_wages.csv"],
        second_hand=False,
        method=WAGE_METHOD,
    )


def rank(figures: Sequence[StateFigure]) -> tuple[StateFigure, ...]:
    """Sort the figures from the highest, outdated ones last, and give each current state its quintile."""
    order = sorted(figures, key=lambda figure: (not figure.current, -figure.value, figure.state))
    current_figures = [figure for figure in order if figure.current and figure.state in STATES]
    fifth_of = dict(zip((f.state for f in current_figures), fifths([f.value for f in current_figures]), strict=True))
    return tuple(replace(figure, fifth=fifth_of.get(figure.state)) for figure in order)


def _missing_states(figures: Sequence[StateFigure]) -> tuple[str, ...]:
    return tuple(sorted(set(STATES) - {figure.state for figure in figures}))


def fifths(descending: Sequence[float]) -> list[int]:
    """The quintile of each value, 1 the lowest; equal values share one.

    >>> fifths([50, 40, 30, 20, 20, 10])
    [5, 4, 3, 1, 1, 1]
    """
    ascending = sorted(descending)
    return [1 + 5 * ascending.index(value) // len(ascending) for value in descending]


def years_before(day: str, years: int) -> str:
    """The same day of an earlier year, as ISO text.

    >>> years_before("2026-03-01", 2)
    '2024-03-01'
    """
    return f"{int(day[:4]) - years}{day[4:]}"
