from analytics.topics.claims import answer, exhibits
from pages.parts.cache import market, surveys
from pages.parts.cache.answers import cached
from pages.parts.view import card, frame, listing, market_controls

view = frame.current()
claims, posted = market.claims(), surveys.survey(surveys.REFERENCE)

market_controls.roles_with_claims(claims.roles(), view.survey)
most, age = market_controls.claims_shown()
published = cached(answer.published, view, most, age, claims=claims, posted=posted)
card.show(exhibits.published(published))
listing.drawer("Each claim with its source", exhibits.sources(published), key="claim sources")

contradictions = cached(answer.disagreements, view, claims=claims)
card.show(exhibits.contradictions(contradictions))
listing.drawer(
    "Each contradiction in a sentence",
    exhibits.explained(contradictions),
    key="contradictions explained",
    expanded=True,
)
