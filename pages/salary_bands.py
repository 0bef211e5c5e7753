from analytics.topics.bands import answer as bands_answer
from analytics.topics.bands import exhibits as bands_exhibits
from analytics.topics.spread import answer as spread_answer
from analytics.topics.spread import exhibits as spread_exhibits
from analytics.topics.witnesses import exhibits as witness_exhibits
from analytics.topics.witnesses.strip import strip
from pages.parts.cache import market
from pages.parts.cache.answers import get_answer
from pages.parts.cache.exhibits import present
from pages.parts.view import card, controls, estimates, frame

view = frame.current()
with controls.row():
    by, largest = controls.grouping(view.survey)
    with_estimates = controls.estimates(view.survey)
bands = get_answer(bands_answer.bands, view, by, largest)

card.show(present(bands_exhibits.bands, bands))
if with_estimates:
    estimates.beside_bands(view, bands)
card.show(present(spread_exhibits.spread, get_answer(spread_answer.spread, view)))
card.show(present(witness_exhibits.strip, get_answer(strip, view, **market.witnesses())))
