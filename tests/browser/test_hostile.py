"""A file full of names that some program takes for something else: they show as text, letter by letter, everywhere."""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from analytics.presenting import wording
from analytics.presenting.wording import brief
from pages.parts.view import frame

pytestmark = pytest.mark.browser

NAMES = (
    "<img src=x onerror=alert(1)> https://evil.example/a A",
    "[x](javascript:alert(1)) ![y](x) www.evil.example B",
    "$\\LaTeX$ :material/home: :red[r] **b** `c` HTTPS://WWW.evil.example",
    "{{7*7}} %{x} ${y} &lt;i&gt; <b>b</b> <br> WwW.evil.example C",
    "=1+1 # \u202eenuP -> HQ :streamlit: :smile:",
)
KIND, SECOND = (
    "<u>kind</u> www.evil.example :blue[k] [k](javascript:alert(2))",
    "$k$ k@evil.example <script>alert(3)</script> `d`",
)
FILE = "<img src=y onerror=alert(4)> [f](javascript:alert(5)) $f$ www.evil.example f@evil.example.csv"
HEADER = ["city", "role", "experience", KIND, SECOND, "pay per month"]
ROWS = [
    [
        NAMES[index % 5],
        NAMES[(index + 1) % 5],
        f"{index % 4} years",
        NAMES[(index + 2) % 5],
        f"k {index % 3}",
        str(20_000 + 100 * index),
    ]
    for index in range(200)
]
LEFT = [NAMES[0], NAMES[1], "1 year", NAMES[2], "k 1", "<img src=z onerror=alert()> none"]
CONTENT = "\n".join(",".join(f'"{cell}"' for cell in row) for row in [HEADER, *ROWS, LEFT]).encode()
PAGES = [entry.title for group in frame.MENU.values() for entry in group if entry.filtered]
ASKS = "Check a salary"
"""The page that asks for city and role itself; what else is filtered stands on chips."""


def letters(text: str) -> str:
    """A text as it stands on the screen: signs that turn directions are shown as what they are, a sign out of place."""
    return wording.strip_bidi_controls(text)


def read(page: Page) -> str:
    """The text of a page, without the joiner of no width that keeps signs from becoming arrows and icons."""
    return page.get_by_test_id("stMain").inner_text().replace("\u2060", "")


def assert_no_markup(page: Page) -> None:
    """Nothing of the file became an element, a link or a formula of the page."""
    assert page.locator("img[src='x'], img[src='y'], img[src='z'], [onerror]").count() == 0
    assert page.locator("a[href^='javascript'], main u, main .katex").count() == 0
    assert page.locator("a[href*='evil' i], a[href^='mailto' i]").count() == 0
    assert not page.evaluate("() => [...document.scripts].some(script => /alert\\(\\d*\\)/.test(script.text))")
    assert not page.get_by_role("alert").filter(has_text="Traceback").count()


def read_hostile_file(somebody: Any) -> None:
    somebody.open("your_data")
    somebody.page.locator('input[type="file"]').first.set_input_files(
        {"name": FILE, "mimeType": "text/csv", "buffer": CONTENT}
    )
    expect(somebody.headings.first).to_have_text("200 of 201 rows used")
    somebody.settled()


@pytest.fixture(scope="module")
def hostile(arrive: Callable[..., Any]) -> Any:
    """A window in which the file is read, that fails at once where a dialog opens."""
    somebody = arrive(height=2400)
    somebody.page.on("dialog", lambda dialog: somebody.errors.append(f"a dialog: {dialog.message}"))
    read_hostile_file(somebody)
    return somebody


@pytest.fixture(scope="module")
def in_use(hostile: Any) -> Any:
    """The same window, in which every page shows the file."""
    return hostile.use()


def test_what_was_read_is_told_letter_by_letter(hostile: Any) -> None:
    page = hostile.page
    assert_no_markup(page)
    expect(page.get_by_role("button", name=f"Remove {FILE}")).to_be_visible()
    assert f"Source: {FILE}" in read(page)
    hostile.unfold("What each column is used as")
    expect(page.get_by_role("combobox", name="Use of role")).to_be_visible()
    assert all(brief(header) in read(page) for header in (KIND, SECOND))
    # The tables of the audit, of the columns and of the rows left out, in this order.
    assert {KIND, SECOND} <= {cell for row in hostile.table(1) for cell in row}
    assert LEFT[-1] in {cell for row in hostile.table(2) for cell in row}
    assert_no_markup(page)


