from analytics.presenting import exhibits
from pages.parts import card, frame, store

view = frame.current()

card.headline(exhibits.headline(view))
card.show(exhibits.bands(view, by="experience"))
card.show(exhibits.bands(view, by="city"))
card.show(exhibits.bands(view, by="sector"))
card.pulse(store.pulse())
