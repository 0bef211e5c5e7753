"""Widgets of the pages on the market. A widget's key is the name of its URL parameter."""

from collections.abc import Mapping, Sequence

import streamlit as st

from analytics.model import Experience, Filters, Survey
from analytics.presenting import wording
from analytics.presenting.market_figures import TILES
from analytics.topics.adverts.exhibits import Adverts
from analytics.topics.claims import exhibits as published_exhibits
from analytics.topics.market.exhibits import ALL, INDIA, RATES, SPLITS, Market, series_names
from analytics.topics.market.states import GROUPS
from pages.parts.view.text import plain

PLACES = (INDIA, *sorted(TILES))
AGES = {"15 and older": "15+", "15 to 29": "15-29"}
EVERY_SECTOR, EVERY_CITY = "All sectors", "All cities"
CLAIMS_SHOWN: dict[str, int | None] = {
    f"Newest {published_exhibits.NEWEST}": published_exhibits.NEWEST,
    "Newest 40": 40,
    "All": None,
}


def place() -> str:
    """India, or a state."""
    return _among(st.selectbox("Place", PLACES, key="place", bind="query-params", width=280), PLACES)


def split() -> str:
    """How series are split into lines."""
    return _choice("Lines", tuple(SPLITS), "lines")


def rates() -> tuple[str, str, str, str]:
    """Which yearly rate, how it is split into lines, where, and of which ages."""
    with st.container(horizontal=True):
        where, rate = place(), _choice("Rate", tuple(RATES), "rate")
        return rate, split(), where, AGES[_choice("Ages", tuple(AGES), "ages")]


def group() -> str:
    """Whose figures the map shows."""
    return _choice("Map of", tuple(GROUPS), "group")


def hiring_by() -> str:
    """Whether hiring is told apart by sector or by city."""
    return _choice("Hiring by", ("Sector", "City"), "hiring")


def adverts(counted: Adverts) -> tuple[Filters, str]:
    """Which advertisements count, and what the shares are shown by."""
    with st.container(horizontal=True):
        sectors = (EVERY_SECTOR, *counted.sectors)
        cities = (EVERY_CITY, *counted.cities)
        sector = _among(st.selectbox("Sector", sectors, key="field", bind="query-params", width=280), sectors)
        city = _among(st.selectbox("City", cities, key="town", bind="query-params", width=280), cities)
        by = _choice("Hidden pay by", ("Sector", "City", "Experience"), "hidden")
    chosen = {"sector": [] if sector == EVERY_SECTOR else [sector], "city": [] if city == EVERY_CITY else [city]}
    return Filters.of(chosen), by.lower()


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
    named = series_names(market, name, where)
    chosen = st.multiselect("Series", list(named), key="series", placeholder=ALL, bind="query-params")
    return name, where, [label for label in chosen if label in named]


def roles_with_claims(roles: Mapping[str, int], survey: Survey) -> None:
    """Shortcuts to the roles most is published about, while none is chosen."""
    offered = survey.dimensions["role"].values if "role" in survey.dimensions else ()
    known = [(role, n) for role, n in roles.items() if role in offered][:6]
    if st.session_state.get("role") or not known:
        return
    st.caption("Roles with the most published figures:")
    with st.container(horizontal=True, gap="small"):
        for role, n in known:
            st.button(f"{plain(role)} ({wording.count(n)})", key=f"claims for {role}", on_click=_choose, args=(role,))


def claims_shown() -> int | None:
    """How many claims to draw."""
    return CLAIMS_SHOWN[_choice("Claims", tuple(CLAIMS_SHOWN), "claims")]


def _choice(label: str, options: Sequence[str], key: str) -> str:
    """One of a few options, the first unless another is picked."""
    picked = st.segmented_control(label, options, default=options[0], required=True, key=key, bind="query-params")
    return _among(picked, options)


def _choose(role: str) -> None:
    st.session_state["role"] = [role]


def _among(picked: str | None, options: Sequence[str]) -> str:
    """A value that exists: what comes from a URL or a browser can be anything."""
    return picked if picked is not None and picked in options else options[0]
