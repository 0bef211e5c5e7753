"""Broken data: the page says which file, row, column and rule; it shows no number and no traceback."""

import hashlib
import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.reading import packaged
from tests.app.visiting import FILTERED, plain

PAY = packaged.resource("posted_pay")["path"]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh_caches: None) -> Path:
    """A copy of data/ that the app reads instead."""
    folder = tmp_path / "data"
    shutil.copytree(packaged.DATA, folder)
    monkeypatch.setattr(packaged, "survey", partial(packaged.survey, folder=folder))
    return folder


def sentences(app: AppTest) -> str:
    """What the page says where its numbers would be."""
    assert not app.exception
    assert not app.get("plotly_chart")
    assert not app.dataframe
    assert len(app.error) == 1
    assert "cannot be used" in app.error[0].value
    words = plain(" ".join(text.value for text in app.markdown))
    assert "Traceback" not in words
    return words


def set_right(data: Path, content: bytes) -> None:
    """Write the pay file and the sha256 that goes with it."""
    (data / PAY).write_bytes(content)
    descriptor = json.loads((data / "datapackage.json").read_text("utf-8"))
    entry = next(entry for entry in descriptor["resources"] if entry["path"] == PAY)
    entry["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    (data / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")


def changed(data: Path) -> None:
    content = (data / PAY).read_bytes()
    (data / PAY).write_bytes(content.replace(b"Pune", b"Puna", 1))


def truncated(data: Path) -> None:
    content = (data / PAY).read_bytes()
    (data / PAY).write_bytes(content[: len(content) // 2])


def low_above_high(data: Path) -> None:
    lines = (data / PAY).read_text("utf-8").splitlines()
    names = lines[0].split(",")
    row = lines[7].split(",")
    row[names.index("pay_low")], row[names.index("pay_high")] = "300000", "240000"
    lines[7] = ",".join(row)
    set_right(data, "\n".join([*lines, ""]).encode())


def a_word_for_a_number(data: Path) -> None:
    lines = (data / PAY).read_text("utf-8").splitlines()
    names = lines[0].split(",")
    row = lines[3].split(",")
    row[names.index("pay_low")] = "=1+1"
    lines[3] = ",".join(row)
    set_right(data, "\n".join([*lines, ""]).encode())


FAULTS: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "a changed byte": (changed, (PAY, "its content has changed", "sha256")),
    "truncated": (truncated, (PAY, "its content has changed")),
    "missing": (lambda data: (data / PAY).unlink(), (PAY, "cannot be read", "No such file")),
    "empty": (lambda data: (data / PAY).write_bytes(b""), (PAY, "is no CSV")),
    "not text": (lambda data: (data / PAY).write_bytes(b"\xff\x00" * 99), (PAY, "is no CSV")),
    "low above high": (low_above_high, (PAY, "row 8", "pay_low must not be above pay_high", "300000 > 240000")),
    "a word for a number": (a_word_for_a_number, (PAY, "row 4", "“pay_low”", "must be a whole number", "“=1+1”")),
    "no descriptor": (lambda data: (data / "datapackage.json").unlink(), ("datapackage.json", "cannot be read")),
    "a broken descriptor": (lambda data: (data / "datapackage.json").write_text("{"), ("datapackage.json", "not JSON")),
}


@pytest.mark.parametrize(("damage", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_the_page_says_what_is_wrong_and_where(
    visit: Callable[..., AppTest], data: Path, damage: Callable[[Path], object], words: tuple[str, ...]
) -> None:
    damage(data)
    page = sentences(visit())
    for word in words:
        assert word in page


@pytest.mark.parametrize("script", FILTERED)
def test_every_page_about_pay_says_it(visit: Callable[..., AppTest], data: Path, script: str) -> None:
    low_above_high(data)
    assert "row 8" in sentences(visit(script))


def test_many_faults_are_counted_and_the_log_has_them_all(
    visit: Callable[..., AppTest], data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lines = (data / PAY).read_text("utf-8").splitlines()
    set_right(data, "\n".join([lines[0], *(line.rpartition(",")[0] + ",no" for line in lines[1:21]), ""]).encode())
    app = visit()
    assert sentences(app).count("must be a whole number") == 5
    assert any("15 more" in text.value for text in app.caption)
    assert caplog.text.count("must be a whole number") == 20


def test_a_mended_file_is_read_without_a_restart(visit: Callable[..., AppTest], data: Path) -> None:
    whole = (data / PAY).read_bytes()
    changed(data)
    sentences(visit())
    (data / PAY).write_bytes(whole)
    app = visit()
    assert not app.error
    assert app.get("plotly_chart")
