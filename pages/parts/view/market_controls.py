"""Widgets of the pages on the market. A widget's key is the name of its URL parameter."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import streamlit as st

from analytics.model import Experience, Filters
from analytics.presenting.messages import _
from analytics.texts import N_
from analytics.topics.adverts.answer import Adverts, Grouping
from analytics.topics.claims.answer import NEWEST, Age
from analytics.topics.hiring import answer as hiring
from analytics.topics.hiring.exhibits import GROUPINGS as HIRING_GROUPINGS
from analytics.topics.market.tables import INDIA, Market
from analytics.topics.series.answer import Rate, Split, series_of
from analytics.topics.series.exhibits import rate_labels
from analytics.topics.series.labels import LINES, line_label
from analytics.topics.states.answer import Group
from analytics.topics.states.exhibits import GROUPS
from analytics.topics.states.names import STATES
from analytics.topics.view import View
from pages.parts.view.text import escape_markdown

Option = TypeVar("Option", bound=str)

PLACES = (INDIA, *sorted(STATES))
AGES = {"15+": N_("15 and older"), "15-29": N_("15 to 29")}
SPLITS: dict[Split, str] = {"sex": N_("Women and men"), "area": N_("Towns and villages")}
HIDDEN_BY: dict[Grouping, str] = {"sector": N_("Sector"), "city": N_("City"), "experience": N_("Experience")}
EVERY_SECTOR, EVERY_CITY, EVERY_ROLE = "All sectors", "All cities", "All roles"
FIRST_ROLE, ROLES_OFFERED = "Data entry operator", 6
"""The role whose claims are shown first, and how many roles are offered beside it."""
CLAIMS_SHOWN: dict[str, tuple[int | None, Age]] = {
    f"Newest {NEWEST}": (NEWEST, "recent"),
    "Last 3 years": (None, "recent"),
    "All": (None, "all"),
}
"""How many claims to draw, and whether old and undated ones are among them."""


def place() -> str:
    """India, or a state."""
    return _among(st.selectbox("Place", PLACES, key="place", bind="query-params", width=280), PLACES)


def split() -> Split:
    """How series are split into lines."""
    return _option(_("Lines"), SPLITS, "lines")


def rates() -> tuple[Rate, Split, str, str]:
    """Which yearly rate, how it is split into lines, where, and of which ages."""
    with st.container(horizontal=True):
        where, rate = place(), _option(_("Rate"), rate_labels(), "rate")
        return rate, split(), where, _option(_("Ages"), AGES, "ages")


def group() -> Group:
    """Whose figures the map shows."""
    return _option(_("Map of"), GROUPS, "group")


def hiring_by() -> hiring.Grouping:
    """Whether changes of hiring are shown by sector or by city."""
    return _option(_("Hiring by"), HIRING_GROUPINGS, "hiring")


def adverts(counts: Adverts) -> tuple[Filters, Grouping]:
    """Which advertisements count, and what the shares are shown by."""
    with st.container(horizontal=True):
        sectors = (EVERY_SECTOR, *counts.sectors)
        cities = (EVERY_CITY, *counts.cities)
        sector = _among(st.selectbox("Sector", sectors, key="field", bind="query-params", width=280), sectors)
        city = _among(st.selectbox("City", cities, key="town", bind="query-params", width=280), cities)
        by = _option(_("Hidden pay by"), HIDDEN_BY, "hidden")
    chosen = {"sector": [] if sector == EVERY_SECTOR else [sector], "city": [] if city == EVERY_CITY else [city]}
    return Filters.of(chosen), by


def levels() -> list[str]:
    """Whose skills are counted: levels of experience, none for all."""
    picked = st.pills(
        "Skills asked of", [*map(str, Experience)], selection_mode="multi", key="asked", bind="query-params"
    )
    return [level for level in picked if level in list(Experience)]


def indicator(market: Market) -> tuple[str, str, list[str]]:
    """Any indicator, one of its places, and some of its series."""
    titles = {indicator.title: name for name, indicator in market.indicators.items()}
    picked = _among(st.selectbox("Indicator", list(titles), key="indicator", bind="query-params"), tuple(titles))
    name = titles[picked]
    places = tuple(market.places([name]))
    where = _among(st.selectbox("Place", places, key="where", bind="query-params"), places)
    lines = [source.line for source in series_of(market, name, where).values()]
    labels = {line_label(line): line for line in lines}
    chosen = st.multiselect("Series", list(labels), key="series", placeholder=_(LINES["all"]), bind="query-params")
    return name, where, [labels[label] for label in chosen if label in labels]


def one_role_first(view: View, roles: Mapping[str, int]) -> View:
    """The view of one of the roles most is published about, or of all, unless the filters name work already.

    Args:
        roles: how many claims each role has, the most first.
    """
    if names_work(view) or not roles:
        return view
    offered, first = roles_offered(roles)
    picked = st.pills("Claims about", list(offered), default=first, required=True, key="about", bind="query-params")
    return about_role(view, offered[picked if picked in offered else first])


def names_work(view: View) -> bool:
    """Whether the filters name work already."""
    return bool(view.filters["role"] or view.filters["sector"])


def roles_offered(roles: Mapping[str, int]) -> tuple[dict[str, str | None], str]:
    """The roles most is published about by their labels, with a label for all of them, and the label to begin with."""
    labels = {escape_markdown(role): role for role in list(roles)[:ROLES_OFFERED]}
    first = next((label for label, role in labels.items() if role == FIRST_ROLE), next(iter(labels)))
    return {**labels, EVERY_ROLE: None}, first


def about_role(view: View, role: str | None) -> View:
    """The view of one role; the same view for all roles."""
    return view if role is None else replace(view, filters=view.filters.having("role", [role]))


def claims_shown() -> tuple[int | None, Age]:
    """How many claims to draw, and whether old and undated ones are among them."""
    return CLAIMS_SHOWN[_choice("Claims", tuple(CLAIMS_SHOWN), "claims")]


def in_later_rupees() -> bool:
    """Whether claims are brought to the rupees of the last month of the prices that cover them."""
    return st.toggle(
        "In later rupees",
        key="aged",
        bind="query-params",
        help="Multiplies a claim by the rise of consumer prices since its date, to the last month of the one series "
        "that covers it. Claims that no series covers stay as published.",
    )


def _option(label: str, options: Mapping[Option, str], key: str) -> Option:
    """One of a few options, which are shown by their labels; the first unless another is picked."""
    by_label = {_(text): option for option, text in options.items()}
    return by_label[_choice(label, tuple(by_label), key)]


def _choice(label: str, options: Sequence[str], key: str) -> str:
    """One of a few options, the first unless another is picked."""
    picked = st.segmented_control(label, options, default=options[0], required=True, key=key, bind="query-params")
    return _among(picked, options)


def _among(picked: str | None, options: Sequence[str]) -> str:
    """A value that exists: what comes from a URL or a browser can be anything."""
    return picked if picked is not None and picked in options else options[0]
