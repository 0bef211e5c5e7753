"""Cache answers for everyone who asks the same question, but never for a visitor's own file.

The cache holds numbers, not words or charts, so visitors in all languages share an answer.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar, cast
from weakref import WeakValueDictionary

import streamlit as st

from analytics.view import NARROWED, ForView, View
from pages.parts.cache import turns
from pages.parts.cache.surveys import is_shared

Answer = TypeVar("Answer")
Choices = ParamSpec("Choices")
Resource = TypeVar("Resource")
AT_MOST = 4000
"""The most answers to cache; each takes a few kilobytes."""

_for_everyone: WeakValueDictionary[int, object] = WeakValueDictionary()
"""The shared answers, by identity."""


def get_answer(
    question: Callable[Concatenate[View, Choices], Answer],
    view: View,
    *choices: Choices.args,
    **resources: Choices.kwargs,
) -> Answer:
    """The answer to a question about a view: from the cache, or computed.

    Args:
        question: a function of a topic's `answer.py`: view, choices and resources → answer.
        view: what the visitor looks at.
        choices: further parts of the question. The cache key is the `repr` of the choices, so different choices must
            differ in it.
        resources: shared data that the question needs, such as the reference tables.
    """
    part: Callable[[View], View] | None = getattr(question, NARROWED, None)
    if part is None or (narrowed := part(view)) == view:
        return compute_once(question, view, choices, partial(question, view, *choices, **resources))

    def answer_for_view() -> Answer:
        answer = cast(ForView[Answer], get_answer(question, narrowed, *choices, **resources))
        return answer.for_view(view)

    return compute_once(question, view, choices, answer_for_view)


def compute_once(
    question: Callable[..., object], view: View, choices: tuple[object, ...], build: Callable[[], Answer]
) -> Answer:
    """The result of a question: computed each time for a visitor's own file, otherwise cached for everyone."""
    if not is_shared(view.survey):
        with turns.turn():
            return build()
    key = (
        question.__module__,
        question.__qualname__,
        view.survey.name,
        view.survey.provenance,
        view.survey.count_unit,
        view.filters,
        view.measure,
        view.per,
        view.benchmarks is not None,
        choices,
    )
    return _find_or_compute(key, build)


def get_shared_answer(
    question: Callable[Concatenate[Resource, Choices], Answer],
    resource: Resource,
    *choices: Choices.args,
    **named_choices: Choices.kwargs,
) -> Answer:
    """The answer to a question about data that everyone shares, such as official series: from the cache, or computed.

    Args:
        question: a function of a topic's `answer.py`: resource and choices → answer.
        resource: data that never change while the server runs.
        choices, named_choices: further parts of the question; as for `get_answer`, their `repr` must tell them apart.
    """
    key = (question.__module__, question.__qualname__, choices, *named_choices.items())
    return _find_or_compute(key, partial(question, resource, *choices, **named_choices))


def _find_or_compute(key: tuple[object, ...], build: Callable[[], Answer]) -> Answer:
    answer = cast(Answer, turns.find_or_make(_store, key, build))
    with suppress(TypeError):  # a tuple of names, say, is no answer on its own
        _for_everyone[id(answer)] = answer
    return answer


def is_kept(answer: object) -> bool:
    """Whether this exact answer is shared, so it does not come from a visitor's own file."""
    return _for_everyone.get(id(answer)) is answer


# Streamlit's own hash of a key takes half a millisecond, its text a tenth of that; it says all that is in the key.
# Arguments come by name, here as for all that a run of a page looks up: for each by position the signature is read.
@st.cache_resource(show_spinner=False, max_entries=AT_MOST, hash_funcs={tuple: repr})
def _store(key: tuple[object, ...], _build: Callable[[], object]) -> object:  # noqa: ARG001 (the key)
    return _build()
