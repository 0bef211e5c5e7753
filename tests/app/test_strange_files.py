"""Files with strange names, one row, no groups, all the same pay, foreign money: every page stands on each of them."""

import ast
import gc
import re
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.model import FILE_COLUMN, STANDARD_DIMENSIONS, Survey
from analytics.reading import packaged
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.options import ImportOptions
from analytics.reading.importing.read import read_csv
from analytics.statistics.bands import salary_bands
from analytics.topics.bands import answer, exhibits
from analytics.view import View
from pages.parts.cache import garbage, surveys
from pages.parts.state.link_parameters import parameter
from pages.parts.view.controls import SEPARATE
from tests.app.visiting import FILTERED, sound, visit
from tests.fuzz import judge
from tests.fuzz.files import HOSTILE
from tests.paths import ROOT

PERSONAL = re.compile("@b|98765|ABCPE")


def table(*columns: str, rows: int = 40, pay: Callable[[int], str] = lambda row: f"{20_000 + 100 * row}") -> str:
    """A file with a value of each column in turn; the last one is pay."""
    cells = [",".join(f'"{name} {row % 3}"' for name in columns) for row in range(rows)]
    header = ",".join(f'"{name}"' for name in (*columns, "pay per month"))
    return "\n".join([header, *(f"{row},{pay(index)}".lstrip(",") for index, row in enumerate(cells))])


def names() -> str:
    """Hostile texts as headers, cities, roles and values of dimensions."""
    texts = [
        text.replace('"', '""') for text in HOSTILE if text.strip() and len(text) < 100 and not PERSONAL.search(text)
    ]
    headers, many = texts[::2], len(texts)
    header = ["city", "role", "experience", *headers, "pay per month"]
    rows = [
        [
            texts[index % 20],
            texts[-1 - index % 9],
            "2 years",
            *(texts[(2 * of + 5 + index % 4) % many] for of in range(len(headers))),
        ]
        for index in range(90)
    ]
    lines = [header, *([*row, str(20_000 + 100 * index)] for index, row in enumerate(rows))]
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)


FILES = {
    "no group": table(),
    "one row": "city,experience,pay per month\nPune,2 years,20000\n",
    "all the same": table("city", "experience", pay=lambda row: "20000"),
    "dollars": table("city", pay=lambda row: f"$ {3_000 + row}"),
    "far apart": table("city", "role", pay=lambda row: f"{10 ** (3 + row % 3 * 4)}"),
    "weights": "city,pay per month,weight\n"
    + "".join(f"Pune,{20_000 + index},{index / 7 + 0.1}\n" for index in range(50)),
    "hostile names": names(),
    "words of the address": table(
        *(
            "survey",
            "per",
            "by",
            "groups",
            "measure",
            "count",
            "my_role",
            "embed",
            "embed_options",
            "use",
            "group",
            "n",
            "p50",
        ),
        *("quality", "Role", "experience", "quarter", "doubt", "pay_period", "years", "published_low", "class", "self"),
    ),
    "many groups": "city,pay per month\n" + "".join(f"v{index % 480},{20_000 + index}\n" for index in range(3_000)),
}
IMPORTS: dict[str, Import] = {}


def imported(kind: str) -> Import:
    if kind not in IMPORTS:
        mapping = {"weight": "weight"} if kind == "weights" else {}
        IMPORTS[kind] = read_csv(FILES[kind].encode(), ImportOptions(mapping), name="<b>pay</b>.csv")
    return IMPORTS[kind]


@pytest.fixture
def bring() -> Callable[..., AppTest]:
    """Opens a page with a file in the memory of the visit, as the page that reads it leaves it there."""

    def open_page(kind: str, script: str, **parameters: Any) -> AppTest:
        return visit(script, parameters, upload=imported(kind))

    return open_page


@pytest.mark.parametrize("script", [*FILTERED, "your_data"])
@pytest.mark.parametrize("kind", FILES)
def test_a_page_stands_on_a_strange_file(bring: Callable[..., AppTest], kind: str, script: str) -> None:
    widest = sorted(imported(kind).survey.dimensions.values(), key=lambda dimension: -len(dimension.values))[:6]
    filters = {parameter(d.name): [d.values[0]] for d in widest if d.name not in SEPARATE and len(d.values) > 2}
    for parameters in [{}, filters] if filters else [{}]:
        app = sound(bring(kind, script, **parameters))
        if script in FILTERED:
            assert app.get_by_key("survey").value == surveys.YOUR_DATA
            assert not [box.value for box in app.info if "This link" in box.value]


