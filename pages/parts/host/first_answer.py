"""The first sentence of a page, worked out from its address alone and sent inside the HTML.

On a slow phone Streamlit's scripts take eight seconds to show a text. The answer is there long before that: it is what
the page itself will say, from the same answers and exhibits, and stands in its place until the page says it
(first_answer.js). It is nothing for an address that is not wholly understood, for a visitor's own file and for a
protected survey.
"""

import asyncio
import html
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import thread_time
from typing import NamedTuple

import streamlit as st
from streamlit import file_util

from analytics.model import DataError
from analytics.presenting.messages import _
from analytics.topics.bands import answer as bands_answer
from analytics.topics.bands import exhibits as bands_exhibits
from analytics.topics.career import answer as career_answer
from analytics.topics.career import exhibits as career_exhibits
from analytics.topics.cities import answer as cities_answer
from analytics.topics.cities import exhibits as cities_exhibits
from analytics.topics.claims import answer as claims_answer
from analytics.topics.claims import exhibits as claims_exhibits
from analytics.topics.series import answer as series_answer
from analytics.topics.series import exhibits as series_exhibits
from analytics.topics.standing import answer as standing_answer
from analytics.topics.standing import exhibits as standing_exhibits
from analytics.topics.standing.parsing import pay_given
from analytics.topics.standing.question import Question
from analytics.topics.witnesses.strip import strip
from analytics.view import View
from pages.parts import streamlit_internals
from pages.parts.cache import market, surveys, tables
from pages.parts.cache.answers import get_answer
from pages.parts.cache.exhibits import present_shared
from pages.parts.host.address import Address, AddressError, levels, view
from pages.parts.host.limits import AddressBuckets
from pages.parts.state.identifiers import names_by_slug
from pages.parts.view import controls, market_controls, media, menu, prose, questions
from pages.parts.view.frame import SIDEBAR
from pages.parts.view.menu import MENU, Entry

PATIENCE = 0.4
"""Seconds that the HTML waits for its answer; it is sent without one then."""
QUEUE = 8
"""Answers that may wait; more addresses than that are sent without one, so that nobody can make the server work."""
WORK, WORK_RATE = 3000, 200
"""Milliseconds of work on answers that an address may cause at once, and in a second after that; then its pages are
sent without one. An answer that was not asked for before takes some 10 to 60."""
RULES, SCRIPT = (Path(__file__).with_suffix(ending).read_text("utf-8") for ending in (".css", ".js"))
MARK = Path(menu.__file__).with_name("mark.svg").read_text("utf-8").replace("<svg", '<svg aria-hidden="true"', 1)
ENTRIES = {entry.script: entry for group in MENU.values() for entry in group}
HOME = next(iter(ENTRIES))

_log = logging.getLogger("vetan")


class Room(NamedTuple):
    """Pixels between the heading of a page and its first answer, where the controls will stand."""

    phone: int
    desk: int


ROOM = {
    "overview": Room(152, 192),
    "salary_bands": Room(192, 251),
    "compare_cities": Room(216, 259),
    "check_salary": Room(416, 183),
    "career_path": Room(192, 251),
    "published_figures": Room(192, 251),
    "labour_market": Room(212, 155),
}


class FirstAnswer(NamedTuple):
    """The first content of a page: its heading, and the title and the sentence of its first card.

    The first page opens with a sentence that is no card: its title is the sentence, and `sentence` is empty.
    """

    page: Entry
    title: str
    sentence: str = ""


def first_answer(script: str, query: str) -> FirstAnswer:
    """The first sentence of the page at an address.

    Raises:
        AddressError: the page has no answer to show first, or the address is not wholly understood.
        DataError: the packaged data cannot be used.
    """
    entry = ENTRIES.get(script)
    if entry is None or script not in ANSWERS:
        raise AddressError(f"{script} opens without an answer")
    address = Address(query)
    title, sentence = ANSWERS[script](address, entry)
    address.end()
    return FirstAnswer(entry, title, sentence)


