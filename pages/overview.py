from analytics.topics.bands import answer, exhibits
from pages.parts.cache import market
from pages.parts.cache.answers import get_answer
from pages.parts.cache.exhibits import present
from pages.parts.view import card, frame
from pages.parts.view.menu import WAYS_ON

view = frame.current()

card.headline(get_answer(answer.total, view), WAYS_ON)
for question in answer.overview(view):
    card.show(present(exhibits.bands, get_answer(answer.bands, view, *question)))
card.pulse(market.pulse())
