"""The shape of the project: who imports whom, what lies where, and that README and ANALYSTS are true."""

import ast
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from analytics import __main__ as command_line
from analytics import __version__
from pages.parts.view import frame
from tests import conftest, licences
from tests.paths import ROOT

README = (ROOT / "README.md").read_text("utf-8")
ANALYSTS = (ROOT / ".github" / "ANALYSTS.md").read_text("utf-8")
BINARY = {".png", ".woff2", ".gz", ".ico", ".xlsx"}


@cache
def tracked() -> list[Path]:
    """The files of the project; outside a clone, those that are no tool's leavings."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [path for path in map(ROOT.joinpath, listed.stdout.splitlines()) if path.is_file()]
    hidden = {".git", ".venv", ".hypothesis", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", "gallery"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not hidden.intersection(path.parts)]


@cache
def every_text() -> dict[str, str]:
    """The files of the project by their names, read once for all tests of the house."""
    names = {path.relative_to(ROOT).as_posix(): path for path in tracked() if path.suffix not in BINARY}
    return {name: path.read_text("utf-8") for name, path in names.items()}


def texts(*folders: str) -> Iterator[tuple[str, str]]:
    return ((name, text) for name, text in every_text().items() if not folders or name.startswith(folders))


@cache
def parsed(source: str) -> ast.Module:
    """A module, parsed once for all tests of the house: none of them changes it."""
    return ast.parse(source)


@cache
def imports(source: str) -> frozenset[str]:
    """The modules that a file imports, wherever in it, by their full names."""
    modules = set()
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Import):
            modules |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, "relative imports hide who knows whom"
            modules |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return frozenset(modules)


def reached(source: str, *modules: str) -> set[str]:
    return {name for name in imports(source) if any(name == m or name.startswith(f"{m}.") for m in modules)}


def python(*folders: str) -> list[tuple[str, str]]:
    return [(name, text) for name, text in texts(*folders) if name.endswith(".py")]


def test_the_top_level_is_as_planned() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}
    names = {name for name in top if not name.startswith(".")}
    folders = {"pages", "data", "analytics", "tests"}
    assert names == folders | {
        "dashboard.py",
        "constraints.txt",
        "requirements.txt",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "pyproject.toml",
    }
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


@pytest.mark.parametrize(("name", "source"), python("analytics/"), ids=lambda value: value if len(value) < 99 else "")
def test_analytics_knows_neither_streamlit_nor_the_pages(name: str, source: str) -> None:
    assert not reached(source, "streamlit", "pages", "tests")
    assert name.endswith("/figures.py") or not reached(source, "plotly")


def test_statistics_know_nothing_of_reading_and_presenting() -> None:
    for name, source in python("analytics/model.py", "analytics/statistics/"):
        assert not reached(
            source, "analytics.presenting", "analytics.topics", "analytics.reading", "analytics.sources"
        ), name
    for name, source in python("analytics/reading/", "analytics/market/", "analytics/sources/"):
        assert not reached(source, "analytics.presenting", "analytics.topics"), name
    for name, source in python("analytics/model.py"):
        assert {module.split(".")[0] for module in imports(source) if not module.startswith("analytics.texts")} <= {
            "__future__", "collections", "dataclasses", "enum", "functools", "itertools", "types", "typing", "numpy",
            "pandas",
        }, name  # fmt: skip


def pages() -> list[tuple[str, str]]:
    return [(name, source) for name, source in python("pages/") if name.count("/") == 1]


@pytest.mark.parametrize(("name", "source"), pages(), ids=lambda value: value if value.startswith("pages/") else "")
def test_a_page_is_a_table_of_contents(name: str, source: str) -> None:
    others = {f"pages.{Path(page).stem}" for page, _ in pages()}
    assert not reached(source, "pandas", "numpy", "plotly", *others)
    assert {module for module in imports(source) if module.startswith("analytics.")} == reached(
        source, "analytics.presenting", "analytics.topics"
    )
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    assert not [node for node in ast.walk(parsed(source)) if isinstance(node, kinds)]


def test_the_parts_of_pages_compute_no_statistic() -> None:
    for name, source in python("pages/parts/"):
        assert not reached(source, "numpy", "scipy", "plotly"), name
        assert not {module.rpartition(".")[2] for module in imports(source)} & {"salary_bands", "Groups"}, name


def test_the_menu_and_the_pages_are_the_same() -> None:
    entries = [entry for group in frame.MENU.values() for entry in group]
    assert {f"pages/{entry.script}.py" for entry in entries} == {name for name, _ in pages()}
    assert len({entry.title for entry in entries}) == len(entries)
    assert all(entry.help for entry in entries)


def test_the_pages_are_listed_in_the_order_of_the_menu() -> None:
    section = ANALYSTS.partition("\n## Pages")[2].partition("\n## ")[0]
    listed = [row.split("|")[1].strip() for row in section.splitlines() if row.startswith("| ")][1:]
    assert listed == [entry.title for group in frame.MENU.values() for entry in group]


def test_the_readme_gives_two_commands_that_do_their_own_set_up() -> None:
    section = README.partition("\n## Two commands")[2].partition("\n## ")[0]
    run, test = re.findall(r"```sh\n(.*?)\n```", section, re.DOTALL)
    for command in (run, test):
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt")
    assert run.endswith(".venv/bin/streamlit run dashboard.py")
    assert test.endswith("-r tests/requirements.txt && .venv/bin/python -m pytest")
    # What CI runs is this very line.
    pattern = re.search(r"grep -E '([^']+)' README.md", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert pattern
    assert [line for line in README.splitlines() if re.search(pattern[1], line)] == [test]


def test_ci_runs_what_the_test_command_leaves_out_but_for_what_takes_minutes() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]["addopts"]
    left_out = set(re.findall(r"not (\w+)", options))
    assert left_out == set(conftest.OPTIONAL)
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    (called,) = re.findall(r"^tests -m '([^']+)' tests/browser \$\(grep -rlw .* thorough tests\)", script, re.MULTILINE)
    assert set(called.split(" or ")) == left_out - {"long"}
    elsewhere = {path for path in (ROOT / "tests").rglob("test_*.py") if path.parent.name != "browser"} - {
        Path(__file__)
    }
    assert [path.name for path in elsewhere if "mark.browser" in path.read_text("utf-8")] == []


def test_a_run_that_leaves_nothing_out_is_counted_too() -> None:
    """`--last-failed` leaves out an empty list where every test of the files failed: CI's second try ended there."""
    conftest.pytest_deselected([])


