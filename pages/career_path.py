from analytics.topics.career import answer, exhibits, skills
from analytics.topics.witnesses import exhibits as witness_exhibits
from analytics.topics.witnesses.strip import strip
from pages.parts.cache import market, surveys, tables
from pages.parts.cache.answers import get_answer
from pages.parts.cache.exhibits import present
from pages.parts.view import card, controls, estimates, frame, questions

view = frame.current()
reference = tables.reference()
with controls.row():
    family = questions.family(reference.families)
    with_estimates = controls.estimates(view.survey)
path = get_answer(answer.path, view)

card.show(present(exhibits.path, path))
if with_estimates:
    estimates.beside_path(view, path)
card.show(present(exhibits.rungs, get_answer(answer.rungs, view, family, reference=reference)))
roles, applies = skills.ladder_roles(reference.rungs(family)), surveys.has_skills(view.survey)
compared = get_answer(skills.skills, view, roles, applies=applies, **tables.skills())
card.show(present(exhibits.skills, compared))
across_levels = answer.across_levels(view)
card.show(present(witness_exhibits.strip, get_answer(strip, across_levels, **market.witnesses())))
