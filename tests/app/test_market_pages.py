"""The pages on the market without a browser: each part opens alone, the URL says which, charts stay small."""

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from analytics.market.ageing import price_series
from analytics.market.tables import Market
from analytics.model import Filters
from analytics.presenting.exhibit import Exhibit
from analytics.reading import packaged
from analytics.topics.adverts.answer import Adverts, feature_shares
from analytics.topics.adverts.exhibits import feature_shares as share_exhibit
from analytics.topics.claims import exhibits as claim_exhibits
from analytics.topics.claims.answer import Claims, disagreements, published_claims
from analytics.topics.series import answer as series
from analytics.topics.series.exhibits import over_time
from analytics.topics.states.answer import by_state
from analytics.topics.states.exhibits import map_and_ranking
from analytics.view import View
from pages.parts.view import card
from tests.app.visiting import headings, html_links, numbers, sound, specs, words

SECTIONS = ("Pay", "Minimum wage", "Work", "Hiring", "Advertisements", "Any series")
PARTS = ("Words and limits", "Roles and bait", "Estimates", "Columns", "Sources", "Downloads")
LARGEST_PAGE = 200_000


def links(app: AppTest) -> Iterator[str]:
    for block in (*app.markdown, *app.caption):
        yield from re.findall(r"\]\(([^)]*)\)", block.value)
    yield from (link for link in html_links(app) if not link.startswith("./"))  # those are between pages


@pytest.fixture(scope="module")
def market() -> Market:
    return Market.read()


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_opens_alone_and_stays_small(visit: Callable[..., AppTest], section: str) -> None:
    app = visit("labour_market", {"section": section})
    sound(app)
    assert specs(app)
    assert sum(map(len, specs(app))) < LARGEST_PAGE
    others = [
        heading
        for another in SECTIONS
        if another != section
        for heading in headings(visit("labour_market", {"section": another}))
    ]
    assert not set(headings(app)) & set(others)


def test_the_first_section_opens_without_a_parameter(visit: Callable[..., AppTest]) -> None:
    assert headings(visit("labour_market")) == headings(visit("labour_market", {"section": SECTIONS[0]}))
    assert headings(visit("labour_market", {"section": "Atlantis"})) == headings(visit("labour_market"))


def test_the_page_shows_the_exhibits(visit: Callable[..., AppTest], market: Market) -> None:
    app = visit("labour_market", {"section": "Work", "rate": "Participation", "group": "Women", "place": "Kerala"})
    sound(app)
    expected = [
        over_time(series.rate_by_year(market, "participation", "sex", "Kerala", "15+")),
        over_time(series.rate_by_month(market, "participation", "sex", "15+")),
        *map_and_ranking(by_state(market, series.RATES["participation"], "women", "15+")),
    ]
    assert headings(app) == [exhibit.title for exhibit in expected]
    readings = words(app)
    assert all(exhibit.reading in readings for exhibit in expected)
    alts = [chart.proto.alt for chart in app.get("plotly_chart")]
    assert alts == [exhibit.alt for exhibit in expected]


def test_a_chart_and_its_table_hold_the_same_figures(visit: Callable[..., AppTest], market: Market) -> None:
    exhibit, _ = map_and_ranking(by_state(market, series.EARNINGS, "everyone"))
    key = f"{series.EARNINGS}_by_state"
    app = visit("labour_market", tables=(f"{key}_map", f"{key}_ranked"))
    sound(app)
    tables = [frame.value for frame in app.dataframe]
    assert len(tables) == 2
    assert all(table["value"].tolist() == exhibit.table["value"].tolist() for table in tables)
    bars = next(trace for trace in json.loads(specs(app)[-1])["data"] if trace["type"] == "bar")
    assert numbers(bars["x"]) == exhibit.table["value"].dropna().tolist()


def test_the_filters_of_advertisements_are_in_the_url(visit: Callable[..., AppTest]) -> None:
    chosen = {"section": "Advertisements", "field": "Office & administration", "town": "Pune", "hidden": "Experience"}
    app = visit("labour_market", chosen)
    sound(app)
    filters = Filters.of({"sector": ["Office & administration"], "city": ["Pune"]})
    exhibit = share_exhibit(feature_shares(Adverts.read(), "hidden", "experience", filters))
    assert headings(app)[0] == exhibit.title
    assert exhibit.reading in words(app)


def test_any_series_can_be_chosen_and_a_choice_does_not_outlive_its_indicator(visit: Callable[..., AppTest]) -> None:
    app = visit("labour_market", {"section": "Any series", "indicator": "Self-employed workers", "where": "Kerala"})
    sound(app)
    assert headings(app)[0].startswith("Self-employed workers")
    assert "Kerala" in " ".join(words(app))
    app.get_by_key("indicator").set_value("JobSpeak hiring index").run()
    sound(app)
    assert headings(app)[0].startswith("JobSpeak hiring index")
    assert app.get_by_key("where").value == "India"
    app.get_by_key("series").set_value(["Banking"]).run()
    sound(app)
    assert "Banking" in headings(app)[0]


