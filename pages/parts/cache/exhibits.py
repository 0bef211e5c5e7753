"""Cache exhibits and their HTML for everyone with the same language, never for a visitor's own file."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

import streamlit as st

from analytics.presenting import messages
from analytics.presenting.exhibit import Exhibit
from pages.parts.cache import turns
from pages.parts.cache.answers import get_shared_answer, is_kept

Answer = TypeVar("Answer")
Choices = ParamSpec("Choices")
Resource = TypeVar("Resource")
Result = TypeVar("Result")
AT_MOST = 2500
"""Exhibits that are kept; each holds its words and its drawing, some thirty kilobytes."""


def present(
    build: Callable[Concatenate[Answer, Choices], Result],
    answer: Answer,
    *choices: Choices.args,
    **named_choices: Choices.kwargs,
) -> Result:
    """Present an answer with a function, for example as an exhibit: from the cache, or built now.

    Args:
        build: answer and choices → exhibit, or HTML.
        answer: from `get_answer`; of one that is kept for everyone the exhibit is kept as well.
        choices, named_choices: what else the words depend on; as for `get_answer`, their `repr` must tell them apart.
    """
    if not is_kept(answer):
        with turns.turn():
            return build(answer, *choices, **named_choices)
    key = (build.__module__, build.__qualname__, id(answer), messages.locale(), choices, *named_choices.items())
    make = partial(build, answer, *choices, **named_choices)
    return cast(Result, turns.find_or_make(_store, key, make, _answer=answer)[1])


def present_shared(
    build: Callable[[Answer], Result],
    question: Callable[Concatenate[Resource, Choices], Answer],
    resource: Resource,
    *choices: Choices.args,
    **named_choices: Choices.kwargs,
) -> Result:
    """Present the answer to a question about data that everyone shares; see `get_shared_answer`."""
    return present(build, get_shared_answer(question, resource, *choices, **named_choices))


@st.cache_resource(show_spinner=False, max_entries=AT_MOST, hash_funcs={tuple: repr})
def _store(
    key: tuple[object, ...],  # noqa: ARG001 (the key)
    _answer: object,
    _build: Callable[[], object],
) -> tuple[object, object]:
    """What is made of an answer, with the answer: so its identity, which is in the key, is given to no other."""
    return _answer, _build()


def cache_per_exhibit(make: Callable[[Exhibit], Result]) -> Callable[[Exhibit], Result]:
    """A function of an exhibit whose result stays as long as the exhibit does.

    An exhibit is in one language, so what is made of it is too.
    """
    results: WeakKeyDictionary[Exhibit, Result] = WeakKeyDictionary()

    @wraps(make)
    def look_up(exhibit: Exhibit) -> Result:
        if exhibit not in results:
            with turns.turn():
                if exhibit not in results:  # another visit of this address may have made it meanwhile
                    results[exhibit] = make(exhibit)
        return results[exhibit]

    return look_up
