"""An estimate in the browser: another mark, another word, its own sentence, its own key in the file, and a switch."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

THIN = "?role=MIS+executive&city=Nagpur&experience=Fresher"


def test_an_estimate_never_looks_like_a_count_and_can_be_switched_off(desk, tmp_path: Path) -> None:
    desk.open("salary_bands", THIN)
    heading = desk.headings.filter(has_text="Estimated ₹")
    expect(heading).to_have_count(1)
    charts = desk.page.locator(".vetan-chart").evaluate_all("charts => charts.map(chart => chart.dataset.key)")
    expect(desk.page.get_by_text("the estimate rests on")).to_be_visible()

    drawing = desk.page.locator('.vetan-chart[data-key="estimate"] svg')
    expect(drawing.locator("text").filter(has_text="estimated ₹")).to_have_count(1)
    rings = drawing.locator("circle").evaluate_all("marks => marks.map(mark => getComputedStyle(mark).fill)")
    assert rings
    assert set(rings) == {"none"}

    content = json.loads(desk.download("JSON", tmp_path, charts.index("estimate")).read_text("utf-8"))
    assert [row["kind"] for row in content["rows"]] == ["estimated"]
    assert content["rows"][0]["offer_low"] < content["rows"][0]["p50"] < content["rows"][0]["offer_high"]

    desk.unfold("More filters")
    desk.choose(desk.page.get_by_text("Show estimates", exact=True))
    expect(heading).to_have_count(0)
    assert "estimates=false" in desk.page.url


def test_a_way_to_a_counted_group_sets_all_of_it_and_nothing_else(desk) -> None:
    page = desk.open("career_path", "?role=Accountant&city=Nagpur").page
    page.locator('a[data-sets="all"]').first.click()
    expect(page).to_have_url(re.compile(r"/salary_bands\?experience=fresher&role=Accountant$"))
    desk.settled()
    expect(page.locator(".summary")).to_have_text("Accountant · Any city · Fresher · per month")
