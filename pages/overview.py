from functools import partial

from analytics.topics.bands import answer, exhibits, figures
from pages.parts.cache import market
from pages.parts.cache.answers import cached
from pages.parts.view import card, frame, menu

view = frame.current()

with frame.head():
    total = cached(answer.total, view)
    card.headline(exhibits.headline(total), figures.headline(total))
card.show_all(exhibits.bands(cached(answer.bands, view, dimension)) for dimension in ("experience", "city", "sector"))
frame.add_lasting(partial(card.ways_on, menu.MENU["Pay"][1:]), partial(card.pulse, market.pulse()))
