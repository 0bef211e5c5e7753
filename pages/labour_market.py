from analytics.topics.adverts import answer as adverts
from analytics.topics.adverts import exhibits as advert_exhibits
from analytics.topics.hiring import answer as hiring
from analytics.topics.hiring import exhibits as hiring_exhibits
from analytics.topics.series import answer as series
from analytics.topics.series import exhibits as series_exhibits
from analytics.topics.states import answer as states
from analytics.topics.states import exhibits as state_exhibits
from analytics.topics.wages import answer as wages
from analytics.topics.wages import exhibits as wage_exhibits
from pages.parts.cache import market as market_tables
from pages.parts.cache.exhibits import present_shared
from pages.parts.view import card, market_controls

market = market_tables.market()
pay, minimum, work, jobs, posts, any_series = market_controls.sections()

if pay.open:
    with pay:
        place, split = market_controls.earnings()
        card.show(present_shared(series_exhibits.real_earnings, series.real_earnings, market, place))
        card.show(present_shared(series_exhibits.over_time, series.earnings, market, split, place))
        group = market_controls.group()
        for exhibit in present_shared(state_exhibits.map_and_ranking, states.by_state, market, series.EARNINGS, group):
            card.show(exhibit)

if minimum.open:
    with minimum:
        card.show(present_shared(wage_exhibits.over_time, wages.minimum_wages, market, market_controls.place()))
        for exhibit in present_shared(state_exhibits.map_and_ranking, states.minimum_wages_by_state, market):
            card.show(exhibit)

if work.open:
    with work:
        rate, split, place, ages = market_controls.rates()
        card.show(present_shared(series_exhibits.over_time, series.rate_by_year, market, rate, split, place, ages))
        card.show(present_shared(series_exhibits.over_time, series.rate_by_month, market, rate, split, ages))
        name, group = series.RATES[rate], market_controls.group()
        for exhibit in present_shared(state_exhibits.map_and_ranking, states.by_state, market, name, group, ages):
            card.show(exhibit)

if jobs.open:
    with jobs:
        grouping = market_controls.hiring_by()
        card.show(present_shared(hiring_exhibits.hiring_changes, hiring.hiring_changes, market, grouping))
        card.show(present_shared(series_exhibits.over_time, series.formal_jobs, market))
        card.show(present_shared(series_exhibits.over_time, series.hiring_index, market))

if posts.open:
    with posts:
        counts = market_tables.adverts()
        filters, by = market_controls.adverts(counts)
        sector = filters.without("city")
        levels = sector.with_values("experience", market_controls.levels())
        shares = advert_exhibits.feature_shares
        card.show(present_shared(shares, adverts.feature_shares, counts, "hidden", by, filters))
        card.show(present_shared(advert_exhibits.experience_asked, adverts.experience_asked, counts, filters))
        card.show(present_shared(advert_exhibits.skills, adverts.skills, counts, levels))
        card.show(present_shared(shares, adverts.feature_shares, counts, "from_home", "sector", sector))
        card.show(present_shared(advert_exhibits.places, adverts.places, counts, sector))

if any_series.open:
    with any_series:
        indicator = market_controls.indicator(market)
        card.show(present_shared(series_exhibits.over_time, series.any_series, market, *indicator))
