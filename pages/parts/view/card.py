"""A card: one exhibit on the screen, with its words, chart, table, source and downloads."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any

import streamlit as st

from analytics.presenting import export, messages, tables, wording
from analytics.presenting.exhibit import Exhibit
from analytics.presenting.messages import _
from analytics.statistics.bands import SHOWN_FROM
from analytics.texts import N_
from analytics.topics.bands import exhibits, figures
from analytics.topics.bands.answer import BandsAnswer
from analytics.topics.market.pulse import Headline
from pages.parts.cache.exhibits import present
from pages.parts.state import link_parameters
from pages.parts.view import chart, controls, page_links, prose, takeaway
from pages.parts.view.market_controls import SECTIONS
from pages.parts.view.menu import Entry
from pages.parts.view.text import escape_markdown

DOWNLOADS = {
    "CSV": (export.csv, "csv", "text/csv"),
    "Excel": (export.excel, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "JSON": (export.as_json, "json", "application/json"),
    N_("Data package"): (export.package, "zip", "application/zip"),
}
TABLES = "tables shown"
"""The key in the session's state of the exhibits whose tables a visitor looks at."""

_sentences: ContextVar[set[str]] = ContextVar("sentences of the page")


@contextmanager
def page() -> Iterator[None]:
    """A context for one run of a page, in which no card repeats what is above it."""
    token = _sentences.set(set())
    try:
        yield
    finally:
        _sentences.reset(token)


def show(exhibit: Exhibit, foot: Callable[[], None] | None = None) -> None:
    """Shows an exhibit as a card: finding, sentence, chart, table, source and downloads.

    A card without a chart does not repeat what the headline or another card above already says.

    Args:
        foot: draws the last part of the card.
    """
    sentences, finding = _sentences.get(), f"{exhibit.title}\n{exhibit.reading}"
    if finding in sentences or (exhibit.empty and exhibit.title in sentences):
        return
    lines = exhibit.reading.splitlines()
    if exhibit.draw is None:
        exhibit = replace(exhibit, reading="\n".join(line for line in lines if line not in sentences))
    sentences |= {finding, exhibit.title, *lines}
    with st.container(border=True, key=f"card {'wide ' if exhibit.wide else ''}{exhibit.key}"):
        if not exhibit.empty:
            _body(exhibit)
        else:
            st.html(prose.Markup("".join(prose.around(exhibit))))
        if exhibit.draw is None:
            _offer_to_lift_filters(exhibit)
        if foot is not None:
            foot()


@st.fragment
def _body(exhibit: Exhibit) -> None:
    """The body of a card with a chart or a table: only this reruns when a visitor opens or closes a part of it.

    Heading, words and chart are one element, and all that can be done with them is one menu, because a slow phone
    goes through every element several times at each click.
    """
    with messages.language(link_parameters.language()):
        _parts(exhibit)


def _parts(exhibit: Exhibit) -> None:
    around = prose.around(exhibit)
    if exhibit.draw is None:
        st.html(prose.Markup("".join(around)))
    elif chart.is_explored(exhibit.key):
        st.html(prose.Markup(around[0]))
        chart.draw_explorable(exhibit)
        st.html(prose.Markup(around[1]))
    else:
        st.html(prose.Markup(chart.drawing(exhibit).join(around)))
    _menu(exhibit)
    if _shows_table(exhibit.key):
        label = _("Table: {title}", title=exhibit.title)
        st.dataframe(tables.style_table(exhibit), hide_index=True, column_config=_headings(exhibit), alt=label)


def _offer_to_lift_filters(exhibit: Exhibit) -> None:
    kind = exhibit.source.kind
    with st.container(horizontal=True):
        for dimension, n in exhibit.rows_without[:4]:
            st.button(
                _(
                    "Any {dimension} ({rows})",
                    dimension=escape_markdown(dimension.replace("_", " ")),
                    rows=wording.rows(n, kind),
                ),
                key=f"without {exhibit.key} {dimension}",
                icon=":material/filter_alt_off:",
                on_click=controls.clear,
                args=(dimension,),
            )
    several = len(list(exhibit.filters)) > 1
    if exhibit.empty and several and exhibit.n < SHOWN_FROM["p50"] and not exhibit.rows_without:
        st.info(_("Clear some of the filters to see more."), icon=":material/filter_alt:")


