"""The public names of the package are there, each with its docstring."""

import ast
from pathlib import Path

import pytest

import analytics


@pytest.mark.parametrize("name", analytics.__all__)
def test_each_public_name_is_there(name: str) -> None:
    assert getattr(analytics, name).__doc__


def test_another_name_is_none_of_them() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        analytics.nothing  # noqa: B018


def test_a_name_is_imported_from_where_the_types_say_it_is() -> None:
    tree = ast.parse(Path(analytics.__file__).read_text("utf-8"))
    (for_types,) = (node for node in tree.body if isinstance(node, ast.If))
    modules = {
        name.asname or name.name: (node.module, name.name)
        for node in for_types.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    assert modules == analytics._MODULES
    assert {*modules, "__version__"} == set(analytics.__all__)
