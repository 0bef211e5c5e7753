"""Widgets → one `Filters` value. A widget's key is the name of its URL parameter."""

from collections.abc import Container, Iterable, Mapping, Sequence
from functools import partial
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.model import Count, Dimension, Filters, Measure, Survey
from analytics.presenting import wording
from analytics.presenting.messages import _, translate_labels
from analytics.statistics.bands import Period
from analytics.texts import N_
from analytics.topics.bands.answer import LARGEST
from pages.parts.state import choices, identifiers
from pages.parts.state.identifiers import ALL, link_values
from pages.parts.state.link_parameters import accept_bare_name, accept_old_city_names, parameter
from pages.parts.streamlit_internals import is_history_navigation
from pages.parts.view import prose
from pages.parts.view.text import escape_markdown

SEPARATE = ("experience", "years")
"""Dimensions with a separate control, or none; those with a default also have one, such as the switch for doubt."""

SETTINGS = ("survey", "per", "measure", "count", "doubtful", "beside", "real", "estimates")
KEPT_SETTINGS = "kept settings"

FIRST = ("experience", "sector", "role", "city", "state")
"""Dimensions in the order in which people ask; the survey's own follow."""

WORK = ("role", "city")
WORK_WIDTH = 270
MORE = "more filters"
"""The key of the drawer for all other filters."""
SWITCHES = ("doubtful", "measure", "count", "beside", "real")
"""The keys of the drawer's widgets that are not filters."""
UNSET: tuple[object, ...] = (None, [], (), False, "middle", "posts")
"""What the widgets of the drawer hold when nothing is set in them."""

SIZES: dict[str, int | None] = {"largest": LARGEST, "largest-30": 30, ALL: None}
"""How many groups to show; none means all."""
PERIODS: dict[Period, str] = {"month": N_("month"), "year": N_("year")}
COUNT_LABELS: dict[Count, str] = {"posts": N_("each post"), "employers": N_("each employer")}
PER: dict[Period, str] = {"month": N_("per month"), "year": N_("per year")}
ANY_LABELS = {"role": N_("Any role"), "city": N_("Any city")}
MEASURE_LABELS: dict[Measure, str] = {"low": N_("low"), "middle": N_("middle"), "high": N_("high")}


def survey_name(titles: Mapping[str, str]) -> str:
    """The survey that the visitor looks at.

    Args:
        titles: title by identifier.
    """
    return choices.single(st.selectbox, _("Survey"), titles, "survey")


def experience(survey: Survey) -> tuple[str, ...]:
    """The levels of experience, as a row of pills; none means all."""
    if "experience" not in survey.dimensions:
        return ()
    dimension = survey.dimensions["experience"]
    levels = identifiers.names_by_slug(dimension.values)
    understand = partial(identifiers.identify_level, dimension=dimension)
    selection = choices.several(
        st.pills, _("Experience"), levels, "experience", understand=understand, selection_mode="multi"
    )
    return tuple(levels[name] for name in selection)


def work(survey: Survey) -> dict[str, tuple[str, ...]]:
    """The filters for work and place, which most visitors set, above the page."""
    return {
        name: _filter(survey, survey.dimensions[name], width=WORK_WIDTH)
        for name in WORK
        if name in survey.dimensions and len(survey.dimensions[name].values) > 1
    }


def needs_more(survey: Survey, without: Container[str]) -> bool:
    """Whether a filter of the drawer is set, by a link or before: then the drawer is built although it is closed."""
    names = _names(survey, without)
    return any(name in st.query_params or st.session_state.get(name) not in UNSET for name in names)


def state(survey: Survey) -> tuple[object, ...]:
    """The state of the widgets around a page."""
    return tuple(st.session_state.get(name) for name in _names(survey, ()))


def _names(survey: Survey, without: Container[str]) -> tuple[str, ...]:
    return (*SWITCHES, *(parameter(dimension.name) for dimension in other_dimensions(survey, without)))


def more_filters(survey: Survey, without: Container[str]) -> dict[str, tuple[str, ...]]:
    """A search box for each other dimension that groups the rows, and the switch for doubtful posts."""
    selection = {dimension.name: _filter(survey, dimension) for dimension in other_dimensions(survey, without)}
    if "doubt" in survey.dimensions and st.toggle(
        _("Include doubtful posts"),
        key="doubtful",
        bind="query-params",
        help=_("Repeats, bait series and implausible pay are left out unless you switch them on."),
    ):
        selection["doubt"] = survey.dimensions["doubt"].values
    return selection


