"""Link parameters: the values used, and a notice about ignored ones when the link is opened.

Streamlit silently drops what it does not understand from the URL, so the parameters of a visit's first run are compared
with the widgets' values after it. Names that match no widget are ignored (links carry tracking parameters), unless they
look like typos.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import streamlit as st

from analytics.model import FILE_COLUMN, STANDARD_DIMENSIONS, Dimension, Survey
from analytics.presenting import messages, wording
from analytics.presenting.messages import _, list_names, ngettext
from analytics.reading.fields.typed import match_city
from pages.parts.cache import surveys
from pages.parts.state.choices import Run
from pages.parts.state.identifiers import OLD_LABELS

PARAMETERS = "asked by the link"
LANGUAGE = "language of the visit"
MOST = 3

Parameters = Mapping[str, list[str]]


def language() -> str:
    """The language of this visit: the one named by `lang` in its link, if it has a catalogue."""
    code = st.query_params.get("lang") or st.session_state.get(LANGUAGE)
    st.session_state[LANGUAGE] = code if code in messages.languages() else messages.ENGLISH
    return str(st.session_state[LANGUAGE])


def parameter(dimension: str) -> str:
    """The name of the parameter, and of the widget key, that filters a dimension.

    >>> parameter("city"), parameter("survey")
    ('city', 'column_survey')
    """
    return dimension if dimension in STANDARD_DIMENSIONS else f"{FILE_COLUMN}{dimension}"


def accept_old_city_names(dimension: Dimension) -> None:
    """Let links name a city by an old name: `?city=Bangalore`.

    To be called before the widget is drawn, which drops unknown names.
    """
    values = st.query_params.get_all(dimension.name)
    if dimension.name != "city" or not values or set(values) <= set(dimension.values):
        return
    names = {value: match_city(value[:60], dimension.values) or value for value in values}
    if all(text == value for text, value in names.items()):
        return
    st.query_params[dimension.name] = [value for value in dict.fromkeys(names.values()) if value in dimension.values]
    parameters: dict[str, list[str]] = st.session_state.get(PARAMETERS, {})
    if dimension.name in parameters:
        parameters[dimension.name] = list(names.values())
    st.rerun()  # the widget takes its value from the address when a run begins


def accept_bare_name(dimension: Dimension) -> None:
    """Keep old links working that use the bare name of a file's column.

    Only if every value belongs to the column, since a column can share its name with another parameter.
    """
    name, values = dimension.name, st.query_params.get_all(dimension.name)
    key = parameter(name)
    if key != name and values and key not in st.query_params and set(values) <= set(dimension.values):
        del st.query_params[name]
        st.session_state[key] = values


def read() -> Parameters:
    """The parameters of the link of this visit, until `report_ignored` has dealt with them."""
    if PARAMETERS not in st.session_state:
        st.session_state[PARAMETERS] = {name: st.query_params.get_all(name) for name in st.query_params}
    parameters: Parameters = st.session_state[PARAMETERS]
    return parameters


def report_ignored(parameters: Parameters, run: Run, survey: Survey | None) -> str:
    """The sentences about ignored parameters; empty if there are none.

    Call it after every widget of the page is drawn; it answers once.
    """
    if not parameters:
        return ""
    st.session_state[PARAMETERS] = {}
    missing = _without_switch(survey)
    sentences = list(_sentences(parameters, run, survey, missing))
    for name in missing.keys() & set(st.query_params):
        del st.query_params[name]  # otherwise it would take effect with the next survey
    return " ".join(sentences)


def _sentences(
    values_by_name: Parameters, run: Run, survey: Survey | None, missing: Mapping[str, list[str]]
) -> Iterator[str]:
    dimensions = survey.dimensions if survey else {}
    names = [OLD_LABELS["survey"].get(name, name) for name in values_by_name.get("survey", ())]
    if surveys.YOUR_DATA in names and surveys.uploaded_import() is None:
        yield _("This link is about a file that this visit does not have: upload it again on the page “Your data”.")
        values_by_name = {name: values for name, values in values_by_name.items() if name != "survey"}
    unusable = [
        (name, value)
        for name, values in values_by_name.items()
        if name in missing or name in st.session_state
        for value in (values_not_used(values, missing[name]) if name in missing else _unused_values(name, values, run))
    ]
    if unusable:
        phrases = [f"{_readable_name(name)} “{wording.brief(value)}”" for name, value in unusable[:MOST]]
        if len(unusable) > MOST:
            phrases.append(_("{count} more", count=wording.count(len(unusable) - MOST)))
        of_survey = {name for name, _value in unusable} <= set(dimensions) | set(missing)
        yield (_not_in_survey if of_survey else _not_on_page)(list_names(phrases), len(unusable))
    parameters = [str(name) for name in st.session_state if " " not in str(name)]
    slips = [
        (name, near[0])
        for name in values_by_name
        if name not in missing
        and name not in st.session_state
        and (near := get_close_matches(name.casefold()[:40], parameters, 1, 0.8))
    ]
    for name, suggestion in slips[:MOST]:
        yield _(
            "This link asked for “{name}”, which this page does not know; did it mean “{meant}”?",
            name=wording.brief(name),
            meant=suggestion,
        )


def _without_switch(survey: Survey | None) -> dict[str, list[str]]:
    """The switches of other surveys that this one lacks, with the value that applies here anyway."""
    fixed: dict[str, list[str]] = {}
    if survey is not None and len(survey.count_choices) == 1:
        fixed["count"] = list(survey.count_choices)
    if survey is not None and (not survey.has_ranges or len(survey.scope.measures) == 1):
        fixed["measure"] = list(survey.scope.measures) if survey.has_ranges else ["middle"]
    return fixed


def _not_in_survey(values: str, number: int) -> str:
    return ngettext(
        "This link asked for {values}, which this survey does not have; it was left out.",
        "This link asked for {values}, which this survey does not have; they were left out.",
        number,
        values=values,
    )


def _not_on_page(values: str, number: int) -> str:
    return ngettext(
        "This link asked for {values}, which this page cannot use; it was left out.",
        "This link asked for {values}, which this page cannot use; they were left out.",
        number,
        values=values,
    )


def _unused_values(name: str, values: list[str], run: Run) -> list[str]:
    if name in run.meanings:
        return run.not_understood(name, values)
    return values_not_used(values, st.session_state[name])


def values_not_used(values: list[str], taken_values: object) -> list[str]:
    """The values of a parameter that its widget did not use, except blanks.

    >>> values_not_used(["Pune", "Atlantis"], ["Pune"])
    ['Atlantis']
    >>> values_not_used(["TRUE"], True), values_not_used(["3", ""], 3.0)
    ([], [])
    """
    values_used = taken_values if isinstance(taken_values, list | tuple) else [taken_values]
    return [
        value
        for value in dict.fromkeys(values)
        if value.strip() and not any(_stands_for(value, item) for item in values_used)
    ]


def _stands_for(text: str, value: object) -> bool:
    """Whether a text in the URL stands for a value."""
    if isinstance(value, bool):
        return text.casefold() == str(value).casefold()
    if isinstance(value, int | float):
        try:
            return float(text) == value
        except ValueError:
            return False
    return text == str(value)


def _readable_name(parameter: str) -> str:
    return parameter.replace("_", " ")
