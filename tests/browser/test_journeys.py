"""What people do: open, tap, share, go back, and land on an empty selection."""

import re
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from analytics.model import Filters
from analytics.reading import packaged
from analytics.statistics.bands import salary_bands
from pages.parts.view import frame
from tests.browser.visiting import HOME, copy_project, role_and_city

pytestmark = pytest.mark.browser

PAGES = [entry for group in frame.MENU.values() for entry in group]
FILTERED = [entry for entry in PAGES if entry.filtered]


def parameters(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def medians(**filters: list[str]) -> list[float]:
    return salary_bands(packaged.survey("posted_pay"), ["experience"], Filters.of(filters))["p50"].tolist()


def largest_medians(by: str, groups: int, **filters: list[str]) -> list[float]:
    """The medians of the largest groups, the highest first."""
    bands = salary_bands(packaged.survey("posted_pay"), [by], Filters.of(filters))
    return sorted(bands.nlargest(groups, "n")["p50"], reverse=True)


def test_a_tap_on_fresher_changes_headline_chart_table_and_url_together(desk) -> None:
    somebody = desk.open()
    page = somebody.page
    headline = page.get_by_role("heading", level=2).first
    everybody = headline.inner_text()
    assert somebody.medians() == medians()
    assert somebody.medians(1) == largest_medians("city", 12)
    assert len(somebody.table(1)) == 1 + 12

    somebody.pill("Fresher").first.click()
    expect(headline).to_contain_text("open to freshers")
    expect(page).to_have_url(re.compile(r"\?experience=fresher$"))
    expect(somebody.headings.first).to_have_text(re.compile("^By role"))  # of one level there is one band: the headline
    somebody.settled()
    assert headline.inner_text() != everybody
    assert somebody.medians() == largest_medians("role", 6, experience=["Fresher"])
    assert somebody.medians(1) == largest_medians("city", 12, experience=["Fresher"])
    expect(page.locator('table[role="grid"] tbody tr')).to_have_count(12)
    assert {row[0] for row in somebody.table(1)} >= {"Bengaluru", "Pune"}


@pytest.mark.parametrize("entry", {entry.asks: entry for entry in FILTERED}.values(), ids=lambda entry: entry.script)
def test_a_link_into_a_page_opens_on_a_new_server(visitor, serve, entry: frame.Entry) -> None:
    """The first thing the new server is asked for is the deep link, which runs the page without the frame."""
    somebody = visitor(serve()).open(entry.script, "?experience=fresher&city=Jaipur&per=year")
    page = somebody.page

    def state() -> tuple[object, ...]:
        expect(page.get_by_role("heading", level=1)).to_have_text(entry.heading)
        expect(page).to_have_title(f"{entry.title} · Vetan")
        main = page.get_by_test_id("stMain")
        if entry.asks:
            expect(main.get_by_role("combobox", name="in", exact=True)).to_have_value("Jaipur")
        else:
            expect(main.get_by_role("button", name="Remove Jaipur")).to_be_visible()
        assert parameters(page.url) == {"experience": ["fresher"], "city": ["Jaipur"], "per": ["year"]}
        return somebody.headings.all_inner_texts(), somebody.drawings()

    first = state()
    assert first[1]
    page.reload()
    somebody.settled()
    assert state() == first


def test_enter_after_a_typed_role_chooses_that_role_alone(desk) -> None:
    somebody = desk.open()
    page, options = somebody.page, somebody.page.get_by_role("option")
    page.get_by_test_id("stMain").get_by_role("combobox", name="Role").fill("Accountant")
    expect(options.first).to_have_text("Accountant")
    assert options.count() > 1  # other roles match as well
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("role=Accountant"))
    page.keyboard.press("Escape")  # the list stays open for the next name
    somebody.settled()
    assert parameters(page.url) == {"role": ["Accountant"]}


def test_what_was_tapped_can_be_shared(desk, visitor) -> None:
    somebody = desk.open("salary_bands")
    somebody.choose(somebody.pill("Fresher").first)
    expect(somebody.page).to_have_url(re.compile("experience=fresher"))
    somebody.choose(somebody.page.get_by_role("radio", name="City"))
    expect(somebody.page).to_have_url(re.compile("by=city"))
    expect(somebody.headings.first).to_contain_text("By city")
    friend = visitor().open("salary_bands", f"?{urlsplit(somebody.page.url).query}")
    assert friend.headings.all_inner_texts() == somebody.headings.all_inner_texts()
    assert friend.drawings() == somebody.drawings() != []


LINKS = [
    ("salary_bands", "?experience=fresher&city=Pune&by=role&per=year"),
    ("compare_cities", "?experience=1-2-years&cities=Pune&cities=Jaipur&buys=true"),
    ("labour_market", "?section=work&rate=participation&place=Kerala"),
]


