"""What must a clerk be paid by law? The history of minimum wages for clerical work in a state."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.market.tables import Market
from analytics.model import Provenance
from analytics.texts import N_
from analytics.topics.series.answer import Point, Series

METHOD = N_("The lowest clerical wage of each zone and order, for a month of 26 days, without house rent.")


@dataclass(frozen=True)
class Wage:
    """The wage of one zone from one day until the next order of its state.

    Args:
        low, high: the lowest and the highest wage of the clerical designations, in rupees per month of 26 days.
        rule: `named` if set for clerks by name, `skilled` if set for skilled work.
        effective: the first day, as ISO text.
    """

    zone: str
    low: float
    high: float
    rule: str
    effective: str
    source_title: str
    source_url: str


@dataclass(frozen=True)
class WagesAnswer:
    """The minimum wages of a state, by zone and time; empty if no order was found."""

    state: str
    wages: tuple[Wage, ...]
    source: Provenance
    method: str = METHOD

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones in order."""
        return tuple(dict.fromkeys(wage.zone for wage in self.wages))

    def series(self) -> tuple[Series, ...]:
        """The wages as a series for each zone: a wage holds from its first day to the next order."""
        return tuple(
            Series(
                zone,
                "",
                tuple(
                    Point(wage.effective, wage.effective, wage.low, wage.rule, wage.source_title, wage.source_url)
                    for wage in self.wages
                    if wage.zone == zone
                ),
            )
            for zone in self.zones
        )

    @property
    def latest(self) -> tuple[Wage, ...]:
        """The wages of the newest order, the lowest first."""
        newest = max(wage.effective for wage in self.wages)
        return tuple(sorted((w for w in self.wages if w.effective == newest), key=lambda wage: wage.low))

    @property
    def oldest(self) -> Wage:
        """The lowest wage of the oldest order."""
        first = min(wage.effective for wage in self.wages)
        return min((wage for wage in self.wages if wage.effective == first), key=lambda wage: wage.low)

    @property
    def rule_changed(self) -> bool:
        """Whether orders started or stopped naming clerks."""
        return len({wage.rule for wage in self.wages}) > 1


def minimum_wages(market: Market, state: str) -> WagesAnswer:
    """The minimum wages for clerical work in a state, zone by zone."""
    rows = market.wages[market.wages["state"] == state]
    fields = ["zone", "low", "high", "rule", "effective", "source_title", "source_url"]
    return WagesAnswer(
        state=state,
        wages=tuple(
            Wage(str(zone), float(low), float(high), str(rule), str(effective), str(title), str(url))
            for zone, low, high, rule, effective, title, url in rows[fields].itertuples(index=False, name=None)
        ),
        source=market.sources["minimum_wages.csv"],
    )
