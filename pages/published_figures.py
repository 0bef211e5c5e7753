from analytics.presenting import published_exhibits
from pages.parts import card, frame, listing, market_controls, store

view = frame.current()
claims, posted = store.claims(), store.survey("posted_pay")

market_controls.roles_with_claims(claims.roles(), view.survey)
shown = published_exhibits.published(claims, posted, view.filters, view.per, market_controls.claims_shown())
card.show(shown)
listing.drawer("Each claim with its source", published_exhibits.sources(shown), key="claim sources")

apart = published_exhibits.disagreements(claims, view.filters, view.per)
card.show(apart)
listing.drawer(
    "Each contradiction in a sentence",
    published_exhibits.sentences(apart),
    key="contradictions explained",
    expanded=True,
)
