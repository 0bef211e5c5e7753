from analytics.topics.standing import answer, changes, doubt_exhibits, exhibits, other_exhibits, others
from analytics.topics.witnesses import exhibits as witness_exhibits
from analytics.topics.witnesses.strip import strip
from pages.parts.cache import market, tables
from pages.parts.cache.answers import get_answer
from pages.parts.cache.exhibits import present
from pages.parts.view import card, controls, estimates, frame, questions

view = frame.current()
with controls.row():
    question = questions.salary(view)
    with_estimates = controls.estimates(view.survey)
reference, wages = tables.reference(), tables.table("minimum_wages")
case = get_answer(answer.salary, view, question, reference=reference, wages=wages)
change = get_answer(changes.changes, view, question, case=case, reference=reference)
witnesses = get_answer(strip, view, case.first, question.pay, **market.witnesses())
figures = get_answer(others.others, view, question, case=case, reference=reference, **market.other_figures())

card.show(present(exhibits.salary, case, witnesses.floor))
if with_estimates:
    estimates.beside_salary(view, case)
card.show(present(doubt_exhibits.doubts, case))
card.show(present(other_exhibits.changes, change))
card.show(present(exhibits.comparable, case))
card.show(present(witness_exhibits.strip, witnesses, with_floor=not case.below_the_floor))
card.show(present(other_exhibits.others, figures))
