"""The language of a visit: other words over the same answers, which are not worked out again."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from streamlit.testing.v1 import AppTest

from analytics.presenting import messages, wording
from analytics.statistics import bands
from pages.parts.cache import market

KIND = wording.KINDS["posted"]
MADE_UP = "विज्ञापनों का वेतन"
OUTSIDE_PYTHON = {"Filters": "छलनी", "Link copied": "लिंक कॉपी हुआ"}
"""Words that a rule of the style shows, and that a script says."""
VIEW = Path(messages.__file__).parents[2] / "pages/parts"


@pytest.fixture
def hindi(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A made-up catalogue with a few messages."""
    catalogue = Catalog(locale="hi")
    catalogue.add(KIND, MADE_UP)
    for word, translated in OUTSIDE_PYTHON.items():
        catalogue.add(word, translated)
    folder = tmp_path / "hi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / f"{messages.DOMAIN}.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(messages, "LOCALES", tmp_path)
    messages._catalogue.cache_clear()
    yield
    messages._catalogue.cache_clear()


def words(app: AppTest) -> str:
    assert not app.exception, app.exception
    return " ".join(str(block.value) for block in app.caption).replace("\\", "")


def test_a_visit_has_its_language_and_answers_are_not_worked_out_again(
    visit: Callable[..., AppTest], hindi: None, fresh_caches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[Any] = []
    band_columns = bands.band_columns
    monkeypatch.setattr(
        bands, "band_columns", lambda *arguments: computed.append(arguments) or band_columns(*arguments)
    )
    english = words(visit("salary_bands"))
    assert KIND in english
    assert computed
    computed.clear()
    translated = visit("salary_bands", {"lang": "hi"})
    assert MADE_UP in words(translated)
    assert "अगस्त" in words(translated)  # months are the language's too
    assert KIND not in words(translated)
    assert computed == []
    assert KIND in words(visit("salary_bands"))  # the next visit has its own


def test_the_language_stays_when_the_visitor_moves_on(visit: Callable[..., AppTest], hindi: None) -> None:
    app = visit("methods", {"lang": "hi"})
    del app.query_params["lang"]
    assert MADE_UP in words(app.switch_page("../salary_bands.py").run())


def test_style_and_script_speak_the_language_of_the_visit(visit: Callable[..., AppTest], hindi: None) -> None:
    english, translated = (
        " ".join(block.proto.body for block in visit("salary_bands", parameters).get("html"))
        for parameters in ({}, {"lang": "hi"})
    )
    for word, translation in OUTSIDE_PYTHON.items():
        assert f'"{word}"' in english
        assert f'"{translation}"' in translated
        assert f'"{word}"' not in translated


def test_style_and_script_have_no_words_of_their_own() -> None:
    values = {
        value
        for file in VIEW.rglob("*.css")
        for value in re.findall(r"(?<![-\w])content: (.*?);", file.read_text("utf-8"))
    }
    assert values == {'""', "none", '"expand_more"', "var(--filters)", 'attr(data-short) / ""'}  # the word is an icon
    scripts = [file.read_text("utf-8") for file in VIEW.rglob("*.js")]
    assert scripts
    assert [words for script in scripts for words in re.findall(r'"[A-Z]\w* [^"\n]*"', script)] == []


def test_a_language_without_a_catalogue_is_english(visit: Callable[..., AppTest], hindi: None) -> None:
    app = visit("salary_bands", {"lang": "tlh"})
    assert KIND in words(app)
    assert messages.languages() == ("en", "hi")


def test_no_sentence_is_kept_for_visits_in_another_language(fresh_caches: None, hindi: None) -> None:
    with messages.language("hi"):
        translated = [finding.sentence for finding in market.pulse()]
    english = [finding.sentence for finding in market.pulse()]
    assert english != translated  # months at least
    assert all(sentence.isascii() or "₹" in sentence or "–" in sentence for sentence in english)
