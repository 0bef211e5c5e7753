"""On a phone and a laptop, light and dark: everything fits, and the bands are in the first screenful."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from analytics.model import Filters
from analytics.presenting import wording
from analytics.reading import packaged
from analytics.statistics.bands import salary_bands
from pages.parts.view import frame
from tests.browser.visiting import role_and_city

pytestmark = pytest.mark.browser

PAGES = [entry for group in frame.MENU.values() for entry in group]
BACKGROUND = """() => getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor"""

GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 22, 29)"}


def lightness(page: Page) -> float:
    red, green, blue = map(int, re.findall(r"\d+", page.evaluate(BACKGROUND))[:3])
    return (red + green + blue) / 3


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.script)
def test_a_page_fits_a_phone_and_a_thumb(phone, entry: frame.Entry) -> None:
    page = phone.open(entry.script, "?city=Pune").page
    wide = page.evaluate(
        """() => ["html", '[data-testid="stMain"]', '[data-testid="stMainBlockContainer"]'].map(
            name => document.querySelector(name)).map(box => box.scrollWidth - box.clientWidth)"""
    )
    assert max(wide) <= 0  # nothing scrolls sideways
    beyond = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid="stMain"] :is(button, p, h1, h3, svg, input)')]
            .filter(box => box.checkVisibility() && box.getBoundingClientRect().right > innerWidth + 1)
            .filter(box => !box.closest('[role="tablist"], .st-key-experience'))  // a row swiped by itself
            .map(box => box.outerHTML.slice(0, 200))"""
    )
    assert beyond == []
    small = page.evaluate(
        """() => [...document.querySelectorAll(
                '[data-testid="stMain"] :is([data-testid="stButtonGroup"], [data-testid="stButton"],' +
                ' [data-testid="stDownloadButton"]) button')]
            .filter(box => box.checkVisibility())
            .map(box => [box.textContent, box.getBoundingClientRect()])
            .filter(([, at]) => at.height < 24 || at.width < 24).map(([text]) => text)"""
    )
    assert small == []  # WCAG 2.2, target size (minimum): 24 by 24


@pytest.mark.parametrize("window", ["desk", "phone"])
def test_the_first_screenful_answers_the_question(request: pytest.FixtureRequest, window: str) -> None:
    somebody = request.getfixturevalue(window).open()
    height = somebody.page.viewport_size["height"]
    expect(somebody.page.get_by_role("heading", level=1)).to_have_text("What does your work pay?")
    last = [
        somebody.page.get_by_role("heading", level=2).first,
        somebody.page.get_by_test_id("stMain").get_by_role("link", name="Check a salary"),
    ]
    if window == "desk":  # and the first two rows of the chart
        last.append(somebody.charts.first.locator("text").filter(has_text="1–2 years"))
    for element in last:
        box = element.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= height


@pytest.mark.parametrize(("scheme", "least", "most"), [("light", 230, 255), ("dark", 0, 50)])
def test_the_page_follows_the_look_of_the_device(
    visitor: Callable[..., Any], scheme: str, least: int, most: int
) -> None:
    somebody = visitor(color_scheme=scheme).open()
    assert least <= lightness(somebody.page) <= most
    # Chart text takes the theme's colours too: light on dark, dark on light.
    ink = somebody.charts.first.locator("text").first.evaluate("text => getComputedStyle(text).fill")
    red, green, blue = map(int, re.findall(r"\d+", ink)[:3])
    assert abs((red + green + blue) / 3 - lightness(somebody.page)) > 90


def ink(somebody: Any) -> float:
    """How light the text of the first chart is."""
    colour = somebody.charts.first.locator("text").first.evaluate("text => getComputedStyle(text).fill")
    return sum(map(int, re.findall(r"\d+", colour)[:3])) / 3


def test_page_and_charts_follow_the_device_without_a_reload(visitor: Callable[..., Any]) -> None:
    somebody = visitor(color_scheme="light").open()
    page = somebody.page
    page.evaluate("() => { window.sameVisit = document.querySelector('.vetan-chart > svg'); }")
    for scheme in ("dark", "light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", GROUNDS[scheme])
        assert (ink(somebody) > lightness(page) + 90) == (scheme == "dark")
        assert page.evaluate("() => window.sameVisit === document.querySelector('.vetan-chart > svg')")
    explored = somebody.explore(0).locator(".annotation-text").first
    for scheme, ink_of_theme in (
        ("dark", "rgb(163, 179, 196)"),
        ("light", "rgb(74, 90, 106)"),
    ):  # the ink of each theme
        page.emulate_media(color_scheme=scheme)
        expect(explored).to_have_css("fill", ink_of_theme)


