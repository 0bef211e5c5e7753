"""The market in a few sentences, each the finding of an exhibit shown in full elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.market.tables import INDIA, Market
from analytics.model import ALL_ROWS
from analytics.presenting.exhibit import Exhibit
from analytics.topics.adverts import answer as adverts
from analytics.topics.adverts import exhibits as advert_exhibits
from analytics.topics.series import answer as series
from analytics.topics.series import exhibits as series_exhibits


@dataclass(frozen=True)
class Headline:
    """One sentence, its source, and the part of the labour market page that shows it in full."""

    sentence: str
    source: str
    section: str


def pulse(market: Market, counts: adverts.Adverts) -> tuple[Headline, ...]:
    """Select what a visitor should know about the market before looking at pay."""
    exhibits: dict[str, tuple[Exhibit, ...]] = {
        "advertisements": (
            advert_exhibits.experience_asked(adverts.experience_asked(counts, ALL_ROWS)),
            advert_exhibits.feature_shares(adverts.feature_shares(counts, "hidden", "sector", ALL_ROWS)),
            advert_exhibits.feature_shares(adverts.feature_shares(counts, "from_home", "sector", ALL_ROWS)),
        ),
        "work": (series_exhibits.over_time(series.rate_by_month(market, "unemployment", "area", "15+")),),
        "pay": (series_exhibits.real_earnings(series.real_earnings(market, INDIA)),),
    }
    return tuple(
        Headline(exhibit.title, exhibit.source.title, section)
        for section, section_exhibits in exhibits.items()
        for exhibit in section_exhibits
    )
