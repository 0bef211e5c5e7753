from analytics.presenting import standing_exhibits
from pages.parts import card, frame, questions, store

view = frame.current()
question = questions.salary(view.survey)
case = store.case(view, question)

card.show(store.of_case(standing_exhibits.answer, case))
card.show(store.of_case(standing_exhibits.bait, case))
card.show(store.of_case(standing_exhibits.changes, case))
card.show(store.of_case(standing_exhibits.comparable, case))
card.show(store.witnesses(case))