def _menu(exhibit: Exhibit) -> None:
    """The menu of a card's actions, built when it is opened.

    Its key depends on what the card shows, so it closes when that changes.
    """
    shows_table, explored = _shows_table(exhibit.key), chart.is_explored(exhibit.key)
    menu = st.popover(
        _("Download, table, share"),
        key=f"menu {exhibit.key} {shows_table:d}{explored:d}",
        icon=":material/download:",
        type="tertiary",
        on_change="rerun",
    )
    if menu.open:
        with menu, st.container(gap=None):
            _downloads(exhibit)
            _views(exhibit)
            takeaway.sharing(exhibit.key, picture=exhibit.draw is not None)


def _downloads(exhibit: Exhibit) -> None:
    with st.container(horizontal=True, gap="small"):
        for label, (build, ending, mime) in DOWNLOADS.items():
            st.download_button(
                _(label),
                data=partial(build, exhibit),
                file_name=f"{exhibit.file_name}.{ending}",
                mime=mime,
                key=f"{ending} {exhibit.key}",
                on_click="ignore",
            )


def _views(exhibit: Exhibit) -> None:
    """The table below the chart, and the zoomable chart."""
    shows_table = _shows_table(exhibit.key)
    st.button(
        _("Hide the table") if shows_table else _("Show the table"),
        key=f"table {exhibit.key}",
        icon=":material/table:",
        type="tertiary",
        on_click=_toggle_table,
        args=(exhibit.key,),
    )
    if exhibit.draw is not None and not chart.is_explored(exhibit.key):
        st.button(
            _("Zoom and select in the chart"),
            key=f"explore {exhibit.key}",
            icon=":material/zoom_in:",
            type="tertiary",
            on_click=chart.explore,
            args=(exhibit.key,),
        )


def _shows_table(key: str) -> bool:
    return key in st.session_state.get(TABLES, ())


def _toggle_table(key: str) -> None:
    st.session_state[TABLES] = {*st.session_state.get(TABLES, ())} ^ {key}


def _headings(exhibit: Exhibit) -> dict[str, Any]:
    """The screen's label of each column; addresses can be followed."""
    links = [column.name for column in exhibit.columns if column.unit == "link"]
    labels = tables.headings(exhibit)
    return labels | {name: st.column_config.LinkColumn(labels[name]) for name in links}


def headline(total: BandsAnswer, ways_on: Sequence[Entry]) -> None:
    """The opening sentence of a page, its band, and links to further pages."""
    _sentences.get().add(exhibits.headline(total))
    st.html(prose.Markup(present(headline_html, total, ways_on)))


def headline_html(total: BandsAnswer, ways_on: Sequence[Entry]) -> str:
    """The sentence, the band and the links as HTML."""
    band = figures.headline(total)
    sentence = f"<h2>{prose.letters(exhibits.headline(total))}</h2>"
    return f"{sentence}{'' if band is None else chart.ornament(band)}{page_links.ways_on(ways_on)}"


def pulse(findings: Iterable[Headline]) -> None:
    """Findings shown in full on another page, each with a link to it."""
    by_section = [(section, list(group)) for section, group in groupby(findings, lambda finding: finding.section)]
    sentences = "".join(
        prose.paragraph(" · ".join(finding.sentence for finding in group)) for _section, group in by_section
    )
    links = "".join(
        page_links.link(
            page_links.address("labour_market", {"section": [section]}),
            _(SECTIONS[section]),
            page_links.ARROW,
            wording.list_names(dict.fromkeys(finding.source for finding in group)),
        )
        for section, group in by_section
    )
    heading = prose.heading(_("The market around it"))
    st.html(prose.Markup(f'<section class="card">{heading}{sentences}{page_links.row(links)}</section>'))
