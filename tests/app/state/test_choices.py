"""Links hold identifiers, whatever the page shows; links with the labels of older pages go on working."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.model import Experience
from analytics.topics.series.answer import series_of
from pages.parts.cache import market, tables
from pages.parts.cache.surveys import YOUR_DATA
from pages.parts.state import choices
from pages.parts.state.identifiers import OLD_LABELS, identify, names_by_slug
from pages.parts.view import files, frame, market_controls
from tests.app.visiting import OUR_PARAMETERS, SCRIPTS, link_notices, sound

Visit = Callable[..., AppTest]

NAMES_OF_DATA = {
    *("role", "city", "sector", "state", "work_mode", "quarter", "cities", "my_role", "my_city"),
    *("place", "where", "field", "town"),
}
"""The parameters that Streamlit binds although their values are texts: names that the data give, in any language."""
PARTS = {"labour_market": ("section", market_controls.SECTIONS), "methods": ("part", files.PARTS)}


def addresses(script: str) -> list[dict[str, str]]:
    """The parts of a page, of which only the open one is built."""
    key, names = PARTS.get(script, ("", {}))
    return [{key: name} for name in names] or [{}]


@pytest.fixture
def options_on_pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The identifiers that each control of the pages visited offers."""
    by_parameter: dict[str, list[str]] = {}
    read = choices._read

    def noting(key: str, options: Mapping[str, str], understand: Any) -> list[str] | None:
        by_parameter[key] = list(options)
        return read(key, options, understand)

    monkeypatch.setattr(choices, "_read", noting)
    return by_parameter


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_value_of_a_link_is_an_identifier(
    visit: Visit, script: str, options_on_pages: dict[str, list[str]]
) -> None:
    for address in addresses(script):
        options_on_pages.clear()
        app = sound(visit(script, address))
        bound = {node.proto.query_param_key for node in (*app.main, *app.sidebar) if hasattr(node, "options")}
        assert bound - {""} <= NAMES_OF_DATA
        assert set(options_on_pages) <= set(OUR_PARAMETERS)
        for names in options_on_pages.values():
            assert all(re.fullmatch("[a-z0-9_-]+", name) for name in names), names
        chosen = {key: names[-1] for key, names in options_on_pages.items() if len(names) > 1} | address
        for key in ("survey", "indicator"):
            chosen.pop(key, None)  # each has columns, or series, of its own
        app = sound(visit(script, chosen))
        assert {key: app.query_params.get(key) for key in chosen} == chosen | dict.fromkeys(
            key for key, name in address.items() if name == options_on_pages[key][0]
        )
        assert not link_notices(app)


LINKS: list[tuple[str, dict[str, str]]] = [
    ("salary_bands", {"survey": "Published figures", "groups": "Largest 30"}),
    ("check_salary", {"my_unit": "LPA"}),
    ("published_figures", {"about": "All roles", "claims": "Last 3 years"}),
    ("methods", {"part": "Downloads"}),
    ("labour_market", {"section": "Work", "rate": "Participation", "lines": "Towns and villages", "ages": "15 to 29"}),
    ("labour_market", {"section": "Hiring", "hiring": "City"}),
    ("labour_market", {"section": "Advertisements", "hidden": "Experience"}),
    ("labour_market", {"group": "Women"}),
]
"""Links as these pages once gave them; a label of each parameter that had some."""


def test_every_parameter_with_old_labels_is_in_a_link() -> None:
    assert {key for _, link in LINKS for key in link} == set(OLD_LABELS)


@pytest.mark.parametrize(("script", "link"), LINKS, ids=str)
def test_a_link_with_labels_goes_on_working(
    visit: Visit, script: str, link: dict[str, str], options_on_pages: dict[str, list[str]]
) -> None:
    app = sound(visit(script, link))
    assert {key: app.query_params.get(key) for key in link} == {key: OLD_LABELS[key][link[key]] for key in link}
    for key in link:
        assert set(OLD_LABELS[key].values()) - {YOUR_DATA} <= set(options_on_pages[key])
        assert all(identify(key, label, dict.fromkeys(OLD_LABELS[key].values(), "")) for label in OLD_LABELS[key])
    assert not link_notices(app)


def test_a_click_is_one_run_and_stands_in_the_link(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit("salary_bands", {"city": "Pune"})
    runs = []
    make_view = frame._make_view
    monkeypatch.setattr(frame, "_make_view", lambda *arguments: runs.append(make_view(*arguments)) or runs[-1])
    app.get_by_key("by").set_value("role").run()
    assert len(runs) == 1
    assert app.query_params == {"city": "Pune", "by": "role"}
    app.get_by_key("by").set_value("experience").run()
    assert app.query_params == {"city": "Pune"}


def test_back_sets_what_the_address_says_and_ordinary_runs_do_not(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit("salary_bands", {"by": "role", "groups": "all"})
    app.get_by_key("by").set_value("city").run()
    app.query_params = {"by": "role"}  # as if the message with the new address were still under way
    assert app.run().query_params == {"by": "city", "groups": "all"}
    monkeypatch.setattr(choices, "is_history_navigation", lambda: True)
    app.query_params = {"by": "role"}
    app.run()
    assert app.query_params == {"by": "role"}
    assert app.session_state["groups"] == "largest"


def test_no_two_names_have_the_same_identifier() -> None:
    data, reference = market.market(), tables.reference()
    lines = [
        [source.line for source in series_of(data, name, place).values()]
        for name in data.indicators
        for place in data.rows[name]["geography"].unique()
    ]
    for names in [*lines, list(reference.families), list(market.claims().roles()), list(map(str, Experience))]:
        identifiers = names_by_slug(names)
        assert "" not in identifiers
        assert list(identifiers.values()) == list(dict.fromkeys(names))