Words = tuple[str, str]


def _about(answer: Callable[[View, Address], Words]) -> Callable[[Address, Entry], Words]:
    """What a page says of the view that its address names."""

    def words(address: Address, entry: Entry) -> Words:
        return answer(view(address, asks=entry.asks), address)

    return words


def _overview(view: View, _address: Address) -> Words:
    return bands_exhibits.headline(get_answer(bands_answer.total, view)), ""


def _salary_bands(view: View, address: Address) -> Words:
    by = address.choice("by", controls.groupings(view.survey))
    largest = controls.SIZES[address.choice("groups", controls.sizes())]
    address.flag("estimates", usual=True)
    exhibit = bands_exhibits.bands(get_answer(bands_answer.bands, view, by, largest))
    return exhibit.title, exhibit.reading


def _compare_cities(view: View, address: Address) -> Words:
    selection = address.several("cities", questions.names(view.survey, "city"))[: questions.MOST_CITIES]
    buys, reference = address.flag("buys"), tables.reference()
    address.flag("estimates", usual=True)
    cities = get_answer(cities_answer.largest, view, selection)
    exhibit = cities_exhibits.comparison(get_answer(cities_answer.comparison, view, cities, buys, reference=reference))
    return exhibit.title, exhibit.reading


def _check_salary(view: View, address: Address) -> Words:
    survey, reference = view.survey, tables.reference()
    address.flag("estimates", usual=True)
    names = {}
    for dimension in ("role", "city"):
        options = questions.names(survey, dimension)
        selection = address.several(f"my_{dimension}", options) or (questions.first_name(view, dimension),)
        names[dimension] = selection[0]
    experience = levels(address, survey.dimensions["experience"]) if "experience" in survey.dimensions else ()
    most_years = int(questions.MOST_YEARS)
    years = address.option("my_years", list(map(str, range(most_years + 1))), str(questions.first_years(experience)))
    pay, up_to = address.text("my_pay", questions.example_pay(survey)), address.text("my_pay_to", "")
    try:
        low, high = pay_given(pay, up_to, address.choice("my_unit", questions.unit_labels()), survey.currency)
    except ValueError as error:
        raise AddressError("the pay cannot be read") from error
    question = Question(**names, years=int(years), low=low, high=high, on=questions.today())
    wages = tables.table("minimum_wages")
    case = get_answer(standing_answer.salary, view, question, reference=reference, wages=wages)
    witnesses = get_answer(strip, view, case.first, question.pay, **market.witnesses())
    exhibit = standing_exhibits.salary(case, witnesses.floor)
    return exhibit.title, exhibit.reading


def _career_path(view: View, address: Address) -> Words:
    address.choice("family", names_by_slug(tables.reference().families))
    address.flag("estimates", usual=True)
    exhibit = career_exhibits.path(get_answer(career_answer.path, view))
    return exhibit.title, exhibit.reading


def _published_figures(view: View, address: Address) -> Words:
    claims, posted = market.claims(), surveys.packaged_survey(surveys.REFERENCE)
    if not market_controls.names_work(view):
        roles, first = market_controls.roles_offered(claims.roles())
        about = address.choice("about", market_controls.role_labels(roles), first)
        view = market_controls.about_role(view, roles[about])
    most, age = market_controls.CLAIMS_SHOWN[address.choice("claims", market_controls.claims_labels())]
    later_rupees = address.flag("aged")
    prices = tables.price_series() if later_rupees else ()
    published = get_answer(
        claims_answer.published_claims, view, most, age, later_rupees, claims=claims, posted=posted, prices=prices
    )
    exhibit = claims_exhibits.published_claims(published)
    return exhibit.title, exhibit.reading


def _labour_market(address: Address, _entry: Entry) -> Words:
    if address.choice("section", market_controls.SECTIONS) != "pay":
        raise AddressError("only the first part of the page has an answer to show first")
    place = address.option("place", market_controls.PLACES)
    exhibit = present_shared(series_exhibits.real_earnings, series_answer.real_earnings, market.market(), place)
    return exhibit.title, exhibit.reading


