from analytics.topics.career import exhibits as career_exhibits
from pages.parts.cache import exhibits, tables
from pages.parts.state import questions
from pages.parts.view import card, frame

view = frame.current()

card.show(exhibits.of(career_exhibits.fan, view))
family = questions.family(tables.reference().families)
card.show(exhibits.rungs(view, family))
card.show(exhibits.skills(view, family))
