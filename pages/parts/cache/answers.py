"""Answers worked out once for all who ask the same, and never kept for a visitor's own file.

Kept here are numbers, not words or charts: a visitor who reads another language gets the same answer.
"""

from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import streamlit as st

from analytics.view import NARROWED, View
from pages.parts.cache.surveys import is_shared

Answer = TypeVar("Answer")
AT_MOST = 4000
"""Answers that are kept; each holds a few kilobytes."""

_for_everyone: WeakValueDictionary[int, Any] = WeakValueDictionary()
"""The answers that are kept for everyone, by identity."""


def cached(question: Callable[..., Answer], view: View, *choices: Hashable, **resources: Any) -> Answer:
    """The answer to a question about a view.

    Args:
        question: a function of a topic's `answer.py`: view, choices and resources → answer.
        view: what the visitor looks at.
        choices: what else was asked; equal choices share an answer.
        resources: what all visitors share and the question needs, such as the reference tables.
    """
    part = getattr(question, NARROWED, None)
    if part is None or (narrowed := part(view)) == view:
        return computed_once(question, view, choices, partial(question, view, *choices, **resources))

    def answer_for_view() -> Answer:
        answer: Any = cached(question, narrowed, *choices, **resources)
        result: Answer = answer.for_view(view)
        return result

    return computed_once(question, view, choices, answer_for_view)


def computed_once(
    question: Callable[..., Any], view: View, choices: tuple[Hashable, ...], build: Callable[[], Answer]
) -> Answer:
    """The result for a question: computed each time for a visitor's own file, else cached for all who ask the same."""
    if not is_shared(view.survey):
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
    answer: Answer = _stored(key, build)
    with suppress(TypeError):  # a tuple of names, say, is no answer on its own
        _for_everyone[id(answer)] = answer
    return answer


def is_kept(answer: object) -> bool:
    """Whether this very answer is kept for everyone, and so comes from no visitor's own file."""
    return _for_everyone.get(id(answer)) is answer


@st.cache_resource(show_spinner=False, max_entries=AT_MOST)
def _stored(key: tuple[Hashable, ...], _build: Callable[[], Any]) -> Any:  # noqa: ARG001 (the key)
    return _build()
