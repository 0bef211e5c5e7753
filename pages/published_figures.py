from analytics.topics.claims import exhibits as published_exhibits
from pages.parts.cache import market as market_tables
from pages.parts.view import card, frame, listing, market_controls

view = frame.current()

market_controls.roles_with_claims(market_tables.claims().roles(), view.survey)
shown = market_tables.published(view, market_controls.claims_shown())
card.show(shown)
listing.drawer("Each claim with its source", published_exhibits.sources(shown), key="claim sources")

apart = market_tables.disagreements(view)
card.show(apart)
listing.drawer(
    "Each contradiction in a sentence",
    published_exhibits.sentences(apart),
    key="contradictions explained",
    expanded=True,
)
