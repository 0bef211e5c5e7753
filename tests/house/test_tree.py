"""The tests of a module are found by its path, in the module itself, or in the list below."""

import ast
from pathlib import PurePosixPath

import pytest

from tests.house.test_house import parsed, python
from tests.paths import ROOT

ELSEWHERE: dict[str, tuple[str, str, list[str]]] = {
    "a command is tested as it is typed": (
        "analytics/commands/test_command_line.py",
        "analytics/",
        [
            "__main__", "commands/bands", "commands/errors", "commands/options", "commands/output", "commands/series",
            "commands/sources", "commands/surveys",
        ],
    ),
    "the command `gather` is tested by what it gathers": (
        "analytics/reading/test_gather_files.py", "analytics/", ["commands/gather", "reading/workers"],
    ),
    "the command `estimate` and its groups are tested by estimates": (
        "analytics/topics/estimates/test_answer.py", "analytics/",
        ["commands/estimate", "sources/estimates", "statistics/pooling/__init__"],
    ),
    "machine code is tested with damaged caches of it": ("app/test_faults.py", "analytics/", ["machine_code"]),
    "tables and bars are tested by the exhibits that have them": (
        "analytics/topics/cities/test_exhibits.py", "analytics/presenting/", ["ranked_bars", "tables"],
    ),
    "archives and records take the same tests": (
        "analytics/reading/files/test_archives_and_json.py", "analytics/reading/files/", ["json_records"],
    ),
    "what headers mean is tested with the roles they take": (
        "analytics/reading/importing/test_roles.py", "analytics/reading/importing/", ["meanings"],
    ),
    "the program in the other process is tested from this one": (
        "analytics/reading/test_reader_client.py", "analytics/reading/", ["reader_process"],
    ),
    "makers of a few rows of one form share their tests": (
        "analytics/sources/test_sources.py", "analytics/sources/", ["indeed_2020", "naukri_2025"],
    ),
    "official tables share their tests": (
        "analytics/sources/test_official.py", "analytics/sources/", ["official_extra", "pay_matrix"],
    ),
    "the loops of the kernel are tested by the order statistics that they make": (
        "analytics/statistics/test_order_statistics.py", "analytics/statistics/",
        ["kernels", "narrowing", "numbering", "threads"],
    ),
    "sums over employers are tested by the intervals that they make": (
        "analytics/statistics/test_intervals.py", "analytics/statistics/", ["cluster_order", "cluster_sums"],
    ),
    "groups of a fit are tested with the fit": (
        "analytics/statistics/pooling/test_fit.py", "analytics/statistics/pooling/", ["groups"],
    ),
    "the topics of the labour market are checked against the files, read row by row": (
        "analytics/topics/test_market.py",
        "analytics/topics/",
        [
            *(f"{topic}/{part}" for topic in ("adverts", "hiring", "series", "wages")
              for part in ("answer", "exhibits", "figures")),
            "market/pulse", "states/exhibits", "states/figures", "states/names",
        ],
    ),
    "the tables of the labour market are tested by the topics that read them": (
        "analytics/topics/test_market.py", "analytics/market/", ["tables"],
    ),
    "the spread of pay is tested with the bands of the same rows": (
        "analytics/topics/bands/test_exhibits.py", "analytics/topics/spread/", ["answer", "exhibits", "figures"],
    ),
    "every page is opened at every kind of link": (
        "app/test_pages.py",
        "pages/",
        [
            "career_path", "check_salary", "compare_cities", "methods", "overview", "salary_bands",
            "parts/host/address", "parts/view/controls",
            "parts/view/frame", "parts/view/menu",
        ],
    ),
    "pages of official and published figures are opened at links of their own": (
        "app/test_market_pages.py", "pages/",
        ["labour_market", "published_figures", "parts/cache/market", "parts/view/market_controls"],
    ),
    "an answer to a visitor is tested where it is given": (
        "app/test_answer_pages.py", "pages/parts/", ["view/takeaway"],
    ),
    "what is kept of a file is tested with its visit": (
        "app/cache/test_surveys.py", "pages/parts/", ["cache/estimators", "cache/tables"],
    ),
    "files on a page are tested by pages that take and give them": (
        "app/test_your_data.py", "pages/parts/", ["view/files", "view/upload"],
    ),
    "a server is tested by serving": ("browser/test_serving.py", "pages/parts/host/", ["app", "processes"]),
    "uploads are guarded": ("app/host/test_guard.py", "pages/parts/", ["host/uploads", "state/refused_upload"]),
}  # fmt: skip
"""Modules whose tests lie in another place of tests/: by the reason, the place and the modules of a folder."""
LONGEST = 75
"""How many there are; it only falls."""


def mirrored(module: str) -> str:
    """Where in tests/ the tests of a module are looked for first."""
    path = PurePosixPath(module)
    folder = path.parent.as_posix()
    inside = f"app{folder.removeprefix('pages/parts').removeprefix('pages')}" if folder.startswith("pages") else folder
    return (PurePosixPath(inside) / f"test_{path.stem}.py").as_posix()


def examples(source: str) -> bool:
    """Whether a module shows by examples what it does: they run with the tests."""
    nodes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)
    return any(
        ">>> " in (ast.get_docstring(node) or "") for node in ast.walk(parsed(source)) if isinstance(node, nodes)
    )


def by_path(module: str, source: str) -> bool:
    """Whether a module has tests of its own name, examples, or lies in the folder of a question that has tests."""
    question = PurePosixPath("tests") / PurePosixPath(module).parent
    together = module.startswith("analytics/topics/") and any((ROOT / question).glob("test_*.py"))
    return together or (ROOT / "tests" / mirrored(module)).exists() or examples(source)


@pytest.fixture(scope="module")
def modules() -> dict[str, str]:
    """The modules that hold more than a docstring, with their sources."""
    return {
        name: source
        for name, source in python("analytics/", "pages/")
        if any(not isinstance(node, ast.Expr | ast.Import | ast.ImportFrom) for node in parsed(source).body)
        or (name.startswith("pages/") and name.count("/") == 1)
    }


LISTED = {f"{folder}{module}.py": place for place, folder, modules in ELSEWHERE.values() for module in modules}


def test_the_tests_of_a_module_are_found_by_its_path_or_in_the_list(modules: dict[str, str]) -> None:
    assert sorted(name for name, source in modules.items() if not by_path(name, source) and name not in LISTED) == []


def test_the_list_names_nothing_that_is_found_by_its_path_and_only_grows_shorter(
    modules: dict[str, str],
) -> None:
    assert sorted(name for name in LISTED if name not in modules or by_path(name, modules[name])) == []
    assert len(LISTED) <= LONGEST


@pytest.mark.parametrize("place", sorted(set(LISTED.values())))
def test_the_list_leads_to_tests(place: str) -> None:
    assert "def test_" in (ROOT / "tests" / place).read_text("utf-8")
