from analytics.topics.career import answer, exhibits, skills
from analytics.topics.witnesses import exhibits as witness_exhibits
from analytics.topics.witnesses.strip import strip
from pages.parts.cache import market, surveys, tables
from pages.parts.cache.answers import cached
from pages.parts.cache.exhibits import presented
from pages.parts.view import card, controls, estimates, frame, questions

view = frame.current()
reference = tables.reference()
with_estimates = controls.estimates(view.survey)
path = cached(answer.path, view)

card.show(presented(exhibits.path, path))
if with_estimates:
    estimates.beside_path(view, path)
family = questions.family(reference.families)
card.show(presented(exhibits.rungs, cached(answer.rungs, view, family, reference=reference)))
roles, applies = skills.ladder_roles(reference.rungs(family)), surveys.has_skills(view.survey)
compared = cached(skills.skills, view, roles, applies=applies, **tables.skills())
card.show(presented(exhibits.skills, compared))
across_levels = answer.across_levels(view)
card.show(presented(witness_exhibits.strip, cached(strip, across_levels, **market.witnesses())))
