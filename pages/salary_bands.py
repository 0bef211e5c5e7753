from analytics.presenting import exhibits
from pages.parts import card, controls, frame

view = frame.current()
by, largest = controls.grouping(view.survey)

card.show(exhibits.bands(view, by=by, largest=largest))
card.show(exhibits.distribution(view))
