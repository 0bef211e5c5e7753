"""What is worked out anew waits for its turn among the visits of one address; what is kept waits for nobody."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.model import Filters
from analytics.view import View, depends_on
from pages.parts import streamlit_internals
from pages.parts.cache import answers, exhibits, surveys, turns
from tests import builders

pytestmark = pytest.mark.usefixtures("fresh_answers")
SOON = 10
"""Seconds in which what should happen has happened; what should not does not in as many again."""
CITIES = ("Pune", "Goa", "Agra", "Delhi")


@dataclass(frozen=True)
class Result:
    """An answer."""

    city: str

    def for_view(self, _view: View) -> "Result":
        return self


class Work:
    """Questions that take until they are let go, and notes of which have begun."""

    def __init__(self) -> None:
        self.begun, self.let_go = {city: Event() for city in CITIES}, {city: Event() for city in CITIES}

    def do(self, city: str) -> Result:
        self.begun[city].set()
        assert self.let_go[city].wait(2 * SOON)
        return Result(city)


work = Work()


def question(view: View) -> Result:
    return work.do(dict(view.filters)["city"][0])


@depends_on(lambda view: replace(view, filters=view.filters.without("sector")))
def of_city(view: View) -> Result:
    return question(view)


def words(answer: Result) -> Result:
    return work.do(answer.city)


class Visits:
    """Visits at addresses of their own, each in a thread."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._address: ContextVar[str | None] = ContextVar("address", default=None)
        self._ends: dict[str, Exception] = {}
        self._over = False

    def start(self, address: str | None, work: Callable[[], Any]) -> Future[Any]:
        """Do some work in the thread of a visit."""

        def run() -> Any:
            token = self._address.set(address)
            try:
                return work()
            finally:
                self._address.reset(token)

        return self._pool.submit(run)

    def end(self, address: str, error: Exception) -> None:
        """Have the visits of this address that wait leave."""
        self._ends[address] = error

    def address(self) -> str | None:
        """The address of the visit that this thread is."""
        return self._address.get()

    def leave_if_superseded(self) -> None:
        """Leave, where this visit should."""
        if self._over:
            raise InterruptedError
        if error := self._ends.get(self._address.get() or ""):
            raise error

    def end_all(self) -> None:
        """Let a test that failed end: whoever waits leaves."""
        self._over = True


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> Iterator[Visits]:
    global work
    work = Work()
    with ThreadPoolExecutor(8) as pool:
        started = Visits(pool)
        monkeypatch.setattr(streamlit_internals, "visitor_address", started.address)
        monkeypatch.setattr(streamlit_internals, "leave_if_superseded", started.leave_if_superseded)
        yield started
        started.end_all()
        for event in work.let_go.values():
            event.set()


@pytest.fixture(scope="module")
def view() -> View:
    survey = builders.survey([10_000.0] * 4, city=list(CITIES), sector=["a", "b", "a", "b"])
    return View(surveys._share_for_process(survey))


def of(view: View, city: str, **filters: list[str]) -> View:
    return replace(view, filters=Filters.of({"city": [city], **filters}))


@contextmanager
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """At the end of this block the visit that has been started in it waits, by a look of its own."""
    waits = Event()
    leave = streamlit_internals.leave_if_superseded

    def look() -> None:
        waits.set()
        leave()

    monkeypatch.setattr(streamlit_internals, "leave_if_superseded", look)
    yield
    assert waits.wait(SOON)