def test_every_dimension_of_a_strange_file_makes_groups_and_filters(bring: Callable[..., AppTest]) -> None:
    survey = imported("words of the address").survey
    app = bring("words of the address", "salary_bands")
    groupings = app.get_by_key("by").options
    assert len(set(groupings)) == len(groupings)
    for title in groupings:
        app.get_by_key("by").set_value(title).run()
        assert not app.exception, title
    boxes = {box.key for box in app.multiselect}
    assert {parameter(name) for name, sizes in survey.sizes.items() if len(sizes) > 1} - set(SEPARATE) <= boxes


def keys() -> Iterator[str]:
    """The keys of the widgets, as the code of the pages states them."""
    for path in [*ROOT.glob("pages/*.py"), *ROOT.glob("pages/parts/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "key" and isinstance(node.value, ast.Constant):
                yield str(node.value.value)
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                place = {"_option": 2, "_name_or_all": 3, "single": 3, "several": 3}.get(called)
                if place and len(node.args) > place and isinstance(node.args[place], ast.Constant):
                    yield str(node.args[place].value)


def test_no_column_of_a_file_takes_a_name_that_means_something_else() -> None:
    words = {key for key in keys() if re.fullmatch("[a-z0-9_]+", key)}
    assert len(words) > 30
    assert not [word for word in words if word.startswith(FILE_COLUMN)]
    survey: Survey = packaged.survey("posted_pay")
    for column in {*words, *salary_bands(survey, ["sector"])} - {*STANDARD_DIMENSIONS}:
        assert parameter(column) == f"{FILE_COLUMN}{column}"


@pytest.mark.parametrize("name", ["quality", "n", "p50"])
def test_a_column_called_like_a_figure_keeps_its_values(name: str) -> None:
    survey = imported("words of the address").survey
    table = salary_bands(survey, [name, "city"] if "city" in survey.dimensions else [name])
    assert sorted(table[f"column_{name}"].unique()) == [f"{name} {value}" for value in range(3)]
    exhibit = exhibits.bands(answer.bands(View(survey), name))
    assert next(iter(exhibit.data)) == exhibit.columns[0].name == f"column_{name}"
    assert sorted(exhibit.data[f"column_{name}"]) == [f"{name} {value}" for value in range(3)]
    assert name in table
    assert name in exhibit.data


def test_an_old_link_to_a_column_of_a_file_still_filters(bring: Callable[..., AppTest]) -> None:
    app = bring("words of the address", "salary_bands", **{"class": ["class 1"], "group": ["group 0"]})
    assert app.get_by_key("column_class").value == ["class 1"]
    assert app.get_by_key("column_group").value == ["group 0"]
    assert "class" not in app.query_params


def test_a_setting_never_filters_a_column_of_its_name(bring: Callable[..., AppTest]) -> None:
    app = bring("words of the address", "salary_bands", per="year", groups="All")
    assert app.get_by_key("column_per").value == app.get_by_key("column_groups").value == []
    assert app.get_by_key("per").value == "year"


def test_charts_and_files_hold_names_as_text_and_nothing_more() -> None:
    for exhibit in judge.exhibits_of(imported("hostile names")):
        judge.taken_away(exhibit)


def test_nothing_that_is_kept_for_everyone_holds_a_visitors_file(fresh_caches: None) -> None:
    """After the visit nothing refers to the survey any more: no cache, no module, nothing set aside from collection."""
    garbage.prepare_for_upload()  # as the page does before it reads one
    upload = read_csv(FILES["far apart"].encode(), name="pay.csv")
    gone = weakref.ref(upload.survey)
    app = visit("overview", upload=upload)
    for script in [*FILTERED, "your_data"]:
        app.switch_page(f"../{script}.py").run()
        assert not app.exception
    del upload, app
    gc.collect()
    assert gone() is None
