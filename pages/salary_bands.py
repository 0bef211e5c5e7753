from analytics.topics.bands import exhibits
from pages.parts.cache import store
from pages.parts.view import card, controls, frame

view = frame.current()
by, largest = controls.grouping(view.survey)

card.show(store.of(exhibits.bands, view, by, largest))
card.show(store.of(exhibits.distribution, view))
