"""The market in a few sentences, each the finding of an exhibit that is shown in full elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.model import ALL_ROWS
from analytics.presenting.exhibit import Exhibit
from analytics.topics.adverts import exhibits as advert_exhibits
from analytics.topics.adverts.exhibits import Adverts
from analytics.topics.market import exhibits as market_exhibits
from analytics.topics.market.exhibits import Market


@dataclass(frozen=True)
class Finding:
    """One sentence, where it comes from, and the part of the labour market page that shows it in full."""

    sentence: str
    source: str
    section: str


def pulse(market: Market, adverts: Adverts) -> tuple[Finding, ...]:
    """What a visitor should know of the market before looking at pay."""
    exhibits: dict[str, tuple[Exhibit, ...]] = {
        "Advertisements": (
            advert_exhibits.experience(adverts, ALL_ROWS),
            advert_exhibits.shares(adverts, "hidden", "sector", ALL_ROWS),
            advert_exhibits.shares(adverts, "from_home", "sector", ALL_ROWS),
        ),
        "Work": (market_exhibits.rate_by_month(market, "Unemployment", "Towns and villages", "15+"),),
        "Pay": (market_exhibits.real_earnings(market, "India"),),
    }
    return tuple(
        Finding(exhibit.title, exhibit.source.title, section)
        for section, shown in exhibits.items()
        for exhibit in shown
    )
