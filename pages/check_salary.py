from analytics.presenting import standing_exhibits
from pages.parts import card, frame, questions, store

view = frame.current()
question = questions.salary(view.survey)
case = standing_exhibits.Case.of(view, question, store.reference())

card.show(standing_exhibits.answer(case))
card.show(standing_exhibits.bait(case))
card.show(standing_exhibits.changes(case))
card.show(standing_exhibits.comparable(case))
card.show(standing_exhibits.witnesses(case, store.claims().table, store.beside(), store.clerical_wages()))
