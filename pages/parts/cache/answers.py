"""Answers, computed once for everyone who asks the same, and never kept for a visitor's own file.

Kept here are numbers, not words or charts: a visitor who reads another language gets the same answer.
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
AT_MOST = 4000
"""Answers that are kept; each holds a few kilobytes."""

_for_everyone: WeakValueDictionary[int, object] = WeakValueDictionary()
"""The answers that are kept for everyone, by identity."""


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
        choices: what else was asked. The cache looks answers up by the `repr` of their choices, so choices that differ
            must differ in it.
        resources: what all visitors share and the question needs, such as the reference tables.
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
    """The result for a question: computed each time for a visitor's own file, else cached for all who ask the same."""
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
    answer = cast(Answer, turns.find_or_make(_store, key, build))
    with suppress(TypeError):  # a tuple of names, say, is no answer on its own
        _for_everyone[id(answer)] = answer
    return answer


def is_kept(answer: object) -> bool:
    """Whether this very answer is kept for everyone, and so comes from no visitor's own file."""
    return _for_everyone.get(id(answer)) is answer


# Streamlit's own hash of a key takes half a millisecond, its text a tenth of that; it says all that is in the key.
# Arguments come by name, here as for all that a run of a page looks up: for each by position the signature is read.
@st.cache_resource(show_spinner=False, max_entries=AT_MOST, hash_funcs={tuple: repr})
def _store(key: tuple[object, ...], _build: Callable[[], object]) -> object:  # noqa: ARG001 (the key)
    return _build()
