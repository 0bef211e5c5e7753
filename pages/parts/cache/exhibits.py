"""Exhibits and their HTML, made once for all who read one language, never kept for a visitor's own file."""

from collections.abc import Callable, Hashable
from functools import partial, wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import streamlit as st

from analytics.presenting import messages
from analytics.presenting.exhibit import Exhibit
from pages.parts.cache.answers import is_kept

Result = TypeVar("Result")
AT_MOST = 1000
"""Exhibits that are kept; each holds its words and its drawing, some thirty kilobytes."""


def presented(build: Callable[..., Result], answer: object, *choices: Hashable) -> Result:
    """What is made of an answer, such as its exhibit.

    Args:
        build: answer and choices → exhibit, or HTML.
        answer: from `cached`; of one that is kept for everyone the exhibit is kept as well.
        choices: what else the words depend on.
    """
    if not is_kept(answer):
        return build(answer, *choices)
    key = (build.__module__, build.__qualname__, id(answer), messages.locale(), choices)
    result: Result = _stored(key, answer, partial(build, answer, *choices))[1]
    return result


@st.cache_resource(show_spinner=False, max_entries=AT_MOST)
def _stored(
    key: tuple[Hashable, ...],  # noqa: ARG001 (the key)
    _answer: object,
    _build: Callable[[], Any],
) -> tuple[object, Any]:
    """What is made of an answer, with the answer: so its identity, which is in the key, is given to no other."""
    return _answer, _build()


def once_per_exhibit(make: Callable[[Exhibit], Result]) -> Callable[[Exhibit], Result]:
    """A function of an exhibit whose result stays as long as the exhibit does.

    An exhibit is in one language, so what is made of it is too.
    """
    results: WeakKeyDictionary[Exhibit, Any] = WeakKeyDictionary()

    @wraps(make)
    def look_up(exhibit: Exhibit) -> Result:
        if exhibit not in results:
            results[exhibit] = make(exhibit)
        result: Result = results[exhibit]
        return result

    return look_up
