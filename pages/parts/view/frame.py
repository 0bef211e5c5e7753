"""The frame around every page: menu, title, controls. It hands the page what the visitor looks at."""

import logging
from contextvars import ContextVar
from pathlib import Path

import streamlit as st

from analytics.model import DataError, Filters, Measure, Survey
from analytics.presenting import messages, wording
from analytics.presenting.exhibit import View
from analytics.presenting.messages import _
from analytics.statistics import disclosure
from analytics.topics.bands.benchmarks import Benchmarks
from pages.parts.cache import collection, market, surveys, tables
from pages.parts.state import link_parameters
from pages.parts.view import controls, takeaway
from pages.parts.view.menu import MENU, Entry, script_path
from pages.parts.view.text import escape_markdown

MARK = Path(__file__).with_name("mark.svg").read_text("utf-8")
"""The mark: two bands, each with its median."""

_view: ContextVar[View | None] = ContextVar("view", default=None)


def run() -> None:
    """Draw the menu, the controls and the page they belong to, in the language of the visit."""
    with messages.language(link_parameters.language()):
        _draw()


def _draw() -> None:
    collection.start_run()
    page = _navigation()
    entry = next(entry for group in MENU.values() for entry in group if entry.title == page.title)
    st.set_page_config(page_title=f"{entry.title} · Vetan")
    view = _view.set(None)
    try:
        takeaway.head(entry.heading)
        wanted, place = link_parameters.read(), st.empty()
        if entry.filtered:
            _view.set(_controls(entry))
        page.run()
        shown = _view.get()
        link_parameters.report_ignored(wanted, shown.survey if shown else None, place)
    except DataError as error:
        _failing(error)
    finally:
        _view.reset(view)


def current() -> View:
    """The first line of a page about pay: what the visitor looks at."""
    view = _view.get()
    if view is None:
        raise LookupError("this page is marked in the menu as having no filters")
    return view


def _navigation() -> st.Page:
    # Before the menu: a tab without an icon of its own takes the page's, which browsers fetch from another host.
    st.set_page_config(page_icon="💼", layout="wide")
    st.logo(MARK, size="large")
    first = next(iter(MENU.values()))[0]
    return st.navigation(
        {
            group: [
                st.Page(
                    script_path(entry.script),
                    title=entry.title,
                    icon=entry.icon,
                    help=entry.help,
                    default=entry is first,
                )
                for entry in entries
            ]
            for group, entries in MENU.items()
        },
        position="top",
    )


def _controls(entry: Entry) -> View:
    controls.restore()
    with st.sidebar:
        survey = surveys.chosen(controls.survey_name(surveys.offered()))
        _kind(survey)
        per = controls.period() if entry.asks else None
        chosen, measure, benchmarks, real = _more_filters(survey, entry)
    if per is None:
        summary = st.empty()
        with st.container(key="control panel"):
            with st.container(horizontal=True, gap="small"):
                chosen |= controls.work(survey)
                per = controls.period()
            chosen["experience"] = controls.experience(survey)
        summary.html(controls.summary(Filters.of(chosen), survey, per))
    filters = _answered(survey, Filters.of(chosen))
    controls.keep(survey)
    controls.chips(filters, survey)
    return View(surveys.real(survey) if real else survey, filters, measure, per, benchmarks)


def _more_filters(survey: Survey, entry: Entry) -> tuple[dict[str, tuple[str, ...]], Measure, Benchmarks | None, bool]:
    """What few visitors set: it is built when its drawer is open or something in it is set."""
    without = () if entry.asks else controls.WORK
    drawer = st.expander("More filters", key=controls.MORE, icon=":material/tune:", on_change="rerun")
    if not (drawer.open or link_parameters.read() or controls.needs_more(survey, without)):
        return {}, controls.usual_measure(survey), None, False
    with drawer:
        chosen = controls.more_filters(survey, without)
        measure = controls.measure(survey)
        benchmarks = market.benchmarks() if controls.benchmarks(survey) else None
        return chosen, measure, benchmarks, controls.real(survey, tables.prices().base_month)


def _answered(survey: Survey, filters: Filters) -> Filters:
    """The filters as the survey can answer them: a protected one takes one value of each, and the page says so."""
    if not survey.provenance.protected:
        return filters
    single = disclosure.single_values(filters)
    left_out = [value for name, values in filters for value in values if value not in single[name]]
    if left_out:
        st.info(
            escape_markdown(
                f"This survey answers for one value of each filter at a time, so {wording.listed(left_out, 'and')} "
                "is left out: together, several values would tell of single people."
            ),
            icon=":material/shield_person:",
        )
    return single


def _kind(survey: Survey) -> None:
    source = survey.provenance
    facts = [wording.rows(survey.rows.used, source.kind), wording.period(source.period)]
    sentence = f"{_(wording.KINDS[source.kind])}. {', '.join(filter(None, facts))}."
    st.caption(escape_markdown(f"{sentence} {_(wording.PROTECTED)}" if source.protected else sentence))


def _failing(error: DataError) -> None:
    logging.getLogger("vetan").error("The packaged data cannot be used: %s", error)
    st.error(
        "The data behind this page cannot be used, so nothing is shown rather than something wrong.",
        icon=":material/error:",
    )
    for fault in error.faults[:5]:
        st.markdown(f"- {escape_markdown(fault)}")
    if len(error.faults) > 5:
        st.caption(f"And {wording.count(len(error.faults) - 5)} more, in the server's log.")
