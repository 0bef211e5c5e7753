"""A source is one module and one entry: added to a copy of the project, it appears everywhere without another line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

MODULE = '''"""A notice board in Nagpur, 2026: clerks, both ends of pay."""

from __future__ import annotations

import pandas as pd

from analytics.sources.base import NO_PAY, first_reason, levels, numbers, places, posts_source, work


def read(raw: pd.DataFrame) -> pd.DataFrame:
    """Standard columns."""
    low, high = numbers(raw["from"]), numbers(raw["to"])
    posts = work(raw["title"]).drop(columns="work_mode").join(places(raw["place"])).assign(
        firm=raw["firm"], experience=levels(numbers(raw["years"])), pay_low=low, pay_high=high
    )
    return posts.assign(left_out=first_reason({NO_PAY: low.isna() & high.isna()}))


SOURCE = posts_source("nagpur_board.csv", "nagpur_board.csv", ("role", "sector", "city", "state", "experience"), read)
'''

WEEKLY = '''"""An exchange in Uttar Pradesh, 2026: wages a week, lowest offers only, nothing above ₹30,000 a month."""

from __future__ import annotations

import pandas as pd

from analytics.sources.base import NO_PAY, REPEAT, first_reason, numbers, places, posts_source, work


def read(raw: pd.DataFrame) -> pd.DataFrame:
    """Standard columns; pay is stated a week, and experience not at all."""
    low = numbers(raw["Weekly wage (Rs)"]) * 52 / 12
    kind = work(raw["Vacancy"]).drop(columns="work_mode")
    posts = kind.join(places(raw["District HQ"])).assign(firm=raw["Establishment"], shift=raw["Shift"], pay_low=low)
    return posts.assign(left_out=first_reason({NO_PAY: low.isna(), REPEAT: raw.duplicated()}))


SOURCE = posts_source("exchange.csv", "boards/weekly.csv", ("role", "sector", "city", "state", "shift"), read)
'''

CHECK = """
import json, sys
from analytics.model import Filters
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.sources import sources
from analytics.topics.methods import archives, terms
from analytics.view import View
from analytics.topics.witnesses import profile_exhibits
from analytics.topics.witnesses.profiles import profiles
from analytics.topics.witnesses.strip import strip
from pages.parts.cache.surveys import packaged_titles
from analytics.topics.witnesses.answer import witnesses
from analytics.topics.witnesses.sources import read_sources