def test_every_page_shows_them_as_text(in_use: Any, subtests: pytest.Subtests) -> None:
    page = in_use.page
    sidebar = page.get_by_test_id("stSidebar")
    headline = page.get_by_role("heading", level=2).first
    for name in NAMES:
        before = headline.inner_text()
        in_use.pick(page.get_by_test_id("stMain").get_by_role("combobox", name="City"), name)
        expect(headline).not_to_have_text(before, use_inner_text=True)
        in_use.settled()
    for title in PAGES:
        with subtests.test(page=title):
            in_use.go(title)
            assert_no_markup(page)
            text = letters(read(page))
            assert all(letters(name) in text for name in NAMES) or title == ASKS  # in the box of cities
            assert f"Source: {FILE}" in text or title == "Published figures"
            drawer = in_use.unfold("More filters")
            expect(drawer.get_by_test_id("stWidgetLabel").first).to_be_visible()
            labels = str(sidebar.text_content()).replace("\u2060", "")
            assert KIND in labels
            assert SECOND in labels
            if title == ASKS:
                in_use.pick(drawer.get_by_role("combobox").nth(2), NAMES[0])
                chip = page.locator("[class*='st-key-chip'] button").filter(visible=True)
                expect(chip).to_have_count(1)
                assert letters(NAMES[0]) in letters(chip.inner_text().replace("\u2060", ""))
                assert_no_markup(page)
                chip.click()
                expect(chip).to_have_count(0)
                in_use.settled()


def test_charts_tables_and_files_hold_them_letter_by_letter(in_use: Any, tmp_path: Path) -> None:
    in_use.go("Salary bands")
    page = in_use.page
    in_use.choose(in_use.pill("City"))
    expect(page.locator(".vetan-chart text").filter(has_text="HQ").first).to_be_attached()
    chart = page.locator(".vetan-chart").first
    drawn = "\n".join(chart.locator("text").all_text_contents()).replace(" ", "")
    assert all(letters(name).replace(" ", "")[:12] in drawn for name in NAMES), drawn  # a row has room for two lines
    described = chart.locator("[data-hover]").evaluate_all("marks => marks.map(mark => mark.dataset.hover).join('\\n')")
    assert all(letters(name) in described for name in NAMES), described
    in_use.charts.first.scroll_into_view_if_needed()
    cells = {row[0] for row in in_use.table()}
    assert set(NAMES) <= cells
    csv = in_use.download("CSV", tmp_path)
    assert set(csv.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    safe = {f"'{name}" if name.startswith("=") else name for name in NAMES}
    assert set(pd.read_csv(csv)["city"]) == safe
    sheet = openpyxl.load_workbook(in_use.download("Excel", tmp_path))["Data"]
    assert {sheet.cell(row, 1).value for row in range(2, 7)} == safe
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}  # no formula, no link
    with zipfile.ZipFile(in_use.download("Data package", tmp_path)) as archive:
        about = json.loads(archive.read("datapackage.json"))
        assert set(archive.namelist()) == {"data.csv", "datapackage.json"}
    assert about["source"]["title"] == FILE
    # Groups by the dimension with the hostile name, under which its own values stand.
    in_use.choose(page.get_by_role("radio", name=re.compile("kind")))
    expect(in_use.headings.first).to_contain_text("By ")
    assert_no_markup(page)
    assert any(heading == KIND for heading in in_use.table()[0])


def test_a_hostile_link_is_quoted_and_nothing_more(visitor: Callable[..., Any]) -> None:
    somebody = visitor()
    somebody.page.on("dialog", lambda dialog: somebody.errors.append(f"a dialog: {dialog.message}"))
    image, address = "<img src=x onerror=alert(1)> www.evil.in", "https://evil.example/ a@evil.example"
    somebody.open("salary_bands", "?" + urlencode({"city": [image, "Pune"], "per": address}, doseq=True))
    alert = somebody.page.get_by_test_id("stAlert")
    expect(alert).to_contain_text("cannot use")
    assert (
        f"This link asked for city “{image}” and per “{address}”, which this page cannot use; they were left out."
    ) in alert.inner_text().replace("\u2060", "")
    assert_no_markup(somebody.page)
    assert somebody.page.url.endswith("/salary_bands?city=Pune")  # the address says what is shown
    somebody.page.get_by_test_id("stRadio").get_by_text("year", exact=True).click()
    expect(alert).to_have_count(0)
    somebody.settled()
    somebody.page.reload()
    somebody.settled()
    expect(alert).to_have_count(0)