def test_one_address_works_out_one_answer_at_a_time_and_others_do_not_wait(
    visits: Visits, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = visits.start("192.0.2.7", lambda: answers.get_answer(question, of(view, "Pune")))
    assert work.begun["Pune"].wait(SOON)
    with waiting(monkeypatch):
        second = visits.start("192.0.2.7", lambda: answers.get_answer(question, of(view, "Goa")))
    elsewhere = visits.start("192.0.2.8", lambda: answers.get_answer(question, of(view, "Agra")))
    server = visits.start(None, lambda: answers.get_answer(question, of(view, "Delhi")))
    assert work.begun["Agra"].wait(SOON)
    assert work.begun["Delhi"].wait(SOON)
    assert not work.begun["Goa"].is_set()
    for event in work.let_go.values():
        event.set()
    assert [visit.result(SOON).city for visit in (first, second, elsewhere, server)] == list(CITIES)


def test_who_wants_what_another_visit_waits_for_has_it_as_soon(
    visits: Visits, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last of four asks for what the second asked for, and does not wait for the third."""
    visits.start("192.0.2.7", lambda: answers.get_answer(question, of(view, "Pune")))
    assert work.begun["Pune"].wait(SOON)
    line = []
    for city in ("Goa", "Agra", "Goa"):
        with waiting(monkeypatch):
            line.append(visits.start("192.0.2.7", lambda city=city: answers.get_answer(question, of(view, city))))  # type: ignore[misc]
    work.let_go["Pune"].set()
    work.let_go["Goa"].set()
    assert work.begun["Agra"].wait(SOON)
    assert line[2].result(SOON) is line[0].result(SOON)
    work.let_go["Agra"].set()
    assert line[1].result(SOON) == Result("Agra")
    assert not turns._in_progress


def test_what_is_kept_is_shown_while_another_answer_is_worked_out(visits: Visits, view: View) -> None:
    work.let_go["Goa"].set()
    answer = visits.start("192.0.2.7", lambda: answers.get_answer(question, of(view, "Goa"))).result(SOON)
    sentence = visits.start("192.0.2.7", lambda: exhibits.present(words, answer)).result(SOON)
    visits.start("192.0.2.7", lambda: answers.get_answer(question, of(view, "Pune")))
    assert work.begun["Pune"].wait(SOON)
    assert visits.start("192.0.2.7", lambda: answers.get_answer(question, of(view, "Goa"))).result(SOON) is answer
    assert visits.start("192.0.2.7", lambda: exhibits.present(words, answer)).result(SOON) is sentence


def test_an_answer_in_an_answer_needs_no_second_turn(visits: Visits, view: View) -> None:
    for event in work.let_go.values():
        event.set()
    nested = visits.start("192.0.2.7", lambda: answers.get_answer(of_city, of(view, "Goa", sector=["a"])))
    assert nested.result(SOON) == Result("Goa")


@pytest.mark.parametrize("kind", ["an upload's answer", "words", "a drawing"])
def test_all_that_is_worked_out_takes_turns(
    visits: Visits, view: View, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    upload = View(builders.survey([10_000.0], city=["Goa"]))
    draw = exhibits.cache_per_exhibit(words)  # type: ignore[arg-type, type-var]
    work.let_go["Goa"].set()
    answer = answers.get_answer(question, of(view, "Goa"))
    work.let_go["Goa"].clear()
    work.begun["Goa"].clear()
    works: dict[str, Callable[[], Any]] = {
        "an upload's answer": lambda: answers.get_answer(question, of(upload, "Goa")),
        "words": lambda: exhibits.present(words, answer),
        "a drawing": lambda: draw(answer),  # type: ignore[arg-type]
    }
    visits.start("192.0.2.7", lambda: answers.get_answer(question, of(view, "Pune")))
    assert work.begun["Pune"].wait(SOON)
    with waiting(monkeypatch):
        second = visits.start("192.0.2.7", works[kind])
    assert not work.begun["Goa"].is_set()
    work.let_go["Pune"].set()
    assert work.begun["Goa"].wait(SOON)
    work.let_go["Goa"].set()
    assert second.result(SOON) == Result("Goa")


def test_a_drawing_that_was_made_during_the_wait_is_not_made_again(
    visits: Visits, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Result] = []
    draw = exhibits.cache_per_exhibit(lambda answer: calls.append(answer) or answer)  # type: ignore[arg-type, func-returns-value, return-value, type-var]
    work.let_go["Goa"].set()
    answer = answers.get_answer(question, of(view, "Goa"))
    visits.start("192.0.2.7", lambda: answers.get_answer(question, of(view, "Pune")))
    assert work.begun["Pune"].wait(SOON)
    drawings = []
    for _ in range(2):
        with waiting(monkeypatch):
            drawings.append(visits.start("192.0.2.7", lambda: draw(answer)))  # type: ignore[arg-type]
    work.let_go["Pune"].set()
    assert [drawing.result(SOON) for drawing in drawings] == [answer, answer]
    assert calls == [answer]


def test_turns_come_in_order_and_who_leaves_is_passed_over(
    visits: Visits, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An IPv6 network of 64 bits is one customer's."""
    order: list[str] = []

    def ask(city: str) -> Result:
        answer = answers.get_answer(question, of(view, city))
        order.append(city)
        return answer

    visits.start("2001:db8::1", lambda: ask("Pune"))
    assert work.begun["Pune"].wait(SOON)
    waiters = []
    for number, city in enumerate(CITIES[1:]):
        with waiting(monkeypatch):
            waiters.append(visits.start(f"2001:db8::{number + 2}", lambda city=city: ask(city)))  # type: ignore[misc]
    visits.end("2001:db8::2", InterruptedError())
    with pytest.raises(InterruptedError):
        waiters[0].result(SOON)
    for event in work.let_go.values():
        event.set()
    for waiter in waiters[1:]:
        waiter.result(SOON)
    assert order == ["Pune", "Agra", "Delhi"]
    assert not turns._turns._queues


def test_a_visitor_has_an_address_and_leaves_when_superseded() -> None:
    def page() -> None:
        import streamlit as st
        from streamlit.runtime import Runtime
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        from pages.parts import streamlit_internals

        client = Runtime.instance().get_client.return_value  # type: ignore[attr-defined]
        for address in ("192.0.2.7", "127.0.0.1"):
            client.client_context.remote_ip = address
            st.text(streamlit_internals.visitor_address())
        Runtime.instance().get_client.return_value = None  # type: ignore[attr-defined]
        st.text(streamlit_internals.visitor_address())
        context = get_script_run_ctx()
        assert context is not None
        streamlit_internals.leave_if_superseded()
        checked = context.yield_check
        context.yield_check = lambda: st.stop()
        try:
            streamlit_internals.leave_if_superseded()
            st.text("stayed")
        finally:
            context.yield_check = checked

    assert [text.value for text in AppTest.from_function(page).run().text] == ["192.0.2.7", "", ""]
    assert streamlit_internals.visitor_address() is None
    streamlit_internals.leave_if_superseded()