def copy_link(somebody) -> None:
    button = somebody.page.get_by_role("button", name="Copy link")
    button.focus()
    somebody.page.keyboard.press("Enter")
    expect(somebody.page.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
    expect(button).to_be_focused()


def test_a_copied_link_shows_a_friend_the_same(visitor) -> None:
    somebody, friend = visitor(permissions=["clipboard-read", "clipboard-write"]), visitor()
    for script, query in LINKS:
        somebody.open(script, query)
        copy_link(somebody)
        copied = somebody.page.evaluate("() => navigator.clipboard.readText()")
        assert parameters(copied)
        friend.page.goto(copied)
        friend.settled()
        assert friend.headings.all_inner_texts() == somebody.headings.all_inner_texts()
        assert friend.drawings() == somebody.drawings() != []


def test_a_link_is_copied_where_there_is_no_clipboard(visitor) -> None:
    """Browsers offer none to a page that comes over plain http."""
    somebody = visitor()
    page = somebody.page
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    somebody.open(query="?city=Pune")
    copy_link(somebody)
    box = page.get_by_test_id("stMain").get_by_role("combobox", name="Role")
    box.focus()
    page.keyboard.press("Control+V")
    expect(box).to_have_value(page.url)


def test_reload_keeps_what_is_set_and_back_takes_one_step_back(desk) -> None:
    somebody = desk.open()
    page = somebody.page
    somebody.pill("Fresher").first.click()
    expect(page).to_have_url(re.compile("experience=fresher"))
    expect(somebody.headings.first).to_contain_text("By role")
    page.reload()
    somebody.settled()
    expect(somebody.headings.first).to_contain_text("By role")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("open to freshers")

    somebody.go("Salary bands")
    expect(page.get_by_role("heading", level=1)).to_have_text("Salary bands")
    expect(page).to_have_url(re.compile("experience=fresher"))  # filters go along
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(HOME)
    somebody.settled()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("open to freshers")


def test_the_menu_closes_and_what_is_set_outlasts_a_page_without_filters(desk) -> None:
    somebody = desk.open(query="?experience=fresher")
    menu = somebody.page.get_by_role("navigation")
    group, link = menu.locator("summary").first, menu.get_by_role("link").first
    for close in (lambda: somebody.page.keyboard.press("Escape"), somebody.headings.first.click):
        somebody.press(group, link)
        close()
        expect(link).to_be_hidden()
    somebody.go("Labour market")
    expect(somebody.page).to_have_url(re.compile("/labour_market$"))
    somebody.go("Overview")
    expect(somebody.page).to_have_url(re.compile("experience=fresher$"))
    expect(somebody.page.get_by_role("heading", level=2).first).to_contain_text("open to freshers")


def test_an_empty_selection_explains_itself_and_offers_the_way_out(desk) -> None:
    chosen = role_and_city(0, 0)
    somebody = desk.open(query="?" + urlencode(chosen, quote_via=quote))
    page = somebody.page
    expect(somebody.headings.first).to_have_text("No posts match")
    expect(somebody.charts).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Any city")).first.click()
    expect(somebody.charts.first).to_be_visible()
    somebody.settled()
    assert parameters(page.url) == {"role": [chosen["role"]]}


def test_a_chip_takes_its_value_out_of_the_url(desk) -> None:
    desk.open(query="?state=Bihar&state=Kerala")
    desk.page.get_by_test_id("stMain").get_by_role("button", name="Bihar", exact=True).click()
    expect(desk.page).to_have_url(re.compile(r"\?state=Kerala$"))


def test_a_nonsense_url_falls_back_and_cleans_itself(desk) -> None:
    nonsense = {"experience": "<img src=x onerror=alert(1)>", "per": "9" * 400, "survey": "[x](y)", "by": "banana"}
    desk.open("salary_bands", f"?{urlencode(nonsense)}")
    expect(desk.page).to_have_url(re.compile(r"/salary_bands\??$"))
    assert desk.medians() == medians()


def test_an_unknown_page_does_not_break(desk) -> None:
    desk.open("no_such_page")
    expect(desk.page.get_by_text("Page not found")).to_be_visible()


def test_broken_data_is_explained_and_the_server_stays_up(visitor, serve, tmp_path: Path) -> None:
    copy_project(tmp_path)
    entry = packaged.resource("posted_pay")
    pay = tmp_path / "data" / entry["path"]
    whole = pay.read_bytes()
    pay.write_bytes(whole.replace(b"Pune", b"Puna", 1))

    broken = serve(tmp_path)
    somebody = visitor(broken).open()
    page = somebody.page
    expect(page.get_by_test_id("stAlert")).to_contain_text("cannot be used")
    expect(page.get_by_test_id("stMain")).to_contain_text(f"{entry['path']}: its content has changed")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert entry["path"] in broken.log
    assert broken.healthy()

    pay.write_bytes(whole)
    page.reload()
    somebody.settled()
    expect(somebody.charts.first).to_be_visible()


def test_two_visitors_do_not_see_each_others_filters(desk, phone) -> None:
    first, second = desk.open(), phone.open()
    before = second.headings.all_inner_texts()
    first.pill("Fresher").first.click()
    expect(first.headings.first).to_contain_text("By role")
    second.page.reload()
    second.settled()
    assert second.headings.all_inner_texts() == before


def test_the_server_gives_out_nothing_but_the_dashboard(desk) -> None:
    desk.open()
    for path in ("/dashboard.py", "/app/static/dashboard.py", "/data/posted_pay.csv", "/.streamlit/config.toml"):
        answer = desk.page.request.get(desk.server.url + path)
        assert answer.status == 404 or "<noscript>" in answer.text(), path
    assert desk.page.request.post(f"{desk.server.url}/_stcore/agent/interact", data={}).status >= 400
