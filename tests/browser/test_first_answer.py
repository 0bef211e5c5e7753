"""The answer inside the HTML stands where the page will say the same, once, and makes way for it."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pages.parts.host.first_answer import ROOM
from tests.browser.visiting import FIRST, Visitor

WATCH = """(() => {
    window.seen = [];
    const top = heading => heading.getBoundingClientRect().top + parseFloat(getComputedStyle(heading).paddingTop);
    const look = () => {
        const [answer] = document.querySelectorAll("#first-answer h2, #first-answer h3");
        const [page] = document.querySelectorAll("#root h2, #root h3");
        const hidden = Boolean(document.getElementById("root")?.inert);
        window.seen.push([answer && top(answer), page && top(page), hidden]);
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})()"""
"""Notes in each frame where the answer and the page's first heading stand, and whether the page is hidden."""


STILL = """() => {
    const places = window.seen.slice(-20).map(([, page]) => page);
    return places.length === 20 && places.every(place => place === places[0]);
}"""
"""The page's first heading has not moved for twenty frames."""


def frames(page: Page) -> list[list[Any]]:
    frames_seen: list[list[Any]] = json.loads(page.evaluate("() => JSON.stringify(window.seen)"))
    return frames_seen


def prepare(somebody: Visitor, script: str) -> None:
    """Ask for a page until its HTML holds an answer: a busy server sends the first ones without."""
    address = f"{somebody.server.url}/{'' if script == FIRST else script}"
    for _ in range(100):
        if 'id="first-answer"' in somebody.page.request.get(address).text():
            return
        somebody.page.wait_for_timeout(200)
    pytest.fail(f"no answer stands in the HTML of {address}")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("script", ROOM)
def test_it_stands_where_the_page_will_say_it(visitor: Any, script: str, width: int) -> None:
    somebody = visitor(width=width, height=844)
    prepare(somebody, script)
    somebody.page.add_init_script(WATCH)
    somebody.open(script)
    somebody.page.wait_for_function(STILL)
    frames_seen = frames(somebody.page)
    first = next(number for number, (answer, _, _) in enumerate(frames_seen) if answer is not None)
    # From then on a heading is there in every frame, and only one can be read.
    for answer, page, hidden in frames_seen[first:]:
        assert answer is not None or page is not None
        assert hidden or answer is None
    answer = next(answer for answer, _, _ in reversed(frames_seen) if answer is not None)
    assert abs(answer - frames_seen[-1][1]) <= 4


@pytest.mark.parametrize("query", ["?city=Atlantis", "?survey=Your%20data", "?utm_source=mail"])
def test_a_page_without_one_opens_as_ever(visitor: Any, query: str) -> None:
    somebody = visitor(width=390, height=844)
    somebody.page.add_init_script(WATCH)
    somebody.open(query=query)
    assert all(answer is None and not hidden for answer, _, hidden in frames(somebody.page))


def test_it_follows_the_device_and_a_visitors_own_choice(visitor: Any) -> None:
    for scheme, chosen, ground in (
        ("light", None, "rgb(255, 255, 255)"),
        ("dark", None, "rgb(17, 22, 29)"),
        ("dark", "Light", "rgb(255, 255, 255)"),
        ("light", "Dark", "rgb(17, 22, 29)"),
    ):
        somebody = visitor(width=390, height=844, color_scheme=scheme)
        page = somebody.page
        if chosen:
            page.add_init_script(f"localStorage.setItem('stActiveTheme-/-v2', '\"{chosen}\"')")
        page.route("**/static/js/index.*", lambda route: route.abort())  # Streamlit's page never comes
        page.goto(somebody.server.url)
        expect(page.locator("#first-answer")).to_have_css("background-color", ground)
