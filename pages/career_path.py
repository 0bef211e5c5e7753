from analytics.topics.career import exhibits as career_exhibits
from pages.parts.cache import store
from pages.parts.state import questions
from pages.parts.view import card, frame

view = frame.current()

card.show(store.of(career_exhibits.fan, view))
family = questions.family(store.reference().families)
card.show(store.rungs(view, family))
card.show(store.skills(view, family))
