from analytics.topics.adverts import exhibits as advert_exhibits
from analytics.topics.market import exhibits as market_exhibits
from analytics.topics.market import states as state_exhibits
from pages.parts.cache import market as market_tables
from pages.parts.view import card, frame, layout, market_controls

frame.begin()
market = market_tables.market()
pay, minimum, work, hiring, adverts, series = layout.tabs(
    ("Pay", "Minimum wage", "Work", "Hiring", "Advertisements", "Any series"), key="section"
)

if pay.open:
    with pay:
        place = market_controls.place()
        card.show(market_exhibits.real_earnings(market, place))
        card.show(market_exhibits.earnings_over_time(market, market_controls.split(), place))
        layout.side_by_side(state_exhibits.by_state(market, market_exhibits.EARNINGS, market_controls.group()))

if minimum.open:
    with minimum:
        card.show(state_exhibits.minimum_wages_over_time(market, market_controls.place()))
        layout.side_by_side(state_exhibits.minimum_wages_by_state(market))

if work.open:
    with work:
        rate, split, place, ages = market_controls.rates()
        card.show(market_exhibits.rate_over_time(market, rate, split, place, ages))
        card.show(market_exhibits.rate_by_month(market, rate, split, ages))
        group = market_controls.group()
        layout.side_by_side(state_exhibits.by_state(market, market_exhibits.RATES[rate], group, ages))

if hiring.open:
    with hiring:
        card.show(market_exhibits.formal_jobs(market))
        card.show(market_exhibits.hiring_index(market))
        card.show(market_exhibits.hiring_changes(market, market_controls.hiring_by()))

if adverts.open:
    with adverts:
        counted = market_tables.adverts()
        filters, by = market_controls.adverts(counted)
        sector = filters.without("city")
        card.show(advert_exhibits.shares(counted, "hidden", by, filters))
        card.show(advert_exhibits.experience(counted, filters))
        card.show(advert_exhibits.skills(counted, sector.having("experience", market_controls.levels())))
        card.show(advert_exhibits.shares(counted, "from_home", "sector", sector))
        card.show(advert_exhibits.places(counted, sector))

if series.open:
    with series:
        card.show(market_exhibits.any_series(market, *market_controls.indicator(market)))
