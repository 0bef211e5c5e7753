"""Widgets of the pages on the market. A widget's key is the name of its URL parameter."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from analytics.market.tables import INDIA, Market
from analytics.model import Experience, Filters
from analytics.presenting.messages import _, translate_labels
from analytics.texts import N_
from analytics.topics.adverts.answer import Adverts, Grouping
from analytics.topics.claims.answer import NEWEST, Age
from analytics.topics.hiring import answer as hiring
from analytics.topics.hiring.exhibits import GROUPINGS as HIRING_GROUPINGS
from analytics.topics.series.answer import Rate, Split, series_of
from analytics.topics.series.exhibits import rate_labels
from analytics.topics.series.labels import LINES, line_label
from analytics.topics.states.answer import Group
from analytics.topics.states.exhibits import GROUPS
from analytics.topics.states.names import STATES
from analytics.view import View
from pages.parts.state import choices
from pages.parts.state.identifiers import ALL, link_slug, names_by_slug
from pages.parts.view.text import escape_markdown

Option = TypeVar("Option", bound=str)

SECTIONS = {
    "pay": N_("Pay"),
    "minimum-wage": N_("Minimum wage"),
    "work": N_("Work"),
    "hiring": N_("Hiring"),
    "advertisements": N_("Advertisements"),
    "any-series": N_("Any series"),
}
"""The parts of the labour market page."""
PLACES = (INDIA, *sorted(STATES))
AGES = {"15-plus": "15+", "15-29": "15-29"}
"""The age groups of the official series, by their identifiers."""
AGE_LABELS = {"15-plus": N_("15 and older"), "15-29": N_("15 to 29")}
SPLITS: dict[Split, str] = {"sex": N_("Women and men"), "area": N_("Towns and villages")}
HIDDEN_BY: dict[Grouping, str] = {"sector": N_("Sector"), "city": N_("City"), "experience": N_("Experience")}
FIRST_ROLE, ROLES_BESIDE = "Data entry operator", 3
"""The role whose claims are shown first, and how many roles are offered beside it."""
CLAIMS_SHOWN: dict[str, tuple[int | None, Age]] = {
    "newest": (NEWEST, "recent"),
    "recent": (None, "recent"),
    ALL: (None, "all"),
}
"""How many claims to draw, and whether old and undated ones are among them."""


def sections() -> Sequence[TabContainer]:
    """The parts of the labour market page."""
    return choices.tabs(translate_labels(SECTIONS), key="section")


def place() -> str:
    """India, or a state."""
    return _among(st.selectbox(_("Place"), PLACES, key="place", bind="query-params", width=280), PLACES)


def split() -> Split:
    """The choice of how series are split into lines."""
    return _option(_("Lines"), SPLITS, "lines")


def earnings() -> tuple[str, Split]:
    """The place of the earnings, and how they are split into lines."""
    with st.container(horizontal=True):
        return place(), split()


def rates() -> tuple[Rate, Split, str, str]:
    """The yearly rate, its split into lines, its place and its age group."""
    with st.container(horizontal=True):
        geography, rate = place(), _option(_("Rate"), rate_labels(), "rate")
        return rate, split(), geography, AGES[_option(_("Ages"), AGE_LABELS, "ages")]


def group() -> Group:
    """The population group that the map shows."""
    return _option(_("Map of"), GROUPS, "group")


def hiring_by() -> hiring.Grouping:
    """Whether changes of hiring are shown by sector or by city."""
    return _option(_("Hiring by"), HIRING_GROUPINGS, "hiring")


def adverts(counts: Adverts) -> tuple[Filters, Grouping]:
    """The advertisements to count, and the grouping of the shares."""
    with st.container(horizontal=True):
        filters = {
            "sector": _name_or_all(_("Sector"), _("All sectors"), counts.sectors, "field"),
            "city": _name_or_all(_("City"), _("All cities"), counts.cities, "town"),
        }
        by = _option(_("Hidden pay by"), HIDDEN_BY, "hidden")
    return Filters.of(filters), by


def levels() -> list[str]:
    """The levels of experience whose skills are counted; none for all."""
    by_name = names_by_slug(map(str, Experience))
    names = choices.several(st.pills, _("Skills asked of"), by_name, "asked", selection_mode="multi")
    return [by_name[name] for name in names]


def indicator(market: Market) -> tuple[str, str, list[str]]:
    """Any indicator, one of its places, and some of its series."""
    titles = {name: indicator.title for name, indicator in market.indicators.items()}
    name = choices.single(st.selectbox, _("Indicator"), titles, "indicator")
    places = tuple(market.places([name]))
    geography = _among(st.selectbox(_("Place"), places, key="where", bind="query-params"), places)
    lines = names_by_slug(source.line for source in series_of(market, name, geography).values())
    labels = {identifier: line_label(line) for identifier, line in lines.items()}
    selection = choices.several(
        st.multiselect, _("Series"), labels, "series", placeholder=_(LINES["all"]), select_all=False
    )
    return name, geography, [lines[identifier] for identifier in selection]


def one_role_first(view: View, roles: Mapping[str, int]) -> View:
    """The view of one of the roles most is published about, or of all, unless the filters name work already.

    Args:
        roles: how many claims each role has, the most first.
    """
    if names_work(view) or not roles:
        return view
    options, first = roles_offered(roles)
    labels = role_labels(options)
    return about_role(
        view,
        options[choices.single(st.pills, _("Claims about"), labels, "about", first, required=True)],
    )


def role_labels(roles: Mapping[str, str | None]) -> dict[str, str]:
    """The labels of the roles on offer, and of all roles, by identifier."""
    return {name: escape_markdown(role) if role else _("All") for name, role in roles.items()}


def names_work(view: View) -> bool:
    """Whether the filters name work already."""
    return bool(view.filters["role"] or view.filters["sector"])


def roles_offered(roles: Mapping[str, int]) -> tuple[dict[str, str | None], str]:
    """The roles most is published about and all of them (none), by their identifiers, and the one to begin with."""
    first = FIRST_ROLE if FIRST_ROLE in roles else next(iter(roles))
    next_roles = [role for role in roles if role != first][:ROLES_BESIDE]
    return {**names_by_slug([first, *next_roles]), ALL: None}, link_slug(first)


def about_role(view: View, role: str | None) -> View:
    """The view of one role; the same view for all roles."""
    return view if role is None else replace(view, filters=view.filters.with_values("role", [role]))


def claims_shown() -> tuple[int | None, Age]:
    """How many claims to draw, and whether old and undated ones are among them."""
    return CLAIMS_SHOWN[choices.single(st.segmented_control, _("Claims"), claims_labels(), "claims", required=True)]


def claims_labels() -> dict[str, str]:
    """The choices for the number of claims: label by identifier."""
    return {"newest": _("Newest {count}", count=NEWEST), "recent": _("Last 3 years"), ALL: _("All")}


def in_later_rupees() -> bool:
    """Whether claims are brought to the rupees of the last month of the prices that cover them."""
    return st.toggle(
        _("In later rupees"),
        key="aged",
        bind="query-params",
        help=_(
            "Multiplies a claim by the rise of consumer prices since its date, to the last month of the one series "
            "that covers it. Claims that no series covers stay as published."
        ),
    )


def _option(label: str, options: Mapping[Option, str], key: str) -> Option:
    """One of a few options, which are shown by their labels; the first unless another is picked."""
    return choices.single(st.segmented_control, label, translate_labels(options), key, required=True)


def _name_or_all(label: str, all_label: str, names: Sequence[str], key: str) -> list[str]:
    """A name of the data, or none for all, which is what the control begins with and what no link says."""
    selection = st.selectbox(
        label, ("", *names), key=key, format_func=lambda name: name or all_label, bind="query-params", width=280
    )
    return [selection] if selection in names else []


def _among(selection: str | None, options: Sequence[str]) -> str:
    """A value that exists: what comes from a URL or a browser can be anything."""
    return selection if selection is not None and selection in options else options[0]
