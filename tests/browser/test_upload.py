"""A visitor's own file: read, audited, used on every page; nobody else's, never on disk, gone with the visit."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from analytics.presenting import wording
from analytics.reading.importing.read import read_csv
from analytics.statistics.bands import salary_bands
from pages.parts.cache import surveys
from tests.browser.visiting import Visitor

pytestmark = pytest.mark.browser

SECRET = "Zyxwvutburg"
ROWS = [f"{SECRET if index % 2 else 'Pune'},{index % 4} years,{20_000 + 100 * index}" for index in range(60)]
CONTENT = "\n".join(["city,experience,pay per month", *ROWS, f"{SECRET},1 year,Not disclosed"]).encode()


def bring(visitor: Visitor, content: bytes = CONTENT, name: str = "office.csv") -> Visitor:
    return visitor.bring(content, name)


def test_a_file_is_audited_and_then_used_on_every_page(desk: Visitor) -> None:
    somebody = bring(desk)
    expect(somebody.headings.first).to_have_text("60 of 61 rows used")
    expect(somebody.page.get_by_text("Left out: 1 not disclosed.")).to_be_visible()
    somebody.use()
    assert somebody.page.url.endswith("?survey=your_data")
    expected = salary_bands(read_csv(CONTENT, name="office.csv").survey, ["experience"])
    assert somebody.medians() == expected["p50"].tolist()
    somebody.go("Salary bands")
    somebody.choose(somebody.pill("City"))
    expect(somebody.headings.first).to_contain_text("By ")
    cities = salary_bands(read_csv(CONTENT, name="office.csv").survey, ["city"])
    assert sorted(somebody.medians()) == sorted(cities["p50"].tolist())


def test_a_guess_can_be_changed(desk: Visitor) -> None:
    yearly = CONTENT.replace(b"pay per month", b"pay")
    somebody = bring(desk, yearly)
    box = somebody.page.get_by_role("combobox", name=re.compile("Pay is for a"))
    expect(box).to_be_visible()
    expect(somebody.page.get_by_text("A guess:").first).to_be_visible()
    notes = somebody.unfold("How to read this")
    uses = somebody.unfold("What each column is used as")
    expect(notes).not_to_contain_text("year × 0.08333")
    year = somebody.page.get_by_role("option", name=re.compile("^year"))
    somebody.press(box, year)
    year.click()
    # What a reader has opened stays open, whatever it says now.
    expect(notes.get_by_text("year × 0.08333")).to_be_visible()
    somebody.settled()
    expect(uses.get_by_role("combobox").first).to_be_visible()


def test_saved_decisions_are_shown_in_the_boxes_and_hold_for_the_figures(visitor: Callable[..., Any]) -> None:
    two = "CTC (LPA),In-hand per month\n" + "\n".join(f"{3 + row / 10},{20_000 + 500 * row}" for row in range(40))
    somebody = bring(visitor(), two.encode())
    box = somebody.page.get_by_role("combobox", name=re.compile("^Pay is in"))
    expect(somebody.page.get_by_text("Please check: the pay is taken from “CTC (LPA)”")).to_be_visible()
    expect(box).to_have_value("CTC (LPA)")
    part = somebody.unfold("Currency, repeated rows, saved decisions")
    fields = [{"name": "In-hand per month", "role": "pay"}, {"name": "CTC (LPA)", "role": "ignore"}]
    saved = json.dumps({"resources": [{"schema": {"fields": fields}, "period": "month", "unit": 1.0}]}).encode()
    part.locator('input[type="file"]').set_input_files(
        {"name": "saved.json", "mimeType": "application/json", "buffer": saved}
    )
    expect(box).to_have_value("In-hand per month")
    expect(somebody.page.get_by_text("Pay is read from “In-hand per month”.")).to_be_visible()
    expect(somebody.page.get_by_text("the pay is taken from")).to_have_count(0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS pointer"),
        (b"<!doctype html><html><body>pay</body></html>", "web page"),
        (b"", "empty"),
        (b"name,age\nA,3\nB,4\n", "no column that looks like pay"),
    ],
    ids=["lfs", "html", "empty", "no pay"],
)
def test_what_is_no_table_of_pay_gets_one_sentence(desk: Visitor, content: bytes, words: str) -> None:
    somebody = bring(desk, content)
    expect(somebody.page.get_by_test_id("stAlert")).to_contain_text(words)
    expect(somebody.page.get_by_role("button", name="Use it on every page")).to_have_count(0)


def test_two_visitors_never_see_each_others_file(desk: Visitor, visitor: Callable[..., Any]) -> None:
    first, second = bring(desk).use(), visitor()
    first.go("Salary bands")
    first.choose(first.pill("City"))
    assert SECRET in first.page.content()
    second.open(query="?survey=Your+data")
    expect(second.page.get_by_text("advertisements offer").first).to_be_attached()
    assert SECRET not in second.page.content()
    options = second.page.get_by_role("option")
    second.press(second.page.get_by_role("combobox", name="Survey"), options.first)
    expect(options).to_have_text(list(surveys.packaged_titles().values()))


def test_a_file_is_gone_when_the_visit_ends(desk: Visitor) -> None:
    somebody = bring(desk).use()
    somebody.page.reload()
    somebody.settled()
    expect(somebody.page.get_by_text("advertisements offer").first).to_be_attached()
    assert "Your+data" not in somebody.page.url
    assert SECRET not in somebody.page.content()


def test_nothing_of_a_file_reaches_the_disk_or_the_log(
    serve: Callable[..., Any], visitor: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("STREAMLIT_LOGGER_LEVEL", "debug")
    server = serve()
    somebody = visitor(server)
    # Refused first: a file that is none of pay, and one that is no table.
    for content in (f"{SECRET},age\n{SECRET},3\n".encode(), b"PK\x03\x04" + SECRET.encode() * 9):
        bring(somebody, content, name=f"{SECRET}.csv")
        expect(somebody.page.get_by_test_id("stAlert")).to_be_visible()
    bring(somebody, name=f"{SECRET}.csv").use()
    somebody.go("Salary bands")
    files = [Path(folder) / name for folder, _, names in os.walk(tmp_path) for name in names]
    assert not [path for path in files if SECRET.encode() in path.read_bytes() or SECRET in path.name]
    open_files = [
        str(link.readlink()) for link in Path(f"/proc/{server.process.pid}/fd").iterdir() if link.is_symlink()
    ]
    assert not [name for name in open_files if SECRET in name or "(deleted)" in name]
    assert "Running script" in server.log  # it tells what it does, step by step
    assert SECRET not in server.log


def test_the_example_is_read_whole() -> None:
    from analytics.topics.imports.samples import TEMPLATE

    imported = read_csv(TEMPLATE.encode(), name="template.csv")
    # 15,000 a month; 3.5 lakh a year ÷ 12; halfway between 28,000 and 35,000
    assert sorted(imported.survey.middle.tolist()) == pytest.approx([15_000, 350_000 / 12, 31_500])
    assert wording.rows(imported.audit.rows_used, "yours") == "3 rows"
