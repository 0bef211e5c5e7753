"""What there is to look at. The only cached functions: what every visitor shares is read once."""

import gc
import os
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

import pandas as pd
import streamlit as st

from analytics.market import price_index
from analytics.market.minimum_wages import clerical_history
from analytics.model import Filters, Provenance, Survey
from analytics.presenting.exhibit import Exhibit, View
from analytics.reading import packaged, saved
from analytics.reference import Reference
from analytics.statistics import disclosure
from analytics.topics.adverts.exhibits import Adverts
from analytics.topics.bands.beside import Beside
from analytics.topics.career import exhibits as career_exhibits
from analytics.topics.cities import exhibits as city_exhibits
from analytics.topics.claims import exhibits as published_exhibits
from analytics.topics.claims.exhibits import Claims
from analytics.topics.market.exhibits import Market, MarketExhibit
from analytics.topics.market.pulse import Finding
from analytics.topics.market.pulse import pulse as findings
from analytics.topics.standing import exhibits as standing_exhibits
from analytics.topics.standing.exhibits import Case, Question

if TYPE_CHECKING:
    from analytics.reading.importing.csv_import import Import

Made = TypeVar("Made")

OWN = "import"
REFERENCE = "posted_pay"
SURVEYS = {"Posted pay": "posted_pay", "Published figures": "published_pay"}
"""The surveys everyone can choose, by the name on the screen."""
YOURS = "Your data"


HOST = "VETAN_SURVEY"
"""The environment variable in which a host names a survey of its own, a file, to be offered first to everyone."""
PROTECT = "VETAN_PROTECT"
"""The environment variable with which a host turns off (“no”) what keeps a survey of its own from telling of a few."""


@st.cache_resource(show_spinner="Reading the figures …")
def survey(name: str) -> Survey:
    """A packaged survey, read and checked once for everyone."""
    return _for_good(packaged.survey(name))


@st.cache_resource(show_spinner="Reading the figures …")
def _hosted(file: str) -> Survey:
    """The survey of the host, read once for everyone. Its own rows are people: unless told otherwise, protected."""
    found = saved.any_survey(Path(file))
    sensitive = found.provenance.kind == "yours" and os.environ.get(PROTECT) != "no"
    return _for_good(disclosure.protected(found) if sensitive else found)


def hosted() -> Survey | None:
    """The survey that the host of this dashboard offers first, if there is one."""
    file = os.environ.get(HOST)
    return _hosted(file) if file else None


_shared: WeakSet[Survey] = WeakSet()
"""The surveys that everyone may see. A visitor's own file never becomes one of them."""


class _Visit:
    """When a visit began. It lives as long as what the visit has in memory."""

    def __init__(self) -> None:
        self.began = monotonic()


class _Aside:
    """What is here for long is set aside: it is not searched for garbage after every run, which takes 100 ms.

    What is set aside is never freed. So from time to time all is taken back, searched, and what is left set aside anew;
    but not while a visitor's file is here, which must go with the visit: where that visit had been set aside with the
    rest, all is taken back.
    """

    at, runs = -1.0, 0

    def __init__(self) -> None:
        self._with_files: WeakSet[_Visit] = WeakSet()

    def count_run(self) -> None:
        """Much is loaded only when a page first needs it: by the twentieth run most is there."""
        self.runs += 1
        if self.runs == 20 or self.runs % 200 == 0:
            self.everything()

    def everything(self) -> None:
        if not self._with_files:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self.at = monotonic()

    def but_no_file_of(self, visit: _Visit) -> None:
        self._with_files.add(visit)
        if visit.began <= self.at:
            gc.unfreeze()


_aside = _Aside()
VISIT = "visit"


def welcome() -> None:
    """At the start of each run: notes when the visit began."""
    _this_visit()
    _aside.count_run()


def expect_a_file() -> None:
    """Before a visitor's file is read: nothing may keep it in memory beyond the visit."""
    _aside.but_no_file_of(_this_visit())


def _this_visit() -> _Visit:
    visit: _Visit = st.session_state.setdefault(VISIT, _Visit())
    return visit


def _for_good(found: Survey) -> Survey:
    """A survey that everyone may see, and that stays as long as the server."""
    _shared.add(found)
    _aside.everything()
    return found


@st.cache_resource(show_spinner=False)
def beside() -> Beside:
    """Published figures and official averages, to stand beside posted pay."""
    return Beside.of(survey("published_pay"), table("official_earnings"), table("cities"))


@st.cache_resource(show_spinner=False)
def prices() -> price_index.PriceIndex:
    """Consumer prices of India by month."""
    return price_index.price_index(table("labour_market"))


@st.cache_resource(show_spinner="Working out real pay …")
def _real(source: Provenance, _nominal: Survey) -> Survey:  # noqa: ARG001 (the key)
    return _for_good(price_index.in_rupees_of(_nominal, prices()))


def real(nominal: Survey) -> Survey:
    """The survey in rupees of the latest month of prices. A visitor's own file is worked out anew each time."""
    if not _is_shared(nominal):
        return price_index.in_rupees_of(nominal, prices())
    return _real(nominal.provenance, nominal)


def _is_shared(found: Survey) -> bool:
    """Whether everyone may see it, so that what is worked out from it may be kept. Its name and kind say nothing."""
    return found in _shared


