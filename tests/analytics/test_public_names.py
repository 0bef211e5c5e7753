"""The public names of the package are there, each with its docstring."""

import pytest

import analytics


@pytest.mark.parametrize("name", analytics.__all__)
def test_each_public_name_is_there(name: str) -> None:
    assert getattr(analytics, name).__doc__


def test_another_name_is_none_of_them() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        analytics.nothing  # noqa: B018
