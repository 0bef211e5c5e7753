from analytics.topics.cities import answer, exhibits
from pages.parts.cache import tables
from pages.parts.cache.answers import get_answer
from pages.parts.cache.exhibits import present
from pages.parts.view import card, controls, estimates, frame, questions

view = frame.current()
with controls.row():
    selection, buys = questions.cities(view.survey), questions.what_it_buys()
    with_estimates = controls.estimates(view.survey)
cities, reference = get_answer(answer.largest, view, selection), tables.reference()
comparison = get_answer(answer.comparison, view, cities, buys, reference=reference)

card.show(present(exhibits.comparison, comparison))
if with_estimates:
    estimates.beside_cities(view, cities, comparison)
card.show(present(exhibits.on_the_map, get_answer(answer.on_the_map, view, reference=reference)))
card.show(present(exhibits.heat, get_answer(answer.heat, view, cities)))
