from analytics.presenting import exhibits
from pages.parts import card, frame, store

view = frame.current()

card.headline(exhibits.headline(view))
card.show_all(exhibits.bands(view, by=dimension) for dimension in ("experience", "city", "sector"))
card.pulse(store.pulse())