def other_dimensions(survey: Survey, without: Container[str]) -> list[Dimension]:
    """The dimensions that group the rows and have no control outside the drawer."""
    skipped_names = (*SEPARATE, *dict(survey.defaults))
    return [
        dimension
        for dimension in _in_order(survey)
        if dimension.name not in skipped_names and dimension.name not in without and len(dimension.values) > 1
    ]


def filtered_dimensions(survey: Survey) -> list[str]:
    """The dimensions that have a control, by name."""
    names = [dimension.name for dimension in other_dimensions(survey, ())]
    return ["experience", *names] if "experience" in survey.dimensions else names


def _filter(survey: Survey, dimension: Dimension, width: int | Literal["stretch"] = "stretch") -> tuple[str, ...]:
    """The chosen values of a dimension, searched by name; those with the most rows come first."""
    accept_bare_name(dimension)
    accept_old_city_names(dimension)
    values = st.multiselect(
        escape_markdown(dimension.title),
        survey.listed_values(dimension.name),
        key=parameter(dimension.name),
        bind="query-params",
        placeholder=_("All ({count})", count=wording.count(len(dimension.values))),
        select_all=False,  # it would be first in the list, and Enter after a typed name would choose every match
        width=width,
    )
    return _in_dimension(values, dimension)


def row() -> DeltaGenerator:
    """The controls of a page, side by side as space allows."""
    return st.container(horizontal=True, vertical_alignment="bottom")


def period() -> Period:
    """Whether pay is stated per month or per year."""
    return choices.single(st.radio, _("Pay per"), translate_labels(PERIODS), "per", horizontal=True)


def usual_measure(survey: Survey) -> Measure:
    """The part of each range that counts unless another is chosen: the middle, or the only end that is stated."""
    measures = survey.scope.measures
    return measures[0] if survey.has_ranges and len(measures) == 1 else "middle"


def measure(survey: Survey) -> Measure:
    """For posted ranges, which part of each range counts; of a source that states a single end, that end."""
    if not survey.has_ranges or len(survey.scope.measures) == 1:
        return usual_measure(survey)
    return choices.single(
        st.radio,
        _("Part of each posted range"),
        translate_labels(MEASURE_LABELS),
        "measure",
        first="middle",
        horizontal=True,
        help=_("The truth lies between the low and the high end of a posted range; the middle is a convention."),
    )


def count(survey: Survey) -> Count:
    """Whether each row counts once, or each employer, where employers are known and may be published."""
    if len(survey.count_choices) == 1:
        return survey.count_choices[0]
    return choices.single(
        st.radio,
        _("What counts once"),
        translate_labels(COUNT_LABELS),
        "count",
        horizontal=True,
        help=_("Each employer counts once in a group, however many posts it has: none outweighs the others."),
    )


def benchmarks(survey: Survey) -> bool:
    """Whether published figures and official averages stand beside posted pay."""
    return survey.provenance.kind == "posted" and st.toggle(
        _("Published and official figures"),
        key="beside",
        bind="query-params",
        help=_("Adds what websites and reports claim for the same work, and the official average of the state."),
    )


def real(survey: Survey, base_month: str) -> bool:
    """Whether pay is shown in rupees of the latest month of consumer prices."""
    return (
        survey.currency == "INR"
        and "quarter" in survey.dimensions
        and not survey.provenance.protected  # the same pay, rounded in two ways, would reveal more of it
        and st.toggle(
            _("In rupees of {month}", month=wording.period(base_month)),
            key="real",
            bind="query-params",
            help=_("Raises earlier pay by the rise of consumer prices since, so that it can be compared."),
        )
    )


def estimates(survey: Survey) -> bool:
    """Whether to show an estimate where too few rows answer; for a protected survey its card says why there is none."""
    return survey.provenance.protected or st.toggle(
        _("Show estimates"),
        value=True,
        key="estimates",
        bind="query-params",
        help=_("Where too few rows say exactly this, estimates pay from other rows, and says how certain that is."),
    )


