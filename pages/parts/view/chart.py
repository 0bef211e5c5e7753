"""A chart on the page: drawn on the server at once, by plotly where a visitor explores it."""

import streamlit as st

from analytics.presenting import figures, svg
from analytics.presenting.exhibit import Exhibit
from analytics.presenting.figures import Figure
from pages.parts.cache.exhibits import cache_per_exhibit

EXPLORED_CHARTS = "explored charts"
"""The key in the session's state of the exhibits whose charts a visitor explores."""


@cache_per_exhibit
def drawing(exhibit: Exhibit) -> str:
    """The chart of an exhibit as HTML.

    The drawing needs no chart script, which is a megabyte and seconds of work on a phone. It comes as text in an
    attribute, since Streamlit removes SVG from HTML; the page's script puts it into its place.
    """
    names = {"data-key": exhibit.key, "data-file": exhibit.file_name}
    return _box(exhibit.figure(), {"class": "vetan-chart", "role": "img", "aria-label": exhibit.alt} | names)


def ornament(figure: Figure) -> str:
    """A drawing beside words that say all it shows, as HTML."""
    return _box(figure, {"class": "vetan-ornament", "aria-hidden": "true"})


def _box(figure: Figure, attributes: dict[str, str]) -> str:
    drawn = {"data-svg": svg.draw(figure.to_plotly_json()), "style": f"height:{figure.layout.height:g}px"}
    return f"<div {' '.join(f'{name}={_quote(text)}' for name, text in (attributes | drawn).items())}></div>"


def draw_explorable(exhibit: Exhibit) -> None:
    """The chart of an exhibit, drawn by plotly."""
    key, config = f"chart {exhibit.key}", figures.config(exhibit.file_name)
    st.plotly_chart(exhibit.figure(), config=config, key=key, alt=exhibit.alt)


def explore(key: str) -> None:
    """Draw the chart of this exhibit with plotly from now on."""
    st.session_state[EXPLORED_CHARTS] = {*st.session_state.get(EXPLORED_CHARTS, ()), key}


def is_explored(key: str) -> bool:
    """Whether plotly draws the chart of this exhibit."""
    return key in st.session_state.get(EXPLORED_CHARTS, ())


def _quote(text: str) -> str:
    """The text as the value of an attribute, in single quotes: escaping the double ones would make SVG half as long."""
    return "'{}'".format(text.replace("&", "&amp;").replace("'", "&#39;"))
