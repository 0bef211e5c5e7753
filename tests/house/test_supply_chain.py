"""What is not written here but runs all the same: its licences, and what is known against it."""

import json
import re
import subprocess
import sys
from importlib import metadata

import pytest

from tests import licences
from tests.paths import ROOT

FREE = re.compile(r"\b(?:MIT|0?BSD|Apache|PSF|Python Software Foundation|Zlib|CC0|ISC|MPL|Mozilla)\b")


def test_every_package_that_runs_has_a_licence_that_lets_it() -> None:
    licence_words = {name: licences.licence(name) for name in licences.needed()}
    assert {"streamlit", "starlette", "numpy", "websockets"} <= set(licence_words)
    assert {name: words for name, words in licence_words.items() if not FREE.search(words)} == {}
    assert {name: words for name, words in licence_words.items() if re.search(r"\b[AL]?GPL", words)} == {}
    # As SECURITY.md says.
    assert {name for name, words in licence_words.items() if re.search("MPL|Mozilla", words)} == {"certifi"}


@pytest.mark.parametrize("file", ["requirements.txt", "tests/requirements.txt"])
def test_what_a_short_list_names_is_among_the_constraints(file: str) -> None:
    constraints = licences.pinned("constraints.txt")
    assert {name: constraints.get(name) for name in licences.pinned(file)} == licences.pinned(file), "run .ci/pin"


def test_the_short_list_brings_the_constraints() -> None:
    assert (ROOT / "requirements.txt").read_text("utf-8").startswith("-c constraints.txt\n")


def test_the_lock_holds_the_constraints_with_hashes_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "lock.txt").read_text("utf-8").replace("\\\n", " ").splitlines()
    hashed = {line.split("--hash=")[0].strip(): re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line) for line in lines}
    assert list(hashed) == (ROOT / "constraints.txt").read_text("utf-8").splitlines(), "run .ci/pin"
    assert [line for line, hashes in hashed.items() if not hashes] == []
    assert sum(line.count("--hash=") for line in lines) == sum(map(len, hashed.values()))


def test_all_that_runs_here_is_among_the_constraints() -> None:
    constraints = licences.pinned("constraints.txt")
    installed = {name: metadata.version(name) for name in licences.needed()}
    assert {name: constraints.get(name, "not pinned: run .ci/pin") for name in installed} == installed


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
