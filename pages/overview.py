from analytics.topics.bands import exhibits
from pages.parts.cache import store
from pages.parts.view import card, frame

view = frame.current()

card.headline(store.of(exhibits.headline, view))
card.show_all(store.of(exhibits.bands, view, dimension) for dimension in ("experience", "city", "sector"))
card.pulse(store.pulse())
