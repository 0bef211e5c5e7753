from analytics.topics.cities import answer, exhibits
from pages.parts.cache import tables
from pages.parts.cache.answers import cached
from pages.parts.cache.exhibits import presented
from pages.parts.view import card, controls, estimates, frame, questions

view = frame.current()
cities = cached(answer.largest, view, questions.cities(view.survey))
buys, reference = questions.what_it_buys(), tables.reference()
with_estimates = controls.estimates(view.survey)
comparison = cached(answer.comparison, view, cities, buys, reference=reference)

card.show(presented(exhibits.comparison, comparison))
if with_estimates:
    estimates.beside_cities(view, cities, comparison)
card.show(presented(exhibits.heat, cached(answer.heat, view, cities)))
card.show(presented(exhibits.on_the_map, cached(answer.on_the_map, view, reference=reference)))
