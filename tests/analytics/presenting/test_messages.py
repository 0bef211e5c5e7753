"""Every sentence is one message: `pybabel extract` finds it, its places are named, and none stands outside."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from analytics.presenting import messages
from analytics.presenting.messages import _, language, list_names, ngettext, translate
from analytics.reading import wire
from analytics.reading.importing.audit import rows_message
from analytics.texts import N_, Message, message
from tests.paths import ROOT

NOT_SHOWN = {
    "identifiers.py": "labels of older links, which are compared and never shown",
    "processes.py": "a command for whoever runs the server",
    "guard.py": "refusals of HTTP, which no page of these shows",
}
PAGES = [path for path in sorted(ROOT.glob("pages/**/*.py")) if path.name not in NOT_SHOWN]
NO_MESSAGES = {"key", "mime"}
"""Arguments that name something."""
LOGGERS = {"_log", "logging.getLogger('vetan')"}
KEYWORDS = {"_": None, "ngettext": (1, 2), "N_": None, "message": None, "count_message": (1, 2)}
REFUSALS = {
    **{"ImportRefusedError": 1, "Fault": 1, "MappingError": 0},
    **{"ReaderEndedError": 0, "NoSuchPayError": 0, "InputError": 0},
}
"""What says why something cannot be used, and at which place it takes the sentence."""
IDENTIFIERS = {
    *("period and unit", "period of some", "currency of some", "open ends", "fixed part"),
    *("rows of the survey", "left out", "your file", "Pay stated per"),
    *("Years of experience", "Seniority in the title", "Work mode", "US states"),
    *("Work from home", "Other places", "Other roles", "No mark"),
    *("figures grouped as 12,34,567", "decimals behind a comma"),
    *("one of ", "an ISO 4217 code such as INR"),
    "four weeks",
    "Back office",
}
"""What a guess is about, cells of the audit's table, names of a survey, titles and values of dimensions, notes that no
sentence tells, parts of an error that a caller made, and a family of roles as the data name it."""
NAMES_OF_PLACES = {"analytics/topics/states/names.py"}
MESSAGES = [
    path
    for path in sorted((ROOT / "analytics").rglob("*.py"))
    if path.relative_to(ROOT).as_posix() not in NAMES_OF_PLACES
    and (
        path.parent.name in ("presenting", "importing", "commands")
        or re.fullmatch(r"(\w+_)?(exhibits|figures|names|parsing|__main__)\.py", path.name)
    )
]
NAMES = {
    *(
        "settings around the page",
        "page of the address",
        "choices read from the address",
        "choices in the address",
        "asked by the link",
    ),
    *("language of the visit", "kept settings", "more filters", "explored charts", "control panel"),
    "sentences of the page",
    *(
        "first guess",
        "pay named",
        "without saved decisions",
        "import with choices",
        "pay column",
        "try sample",
        "drop duplicates",
    ),
    *(
        "run of choices",
        "head of the page",
        "parts that last",
        "tables shown",
        "Back office executive",
        "Data entry operator",
        "first answer",
    ),
}
"""Keys in the session's state and of widgets, which nobody reads, and two roles of the data."""
CALLS = {"_", "ngettext", "N_", "message", "count_message"}
SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
"""Two words: what a reader would take for language."""
NO_LANGUAGE = re.compile(
    r"\\[bdsw]|\(\?|\w\|\w|@font-face|font-family|<[a-z]+|^ ?per (month|year)$|INR per|per person|degrees (north|east)"
    r"|markers|middle (left|right|center)|(top|bottom) (left|right)|#,##"
)
"""Patterns, styles, markup, units and settings of charts look like words and are none."""


@cache
def extracted() -> list[tuple[str, object]]:
    return [
        (f"{folder}/{file}:{line}", message)
        for folder in ("analytics", "pages")
        for file, line, message, *_rest in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS
        )
    ]


def test_the_messages_can_be_extracted() -> None:
    texts = [message for _place, message in extracted()]
    assert len(texts) > 300
    assert any("More than the lowest offer in {lows} of 100" in str(message) for message in texts)


def test_every_place_of_a_message_has_a_name() -> None:
    for place, text in extracted():
        for form in [text] if isinstance(text, str) else list(text):  # type: ignore[call-overload]
            names = [name for _text, name, _spec, _conversion in string.Formatter().parse(form) if name is not None]
            assert all(name.isidentifier() for name in names), (place, form)


def test_both_forms_of_a_number_have_the_same_places() -> None:
    for place, text in extracted():
        if not isinstance(text, str):
            forms = [set(re.findall(r"{(\w+)}", form)) for form in text]  # type: ignore[attr-defined]
            assert forms[0] <= forms[1], (place, text)


def outside(tree: ast.AST) -> Iterator[ast.Constant]:
    """Texts that are no message, no docstring and no name of something."""
    docstrings = {
        id(body[0].value)
        for node in ast.walk(tree)
        if (body := getattr(node, "body", None)) and isinstance(body, list) and isinstance(body[0], ast.Expr)
    }
    # A text under a name, such as MOST = 3, is a docstring too.
    docstrings |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {id(child) for node in ast.walk(tree) if _holds_no_words(node) for child in ast.walk(node)}
    # What is compared, looked up or a key names something; it is not shown.
    inside |= {id(child) for node in ast.walk(tree) for name in _names_in(node) for child in ast.walk(name)}
    for node in ast.walk(tree):
        text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if text and id(node) not in docstrings | inside and SENTENCE.search(node.value):
            yield node