@pytest.mark.parametrize(("chosen", "device"), [("Light", "dark"), ("Dark", "light")])
def test_a_visitors_own_choice_of_the_look_wins(visitor: Callable[..., Any], chosen: str, device: str) -> None:
    somebody = visitor(color_scheme=device)
    somebody.page.add_init_script(f"localStorage.setItem('stActiveTheme-/-v2', '\"{chosen}\"')")
    somebody.open()
    for scheme in (device, chosen.lower(), device):
        somebody.page.emulate_media(color_scheme=scheme)
        expect(somebody.page.get_by_test_id("stApp")).to_have_css("background-color", GROUNDS[chosen.lower()])
        assert (ink(somebody) > lightness(somebody.page) + 90) == (chosen == "Dark")


def test_a_phone_reaches_the_pay_of_freshers_in_pune(phone) -> None:
    page = phone.open().page
    phone.pill("Fresher").first.tap()
    expect(page).to_have_url(re.compile("experience=fresher"))
    phone.settled()
    summary = page.get_by_role("button", name="Any role · Any city · Fresher · per month")
    expect(summary).to_have_attribute("aria-expanded", "false")
    summary.tap()
    expect(summary).to_have_attribute("aria-expanded", "true")
    page.get_by_test_id("stMain").get_by_role("combobox", name="City").tap()
    page.get_by_role("option", name="Pune", exact=True).tap()
    expect(page).to_have_url(re.compile("city=Pune"))
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("posts open to freshers in Pune")


def test_a_phone_shows_the_option_that_is_set_and_all_of_them_on_touch(phone) -> None:
    page = phone.open("salary_bands").page
    options = page.locator(".st-key-by").get_by_role("radio")
    visible = options.filter(visible=True)
    expect(visible).to_have_text(["Experience"])
    visible.tap()
    expect(visible).to_have_count(options.count())
    options.get_by_text("City", exact=True).tap()
    expect(page).to_have_url(re.compile("by=city"))
    expect(visible).to_have_text(["City"])
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(visible).to_have_count(options.count())  # by keyboard there is no touch


@pytest.mark.parametrize("script", ["overview", "salary_bands", "labour_market"])
def test_the_source_of_a_card_is_one_line_on_a_phone_and_whole_in_the_notes(phone, script: str) -> None:
    page = phone.open(script).page
    sources = page.locator(".source:visible")
    expect(sources.first).to_be_visible()
    lines = sources.evaluate_all(
        """lines => lines.map(line => [
            line.clientHeight / parseFloat(getComputedStyle(line).lineHeight), line.scrollWidth - line.clientWidth])"""
    )
    assert all(height < 1.5 and hidden <= 0 for height, hidden in lines), lines
    source = sources.first.text_content() or ""
    page.locator(".notes summary").first.tap()
    left_out = page.locator(".notes[open] .details").first
    expect(left_out).to_be_visible()
    assert (left_out.text_content() or "").split(" · ")[-1] in source


@pytest.mark.parametrize("window", ["desk", "phone"])
def test_freshers_in_pune_their_data_and_their_source_are_three_taps_away(
    request: pytest.FixtureRequest, window: str, tmp_path: Path
) -> None:
    somebody = request.getfixturevalue(window).open()
    page = somebody.page
    somebody.pill("Fresher").first.click()  # 1
    expect(page).to_have_url(re.compile("experience=fresher"))
    freshers = salary_bands(packaged.survey("posted_pay"), ["city"], Filters.of({"experience": ["Fresher"]}))
    pune = freshers.set_index("city").loc["Pune"]
    expect(somebody.charts.nth(1)).to_contain_text(f"n {wording.count(pune['n'])}")
    somebody.settled()
    (label,) = somebody.charts.nth(1).locator("text").filter(has_text="Pune").all_text_contents()
    assert label.endswith(f"n {wording.count(pune['n'])}")
    expect(somebody.charts.nth(1).get_by_text("Pune")).to_be_visible()
    read = pd.read_csv(somebody.download("CSV", tmp_path, card=1)).set_index("city")  # 2
    assert read.loc["Pune", "p50"] == pune["p50"]
    source = page.get_by_role("link", name="Internshala advertisements, 2025–26").nth(1)
    expect(source).to_be_visible()
    assert str(source.get_attribute("href")).startswith("https://")  # 3


def test_an_empty_selection_is_said_once(desk) -> None:
    desk.open(query="?" + urlencode({**role_and_city(0, 0), "experience": "10+ years"}))
    expect(desk.headings.filter(has_text="No posts match")).to_have_count(1)


def test_a_page_keeps_still_for_those_who_ask_for_it(visitor: Callable[..., Any]) -> None:
    somebody = visitor(reduced_motion="reduce").open()
    somebody.pill("Fresher").first.click()
    moving = somebody.page.evaluate(
        """() => document.getAnimations().filter(one => one.playState === "running"
            && one.effect.getComputedTiming().duration * one.effect.getComputedTiming().iterations > 200)
            .map(one => one.effect.target?.outerHTML?.slice(0, 200))"""
    )
    assert moving == []
