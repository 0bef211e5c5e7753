"""What glossary and architecture name exists under that name, and one word is used for one thing."""

import ast
import csv
import re
from importlib import import_module

import pytest

from tests.app.visiting import OUR_PARAMETERS
from tests.house.test_house import parsed, python, texts
from tests.paths import ROOT

GLOSSARY = (ROOT / ".github" / "GLOSSARY.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in GLOSSARY.splitlines()
    if line.startswith("| ") and not line.startswith("| term")
]
NAMES = [name for row in ROWS for name in re.findall(r"`((?:analytics|pages)\.[\w.]+)`", row[2])]
COLUMNS = [name for row in ROWS for name in re.findall(r"columns? `(\w+)`(?:, `(\w+)`)?", row[2])]


def resolve(name: str) -> object:
    """The object of a dotted name; an annotated field counts as an attribute."""
    parts = name.split(".")
    for split in range(len(parts) - 1, 0, -1):
        try:
            target: object = import_module(".".join(parts[:split]))
        except ImportError:
            continue
        for part in parts[split:]:
            target = getattr(target, part, None) or getattr(target, "__annotations__", {})[part]
        return target
    raise LookupError(name)


def test_terms_are_in_order_and_each_stands_once() -> None:
    terms = [row[0] for row in ROWS]
    assert terms == sorted(set(terms))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_the_glossary_exists(name: str) -> None:
    assert resolve(name) is not None


ARCHITECTURE = (ROOT / ".github" / "ARCHITECTURE.md").read_text("utf-8")
PLACES = re.findall(r"`((?:analytics|pages)\.[\w.]+)`", ARCHITECTURE.partition("## Where is …?")[2].partition("## ")[0])


def test_newcomers_find_ten_things_in_the_architecture() -> None:
    assert len(PLACES) >= 10


@pytest.mark.parametrize("name", PLACES)
def test_a_name_of_the_architecture_exists(name: str) -> None:
    assert resolve(name) is not None


def test_a_column_of_the_glossary_is_a_column_of_the_shipped_posts() -> None:
    with (ROOT / "data" / "posted_pay.csv").open(encoding="utf-8", newline="") as lines:
        header = next(csv.reader(lines))
    named = {name for pair in COLUMNS for name in pair if name}
    assert named
    assert named <= set(header)


def test_a_parameter_of_the_glossary_is_one_of_the_pages() -> None:
    named = {name for row in ROWS for name in re.findall(r"parameter `(\w+)`", row[2])}
    assert named
    assert named <= set(OUR_PARAMETERS)


def messages() -> str:
    """All that the project says to a reader, in small letters."""
    calls = (
        node for _, source in python("analytics/", "pages/") for node in ast.walk(parsed(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        and node.func.id in ("_", "N_", "ngettext", "message", "count_message")
    )  # fmt: skip
    parts = (argument for call in calls for argument in call.args if isinstance(argument, ast.Constant))
    return "\n".join(str(part.value) for part in parts).lower()


def test_pages_use_the_words_of_the_glossary() -> None:
    words = messages()
    assert [row[0] for row in ROWS if "*code only*" not in row[2] and not re.search(rf"\b{row[0]}s?\b", words)] == []
    assert not re.search(r"\bexhibits?\b", words)


def test_documents_point_at_files_that_exist() -> None:
    missing = []
    for name, text in texts(".github/", "README.md", "SECURITY.md", "CHANGELOG.md"):
        if not name.endswith(".md"):
            continue
        base = (ROOT / name).parent
        for target in re.findall(r"\]\(((?!https?:|#|mailto:)[^)]+)\)", text):
            if not (base / target).exists():
                missing.append((name, target))
        for path in re.findall(r"`((?:analytics|pages|tests)/[\w/]+\.\w+)`", text):
            if not (ROOT / path).is_file():
                missing.append((name, path))
    assert not missing