def keep(survey: Survey) -> None:
    """Save the settings, to restore them after a page that lacks some of the filters."""
    keys = (*map(parameter, survey.dimensions), *SETTINGS, MORE)
    settings = {key: st.session_state[key] for key in keys if key in st.session_state}
    st.session_state[KEPT_SETTINGS] = st.session_state.get(KEPT_SETTINGS, {}) | settings


def restore() -> None:
    """Restore the settings from before a page without filters; a link's values take precedence.

    After the browser's Back the address says all of it.
    """
    if is_history_navigation():
        return
    for key, value in st.session_state.get(KEPT_SETTINGS, {}).items():
        if key not in st.session_state and key not in st.query_params:
            st.session_state[key] = value


def groupings(survey: Survey) -> dict[str, str]:
    """The dimensions that can make the groups: title by name."""
    skipped_names = ("years", *dict(survey.defaults))
    return {d.name: escape_markdown(d.title) for d in _in_order(survey) if d.name not in skipped_names}


def sizes() -> dict[str, str]:
    """The choices for the number of groups: label by identifier."""
    return {
        name: _("All") if size is None else _("Largest {count}", count=wording.count(size))
        for name, size in SIZES.items()
    }


def grouping(survey: Survey) -> tuple[str, int | None]:
    """The grouping dimension, and the number of groups to show (none: all).

    A file with nothing but pay is asked for its experience, and says that it has none.
    """
    titles = groupings(survey)
    if not titles:
        return FIRST[0], LARGEST
    by = choices.single(st.pills, _("Bands by"), titles, "by", required=True)
    return by, SIZES[choices.single(st.segmented_control, _("Groups shown"), sizes(), "groups", required=True)]


def summary(filters: Filters, survey: Survey, per: Period, switches: Sequence[str]) -> str:
    """The settings on one line, as the button that shows the controls on a phone (media.css, takeaway.js)."""
    parts = {
        **{name: (_(ANY_LABELS[name]),) for name in WORK if name in survey.dimensions},
        **{name: values for name, values in filters if name not in dict(survey.defaults)},
    }
    facts = [*parts.values(), (_(PER[per]),), *((switch,) for switch in switches)]
    line = " · ".join(", ".join(fact) for fact in facts)
    return f'<button class="summary" aria-expanded="false">{prose.letters(line)}</button>'


def chips(filters: Filters, survey: Survey, above: tuple[str, ...]) -> None:
    """The filters that are set, each value as a button that removes it.

    Args:
        above: the dimensions whose boxes stand above and show what is set in them.
    """
    skipped_names = (*SEPARATE, *dict(survey.defaults), *above)
    labels = [(name, value) for name, values in filters if name not in skipped_names for value in values]
    if not labels:
        return
    with st.container(horizontal=True, gap="small"):
        for name, value in labels[:20]:
            st.button(
                escape_markdown(value),
                key=f"chip {name} {value}",
                icon=":material/close:",
                help=_("Remove this filter: {dimension}", dimension=escape_markdown(survey.dimensions[name].title)),
                on_click=remove,
                args=(name, value),
            )


def remove(dimension: str, value: str) -> None:
    """Take one value out of a filter."""
    key = parameter(dimension)
    st.session_state[key] = [entry for entry in st.session_state.get(key, []) if entry != value]


def clear(dimension: str) -> None:
    """Clear the filter of one dimension; for doubt, that is to count doubtful rows as well."""
    if dimension == "doubt":
        st.session_state["doubtful"] = True
    else:
        st.session_state[parameter(dimension)] = []


def select(filters: Filters, dimensions: Iterable[str]) -> None:
    """Set the filters of some dimensions, and clear those that say nothing of one."""
    values_by_parameter = link_values(filters)
    for dimension in dimensions:
        st.session_state[parameter(dimension)] = values_by_parameter.get(dimension, [])


def _in_order(survey: Survey) -> list[Dimension]:
    rank = {name: index for index, name in enumerate(FIRST)}
    return sorted(survey.dimensions.values(), key=lambda dimension: rank.get(dimension.name, len(rank)))


def _in_dimension(values: Iterable[str] | None, dimension: Dimension) -> tuple[str, ...]:
    """The values that exist, since a URL or a browser can send anything."""
    return tuple(value for value in values or () if value in dimension.values)
