"""The layers keep apart: numbers know no words, words no looks, and nothing in analytics/ knows the pages."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import PurePath

import pytest

from tests.house.test_house import imports, python, reached

WORDS = ("analytics.presenting",)
TOPICS = ("analytics.topics", "analytics.view", "analytics.commands")
SKIPPED_BLOCK = "TYPE_CHECKING"
CODE = python("analytics/", "pages/")

RULES: dict[str, tuple[str, ...]] = {
    "analytics/model.py": ("analytics.statistics", "analytics.reading", *TOPICS, *WORDS),
    "analytics/statistics/": ("analytics.reading", "analytics.sources", "analytics.market", *TOPICS, *WORDS),
    "analytics/reading/": ("analytics.statistics", "analytics.market", *TOPICS, *WORDS),
    "analytics/market/": (*TOPICS, *WORDS),
    "analytics/sources/": (*TOPICS, *WORDS),
    "analytics/view.py": ("analytics.topics", "analytics.commands", *WORDS),
    "analytics/presenting/": ("analytics.topics", "analytics.commands"),
    "analytics/topics/": ("analytics.commands",),
    "analytics/": ("pages", "tests", "streamlit"),
    "pages/parts/cache/": ("pages.parts.state", "pages.parts.view", "pages.parts.host"),
    "pages/parts/state/": ("pages.parts.view", "pages.parts.host"),
    "pages/parts/view/": ("pages.parts.host",),
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


def places(path: str) -> list[str]:
    """The part of the project that a module belongs to, and where that is divided, its division."""
    parts = PurePath(path).with_suffix("").parts
    folder = parts[:3] if path.startswith("pages/parts/") else parts[:2]
    return [".".join(folder), *([".".join(parts[:3])] if parts[1] in ("topics", "reading") else [])]


def test_no_two_parts_of_the_project_import_each_other() -> None:
    """Neither directly nor by way of others: whoever follows an import comes down to `texts.py`."""
    modules = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): name for name, _ in CODE}
    imported: dict[str, set[str]] = {}
    for name, source in CODE:
        for module in imports(runtime_source(source)) & modules.keys():
            for importer, target in zip(places(name), places(modules[module]), strict=False):
                if importer != target and not modules[module].endswith("__init__.py"):
                    imported.setdefault(importer, set()).add(target)
    order = list(TopologicalSorter(imported).static_order())  # raises CycleError where there is a circle
    assert order.index("analytics.texts") < order.index("analytics.model") < order.index("analytics.topics")
    assert order.index("analytics.topics.bands") < order.index("pages.parts.view")


def test_answers_know_no_words_and_no_charts() -> None:
    answers = [(name, source) for name, source in python("analytics/topics/") if PurePath(name).name == "answer.py"]
    assert len(answers) > 8
    for name, source in answers:
        assert not reached(source, "analytics.presenting", "plotly", "babel"), name


def test_only_figures_and_the_house_style_know_plotly() -> None:
    for name, source in python("analytics/", "pages/"):
        if reached(source, "plotly"):
            assert PurePath(name).name in ("figures.py", "house_style.py"), name
