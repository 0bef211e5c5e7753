"""Where does hiring rise or fall? The latest reported year-on-year change, by sector or city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analytics.market.indicators import Indicator
from analytics.market.tables import AS_PUBLISHED, INDIA, Market
from analytics.model import Provenance
from analytics.topics.states.answer import RECENT_YEARS, years_before

Grouping = Literal["sector", "city"]

INDICATOR = "hiring_change"


@dataclass(frozen=True)
class Change:
    """The newest reported year-on-year change of one sector or city, in percent."""

    name: str
    percent: float
    start: str
    end: str
    source_title: str
    source_url: str


@dataclass(frozen=True)
class HiringAnswer:
    """The newest change of each sector or city, the highest first. Their months differ."""

    by: Grouping
    changes: tuple[Change, ...]
    indicator: Indicator
    source: Provenance
    second_hand: bool
    method: str = AS_PUBLISHED

    @property
    def rising(self) -> int:
        """The number that rose."""
        return sum(change.percent > 0 for change in self.changes)


def hiring_changes(market: Market, by: Grouping) -> HiringAnswer:
    """The newest change of each sector or city, if recent."""
    rows = market.rows[INDICATOR]
    rows = rows[(rows["detail"] != "") if by == "sector" else (rows["detail"] == "") & (rows["geography"] != INDIA)]
    column = "detail" if by == "sector" else "geography"
    newest = rows.sort_values("period_end", kind="stable").drop_duplicates([column], keep="last")
    recent = newest[newest["period_end"] > years_before(rows["period_end"].max(), RECENT_YEARS)]
    recent = recent.sort_values(["value", column], ascending=[False, True], kind="stable")
    fields = [column, "value", "period_start", "period_end", "source_title", "source_url"]
    return HiringAnswer(
        by=by,
        changes=tuple(
            Change(str(name), float(value), str(start), str(end), str(title), str(url))
            for name, value, start, end, title, url in recent[fields].itertuples(index=False, name=None)
        ),
        indicator=market.indicators[INDICATOR],
        source=market.source([INDICATOR], recent),
        second_hand=market.second_hand([INDICATOR]),
    )
