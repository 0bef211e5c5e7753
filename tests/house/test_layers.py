"""The layers keep apart: numbers know no words, words no looks, and nothing in analytics/ knows the pages."""

import ast
from functools import cache
from pathlib import PurePath

import pytest

from tests.house.test_house import python, reached

WORDS = ("analytics.presenting",)
SKIPPED_BLOCK = "TYPE_CHECKING"

RULES: dict[str, tuple[str, ...]] = {
    "analytics/model.py": ("analytics.statistics", "analytics.reading", "analytics.topics", *WORDS),
    "analytics/statistics/": ("analytics.reading", "analytics.sources", "analytics.topics", "analytics.market", *WORDS),
    "analytics/reading/": (
        "analytics.statistics",
        "analytics.topics",
        "analytics.market",
        "analytics.commands",
        *WORDS,
    ),
    "analytics/market/": ("analytics.topics", "analytics.commands", *WORDS),
    "analytics/sources/": ("analytics.topics", "analytics.commands", *WORDS),
    "analytics/presenting/": ("analytics.commands", "pages"),
    "analytics/topics/": ("analytics.commands", "pages"),
    "analytics/": ("pages", "tests", "streamlit"),
    "pages/parts/cache/": ("pages.parts.state", "pages.parts.view", "pages.parts.host"),
    "pages/parts/state/": ("pages.parts.view",),
}
"""For each folder, what its modules must not import."""


@cache
def runtime_source(source: str) -> str:
    """A module without what it imports for type checkers only."""
    tree = ast.parse(source)
    tree.body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == SKIPPED_BLOCK)
    ]
    return ast.unparse(tree)


@pytest.mark.parametrize("folder", RULES)
def test_a_layer_knows_only_those_before_it(folder: str) -> None:
    wrong = {
        (name, module) for name, source in python(folder) for module in reached(runtime_source(source), *RULES[folder])
    }
    assert not wrong, sorted(wrong)


def test_answers_know_no_words_and_no_charts() -> None:
    answers = [(name, source) for name, source in python("analytics/topics/") if PurePath(name).name == "answer.py"]
    assert len(answers) > 8
    for name, source in answers:
        assert not reached(source, "analytics.presenting", "plotly", "babel"), name


def test_only_figures_and_the_house_style_know_plotly() -> None:
    for name, source in python("analytics/", "pages/"):
        if reached(source, "plotly"):
            assert PurePath(name).name in ("figures.py", "house_style.py"), name