def commands() -> list[str]:
    return re.findall(r"^(?:\.venv/bin/)?python -m analytics (.+)$", ANALYSTS, re.MULTILINE)


@pytest.mark.parametrize("command", commands())
def test_the_commands_for_analysts_run(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(command)
    if words[0] == "gather":
        pytest.skip("runs in test_gather_files, on the workers that ANALYSTS.md starts")
    files = [word for word in words if word.endswith((".csv", ".parquet"))]
    if any(not (ROOT / file).exists() for file in files):
        pytest.skip("speaks of a file of the reader's own")
    assert command_line.main(words) == 0
    assert capsys.readouterr().out


def test_commands_are_shown_at_all() -> None:
    assert len(commands()) >= 2
    assert "Vetan" in README.partition("# ")[2].splitlines()[0]


def test_what_the_readme_points_at_is_there() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert link.startswith("https://") or (ROOT / link).exists(), link


def test_versions_match() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == __version__
    assert project["requires-python"] == ">=3.11"
    assert "Python 3.11 or newer" in README


@pytest.mark.parametrize("file", ["requirements.txt", "tests/requirements.txt"])
def test_requirements_are_pinned_exactly(file: str) -> None:
    lines = [
        line for line in (ROOT / file).read_text("utf-8").splitlines() if line and not line.startswith(("#", "-c "))
    ]
    assert lines
    for line in lines:
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]*(\[[a-z,]+\])?==\d+(\.\d+)+(\.post\d+)?", line), line
    assert len({line.partition("==")[0] for line in lines}) == len(lines)


def test_the_runtime_needs_what_is_imported_and_no_more() -> None:
    """numpy and pyarrow come with pandas and Streamlit; they are pinned because their versions decide results."""
    needed = {name.replace("-", "_") for name in licences.pinned("requirements.txt")}
    packages = {"analytics", "pages", "dashboard", "tests"}
    optional = {"dask", "distributed", "fsspec"}  # only where somebody brings a cluster
    standard = __import__("sys").stdlib_module_names
    used = {
        module.split(".")[0]
        for _, source in python("analytics/", "pages/", "dashboard.py")
        for module in imports(source)
    }
    assert used - packages - set(standard) - optional == needed - (needed & {"pyarrow"} - used)


SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))


def test_the_settings_are_those_of_a_public_server() -> None:
    assert SETTINGS["browser"]["gatherUsageStats"] is False
    assert SETTINGS["client"]["showErrorDetails"] == "none"
    assert SETTINGS["server"]["enableXsrfProtection"] is True
    assert SETTINGS["server"]["enableStaticServing"] is False
    # Or the first run on a new machine stops and asks for an e-mail address.
    assert SETTINGS["server"]["showEmailPrompt"] is False
    assert {"light", "dark"} <= set(SETTINGS["theme"])


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_colours_stand_out(look: str) -> None:
    theme = SETTINGS["theme"][look]
    for ground in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        assert contrast(theme["textColor"], ground) >= 7
        assert contrast(theme["linkColor"], ground) >= 4.5
    for mark in theme["chartCategoricalColors"]:
        assert contrast(mark, theme["backgroundColor"]) >= 3, mark


UNSAID = (
    r"\bprompts?\b(?! for)", r"\bsubagents?\b", r"\bAI[- ]generated\b", r"\bchatgpt\b", r"\bclaude\b", r"\banthropic\b",
    r"\bopenai\b", r"\bcopilot\b", r"\blanguage model\b", r"(?<![\w.])/(?:work|home|root|Users)/", r"(?<![\w.])/tmp/\w",
    r"\bpypi\.org\b", r"\bfiles\.pythonhosted\b", r"\bindex-url\b", r"\bdeb\.debian\.org\b",
)  # fmt: skip


def test_the_project_speaks_of_pay_and_not_of_how_it_was_made() -> None:
    words = []
    for name, text in texts():
        if name == Path(__file__).relative_to(ROOT).as_posix() or name.startswith("data/"):
            continue
        words += [(name, match[0]) for word in UNSAID for match in re.finditer(word, text, re.IGNORECASE)]
    assert words == []
