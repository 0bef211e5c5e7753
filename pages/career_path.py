from analytics.topics.career import answer, exhibits, skills
from analytics.topics.witnesses import exhibits as witness_exhibits
from analytics.topics.witnesses.strip import strip
from pages.parts.cache import market, surveys, tables
from pages.parts.cache.answers import cached
from pages.parts.view import card, controls, estimates, frame, questions

view = frame.current()
reference = tables.reference()
with_estimates = controls.estimates(view.survey)
path = cached(answer.path, view)

card.show(exhibits.path(path))
if with_estimates:
    estimates.beside_path(view, path)
family = questions.family(reference.families)
card.show(exhibits.rungs(cached(answer.rungs, view, family, reference=reference)))
roles, applies = skills.ladder_roles(reference.rungs(family)), surveys.has_skills(view.survey)
card.show(exhibits.skills(cached(skills.skills, view, roles, applies=applies, **tables.skills())))
all_levels = answer.across_experience(view.filters)
card.show(witness_exhibits.strip(cached(strip, view, all_levels, **market.witnesses())))
