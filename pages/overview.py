from analytics.presenting import exhibits
from pages.parts import card, frame, store

view = frame.current()

card.headline(store.of(exhibits.headline, view))
card.show_all(store.of(exhibits.bands, view, dimension) for dimension in ("experience", "city", "sector"))
card.pulse(store.pulse())
