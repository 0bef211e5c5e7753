"""What the tests of the app may ask for: pages opened without a browser."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from tests.app import visiting


@pytest.fixture(scope="session", autouse=True)
def components_are_looked_for_once() -> Iterator[None]:
    """AppTest reads the metadata of all that is installed for each run, which takes longer than most pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """Opens a page by the name of its script, at a URL with these parameters, with these cards' tables unfolded."""
    return visiting.visit


@pytest.fixture
def fresh_caches() -> Iterator[None]:
    """Nothing is remembered from other tests, and nothing is left to them."""
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()
