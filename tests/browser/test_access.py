"""With a keyboard, and for screen readers: every control is reached, named and readable."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pages.parts.view import frame
from tests.browser.visiting import CARD_MENU

pytestmark = pytest.mark.browser

PAGES = [entry for group in frame.MENU.values() for entry in group]

NOT_OURS: dict[str, str] = {}
"""Serious findings inside Streamlit that cannot be cured from here: rule → why. One that is no longer found fails."""


TALL = {"width": 1280, "height": 4000}  # axe skips the contrast of what has to be scrolled to


def focused(page: Page) -> str:
    return str(page.evaluate("() => document.activeElement.textContent"))


def tab_to(page: Page, text: str, key: str = "Tab") -> None:
    """Press a key until what has the focus reads so, icons aside."""
    for _ in range(60):
        page.keyboard.press(key)
        if re.fullmatch(rf"[a-z_]*{re.escape(text)}[a-z_]*", focused(page)):
            return
    pytest.fail(f"{key} does not reach “{text}”")


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_the_pills_work_from_the_keyboard(desk, key: str) -> None:
    page = desk.open().page
    tab_to(page, "Fresher")
    assert page.evaluate("() => document.activeElement.matches(':focus-visible')")
    page.keyboard.press(key)
    expect(page).to_have_url(re.compile("experience=fresher"))
    expect(desk.headings.first).to_contain_text("By role")
    expect(desk.pill("Fresher").first).to_be_focused()  # the rerun leaves the focus where it was
    page.keyboard.press(key)
    expect(page).to_have_url(re.compile(r"^[^?]*\??$"))


def test_the_skip_link_comes_first(desk) -> None:
    page = desk.open().page
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to main content"


def test_downloads_and_tables_are_reached_from_the_keyboard(desk) -> None:
    page = desk.open().page
    desk.pill("10+ years").first.focus()
    tab_to(page, CARD_MENU)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stPopoverBody").get_by_role("button").first).to_be_visible()
    tab_to(page, "CSV")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename.endswith(".csv")
    tab_to(page, "Show the table")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.script)
def test_every_chart_says_what_it_shows_and_is_small(desk, entry: frame.Entry) -> None:
    desk.open(entry.script)
    names = desk.charts.evaluate_all("all => all.map(chart => chart.getAttribute('aria-label'))")
    assert all(name and len(name) > 20 for name in names)
    assert desk.page.locator(".vetan-chart[role='img']").count() == len(names)
    sizes = desk.charts.evaluate_all("charts => charts.map(chart => chart.dataset.svg.length)")
    assert sum(sizes) <= 200_000


def violations(page: Page) -> dict[str, list[str]]:
    """The serious and critical findings of axe: rule → the places."""
    broken: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return {
        finding["id"]: [f"{node['target']}: {node['html'][:300]} {node['failureSummary']}" for node in finding["nodes"]]
        for finding in broken
        if finding["impact"] in ("serious", "critical")
    }


@pytest.fixture(scope="module")
def faults() -> set[str]:
    """The rules on the list above that were met."""
    return set()


def test_axe_finds_what_is_wrong(visitor) -> None:
    page = visitor().open().page
    page.evaluate("() => document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=data:,><button>')")
    assert {"image-alt", "button-name"} <= set(violations(page))


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.script)
def test_axe_finds_nothing_serious_in_either_look(
    desk, entry: frame.Entry, faults: set[str], subtests: pytest.Subtests
) -> None:
    page, size = desk.page, desk.page.viewport_size
    page.set_viewport_size(TALL)
    try:
        desk.open(entry.script, "?experience=Fresher&city=Pune&doubtful=true")
        if entry.filtered and desk.charts.count():
            desk.table()
        for scheme in ("light", "dark"):
            with subtests.test(look=scheme):
                page.emulate_media(color_scheme=scheme)
                expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
                page.wait_for_function("() => document.getAnimations().every(one => one.playState !== 'running')")
                broken = violations(page)
                faults |= set(broken)
                assert {rule: places for rule, places in broken.items() if rule not in NOT_OURS} == {}
    finally:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")


def test_the_list_of_what_is_not_ours_is_no_longer_than_needed(faults: set[str]) -> None:
    assert set(NOT_OURS) <= faults
