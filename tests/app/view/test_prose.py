"""The words of a card as HTML."""

import html

import pytest
from streamlit.testing.v1 import AppTest

from analytics.market.tables import Market
from analytics.model import Provenance
from analytics.presenting.exhibit import Exhibit
from analytics.reading import packaged
from pages.parts.view import prose


def test_markup_is_sent_as_it_is() -> None:
    """Streamlit would take away what stands before the lines; that it does not means it has not searched them."""

    def page() -> None:
        import streamlit as st

        from pages.parts.view.prose import Markup

        st.html(Markup("  <p>\n  <b>12 LPA</b></p>"))

    assert AppTest.from_function(page).run().get("html")[0].proto.body == "  <p>\n  <b>12 LPA</b></p>"


def line_of(source: Provenance) -> str:
    """The line of the source under a chart with notes."""
    exhibit = Exhibit("key", "Title", "Reading.", {}, (), "", 1234, source, notes=("A note.",))
    return prose.around(exhibit)[1].split("</p>")[0]


def test_the_name_of_a_visitors_file_is_no_title_to_shorten() -> None:
    line = line_of(Provenance("Pay advertisements, all (final) statistics.csv", "your file", "yours"))
    assert line.endswith("Pay advertisements, all (final) statistics.csv")
    assert "data-short" not in line


@pytest.mark.parametrize("name", packaged.surveys())
def test_a_survey_with_a_long_title_has_a_short_one(name: str) -> None:
    source = packaged.provenance(name)
    line = line_of(source)
    assert html.escape(source.title) in line
    assert len(source.title) <= 22 or f'data-short="{html.escape(source.short_title)}"' in line
    assert len(source.short_title) <= 22


def test_each_official_series_has_a_short_name_that_fits_a_line_and_keeps_that_it_is_second_hand() -> None:
    market = Market.read()
    for name, indicator in market.indicators.items():
        short = market.source([name], market.rows[name]).short_title
        assert 0 < len(short) <= 40
        assert ("press" in indicator.source) == ("press" in short)