ANSWERS: dict[str, Callable[[Address, Entry], Words]] = {
    "overview": _about(_overview),
    "salary_bands": _about(_salary_bands),
    "compare_cities": _about(_compare_cities),
    "check_salary": _about(_check_salary),
    "career_path": _about(_career_path),
    "published_figures": _about(_published_figures),
    "labour_market": _labour_market,
}
"""What each page opens with, by the name of its script; the others open without an answer."""


def as_html(answer: FirstAnswer) -> str:
    """The answer as the first part of a page's body; it shows every name letter by letter."""
    heading, title = html.escape(_(answer.page.heading)), html.escape(answer.title)
    level, reading = (3, f"<p>{prose.lines(answer.sentence)}</p>") if answer.sentence else (2, "")
    room = ROOM[answer.page.script]
    name = "filtered" if answer.page.filtered else "whole"
    return (
        f"<style>{STYLE}</style>"
        f'<main id="first-answer" class="{name}" style="--phone:{room.phone}px;--desk:{room.desk}px">'
        f'{MARK}<h1>{heading}</h1><div class="controls"></div>'
        f'<section class="level-{level}"><h{level}>{title}</h{level}>{reading}</section></main>'
        f"<script>{SCRIPT}</script>"
    )


def _style() -> str:
    """The rules, with the colours, sizes and typeface of the theme."""
    colours = "".join("--{}:light-dark({},{});".format(name, *media.of_theme(name)) for name in COLOURS)
    sizes = st.get_option("theme.headingFontSizes")
    font = next((Path(file_util.get_static_dir()) / "static" / "media").glob("SourceSansVF-Upright.*.woff2")).name
    face = f"font-family:'Source Sans';font-weight:200 900;font-display:swap;src:url(./static/media/{font})"
    names = f"--h1:{sizes[0]};--h2:{sizes[1]};--h3:{sizes[2]};--sidebar:{SIDEBAR}px;{media.HEADINGS}"
    return f"@font-face{{{face}}}#first-answer{{{colours}{names}}}{RULES}"


COLOURS = ("backgroundColor", "secondaryBackgroundColor", "textColor", "borderColor")
STYLE = _style()


def prepare() -> None:
    """Work out what each page opens with, so that no first visitor of a page waits for a file."""
    for script in ANSWERS:
        _html(script, "")


class FirstAnswers:
    """Works out first answers one after the other, off the event loop."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(1, "first answer")
        self._waiting = 0
        self._work = AddressBuckets(WORK, WORK_RATE, streamlit_internals.proxies().__contains__)

    async def html(self, path: str, query: str, address: str) -> str:
        """The first answer to an address as HTML; empty where there is none, or where it takes too long.

        Args:
            path, query: what is asked for.
            address: who asks.
        """
        if self._waiting >= QUEUE or not self._work.admit(address):
            return ""
        self._waiting += 1
        task = asyncio.get_running_loop().run_in_executor(self._worker, _html_and_time, path.strip("/") or HOME, query)
        task.add_done_callback(partial(self._done, address))
        try:
            return (await asyncio.wait_for(asyncio.shield(task), PATIENCE))[0]
        except TimeoutError:
            return ""

    def _done(self, address: str, task: asyncio.Future[tuple[str, int]]) -> None:
        self._waiting -= 1
        if not task.cancelled():
            self._work.delay(address, task.result()[1])


def _html_and_time(script: str, query: str) -> tuple[str, int]:
    """The first answer as HTML, and the milliseconds of processor that it took."""
    begun = thread_time()
    return _html(script, query), round(1000 * (thread_time() - begun))


def _html(script: str, query: str) -> str:
    try:
        return as_html(first_answer(script, query))
    except (AddressError, DataError):
        return ""
    except Exception:
        _log.exception("No first answer for the page %s", script)
        return ""
