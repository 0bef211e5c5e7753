from analytics.presenting import exhibits
from pages.parts import card, controls, frame, store

view = frame.current()
by, largest = controls.grouping(view.survey)

card.show(store.of(exhibits.bands, view, by, largest))
card.show(store.of(exhibits.distribution, view))
