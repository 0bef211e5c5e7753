from functools import partial

from analytics.topics.bands import answer, exhibits
from pages.parts.cache import market
from pages.parts.cache.answers import get_answer
from pages.parts.cache.exhibits import present
from pages.parts.view import card, frame, menu

view = frame.current()

with frame.head():
    card.headline(get_answer(answer.total, view))
card.show_all(present(exhibits.bands, get_answer(answer.bands, view, dimension)) for dimension in answer.OVERVIEW)
frame.add_lasting(partial(card.ways_on, menu.MENU["Pay"][1:]), partial(card.pulse, market.pulse()))
