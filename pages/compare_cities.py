from analytics.topics.cities import exhibits as city_exhibits
from pages.parts.cache import store
from pages.parts.state import questions
from pages.parts.view import card, frame

view = frame.current()
cities = store.of(city_exhibits.largest, view, questions.cities(view.survey))
buys = questions.what_it_buys()

card.show(store.compared(view, cities, buys))
card.show(store.of(city_exhibits.heat, view, cities))
card.show(store.bubbles(view))
