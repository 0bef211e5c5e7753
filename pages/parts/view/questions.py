"""The questions of the pages that answer one: widgets → plain values. A widget's key is its URL parameter."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from difflib import get_close_matches
from math import isnan
from zoneinfo import ZoneInfo

import streamlit as st

from analytics.model import NOT_STATED, Experience, Survey
from analytics.presenting import wording
from analytics.presenting.messages import _, list_names
from analytics.reading.fields.typed import match_city
from analytics.statistics.bands import band_columns
from analytics.texts import N_
from analytics.topics.standing.parsing import assumption, pay_given
from analytics.topics.standing.question import Question
from analytics.view import View
from pages.parts.state import choices
from pages.parts.state.identifiers import identify_level, names_by_slug
from pages.parts.view.text import escape_markdown

EXAMPLE = {"role": "Back office executive", "city": "Pune"}
EXAMPLE_PAY = "17,000"
MOST_YEARS = 30.0
MOST_CITIES = 5
_UNKNOWN_NEAR = {
    "role": N_(
        "The survey has no role “{name}”. Did you mean {meant}? Until then this answers for the example, {example}."
    ),
    "city": N_(
        "The survey has no city “{name}”. Did you mean {meant}? Until then this answers for the example, {example}."
    ),
}
_UNKNOWN = {
    "role": N_(
        "The survey has no role “{name}”. Pick one from the list. Until then this answers for the example, {example}."
    ),
    "city": N_(
        "The survey has no city “{name}”. Pick one from the list. Until then this answers for the example, {example}."
    ),
}


def salary(view: View) -> Question:
    """Role, city, years and pay, which begin with the visitor's filters, or else with the example.

    A sentence says what could not be read, and the example takes its place.
    """
    survey = view.survey
    role, city = _name(view, "role", _("I am a")), _name(view, "city", _("in"))
    # Not whole numbers: an endless one in the URL would break the widget.
    start = float(first_years(_levels_in_link(survey)))
    years = st.number_input(
        _("years of experience"), 0.0, MOST_YEARS, start, 1.0, "%.0f", key="my_years", bind="query-params", width=150
    )
    example = example_pay(survey)
    text = st.text_input(_("My pay, or the offer"), example, key="my_pay", bind="query-params", width=150, max_chars=60)
    up_to = st.text_input(
        _("Up to (for a range)"),
        "",
        key="my_pay_to",
        bind="query-params",
        width=150,
        max_chars=60,
        placeholder=_("optional"),
    )
    unit = choices.single(
        st.segmented_control, _("stated"), unit_labels(), "my_unit", required=True, label_visibility="collapsed"
    )
    try:
        low, high = pay_given(text or "", up_to or "", unit, survey.currency)
        if sentence := assumption(text or "", up_to or "", unit, survey.currency):
            st.caption(escape_markdown(sentence))
    except ValueError as problem:
        low, high = pay_given(example, currency=survey.currency)
        pay = wording.money(low, survey.currency)
        _warn(_("{problem} Until then this answers for the example, {pay} a month.", problem=problem, pay=pay))
    return Question(role, city, int(years or 0), low, high, today())


def unit_labels() -> dict[str, str]:
    """The units of pay: label by identifier."""
    return {"month": _("per month"), "year": _("per year"), "lpa": _("LPA")}


def today() -> str:
    """The date in India, whatever the server's time zone."""
    return datetime.now(ZoneInfo("Asia/Kolkata")).date().isoformat()


def names(survey: Survey, dimension: str) -> list[str]:
    """The values on offer for a dimension, the largest first. Empty if the survey lacks it."""
    if dimension not in survey.dimensions:
        return []
    return [name for name in survey.listed_values(dimension) if name != NOT_STATED]


def example_name(options: list[str], dimension: str) -> str:
    """The first value of a field: the example, or the largest value of a survey that lacks it."""
    return EXAMPLE[dimension] if EXAMPLE[dimension] in options else next(iter(options), "")


def first_name(view: View, dimension: str) -> str:
    """The value that a field begins with: the only one of the visitor's filter, or else the example."""
    options, values = names(view.survey, dimension), view.filters[dimension]
    return values[0] if len(values) == 1 and values[0] in options else example_name(options, dimension)


def first_years(levels: Iterable[str]) -> int:
    """The years of experience to begin with: the fewest of the visitor's level, or none unless there is exactly one.

    >>> first_years(["3–5 years"]), first_years(["Fresher", "1–2 years"]), first_years(["Senior"])
    (3, 0, 0)
    """
    names = set(levels)
    level = names.pop() if len(names) == 1 else None
    return int(Experience(level).years[0]) if level in list(Experience) else 0


def _levels_in_link(survey: Survey) -> Iterator[str]:
    """The levels of experience that the URL keeps from another page."""
    if "experience" in survey.dimensions:
        levels = survey.dimensions["experience"]
        names = names_by_slug(levels.values)
        for value in st.query_params.get_all("experience"):
            if slug := identify_level(value, levels):
                yield names[slug]


def _name(view: View, dimension: str, label: str) -> str:
    """One value of a dimension, searched by name; the largest come first. Empty where the survey lacks it."""
    options = names(view.survey, dimension)
    if not options:
        return ""
    example = example_name(options, dimension)
    selection = st.selectbox(
        label,
        options,
        index=options.index(first_name(view, dimension)),
        key=f"my_{dimension}",
        bind="query-params",
        accept_new_options=True,
        width=300,
    )
    if selection in options:
        return str(selection)
    if dimension == "city" and (city := match_city(str(selection or ""), options)):
        return city
    name_by_key = {name.casefold(): name for name in options}
    near = get_close_matches(str(selection or "").casefold()[:60], name_by_key, n=3, cutoff=0.5)
    unknown = str(selection or "")[:40]
    if near:
        suggestion = list_names([name_by_key[name] for name in near], "or")
        _warn(_(_UNKNOWN_NEAR[dimension], name=unknown, meant=suggestion, example=example))
    else:
        _warn(_(_UNKNOWN[dimension], name=unknown, example=example))
    return example


def example_pay(survey: Survey) -> str:
    """Pay to begin with: the median of a survey that is not in rupees."""
    if survey.currency == "INR":
        return EXAMPLE_PAY
    median = band_columns(survey, bounds=False)["p50"].tolist()
    return f"{median[0]:.0f}" if median and not isnan(median[0]) else "1000"


def _warn(sentence: str) -> None:
    st.warning(escape_markdown(sentence), icon=":material/help:")


def cities(survey: Survey) -> tuple[str, ...]:
    """Up to five cities to compare; none means the largest of the selection."""
    options = names(survey, "city")
    if not options:
        return ()
    selection = st.multiselect(
        _("Cities, the first is the yardstick"),
        options,
        key="cities",
        bind="query-params",
        max_selections=MOST_CITIES,
        placeholder=_("The {count} largest of the selection", count=MOST_CITIES),
        select_all=False,
    )
    return tuple(city for city in selection or () if city in options)[:MOST_CITIES]


def what_it_buys() -> bool:
    """Whether differences between cities take account of what people spend there."""
    return st.toggle(
        _("In what it buys"),
        key="buys",
        bind="query-params",
        help=_(
            "Divides by what people in the towns of the state spend a month. An imperfect yardstick: people spend "
            "more where they earn more, and a city is not its state."
        ),
    )


def family(families: tuple[str, ...]) -> str:
    """The choice of a ladder of roles."""
    by_name = names_by_slug(families)
    return by_name[choices.single(st.pills, _("Ladder"), by_name, "family", required=True)]