def test_published_figures_follow_the_filters_of_the_frame(visit: Callable[..., AppTest]) -> None:
    app = visit("published_figures", {"role": ["Accountant"], "city": ["Pune"], "per": "year"})
    sound(app)
    filters = Filters.of({"role": ["Accountant"], "city": ["Pune"]})
    claims, posted = Claims.read(), packaged.survey("posted_pay")
    view = View(posted, filters, per="year")
    expected = claim_exhibits.published_claims(published_claims(view, claims=claims, posted=posted))
    assert headings(app)[0] == expected.title
    assert expected.reading in words(app)
    page = " ".join(words(app))
    for sentence, _links in claim_exhibits.explanations(disagreements(view, claims=claims)):
        assert " ".join(sentence.split()) in page


def test_one_role_is_shown_before_all(visit: Callable[..., AppTest]) -> None:
    first = visit("published_figures")
    sound(first)
    assert "Data entry operator" in headings(first)[0]
    second = visit("published_figures", {"about": "Data analyst"})
    sound(second)
    assert "Data analyst" in headings(second)[0]
    whole = visit("published_figures", {"about": "All roles"})
    assert "roles" in headings(whole)[0]
    # A phone shows one line in place of the controls: it names the role that the page picked.
    for app, role in ((first, "Data entry operator"), (second, "Data analyst"), (whole, "Any role")):
        assert f"{role} · Any city · per month" in words(app)
    assert headings(visit("published_figures", {"about": "Atlantis"}))[0] == headings(first)[0]
    filtered = visit("published_figures", {"role": ["Accountant"], "about": "Data analyst"})
    assert "Accountant" in headings(filtered)[0]
    assert not [pills for pills in filtered.get("button_group") if pills.key == "about"]


def test_claims_are_aged_on_request(visit: Callable[..., AppTest]) -> None:
    plain_page, aged = visit("published_figures"), visit("published_figures", {"aged": "true"}, tables=())
    sound(aged)
    assert plain_page.get_by_key("aged").value is False
    claims, posted = Claims.read(), packaged.survey("posted_pay")
    view, prices = (
        View(posted, Filters.of({"role": ["Data entry operator"]})),
        price_series(packaged.read("labour_market")),
    )
    exhibit = claim_exhibits.published_claims(
        published_claims(view, in_later_rupees=True, claims=claims, posted=posted, prices=prices)
    )
    assert "No index covers" in exhibit.reading
    assert exhibit.reading in words(aged)
    assert exhibit.reading not in words(plain_page)


def test_all_claims_can_be_drawn_and_their_sources_unfolded(visit: Callable[..., AppTest]) -> None:
    app = visit("published_figures", {"claims": "All", "about": "All roles"}, tables=())
    sound(app)
    assert sum(map(len, specs(app))) < 1.1 * LARGEST_PAGE
    app.session_state["claim sources"] = True
    app.run()
    sound(app)
    assert len(set(links(app))) > 80


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_the_methods_opens(visit: Callable[..., AppTest], part: str) -> None:
    app = visit("methods", {"part": part})
    sound(app)
    assert headings(app)


def test_the_dictionary_follows_the_file(visit: Callable[..., AppTest]) -> None:
    for entry in packaged.descriptor()["resources"]:
        app = visit("methods", {"part": "Columns", "file": entry["title"]})
        sound(app)
        page = " ".join(words(app))
        assert all(f"{field['title']} ({field['name']})" in page for field in entry["schema"]["fields"])


def test_every_file_can_be_downloaded(visit: Callable[..., AppTest]) -> None:
    app = visit("methods", {"part": "Downloads"})
    keys = [button.key for button in app.get("download_button")]
    assert len(keys) == len(packaged.descriptor()["resources"]) + 1


@pytest.mark.parametrize(
    ("script", "parameters"),
    [
        *(("labour_market", {"section": section}) for section in SECTIONS),
        ("published_figures", {}),
        ("methods", {"part": "Sources"}),
    ],
)
def test_every_link_is_a_plain_https_address(
    visit: Callable[..., AppTest], script: str, parameters: dict[str, str]
) -> None:
    targets = list(links(visit(script, parameters)))
    assert targets
    assert all(re.fullmatch(r"https://[^\s<>()\[\]]+", url) for url in targets)


def test_nothing_on_the_pages_is_drawn_as_html(visit: Callable[..., AppTest]) -> None:
    for script in ("labour_market", "published_figures", "methods"):
        assert not any(block.allow_html for block in visit(script).markdown)


def test_every_link_of_the_overview_opens_a_tab_there_is(visit: Callable[..., AppTest]) -> None:
    """A tab that is renamed leaves no dead link: a parameter that the page does not know would be said."""
    targets = [urlsplit(url) for url in html_links(visit("overview")) if url.startswith("./")]
    sections = {section for target in targets for section in parse_qs(target.query).get("section", ())}
    assert len(sections) >= 3
    for section in sections:
        app = visit("labour_market", {"section": section})
        assert not [box.value for box in app.info if "This link" in box.value], section
    wrong_link = visit("labour_market", {"section": "No such tab"})
    assert [box.value for box in wrong_link.info if "This link" in box.value]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_part_that_somebody_has_seen_is_not_worked_out_again(
    visit: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, section: str
) -> None:
    exhibits: list[Exhibit] = []
    monkeypatch.setattr(card, "show", exhibits.append)
    for _visit in range(2):
        sound(visit("labour_market", {"section": section.lower().replace(" ", "-")}))
    half = len(exhibits) // 2
    assert half > 0
    assert all(before is after for before, after in zip(exhibits[:half], exhibits[half:], strict=True))
