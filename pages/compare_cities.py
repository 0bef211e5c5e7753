from analytics.presenting import city_exhibits
from pages.parts import card, frame, questions, store

view = frame.current()
cities = store.of(city_exhibits.largest, view, questions.cities(view.survey))
buys = questions.what_it_buys()

card.show(store.compared(view, cities, buys))
card.show(store.of(city_exhibits.heat, view, cities))
card.show(store.bubbles(view))
