"""Styles for print and PDF, and for visitors who prefer reduced motion.

Streamlit has no print styles: charts do not shrink to the paper, and animations keep running. No setting
changes that, nor how cards, menus and charts that the server drew look: the rules for all of it stand in media.css.
"""

import re
from pathlib import Path
from typing import Any

import streamlit as st

from analytics.presenting.messages import _

INK = st.get_option("theme.dark.chartCategoricalColors")[6]
"""The dark look's colour of text in charts, `figures.INK`: too pale for white paper."""
RULES, SCRIPT = (Path(__file__).with_suffix(ending).read_text("utf-8") for ending in (".css", ".js"))
LOOKS = ("light", "dark")
NAMES = ("backgroundColor", "borderColor", "primaryColor", "secondaryBackgroundColor")


def of_theme(name: str) -> tuple[Any, Any]:
    """A setting of the theme in the light look and in the dark one."""
    light, dark = (st.get_option(f"theme.{look}.{name}") for look in LOOKS)
    return light, dark


PALETTES = zip(*of_theme("chartCategoricalColors"), strict=True)
OF_THEME = {name: of_theme(name) for name in NAMES}
OF_CHARTS = {f"chart-{place}": colours for place, colours in enumerate(PALETTES, start=1)}
COLOURS = "".join(
    f"--{name}:{light};--{name}:light-dark({light},{dark});" for name, (light, dark) in (OF_CHARTS | OF_THEME).items()
)


def _rgb(colour: str) -> str:
    """A colour as browsers write it into the style of an element.

    >>> _rgb("#0b6fc2")
    'rgb(11, 111, 194)'
    """
    return f"rgb{tuple(bytes.fromhex(colour.removeprefix('#')))}"


# Streamlit gives a chart of plotly the colours of one look, and leaves them when the device changes to the other.
PLOTLY = "".join(
    f'.js-plotly-plot [style*="{part}: {_rgb(colour)}"]{{{part}:var(--{name})!important}}'
    for name, colours in OF_CHARTS.items()
    for colour in colours
    for part in ("fill", "stroke")
)
HEADINGS = f"--headings:{st.get_option('theme.headingFont')};"
"""The typeface of headings, as a variable of CSS."""
STYLE = f'[data-testid="stApp"]{{{COLOURS}{HEADINGS}}}{PLOTLY}{RULES}'
CONTENT = f'<style>{STYLE}</style><script type="module">{SCRIPT.replace("INK", INK)}</script>'
"""Entirely our own markup, without data. Nothing in it is visible."""


def words() -> str:
    """The words that the rules show, in the language of the visit: Streamlit's buttons have no label of their own."""
    return f'<style>[data-testid="stApp"]{{--filters:{_quote(_("Filters"))}}}</style>'


def _quote(text: str) -> str:
    """A text as a string of CSS, in which neither a quotation mark nor a tag can end it.

    >>> print(_quote('A "B" </style>'))
    "A \\22 B\\22  \\3c /style>"
    """
    return '"' + re.sub(r'["\\<\n]', lambda match: f"\\{ord(match[0]):x} ", text) + '"'
