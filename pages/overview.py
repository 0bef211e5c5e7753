from functools import partial

from analytics.topics.bands import answer, exhibits
from pages.parts.cache import market
from pages.parts.cache.answers import cached
from pages.parts.cache.exhibits import presented
from pages.parts.view import card, frame, menu

view = frame.current()

with frame.head():
    card.headline(cached(answer.total, view))
card.show_all(presented(exhibits.bands, cached(answer.bands, view, dimension)) for dimension in answer.OVERVIEW)
frame.add_lasting(partial(card.ways_on, menu.MENU["Pay"][1:]), partial(card.pulse, market.pulse()))
