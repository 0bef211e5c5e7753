"""Names and sizes: no riddles, no function that fills more than a screen, and long modules say why they are one."""

import ast
import re
from collections.abc import Iterator

from tests.house.test_house import parsed, python

PARTICIPLES = frozenset([
    "asked", "found", "gathered", "given", "grown", "heeded", "ignored", "kept", "known", "lost", "meant", "moved",
    "offered", "picked", "said", "seen", "sent", "shown", "spoken", "stated", "taken", "told", "touched", "typed",
    "wanted", "written",
])  # fmt: skip
PRONOUNS = frozenset([
    "both", "each", "every", "everyone", "mine", "nobody", "nothing", "one", "other", "ours", "own", "some",
    "something", "theirs", "this", "what", "who", "whom", "why", "yours",
])  # fmt: skip
ADVERBS = frozenset([
    "again", "apart", "aside", "at", "beside", "here", "inert", "now", "tells", "there", "upright", "upto", "where",
])  # fmt: skip
RIDDLES = PARTICIPLES | PRONOUNS | ADVERBS
"""Words that say nothing of the value that goes by them."""
VERBS = frozenset(["exceed", "feed", "need", "read", "shed", "speed", "spread"])
"""Words that end in -ed and are no participles of it."""
LONGEST_FUNCTION = 60
LONG_MODULE = 400
CODE = ("analytics/", "pages/", "dashboard.py")
EVERYTHING = (*CODE, "tests/")


def bound_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name that a module gives to something, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


def lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of the body: neither the signature nor the docstring is something to follow."""
    body = function.body[ast.get_docstring(function) is not None :]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_name_is_a_riddle() -> None:
    riddles = [
        f"{file}:{line}: {name}"
        for file, source in python(*EVERYTHING)
        for line, name in bound_names(parsed(source))
        if name.strip("_").lower() in RIDDLES
    ]
    assert riddles == []


def participles(tree: ast.AST) -> Iterator[str]:
    """Functions whose name is one participle: it says neither what they do nor what they give."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            word = node.name.strip("_")
            if any("property" in ast.unparse(decorator) for decorator in node.decorator_list):
                continue  # a value, which may be weighted or sampled
            if re.fullmatch("[a-z]+ed", word) and word not in VERBS:
                yield node.name


def test_functions_have_verbs_or_nouns_for_names() -> None:
    assert [f"{file}: {name}" for file, source in python(*CODE) for name in participles(parsed(source))] == []
    source = "def published(): ...\ndef read(): ...\ndef is_shared(): ...\nasync def _paced(): ..."
    assert list(participles(parsed(source))) == ["published", "_paced"]


def test_riddles_are_recognised_wherever_a_name_is_given() -> None:
    function = "def said(told, *, asked=1):\n    own = [found for found in told]\n    own.beside = 1\n"
    source = f"{function}class Aside:\n    at: int"
    names = {name.lower() for _, name in bound_names(parsed(source))}
    assert names == {"said", "told", "asked", "own", "found", "beside", "aside", "at"} <= RIDDLES


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{file}: {node.name}: {lines_of_code(node)} lines"
        for file, source in python(*CODE)
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of_code(node) > LONGEST_FUNCTION
    ]
    assert long == []


def test_a_long_module_says_why_it_is_one_subject() -> None:
    silent = [
        file
        for file, source in python(*CODE)
        if len(source.splitlines()) > LONG_MODULE
        and "one subject" not in (ast.get_docstring(parsed(source)) or "").lower().replace("\n", " ")
    ]
    assert silent == []


ARGUMENTS = re.compile(r"^Args:\n((?: {4}.*\n?|\n(?= {4}))*)", re.MULTILINE)


def arguments_of(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> set[str]:
    """The parameters of a function; of a class, its fields and those of what makes it."""
    if not isinstance(node, ast.ClassDef):
        return {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
    fields = {
        part.target.id for part in node.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    }
    makers = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name in ("__init__", "__new__")]
    return fields.union(*map(arguments_of, makers))


def unknown_arguments(source: str) -> Iterator[str]:
    """What docstrings explain under “Args:” although there is no such argument."""
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            section = ARGUMENTS.search(ast.get_docstring(node) or "")
            lines = re.findall(r"^ {4}(\w[\w, *]*):", section[1], re.MULTILINE) if section else []
            explained = {name.strip(" *") for line in lines for name in line.split(",")}
            yield from sorted(f"{node.name}: {name}" for name in explained - arguments_of(node))


def test_docstrings_explain_arguments_that_there_are() -> None:
    unknown = [f"{file}: {name}" for file, source in python(*CODE) for name in unknown_arguments(source)]
    assert unknown == []
    renamed = 'def f(new, *rest):\n    """Does.\n\n    Args:\n        old, new: two.\n        *rest: more.\n    """\n'
    assert list(unknown_arguments(renamed)) == ["f: old"]
