from analytics.topics.cities import exhibits as city_exhibits
from pages.parts.cache import exhibits
from pages.parts.state import questions
from pages.parts.view import card, frame

view = frame.current()
cities = exhibits.of(city_exhibits.largest, view, questions.cities(view.survey))
buys = questions.what_it_buys()

card.show(exhibits.compared(view, cities, buys))
card.show(exhibits.of(city_exhibits.heat, view, cities))
card.show(exhibits.bubbles(view))
