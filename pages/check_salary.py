from analytics.topics.standing import exhibits as standing_exhibits
from pages.parts.cache import store
from pages.parts.state import questions
from pages.parts.view import card, frame

view = frame.current()
question = questions.salary(view.survey)
case = store.case(view, question)

card.show(store.of_case(standing_exhibits.answer, case))
card.show(store.of_case(standing_exhibits.bait, case))
card.show(store.of_case(standing_exhibits.changes, case))
card.show(store.of_case(standing_exhibits.comparable, case))
card.show(store.witnesses(case))
