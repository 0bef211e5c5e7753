from analytics.presenting import career_exhibits
from pages.parts import card, frame, questions, store

view = frame.current()

card.show(store.of(career_exhibits.fan, view))
family = questions.family(store.reference().families)
card.show(store.rungs(view, family))
card.show(store.skills(view, family))
