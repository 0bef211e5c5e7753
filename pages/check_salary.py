from analytics.topics.standing import exhibits as standing_exhibits
from pages.parts.cache import exhibits
from pages.parts.state import questions
from pages.parts.view import card, frame

view = frame.current()
question = questions.salary(view.survey)
case = exhibits.case(view, question)

card.show(exhibits.of_case(standing_exhibits.answer, case))
card.show(exhibits.of_case(standing_exhibits.bait, case))
card.show(exhibits.of_case(standing_exhibits.changes, case))
card.show(exhibits.of_case(standing_exhibits.comparable, case))
card.show(exhibits.witnesses(case))