package = packaged.descriptor()
sources_read = read_sources()
described = profiles(sources_read, Reference.read(), package)
view = View(packaged.survey("posted_pay"), Filters.of({"role": ["Clerk"]}))
beside = strip(view, sources=sources_read, reference=Reference.read(), claims=packaged.read("published_pay"))
weekly = next(line for line in beside.lines if line.witness.source == "exchange")
question = Filters.of({"role": ["Clerk"], "city": ["Nagpur"], "experience": ["Fresher"]})
lines = {line.source: line for line in witnesses(read_sources(), question, Reference.read(), 12000).lines}
line = lines["nagpur_board"]
print(json.dumps({
    "listed": "nagpur_board" in packaged.surveys(),
    "module": "nagpur_board" in sources(),
    "line": [line.n, line.employers, line.bands[0].p50.value, line.bands[0].below.value, line.verdict],
    "methods": any("Notice board, Nagpur" in text for text, _ in terms.sources(package)),
    "download": archives.archive_file("nagpur_board")[:2].decode(),
    "weekly": [weekly.end.measure, weekly.end.n, weekly.witness.employers, weekly.end.p50.value],
    "surveys": sorted(packaged_titles()),
    "terms": dict(profile_exhibits.terms(described))["Exchange, weekly wages"],
    "gaps": sorted({gap.second for gap in described.gaps} & {"nagpur_board", "exchange"}),
}))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with one module, one entry and the evidence of ten posts more."""
    copy = tmp_path_factory.mktemp("project")
    for folder in ("analytics", "data", "pages"):
        shutil.copytree(ROOT / folder, copy / folder)
    (copy / "analytics" / "sources" / "nagpur_board.py").write_text(MODULE, "utf-8")
    rows = [f"Firm {k % 5},Clerk,Nagpur,0,{10_000 + 500 * k},{15_000 + 500 * k}" for k in range(10)]
    evidence = copy / "evidence"
    evidence.mkdir()
    (evidence / "nagpur_board.csv").write_text(
        "\n".join(["firm,title,place,years,from,to", *rows, "Firm 6,Clerk,Nagpur,0,,"]) + "\n", "utf-8"
    )
    (copy / "analytics" / "sources" / "exchange.py").write_text(WEEKLY, "utf-8")
    # A week of ₹3,000 is a month of ₹13,000.
    rows = [f"Shop {k % 7},Office clerk,Lucknow,{'Day' if k % 2 else 'Night'},{3_000 + 30 * k}" for k in range(21)]
    (evidence / "boards").mkdir()
    (evidence / "boards" / "weekly.csv").write_text(
        "\n".join(["Establishment,Vacancy,District HQ,Shift,Weekly wage (Rs)", *rows, rows[0]]) + "\n", "utf-8"
    )
    descriptor = copy / "data" / "datapackage.json"
    package = json.loads(descriptor.read_text("utf-8"))
    like = next(entry for entry in package["resources"] if entry["name"] == "naukri_2025")
    survey = {name: value for name, value in like["survey"].items() if name not in ("shownAs", "workFrom")}
    title = {"name": "nagpur_board", "path": "nagpur_board.csv", "title": "Notice board, Nagpur", "period": "2026"}
    package["resources"].append(like | title | {"survey": survey | {"scope": {"ends": "both"}}})
    fields = {
        field["name"]: field for field in like["schema"]["fields"] if field["name"] not in ("experience", "pay_high")
    }
    shift = {"name": "shift", "title": "Shift", "type": "string", "description": "Day or night."}
    names = ["role", "sector", "city", "state"]
    columns = [*(fields.pop(name) for name in names), shift, *fields.values()]
    weekly = {"name": "exchange", "path": "exchange.csv", "title": "Exchange, weekly wages", "period": "2026"}
    about = {"low": "pay_low", "count": "posts", "cluster": "employer", "dimensions": [*names, "shift"]}
    about["scope"] = {"ends": "low", "cap": 30_000, "leavesOut": "highest offers"}
    package["resources"].append(like | weekly | {"survey": about, "schema": like["schema"] | {"fields": columns}})
    descriptor.write_text(json.dumps(package, ensure_ascii=False), "utf-8")
    return copy


COMMANDS = """
import io, json, sys
from contextlib import redirect_stdout
from analytics.__main__ import main

answers = []
for command in json.loads(sys.argv[1]):
    with redirect_stdout(io.StringIO()) as out:
        assert main([*command, "--format", "json"]) == 0
    answers.append(json.loads(out.getvalue()))
print(json.dumps(answers))
"""


def run(project: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=project, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.thorough
def test_one_module_and_one_entry_are_enough(project: Path) -> None:
    assert max(MODULE.count("\n"), WEEKLY.count("\n")) <= 80
    made = run(project, "-m", "analytics", "gather", "--evidence", "evidence")
    assert "nagpur_board.csv: 10 rows" in made
    commands = (
        ["sources"],
        ["bands", "nagpur_board", "--by", "city"],
        ["bands", "exchange", "--by", "shift"],
        ["standing", "--pay", "14000", "--where", "role=Clerk"],
    )
    listing, bands, weekly, standing = json.loads(run(project, "-c", COMMANDS, json.dumps(commands)))
    (listed,) = [row for row in listing["sources"] if row["name"] == "nagpur_board"]
    assert (listed["rows"], listed["left_out"], listed["employers"]) == (10, 1, 5)
    assert [(row["city"], row["n"]) for row in bands["bands"]] == [("Nagpur", 10)]
    checks = json.loads(run(project, "-c", CHECK))
    # Low ends from 10,000 to 14,500: the median 12,250; four of ten below 12,000 and one equal.
    assert checks["line"][:4] == [10, 5, 12_250, pytest.approx(0.45)]
    assert (checks["listed"], checks["module"], checks["methods"], checks["download"]) == (True, True, True, "PK")
    # Of 21 weekly wages from 3,000 to 3,600 the middle one is 3,300: 14,300 a month.
    assert checks["weekly"] == ["low", 21, 7, 14_300]
    assert {"nagpur_board", "exchange"} <= set(checks["surveys"])
    assert "takes no pay above ₹30,000 a month" in checks["terms"]
    assert "states the lowest offer only" in checks["terms"]
    assert checks["gaps"] == ["exchange", "nagpur_board"]
    assert (weekly["measure"], [row["n"] for row in weekly["bands"]]) == ("low", [10, 11])
    assert {"nagpur_board", "exchange"} <= {line["source"] for line in standing["witnesses"]}
