from analytics.presenting import career_exhibits
from pages.parts import card, frame, questions, store

view = frame.current()

card.show(career_exhibits.fan(view))
card.show(career_exhibits.rungs(view, store.reference(), questions.family(store.reference().families)))
card.show(store.skills(view))