def _holds_no_words(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg in NO_MESSAGES
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return ast.unparse(node.func.value) in LOGGERS
    message = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS
    return message or isinstance(node, ast.Raise)


def _names_in(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.Dict):
        return [key for key in node.keys if key is not None]
    return [node.slice] if isinstance(node, ast.Subscript) else []


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_sentence_stands_outside_of_messages(path: Path) -> None:
    texts = [node.value for node in outside(ast.parse(path.read_text("utf-8"))) if node.value not in IDENTIFIERS]
    assert not [text for text in texts if not NO_LANGUAGE.search(text)]


@pytest.mark.parametrize(
    "path",
    [path for path in MESSAGES if path.parent.name != "importing"],  # which recases the words of files to read them
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_words_are_never_recased(path: Path) -> None:
    calls = [node.func.attr for node in ast.walk(ast.parse(path.read_text("utf-8")))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]  # fmt: skip
    assert "capitalize" not in calls
    assert "title" not in calls
    assert "lower" not in calls or path.name == "wording.py"  # a file name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_sentence_of_a_page_stands_outside_of_messages(path: Path) -> None:
    nodes = outside(ast.parse(path.read_text("utf-8")))
    assert not [node.value for node in nodes if node.value not in NAMES and not NO_LANGUAGE.search(node.value)]


def plain_refusals(tree: ast.AST) -> list[int]:
    """The lines of refusals whose sentence is a text or an f-string, and no message."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    refusals = [call for call in calls if call.func.id in REFUSALS]  # type: ignore[attr-defined]
    lines = []
    for call in refusals:
        place = REFUSALS[call.func.id]  # type: ignore[attr-defined]
        sentence = call.args[place] if len(call.args) > place else None
        parts = [sentence.body, sentence.orelse] if isinstance(sentence, ast.IfExp) else [sentence]
        formatted = [
            part
            for part in parts
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "format"
        ]
        if any(isinstance(part, ast.Constant | ast.JoinedStr | ast.BinOp) for part in parts) or formatted:
            lines.append(call.lineno)
    return lines


def test_every_refusal_is_a_message() -> None:
    sources = sorted((ROOT / "analytics").rglob("*.py"))
    assert {str(path): lines for path in sources if (lines := plain_refusals(ast.parse(path.read_text("utf-8"))))} == {}
    plain = 'Fault(a, "no pay")\nImportRefusedError(a, f"no {b}")\nMappingError(C.format(b))\n'
    plain += 'Fault(a, message("no {b}", b=b))'
    assert plain_refusals(ast.parse(plain)) == [1, 2, 3]


def test_a_message_is_made_of_its_places_and_not_of_a_sentence_that_is_ready() -> None:
    made = re.compile(r"(?<![\w.])Message\([^)]|(?:message|N_)\(\s*f\"")
    sources = [path for folder in ("analytics", "pages") for path in (ROOT / folder).rglob("*.py")]
    makers = {path.name for path in sources if made.search(path.read_text("utf-8"))}
    assert makers == {"texts.py", "wire.py"}  # where messages are made, and made again in another process


def test_a_sentence_outside_of_messages_is_found() -> None:
    tree = ast.parse('"""A docstring of words."""\ntitle = "Half of the posts"\nother = _("Half of the posts")')
    assert [node.value for node in outside(tree)] == ["Half of the posts"]


def test_a_language_is_a_value_of_the_visit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    catalogue = Catalog(locale="hi")
    catalogue.add("{rows} in {place}", "{place} में {rows}")
    catalogue.add(("{n} post", "{n} posts"), ("{n} पोस्ट", "{n} पोस्टें"))
    catalogue.add("Equal to an earlier row in every column: {rows}, kept.", "हर स्तंभ में पहले जैसी: {rows}, रखी गईं।")
    catalogue.add(("{n} row", "{n} rows"), ("{n} पंक्ति", "{n} पंक्तियाँ"))
    folder = tmp_path / "hi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "vetan.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(messages, "LOCALES", tmp_path)
    messages._catalogue.cache_clear()
    repeats = message("Equal to an earlier row in every column: {rows}, kept.", rows=rows_message(1_200))
    # As it comes from the process in which a stranger's file is read.
    repeats = wire.decode(Message, wire.encode(Message, repeats))
    assert repeats == "Equal to an earlier row in every column: 1,200 rows, kept."
    with language("hi"):
        assert translate(repeats) == "हर स्तंभ में पहले जैसी: 1,200 पंक्तियाँ, रखी गईं।"
        assert translate(N_("no message of the catalogue")) == "no message of the catalogue"
        assert _("{rows} in {place}", rows="posts", place="Pune") == "Pune में posts"
        assert ngettext("{n} post", "{n} posts", 2, n=2) == "2 पोस्टें"
        assert list_names(["a", "b"]) == "a और b"
        assert _("no message of the catalogue") == "no message of the catalogue"
    assert _("{rows} in {place}", rows="posts", place="Pune") == "posts in Pune"
    messages._catalogue.cache_clear()


def test_a_message_of_another_process_can_do_no_more_than_fill_places() -> None:
    bomb = Message("", "{a}" * 3_000, values={"a": Message("", "{b}" * 3_000, values={"b": "x" * 10})})
    with pytest.raises(wire.UnexpectedBytesError):
        wire.decode(Message, wire.encode(Message, bomb))
    spy = Message("", "{a.__class__} {a:>1000000000}", values={"a": "x"})
    assert wire.decode(Message, wire.encode(Message, spy)) == "{a.__class__} {a:>1000000000}"
