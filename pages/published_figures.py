from analytics.presenting.messages import _
from analytics.topics.claims import answer, exhibits
from analytics.topics.witnesses import agreement_exhibits
from analytics.topics.witnesses.agreement import where_sources_agree
from pages.parts.cache import market, surveys, tables
from pages.parts.cache.answers import get_answer
from pages.parts.cache.exhibits import present
from pages.parts.view import card, controls, frame, listing, market_controls

claims, posted = market.claims(), surveys.packaged_survey(surveys.REFERENCE)

with controls.row():
    view = market_controls.one_role_first(frame.current(), claims.roles())
    most, age = market_controls.claims_shown()
    later_rupees = market_controls.in_later_rupees()
frame.summarise(view.filters)
prices = tables.price_series() if later_rupees else ()
published = get_answer(
    answer.published_claims, view, most, age, later_rupees, claims=claims, posted=posted, prices=prices
)
sources = listing.drawer(_("Each claim with its source"), present(exhibits.sources, published), key="claim sources")
card.show(present(exhibits.published_claims, published), sources)

pairs = get_answer(where_sources_agree, view, sources=tables.sources())
sentences = listing.drawer(
    _("Each pair of sources in a sentence"), present(agreement_exhibits.sentences, pairs), key="pairs of sources"
)
card.show(present(agreement_exhibits.agreements, pairs), sentences)

contradictions = get_answer(answer.disagreements, view, claims=claims)
explanations = listing.drawer(
    _("Each contradiction in a sentence"),
    present(exhibits.explanations, contradictions),
    key="contradictions explained",
    is_open=True,
)
card.show(present(exhibits.contradictions, contradictions), explanations)
