"""What is not written here but runs all the same: its licences, and what is known against it."""

import json
import re
import subprocess
import sys

import pytest

from tests import licences
from tests.paths import ROOT

FREE = re.compile(r"\b(?:MIT|0?BSD|Apache|PSF|Python Software Foundation|Zlib|CC0|ISC|MPL|Mozilla)\b")


def test_every_package_that_runs_has_a_licence_that_lets_it() -> None:
    stated = {name: licences.licence(name) for name in licences.needed()}
    assert {"streamlit", "starlette", "numpy", "websockets"} <= set(stated)
    assert {name: words for name, words in stated.items() if not FREE.search(words)} == {}
    assert {name: words for name, words in stated.items() if re.search(r"\b[AL]?GPL", words)} == {}
    # As the README says.
    assert {name for name, words in stated.items() if re.search("MPL|Mozilla", words)} == {"certifi"}


@pytest.mark.long
def test_nothing_is_known_against_the_pinned_packages() -> None:
    pytest.importorskip("pip_audit", reason="needs pip-audit: pip install pip-audit==2.10.1")
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--format=json"]
    done = subprocess.run(
        [*command, "-r", str(ROOT / "requirements.txt")], capture_output=True, text=True, check=False, timeout=300
    )
    if not done.stdout:
        pytest.skip(f"the advisories cannot be had here: {done.stderr.strip().splitlines()[-1]}")
    packages = json.loads(done.stdout)["dependencies"]
    if unknown := [package["name"] for package in packages if "skip_reason" in package]:
        pytest.skip(f"the advisories cannot be had here for {', '.join(unknown)}")
    assert {package["name"]: package["vulns"] for package in packages if package["vulns"]} == {}
