"""Exhibits and their HTML are made once for everyone, in each language, and go with a visitor's own file."""

import gc
from weakref import ref

import pytest

from analytics.model import Survey
from analytics.presenting import messages
from analytics.topics.spread import answer, exhibits
from analytics.view import View
from pages.parts.cache import surveys
from pages.parts.cache.answers import get_answer
from pages.parts.cache.exhibits import present
from pages.parts.view import chart, prose
from tests import builders

pytestmark = pytest.mark.usefixtures("fresh_answers")


def posts() -> Survey:
    return builders.survey([10_000 + 100 * step for step in range(60)])


def test_what_everyone_may_see_is_worded_and_drawn_once() -> None:
    spread = get_answer(answer.spread, View(surveys._share_for_process(posts())))
    exhibit = present(exhibits.spread, spread)
    assert present(exhibits.spread, spread) is exhibit
    assert chart.drawing(exhibit) is chart.drawing(exhibit)
    assert prose.around(exhibit) is prose.around(exhibit)


def test_each_language_has_its_own_words() -> None:
    spread = get_answer(answer.spread, View(surveys._share_for_process(posts())))
    with messages.language("hi"):
        hindi = present(exhibits.spread, spread)
    assert present(exhibits.spread, spread) is not hindi


def test_what_is_made_of_a_visitors_own_file_goes_with_it() -> None:
    upload = posts()
    spread = get_answer(answer.spread, View(upload))
    exhibit = present(exhibits.spread, spread)
    assert present(exhibits.spread, spread) is not exhibit
    chart.drawing(exhibit)
    prose.around(exhibit)
    references = [ref(upload), ref(spread), ref(exhibit)]
    del upload, spread, exhibit
    gc.collect()
    assert [reference() for reference in references] == [None] * 3


def test_what_else_words_depend_on_is_part_of_what_is_kept() -> None:
    spread = get_answer(answer.spread, View(surveys._share_for_process(posts())))

    def words(answer: object, beginning: str, *, end: str = "") -> str:
        return f"{beginning} {id(answer)} {end}"

    assert present(words, spread, "a") is present(words, spread, "a")
    assert len({present(words, spread, "a"), present(words, spread, "b"), present(words, spread, "a", end="b")}) == 3
