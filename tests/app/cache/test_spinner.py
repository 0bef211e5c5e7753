"""Spinners in the language of the visit."""

import gettext

import pytest
from streamlit.string_util import clean_text

from analytics.presenting import messages
from pages.parts.cache.spinner import SpinnerText


class Hindi(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return {"Reading the figures …": "आँकड़े पढ़े जा रहे हैं …"}.get(message, message)


def test_a_spinner_is_translated_when_streamlit_draws_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_catalogue", lambda code: Hindi() if code == "hi" else gettext.NullTranslations())
    text = SpinnerText("Reading the figures …")
    assert clean_text(text) == "Reading the figures …"
    with messages.language("hi"):
        assert clean_text(text) == "आँकड़े पढ़े जा रहे हैं …"
