"""The frame around every page: menu, title and controls, from which it builds the page's `View`."""

import logging
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.model import Count, DataError, Filters, Measure, Survey
from analytics.presenting import messages, wording
from analytics.presenting.messages import _, list_names, ngettext, translate
from analytics.statistics import disclosure
from analytics.statistics.bands import Period
from analytics.topics.standing.answer import QUESTION
from analytics.view import View
from pages.parts import streamlit_internals
from pages.parts.cache import garbage, market, surveys, tables
from pages.parts.state import choices, link_parameters
from pages.parts.view import card, controls, page_links, prose, takeaway
from pages.parts.view.menu import HOME, MENU, Entry, script_path
from pages.parts.view.text import escape_markdown

SIDEBAR = 256
"""Pixels across the sidebar, which holds two boxes."""
MARK = Path(__file__).with_name("mark.svg").read_text("utf-8")
"""The mark: two bands, each with its median."""

_view: ContextVar[View | None] = ContextVar("view", default=None)


class Settings(NamedTuple):
    """The settings around a page.

    It holds no rows, because the page keeps it between clicks and a visitor's file must go with the visit.

    Attributes:
        survey: its name.
        filters: the values chosen for each dimension but experience.
        measure: the part of each posted range that counts.
        count_unit: what counts once, each row or each employer.
        period: what pay is stated per.
        benchmarks: whether published and official figures stand beside.
        real: whether pay is in rupees of the latest month.
        state: what the widgets hold.
        summary: where what is set is said in one line, on a page that does not ask for the work itself.
    """

    survey: str
    filters: dict[str, tuple[str, ...]]
    measure: Measure
    count_unit: Count
    period: Period
    benchmarks: bool
    real: bool
    state: tuple[object, ...]
    summary: DeltaGenerator | None


_around: ContextVar[Settings] = ContextVar("settings around the page")


def run() -> None:
    """Draw the menu, the controls and their page, in the language of the visit."""
    with messages.language(link_parameters.language()):
        garbage.start_run()
        page = _navigation()
        entry = next(entry for group in MENU.values() for entry in group if _(entry.title) == page.title)
        st.set_page_config(page_title=f"{_(entry.title)} · Vetan")
        try:
            _draw(page, entry)
        except DataError as error:
            _fail(error)


def _draw(page: st.Page, entry: Entry) -> None:
    takeaway.head(_(entry.heading), page_links.menu(entry))
    parameters, place = link_parameters.read(), st.empty()
    with choices.run(entry.script, "frame") as run:
        if not entry.filtered:
            with card.page():
                page.run()
            survey = None
        else:
            settings = _settings(entry)
            _draw_filtered(page, entry, settings)
            survey = surveys.visible_survey(settings.survey)
    if notice := link_parameters.report_ignored(parameters, run, survey):
        place.info(escape_markdown(notice), icon=":material/link_off:")


@st.fragment
def _draw_filtered(page: st.Page, entry: Entry, settings: Settings) -> None:
    """The levels of experience and the page: only these rerun after a click on a level or in the page.

    A slow phone draws the sidebar and the search boxes for a tenth of a second.
    """
    survey = surveys.visible_survey(settings.survey)
    if controls.state(survey) != settings.state:
        st.rerun()  # a button of the page has changed what is set around it
    with messages.language(link_parameters.language()):
        view, around = _view.set(None), _around.set(settings)
        try:
            with choices.run(entry.script, "page"), card.page():
                _view.set(_make_view(survey, settings))
                streamlit_internals.run_page(page)
        except DataError as error:
            _fail(error)
        finally:
            _view.reset(view)
            _around.reset(around)


def current() -> View:
    """The view of the visitor; the first line of a page about pay."""
    view = _view.get()
    if view is None:
        raise LookupError("this page is marked in the menu as having no filters")
    return view


def summarise(filters: Filters) -> None:
    """Say what is set in one line, which a phone shows in place of the controls.

    A page that sets more than they do, such as the role to begin with, says it again with its own filters.
    """
    settings = _around.get()
    if settings.summary is not None:
        survey = surveys.visible_survey(settings.survey)
        line = controls.summary(filters, survey, settings.period, _switches(survey, settings))
        settings.summary.html(prose.Markup(line))


def _navigation() -> st.Page:
    """The page to draw. Streamlit's own menu is hidden: on a phone it would be drawn anew six times a click."""
    # Before the menu: a tab without an icon takes the page's, which browsers fetch from another host.
    st.set_page_config(page_icon="💼", layout="wide", initial_sidebar_state=SIDEBAR)
    st.logo(MARK, size="large")
    return st.navigation(
        {
            _(group): [
                st.Page(
                    script_path(entry.script),
                    title=_(entry.title),
                    icon=entry.icon,
                    help=_(entry.help),
                    default=entry is HOME,
                )
                for entry in entries
            ]
            for group, entries in MENU.items()
        },
        position="hidden",
    )


