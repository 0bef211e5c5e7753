"""The methods page: every number in it is one of the rules or of the data; files go out as they are."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections import Counter

import pytest

from analytics.model import Experience
from analytics.reading import packaged
from analytics.statistics.bands import QUALITY, SHOWN_FROM
from analytics.topics.methods import archives
from analytics.topics.methods import terms as methods

PACKAGE = json.loads((packaged.DATA / "datapackage.json").read_text("utf-8"))
NAMES = [entry["name"] for entry in PACKAGE["resources"]]


def rows_of(name: str) -> list[dict[str, str]]:
    with (packaged.DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def text(terms: methods.Terms) -> str:
    return " ".join(f"{term}: {meaning}" for term, meaning in terms)


def test_the_showing_rules_are_those_of_the_code() -> None:
    page = text(methods.showing_rules())
    assert f"Fewer than {SHOWN_FROM['p50']} posts" in page
    assert f"{SHOWN_FROM['p10']} posts and more" in page
    for word in QUALITY.values():
        assert word in page
    numbers = {SHOWN_FROM[name] + less for name in SHOWN_FROM for less in (0, -1)} | {5, 10, 20}
    assert {int(number) for number in re.findall(r"(?<![\d.])\d+(?![\d.])", page)} <= numbers
    assert all(str(level) in text(methods.words()) for level in Experience)


def test_doubtful_posts_are_counted_from_the_file() -> None:
    counted: Counter[str] = Counter()
    for row in rows_of("posted_pay"):
        counted[row["doubt"]] += int(row["posts"])
    terms = dict(methods.bait(packaged.survey("posted_pay"), PACKAGE))
    for doubt, n in counted.items():
        name = "Not in doubt" if doubt == "none" else doubt.capitalize()
        assert terms[name].startswith(f"{n:,} of ")  # below a lakh, Indian grouping is the usual one
        assert methods.DOUBTS[doubt][1] in terms[name]
    assert set(methods.DOUBTS) == set(counted)


def test_how_well_bait_is_found_comes_from_the_descriptor() -> None:
    check = packaged.resource("posted_pay")["labelledCheck"]
    page = text(methods.bait(packaged.survey("posted_pay"), PACKAGE))
    assert f"Checked by hand on {check['posts']} posts" in page
    for share in (check["precision"], check["recall"], check["precisionAmongFound"]):
        assert f"{share * 100:.1f} %" in page
    assert check["method"] in page


def test_every_measured_share_of_the_descriptor_has_its_words() -> None:
    for entry in PACKAGE["resources"]:
        for key, value in entry.get("labelledCheck", {}).items():
            assert not isinstance(value, float) or key in methods.CHECKS


def test_the_share_of_titles_read_is_that_of_the_file() -> None:
    total = recognised = 0
    for row in rows_of("posted_pay"):
        total += int(row["posts"])
        recognised += int(row["posts"]) * (row["role"] != "Not stated")
    page = text(methods.roles(packaged.survey("posted_pay"), PACKAGE))
    assert f"{100 * recognised / total:.0f} % of" in page


def test_limits_say_what_matters() -> None:
    page = text(methods.limits(PACKAGE)).lower()
    for words in ("posted pay is not paid pay", "one site is not the market", "an upload is no sample"):
        assert words in page


@pytest.mark.parametrize("name", NAMES)
def test_the_dictionary_has_every_column_of_a_file(name: str) -> None:
    description, columns = methods.dictionary(name, PACKAGE)
    assert description
    header = next(csv.reader(io.StringIO((packaged.DATA / f"{name}.csv").read_text("utf-8"))))
    assert [re.search(r"\((\w+)\)$", title)[1] for title, _ in columns] == header
    assert all(meaning for _, meaning in columns)


def test_every_file_has_its_source_licence_and_date() -> None:
    entries = methods.sources(PACKAGE)
    assert len(entries) == len(NAMES)
    for entry, links in entries:
        assert "licence: " in entry
        assert "taken " in entry
        assert links
        assert all(url.startswith("https://") for _, url in links)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_goes_out_byte_for_byte_with_its_descriptor(name: str) -> None:
    archive = zipfile.ZipFile(io.BytesIO(archives.archive_file(name)))
    descriptor = json.loads(archive.read("datapackage.json"))
    (entry,) = descriptor["resources"]
    content = archive.read(entry["path"])
    assert content == (packaged.DATA / entry["path"]).read_bytes()
    assert entry["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert sorted(archive.namelist()) == sorted(["datapackage.json", entry["path"]])


def test_everything_is_the_whole_folder_and_the_same_each_time() -> None:
    archive = zipfile.ZipFile(io.BytesIO(archives.archive_all()))
    assert sorted(archive.namelist()) == sorted(
        ["datapackage.json", *(entry["path"] for entry in PACKAGE["resources"])]
    )
    assert json.loads(archive.read("datapackage.json")) == PACKAGE
    assert archives.archive_file("states") == archives.archive_file("states")
