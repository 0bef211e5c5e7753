"""The HTML of a drawing gives a browser the very SVG, whatever its words are."""

from html.parser import HTMLParser

import pytest

from analytics.presenting import svg
from analytics.presenting.figures import figure
from pages.parts.view import chart

pytestmark = pytest.mark.fast


@pytest.mark.parametrize("words", ["Sales", 'People\'s "own" work', "R&D &amp; <b>more</b>", "-->'<!-- &#39; &quot;"])
def test_a_browser_reads_the_svg_as_it_was_drawn(words: str) -> None:
    bar = figure([{"type": "bar", "x": [1.0], "y": [1.0], "hovertext": [words]}], 100)
    attributes: dict[str, str | None] = {}

    class Reader(HTMLParser):
        def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
            attributes.update(attrs)

    Reader().feed(chart._box(bar, {"aria-label": words}))
    assert attributes["data-svg"] == svg.draw(bar.to_plotly_json())
    assert attributes["aria-label"] == words
