from analytics.topics.bands import answer, exhibits
from pages.parts.cache import market
from pages.parts.cache.answers import cached
from pages.parts.view import card, frame, menu

view = frame.current()

card.headline(exhibits.headline(cached(answer.total, view)))
card.ways_on(menu.MENU["Pay"][1:])
card.show_all(exhibits.bands(cached(answer.bands, view, dimension)) for dimension in ("experience", "city", "sector"))
card.pulse(market.pulse())
