"""On a phone and a laptop, light and dark: everything fits, and the bands are in the first screenful."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from analytics.presenting import wording
from pages.parts import frame

pytestmark = pytest.mark.browser

PAGES = [entry for group in frame.MENU.values() for entry in group]
BACKGROUND = """() => getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor"""


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
        """() => [...document.querySelectorAll('[data-testid="stMain"] :is(button, p, h1, h3, svg.main-svg, input)')]
            .filter(box => box.checkVisibility() && box.getBoundingClientRect().right > innerWidth + 1)
            .filter(box => !box.closest('[role="tablist"]'))  // a row of tabs is swiped by itself
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
def test_the_first_screenful_shows_bands(request: pytest.FixtureRequest, window: str) -> None:
    somebody = request.getfixturevalue(window).open()
    height = somebody.page.viewport_size["height"]
    # The first two rows of the chart: the label, the bar and the median of freshers and of the next level.
    mark = somebody.charts.first.locator(".point").nth(1).bounding_box()
    assert mark is not None
    assert mark["y"] + mark["height"] <= height


@pytest.mark.parametrize(("scheme", "least", "most"), [("light", 230, 255), ("dark", 0, 50)])
def test_the_page_follows_the_look_of_the_device(
    visitor: Callable[..., Any], scheme: str, least: int, most: int
) -> None:
    somebody = visitor(color_scheme=scheme).open()
    assert least <= lightness(somebody.page) <= most
    # Chart text takes the theme's colours too: light on dark, dark on light.
    ink = somebody.charts.first.locator(".textpoint text, .xtick text").first.evaluate(
        "text => getComputedStyle(text).fill"
    )
    red, green, blue = map(int, re.findall(r"\d+", ink)[:3])
    assert abs((red + green + blue) / 3 - lightness(somebody.page)) > 90


def test_a_phone_reaches_the_pay_of_freshers_in_pune(phone) -> None:
    page = phone.open().page
    phone.pill("Fresher").first.tap()
    expect(page).to_have_url(re.compile("experience=Fresher"))
    expect(page.get_by_role("button", name="Collapse sidebar")).to_be_hidden()
    page.get_by_test_id("stExpandSidebarButton").tap()
    page.get_by_test_id("stSidebar").get_by_role("combobox", name="City").tap()
    page.get_by_role("option", name="Pune", exact=True).tap()
    expect(page).to_have_url(re.compile("city=Pune"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Collapse sidebar").tap()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("posts open to freshers in Pune")


@pytest.mark.parametrize("window", ["desk", "phone"])
def test_three_taps_reach_freshers_pay_in_pune_its_csv_and_its_source(
    request: pytest.FixtureRequest, window: str, tmp_path: Path
) -> None:
    somebody = request.getfixturevalue(window).open()
    page = somebody.page
    somebody.pill("Fresher").first.click()  # the first tap
    expect(page.get_by_role("heading", level=2).first).to_contain_text("open to freshers")
    somebody.settled()
    labels = somebody.charts.nth(1).locator(".textpoint text").all_text_contents()
    (pune,) = [label for label in labels if label.startswith("Pune")]
    table = pd.read_csv(somebody.download("CSV", tmp_path, card=1))  # the second
    row = table.set_index("city").loc["Pune"]
    assert f"n {wording.count(row['n'])}" in pune
    assert wording.money(row["p50"], spread=(row["p50_high"] - row["p50_low"]) / 2) in pune
    source = page.get_by_test_id("stCaptionContainer").filter(has_text="Source:").nth(1).get_by_role("link")
    expect(source).to_have_attribute("href", re.compile("^https://"))  # the third