def _settings(entry: Entry) -> Settings:
    controls.restore()
    with st.sidebar:
        name = controls.survey_name(surveys.survey_titles())
        survey = surveys.visible_survey(name)
        _kind(survey)
        period = controls.period() if entry.asks else None
        filters, measure, count, benchmarks, real = _more_filters(survey, () if entry.asks else controls.WORK)
    summary = None
    if period is None:
        with st.container(horizontal=True, gap="small", key="control panel"):
            summary = st.empty()
            filters |= controls.work(survey)
            period = controls.period()
    settings = Settings(name, filters, measure, count, period, benchmarks, real, controls.state(survey), summary)
    if switches := _switches(survey, settings):
        st.sidebar.caption(escape_markdown(" · ".join(switches)))
    return settings


def _make_view(survey: Survey, settings: Settings) -> View:
    selection = dict(settings.filters)
    if settings.summary is not None:
        selection["experience"] = controls.experience(survey)
        summarise(Filters.of(selection))
    filters = _answerable(survey, Filters.of(selection))
    controls.keep(survey)
    controls.chips(filters, survey, QUESTION if settings.summary is None else controls.WORK)
    benchmarks = market.benchmarks() if settings.benchmarks else None
    survey_used = surveys.recount(surveys.deflate(survey) if settings.real else survey, settings.count_unit)
    return View(survey_used, filters, settings.measure, settings.period, benchmarks)


def _more_filters(
    survey: Survey, above: tuple[str, ...]
) -> tuple[dict[str, tuple[str, ...]], Measure, Count, bool, bool]:
    """The rarely used filters, built if their drawer is open or something in it is set."""
    drawer = st.expander(_("More filters"), key=controls.MORE, icon=":material/tune:", on_change="rerun")
    if not (drawer.open or link_parameters.read() or controls.needs_more(survey, above)):
        return {}, controls.usual_measure(survey), "posts", False, False
    with drawer:
        selection = controls.more_filters(survey, above)
        measure, count = controls.measure(survey), controls.count(survey)
        benchmarks = controls.benchmarks(survey)
        return selection, measure, count, benchmarks, controls.real(survey, tables.prices().base_month)


def _switches(survey: Survey, settings: Settings) -> list[str]:
    """The drawer's settings other than filters; shown even when it is closed, because they affect every figure."""
    ends = {"low": _("low end of each range"), "high": _("high end of each range")}
    usual = controls.usual_measure(survey)
    words = [
        _("with doubtful posts") if "doubt" in settings.filters else "",
        ends.get(settings.measure, "") if settings.measure != usual else "",
        _("each employer once") if settings.count_unit == "employers" and len(survey.count_choices) > 1 else "",
        _("published and official figures") if settings.benchmarks else "",
        _("in rupees of {month}", month=wording.period(tables.prices().base_month)) if settings.real else "",
    ]
    return [word for word in words if word]


def _answerable(survey: Survey, filters: Filters) -> Filters:
    """The filters as the survey can answer them: a protected one takes one value of each, and the page says so."""
    if not survey.provenance.protected:
        return filters
    single = disclosure.single_values(filters)
    ignored_values = [value for name, values in filters for value in values if value not in single[name]]
    if ignored_values:
        st.info(
            escape_markdown(
                ngettext(
                    "This survey answers for one value of each filter at a time, so {values} is left out: together, "
                    "several values would tell of single people.",
                    "This survey answers for one value of each filter at a time, so {values} are left out: together, "
                    "several values would tell of single people.",
                    len(ignored_values),
                    values=list_names(ignored_values),
                )
            ),
            icon=":material/shield_person:",
        )
    return single


def _kind(survey: Survey) -> None:
    source = survey.provenance
    facts = [wording.rows(survey.rows.used, source.kind), wording.period(source.period)]
    sentence = f"{_(wording.KINDS[source.kind])}. {', '.join(filter(None, facts))}."
    sentences = [sentence]
    if source.protected:
        sentences.append(_(wording.PROTECTED))
        if limit := disclosure.limit_of(survey):
            people, columns = wording.count(limit.people), wording.count(limit.independent + limit.nested)
            sentences.append(_(wording.PROTECTED_FEW, people=people, columns=columns))
    st.caption(escape_markdown(" ".join(sentences)))


def _fail(error: DataError) -> None:
    logging.getLogger("vetan").error("The packaged data cannot be used: %s", error)
    st.error(
        _("The data behind this page cannot be used, so nothing is shown rather than something wrong."),
        icon=":material/error:",
    )
    for fault in error.faults[:5]:
        st.markdown(f"- {escape_markdown(translate(fault.message))}")
    if len(error.faults) > 5:
        st.caption(_("And {count} more, in the server's log.", count=wording.count(len(error.faults) - 5)))
