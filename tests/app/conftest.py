"""What the tests of the app may ask for: pages opened without a browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.parts.view import chart, controls
from tests.paths import ROOT


class EveryChart(frozenset[str]):
    """Whichever chart it is: plotly draws it, so that a test can read its marks."""

    def __contains__(self, key: object) -> bool:
        return True


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """Opens a page by the name of its script, at a URL with these parameters, with these cards' tables unfolded."""

    def open_page(script: str = "", parameters: dict[str, Any] | None = None, tables: tuple[str, ...] = ()) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "parts" / "entry.py"), default_timeout=120)
        app.session_state[chart.EXPLORED] = EveryChart()
        app.session_state[controls.MORE] = True
        for name, value in (parameters or {}).items():
            app.query_params[name] = value
        for key in tables:
            app.session_state[f"table {key}"] = True
        if script:
            app.switch_page(f"../{script}.py")
        return app.run()

    return open_page


@pytest.fixture
def fresh_caches() -> Iterator[None]:
    """Nothing is remembered from other tests, and nothing is left to them."""
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()
