"""What CONTRIBUTING shows is true: its diffs apply to the project as it is, touch few files, and do what they say."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.vocabulary import is_blank
from tests.paths import ROOT

FEW = 3
EXAMPLE = re.compile(r"<!-- example: (\w+) -->\n```diff\n(.*?)```\n", re.DOTALL)
EXAMPLES = dict(EXAMPLE.findall((ROOT / ".github" / "CONTRIBUTING.md").read_text("utf-8")))


def changed(name: str, folder: Path) -> Path:
    """A copy of the project to which an example is applied."""
    for part in ("analytics", "pages"):
        shutil.copytree(ROOT / part, folder / part)  # with machine code, which takes long to make
    for part in ("data", ".streamlit"):
        (folder / part).symlink_to(ROOT / part)
    subprocess.run(
        ["git", "apply", "-"], input=EXAMPLES[name], cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    return folder


def printed(code: str, folder: Path) -> list[str]:
    """The lines that a program prints in that copy."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False, timeout=180
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_there_is_an_example_of_each() -> None:
    assert set(EXAMPLES) == {"page", "topic", "blank"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_touches_few_files(name: str) -> None:
    files = re.findall(r"^\+\+\+ b/(.+)$", EXAMPLES[name], re.MULTILINE)
    assert 1 <= len(files) <= FEW
    assert len(set(files)) == len(files)


@pytest.mark.slow
def test_the_page_opens(tmp_path: Path) -> None:
    code = """
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("pages/parts/entry.py", default_timeout=120).switch_page("../spread.py").run()
assert not app.exception, app.exception
print(*(part.value for part in [*app.markdown, *app.header]), sep="\\n")
print(*(block.proto.body for block in app.get("html")), sep="\\n")
"""
    words = " ".join(printed(code, changed("page", tmp_path)))
    assert "<h1>Spread</h1>" in words
    assert "The commonest pay is" in words


@pytest.mark.slow
def test_the_topic_says_what_the_rows_say(tmp_path: Path) -> None:
    code = """
from analytics.model import Provenance, Survey
from analytics.topics.ranges import answer, exhibits
from analytics.view import View
low = [10_000 + 100 * row for row in range(31)]
source = Provenance("Example", "nobody", "posted")
survey = Survey.build(name="x", provenance=source, low=low, high=[1.5 * x for x in low])
exhibit = exhibits.ranges(answer.ranges(View(survey)))
print(exhibit.title, exhibit.reading, exhibit.method, sep="\\n")
"""
    title, reading, method = printed(code, changed("topic", tmp_path))
    # The sixteenth of 31 low ends is 11,500; each high end is half as much again.
    assert title == "The high end is 50% above the low end"
    assert reading == "The median range runs from ₹11,500 to ₹17,200."
    assert method.startswith("The median of the high ends divided by")


@pytest.mark.slow
def test_the_word_is_a_blank(tmp_path: Path) -> None:
    (word,) = set(re.findall(r'"([^"]+)"', re.search(r"^\+blank.*$", EXAMPLES["blank"], re.MULTILINE)[0])) - set(
        re.findall(r'"([^"]+)"', (ROOT / "analytics" / "vocabulary" / "ta.toml").read_text("utf-8"))
    )
    code = f"""
from analytics.reading.importing.read import read_csv
from analytics.vocabulary import is_blank
rows = ["Pune,18000", "{word},19000", "Pune,20000"] * 5
imported = read_csv(("city,pay per month\\n" + "\\n".join(rows) + "\\n").encode(), name="x.csv")
print(is_blank("{word}"), *imported.survey.dimensions["city"].values, sep="\\n")
"""
    assert printed(code, changed("blank", tmp_path)) == ["True", "Pune", "Not stated"]
    assert not is_blank(word)