def offered() -> list[str]:
    """The names of the surveys this visitor can choose, the host's own first."""
    first = hosted()
    return list(dict.fromkeys([*([first.provenance.title] if first else []), *SURVEYS, *([YOURS] if own() else [])]))


def chosen(name: str) -> Survey:
    """The survey of this name."""
    imported, first = own(), hosted()
    if imported and name == YOURS:
        return imported.survey
    if first and name == first.provenance.title:
        return first
    return survey(SURVEYS.get(name, REFERENCE))


def own() -> "Import | None":
    """The file this visitor brought, kept in the memory of the visit and nowhere else."""
    return st.session_state.get(OWN)


@st.cache_resource(show_spinner="Reading the official series …")
def market() -> Market:
    """Official series, prices and minimum wages."""
    return Market.read()


@st.cache_resource(show_spinner="Counting the advertisements …")
def adverts() -> Adverts:
    """What advertisements ask for and hide."""
    return Adverts.read()


@st.cache_resource(show_spinner=False)
def claims() -> Claims:
    """What others publish about pay."""
    return Claims.read()


@st.cache_resource(show_spinner=False)
def package() -> dict[str, Any]:
    """The descriptor of the packaged data."""
    return packaged.descriptor()


@st.cache_resource(show_spinner=False)
def table(name: str) -> pd.DataFrame:
    """A packaged table, read and checked once for everyone; not to be changed."""
    return packaged.read(name)


@st.cache_resource(show_spinner=False)
def _provenance(name: str) -> Provenance:
    return packaged.provenance(name)


@st.cache_resource(show_spinner=False)
def reference() -> Reference:
    """What is known about roles and cities."""
    return Reference.of(table("roles"), table("cities"))


@st.cache_resource(show_spinner=False)
def clerical_wages() -> pd.DataFrame:
    """The minimum wages for clerical work of every state through time."""
    return clerical_history(table("minimum_wages"))


def rungs(view: View, family: str) -> Exhibit:
    """The ladder of a family of roles."""
    return _once("rungs", view, (family,), partial(career_exhibits.rungs, view, reference(), family))


def compared(view: View, cities: tuple[str, ...], buys: bool) -> Exhibit:
    """Cities compared for the same work."""
    return _once("compared", view, (cities, buys), partial(city_exhibits.compared, view, cities, reference(), buys))


def bubbles(view: View) -> Exhibit:
    """Cities where they lie."""
    return _once("bubbles", view, (), partial(city_exhibits.bubbles, view, reference()))


def published(view: View, largest: int | None) -> MarketExhibit:
    """What others publish about the selected work, newest first."""
    build = partial(published_exhibits.published, claims(), survey(REFERENCE), view.filters, view.per, largest)
    return _once("published", view, (largest,), build)


def disagreements(view: View) -> MarketExhibit:
    """Where what others publish contradicts itself."""
    build = partial(published_exhibits.disagreements, claims(), view.filters, view.per)
    return _once("disagreements", view, (), build)


def case(view: View, question: Question) -> Case:
    """A question about one salary, with what counts as comparable."""
    return _once("case", view, (question,), partial(Case.of, view, question, reference()))


def witnesses(case: Case) -> Exhibit:
    """One salary beside published, official and legal figures."""
    build = partial(standing_exhibits.witnesses, case, claims().table, beside(), clerical_wages())
    return _once("witnesses", case.view, (case.question,), build)


def of_case(build: Callable[[Case], Exhibit], case: Case) -> Exhibit:
    """An exhibit that answers a question about one salary."""
    return _once(build.__name__, case.view, (case.question,), partial(build, case))


def of(build: Callable[..., Made], view: View, *choices: Hashable) -> Made:
    """What a builder makes of a view and of what else was chosen."""
    return _once(build.__name__, view, choices, partial(build, view, *choices))


def skills(view: View, family: str) -> Exhibit:
    """What skills are worth in the roles of a ladder, in the survey that tells."""
    tells = view.survey.name == REFERENCE and _is_shared(view.survey)
    roles = tuple(role for _, rung in reference().rungs(family) for role in rung)
    # The places of skills are not known: visitors who differ only in those ask the same.
    known = {name: view.filters[name] for name in ("role", "experience")}
    asked = replace(view, filters=Filters.of(known))
    build = partial(career_exhibits.skills, asked, table("skills"), _provenance("skills"), tells, roles)
    return _once("skills", asked, (family,), build)


def _once(what: str, view: View, choices: tuple[Hashable, ...], build: Callable[[], Made]) -> Made:
    """What is worked out from a survey: once for all who ask the same, but never kept for a visitor's own file."""
    if not _is_shared(view.survey):
        return build()
    view_of_it = (view.survey.provenance, view.filters, view.measure, view.per, view.beside is not None)
    made: Made = _kept((what, *view_of_it, *choices), build)
    return made


@st.cache_resource(show_spinner="Working it out …", max_entries=1000)
def _kept(asked: tuple[Hashable, ...], _build: Callable[[], Any]) -> Any:  # noqa: ARG001 (the key)
    return _build()


@st.cache_resource(show_spinner=False)
def pulse() -> tuple[Finding, ...]:
    """The market in a few sentences."""
    return findings(market(), adverts())
