"""Many messy files become one grouped survey: the same on one machine and on a cluster, and the same as their rows."""

import os
import random
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from distributed import Client, LocalCluster
from pyarrow import parquet

from analytics import __main__ as command_line
from analytics.model import DataError
from analytics.reading import gather, saved, workers
from analytics.reading.files.table import LIMITS
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.equal_rows import _reduce_texts
from analytics.reading.importing.options import ImportOptions
from analytics.reading.importing.partition import Part, Partition, Reading, read_file
from analytics.reading.importing.read import read_csv
from analytics.reading.reader_process import Outcome, Request
from analytics.statistics import disclosure
from analytics.statistics.bands import salary_bands
from analytics.texts import Message
from tests.paths import ROOT

pytestmark = pytest.mark.slow  # some files are read in processes of their own
TITLES = ("Accountant", "Sr. Accounts Executive", "Data Entry Operator", "telecaller (WFH)", "HR Executive", "Welder")
PLACES = ("Pune", "Bangalore", "Bengaluru ", "New Delhi", "Pune, Mumbai", "Jaipur", "Remote", "Xyzpur")
YEARS = ("Fresher", "1-2 Yrs", "2-4 years", "5 years", "10+ years", "")


def csv_text(rng: random.Random) -> str:
    thousand = rng.randint(8, 60)
    return rng.choice(
        [
            f"{thousand * 1000}",
            f"₹{thousand},000 per month",
            f"{thousand * 12 / 100:.2f} LPA",
            f"{thousand},000 - {thousand + 5},000 per month",
            "Not disclosed",
            "",
        ]
    )


def lines(rng: random.Random, rows: int, delimiter: str = ",", header: tuple[str, ...] = ()) -> str:
    names = header or ("Job Title", "Salary", "Location", "Experience", "Shift")
    table = [names]
    for _ in range(rows):
        place, pay = rng.choice(PLACES), csv_text(rng)
        table.append(
            (rng.choice(TITLES), f'"{pay}"', f'"{place}"', rng.choice(YEARS), rng.choice(("Day", "day", "Night")))
        )
    return "\n".join(delimiter.join(row) for row in table) + "\n"


def messy(folder: Path, rows: int = 300, files: int = 8) -> Path:
    """Files that differ in encoding, delimiter, header and form; two that are no tables; one in a folder below."""
    rng = random.Random(5)
    (folder / "2025").mkdir(parents=True)
    forms = [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", "|"), ("utf-8", ",")]
    for index in range(files):
        encoding, delimiter = forms[index % len(forms)]
        text = lines(rng, rows, delimiter).replace("₹", "Rs. " if encoding == "cp1252" else "₹")
        name = folder / ("2025" if index % 3 == 0 else "") / f"part {index:02}.csv"
        name.write_bytes(text.encode(encoding))
    # Other headers, a yearly pay that is not marked as such, a column of people's phones and one of too many values.
    second_file = "Role,CTC,City,Phone,Ticket\n"
    second_file += "".join(
        f"{rng.choice(TITLES)},{rng.randint(10, 40) * 12_000},{rng.choice(('Pune', 'Agra'))},98{index:08},T{index}\n"
        for index in range(rows * 3)
    )
    (folder / "yearly.csv").write_text(second_file, "utf-8")
    (folder / "dollars.csv").write_text("Role,Salary\n" + "Accountant,$4000 per month\n" * 7, "utf-8")
    (folder / "nothing said.csv").write_text("Role,Salary\n" + "Accountant,Not disclosed\n" * 5, "utf-8")
    frame = pd.read_csv(folder / "part 01.csv", sep=";", dtype=str, keep_default_na=False)
    parquet.write_table(pa.Table.from_pandas(frame), folder / "columns.parquet", row_group_size=rows // 3)
    (folder / "pointer.csv").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 3\n", "utf-8")
    (folder / "empty.csv").write_bytes(b"")
    (folder / ".hidden.csv").write_text("no,table", "utf-8")
    return folder


@dataclass
class Job:
    """Gathers a folder, and tells what came of it in a form that can be compared."""

    out: Path

    def __call__(self, source: Path, reading: Reading = Reading(), **options: Any) -> dict[str, Any]:  # noqa: B008
        results = gather.gather([str(source)], self.out, reading, **options)
        survey = saved.load(self.out)
        assert not list(self.out.parent.glob("*.parts"))
        bands = {name: salary_bands(survey, [name]) for name in survey.dimensions}
        return {
            "bands": {name: table.to_dict("list") for name, table in bands.items()},
            "audit": results.result.audit.to_json(),
            "failed": results.failed,
            "bytes": self.out.read_bytes(),
        }


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path / "pay.parquet")


def read_in_this_process(
    partitions: Sequence[Partition], reading: Reading, scheduler: str | None
) -> Iterator[tuple[int, bytes | Message]]:
    """As `workers.read_partitions`, without readers: to start them takes longer than to read a small file."""
    if scheduler is not None:
        yield from workers.read_partitions(partitions, reading, scheduler)
        return
    yield from ((place, workers.attempt(partition, reading)) for place, partition in enumerate(partitions))


@pytest.fixture(autouse=True)
def no_readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process, unless a test asks for `readers`."""
    if "readers" not in request.fixturenames:
        monkeypatch.setattr(gather, "read_partitions", read_in_this_process)


@pytest.fixture
def readers() -> None:
    """Files are read by reader processes, as they are outside of tests."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return messy(tmp_path_factory.mktemp("messy") / "files")


@pytest.fixture(scope="module")
def local_run(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one machine makes of the folder, in processes of its own: made before a test asks for none."""
    return Job(tmp_path_factory.mktemp("here") / "pay.parquet")(folder)


def example() -> list[list[str]]:
    """The commands of the example for analysts of two workers on one machine, without the `&`."""
    section = (
        (ROOT / ".github" / "ANALYSTS.md").read_text("utf-8").partition("\n## Many files")[2].partition("\n## ")[0]
    )
    (block,) = re.findall(r"```sh\n(.*?)\n```", section, re.DOTALL)
    return [shlex.split(line.removesuffix("&")) for line in block.splitlines()]


class Cluster:
    """A scheduler and two workers, real processes that talk over loopback, started as ANALYSTS.md says."""

    def __init__(self) -> None:
        scheduler, worker = (words for words in example() if words[:3] == [".venv/bin/python", "-m", "dask"])
        self.processes = [self.start(scheduler, {"8786": "0"})]
        self.address = self.wait_for(self.processes[0], r"Scheduler at: +(tcp://\S+)")
        self.processes.append(self.start(worker, {"tcp://127.0.0.1:8786": self.address}))
        with Client(self.address) as client:
            client.wait_for_workers(2, timeout=60)
            self.workers = list(client.run(os.getpid).values())

    @staticmethod
    def start(words: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
        command = [sys.executable, *(environment.get(word, word) for word in words[1:])]
        return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)

    @staticmethod
    def wait_for(process: subprocess.Popen[str], pattern: str) -> str:
        assert process.stderr
        lines = []
        for line in process.stderr:
            lines.append(line)
            if results := re.search(pattern, line):
                return results[1]
        raise AssertionError("".join(lines))

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
            process.communicate()


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.stop()


def test_workers_of_a_cluster_give_what_this_process_gives(folder: Path, local_run: dict[str, Any], job: Job) -> None:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as in_this_process:
        assert job(folder, scheduler=in_this_process.scheduler_address) == local_run


@pytest.mark.thorough(14)
def test_a_cluster_gives_what_one_machine_gives_also_when_a_worker_is_killed(
    folder: Path, local_run: dict[str, Any], job: Job, cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(set(cluster.workers)) == 2
    (command,) = (words[3:] for words in example() if words[:4] == [".venv/bin/python", "-m", "analytics", "gather"])
    places = {"exports": str(folder), "pay.parquet": str(job.out), "tcp://127.0.0.1:8786": cluster.address}
    assert command_line.main([places.get(word, word) for word in command]) == 0
    assert "14 of 14 files" in capsys.readouterr().err
    assert job.out.read_bytes() == local_run["bytes"]
    reports = []

    def kill_one(done: int, files: int) -> None:
        reports.append((done, files))
        if done == 2:
            os.kill(cluster.workers[0], signal.SIGKILL)

    assert job(folder, scheduler=cluster.address, progress=kill_one) == local_run
    assert reports == [(done, 14) for done in range(15)]


def test_reader_processes_give_what_this_process_gives(folder: Path, local_run: dict[str, Any], job: Job) -> None:
    assert job(folder) == local_run


class TestTheAudit:
    def test_rows_read_are_rows_used_and_rows_left_out(self, local_run: dict[str, Any]) -> None:
        audit = local_run["audit"]
        # 8 files and their copy in Parquet of 300 rows, one of 900, 7 in dollars and 5 that state nothing.
        assert audit["rows_read"] == 9 * 300 + 900 + 7 + 5
        left = {group["reason"]: group["rows"] for group in audit["left_out"]}
        assert audit["rows_used"] + sum(left.values()) == audit["rows_read"]
        assert left["another currency: USD"] == 7
        assert set(left) == {"another currency: USD", "not disclosed", "blank"}

    def test_a_file_that_is_no_table_is_told_and_left_out(self, local_run: dict[str, Any]) -> None:
        sentences = {Path(fault.file).name: fault.rule for fault in local_run["failed"]}
        assert set(sentences) == {"pointer.csv", "empty.csv"}
        assert "Git LFS pointer" in sentences["pointer.csv"]
        for name in sentences:
            assert any(name in warning for warning in local_run["audit"]["warnings"])

    def test_a_guess_is_marked_and_names_a_file(self, local_run: dict[str, Any]) -> None:
        guesses = [i["sentence"] for i in local_run["audit"]["inferences"] if i["guessed"]]
        assert any("yearly.csv" in guess and "per year is a guess" in guess for guess in guesses)

    def test_examples_name_their_file(self, local_run: dict[str, Any]) -> None:
        (dollars,) = (g for g in local_run["audit"]["left_out"] if g["reason"].startswith("another currency"))
        assert dollars["rows"] == 7
        (silent,) = (g for g in local_run["audit"]["left_out"] if g["reason"] == "not disclosed")
        assert all(".csv: " in example["text"] or ".parquet: " in example["text"] for example in silent["examples"])


class TestTheSurvey:
    def test_spellings_and_levels_are_decided_for_all_files_at_once(self, job: Job, folder: Path) -> None:
        job(folder)
        survey = saved.load(job.out)
        assert {"Bengaluru", "Delhi", "Pune", "Agra", "Xyzpur"} <= set(survey.dimensions["city"].values)
        assert "Bangalore" not in survey.dimensions["city"].values
        assert [value.casefold() for value in survey.dimensions["shift"].values] in (
            ["day", "night", "not stated"],
            ["night", "day", "not stated"],  # the commoner spelling of a word is its name
        )
        assert not {"phone", "ticket"} & set(survey.dimensions)
        assert (survey.provenance.title, survey.provenance.publisher) == ("pay", "12 files")
        assert survey.provenance.kind == "yours"

    def test_no_personal_text_goes_along(self, local_run: dict[str, Any]) -> None:
        assert b"9800000" not in local_run["bytes"]

    def test_a_row_that_stands_for_many_people_counts_for_them(self, tmp_path: Path, job: Job) -> None:
        file = tmp_path / "counted.csv"
        file.write_text("City,Pay per month,Head count\nPune,20000,3\nPune,30000,4\nDelhi,25000,2\n", "utf-8")
        counted = gather.gather([str(file)], job.out, Reading(ImportOptions({"count": "Head count"}))).result
        assert counted.survey.sizes["city"] == {"Delhi": 2, "Pune": 7}
        assert counted.audit.rows_used == 3

    def test_the_unit_that_a_person_states_holds_for_files_that_do_not_say(self, tmp_path: Path, job: Job) -> None:
        (tmp_path / "files").mkdir()
        for name, header, step in (("bare", "Pay per year", 1.0), ("stated", "Pay per year (in crores)", 0.01)):
            rows = "".join(f"Pune,{(12 + number) * step:.2f}\n" for number in range(40))
            (tmp_path / "files" / f"{name}.csv").write_text(f"City,{header}\n{rows}", "utf-8")
        survey = gather.gather([str(tmp_path / "files")], job.out, Reading(ImportOptions(unit=1e5))).result.survey
        assert (survey.middle.min(), survey.middle.max()) == pytest.approx((12 * 1e5 / 12, 51 * 1e5 / 12))
        assert survey.rows.used == 80

    def test_sampling_weights_are_refused(self, tmp_path: Path, job: Job) -> None:
        file = tmp_path / "weighted.csv"
        file.write_text("City,Pay per month,W\nPune,20000,1.5\nPune,30000,2.5\n", "utf-8")
        with pytest.raises(DataError, match="sampling weights"):
            job(file, Reading(ImportOptions({"weight": "W"})))


def plain(rows: int, folder: Path, files: int = 1) -> pd.DataFrame:
    """Rows whose pay is one number a month; written as so many files."""
    random = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "City": random.choice(["Pune", "Delhi", "Jaipur"], rows, p=[0.6, 0.3, 0.1]),
            "Experience": random.choice(["Fresher", "2 years", "7 years"], rows),
            "Pay per month": np.round(np.exp(random.normal(10, 0.5, rows))).astype(int),
        }
    )
    for index, part in enumerate(np.array_split(np.arange(rows), files)):
        frame.iloc[part].to_csv(folder / f"{index:03}.csv", index=False)
    return frame


def test_the_quantiles_are_those_of_the_ungrouped_rows(tmp_path: Path, job: Job) -> None:
    (tmp_path / "files").mkdir()
    rows = plain(20_000, tmp_path / "files", files=3)
    job(tmp_path / "files")
    survey = saved.load(job.out)
    assert len(survey.middle) < survey.rows.used == len(rows)
    bands = salary_bands(survey, ["city", "experience"])
    level = {"Fresher": "Fresher", "2 years": "1–2 years", "7 years": "6–9 years"}
    assert len(bands) == 9
    for (city, years), group in rows.groupby(["City", "Experience"]):
        (band,) = bands[(bands["city"] == city) & (bands["experience"] == level[str(years)])].to_dict("records")
        assert band["n"] == len(group)
        expected = np.quantile(group["Pay per month"], [0.1, 0.25, 0.5, 0.75, 0.9])
        np.testing.assert_allclose([band[q] for q in ("p10", "p25", "p50", "p75", "p90")], expected, rtol=1e-12)
        ((answer,),) = duckdb.execute(
            "select quantile_cont(pay, 0.75) from (select unnest(?::double[]) as pay)",
            [group["Pay per month"].tolist()],
        ).fetchall()
        assert band["p75"] == pytest.approx(answer, rel=1e-12)


def same_bands(first: Import, second: Import) -> None:
    for name in ("currency", "has_ranges"):
        assert getattr(first.survey, name) == getattr(second.survey, name)
    assert {**first.survey.rows.left_out} == {**second.survey.rows.left_out}
    assert first.survey.rows.read == second.survey.rows.read
    assert set(first.survey.dimensions) == set(second.survey.dimensions)
    assert first.period.rows == second.period.rows
    for name in first.survey.dimensions:
        pd.testing.assert_frame_equal(
            salary_bands(first.survey, [name]), salary_bands(second.survey, [name]), check_exact=True
        )


@pytest.mark.parametrize("name", ["part 01.csv", "2025/part 03.csv", "yearly.csv", "columns.parquet"])
def test_one_file_gathered_is_that_file_imported(folder: Path, job: Job, name: str) -> None:
    same_bands(gather.gather([str(folder / name)], job.out).result, read_csv(folder / name))


SAMPLES = [
    *("in_naukri_software_developer_2025.csv", "in_glassdoor_software_salaries_22k.csv"),
    *("eu_it_salary_survey_2020.csv", "us_linkedin_salaries_pay_period.csv", "world_ds_salaries_2020_2022.csv"),
    "ar_sysarmy_2015_2_latin1.csv",
]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_from_the_wild_gathered_is_that_file_imported(shared: Path, job: Job, name: str) -> None:
    file = shared / "samples" / name
    imported = read_csv(file)
    results = gather.gather([str(file)], job.out).result
    assert any("Employers are not kept" in warning for warning in results.audit.warnings) == bool(
        imported.columns.headers_with("employer")
    )
    same_bands(results, replace(imported, survey=replace(imported.survey, clusters=None)))


def test_employers_whose_column_is_named_are_kept_apart(tmp_path: Path, job: Job) -> None:
    """Also across files and letter case; and a protected survey of them withholds what one employer dominates."""
    (tmp_path / "pay").mkdir()
    rows = plain(600, tmp_path / "pay")
    rows["Pay per month"] = rows["Pay per month"] // 1000 * 1000
    rows["Company"] = np.random.default_rng(1).choice(["Acme", "acme", "Birla", "Cipla", "Dabur", "Emami"], 600)
    rows.loc[(rows["City"] == "Jaipur") & (rows["Company"] != "Dabur"), "Company"] = "Birla"
    for index, part in enumerate(np.array_split(np.arange(600), 2)):
        rows.iloc[part].to_csv(tmp_path / "pay" / f"{index:03}.csv", index=False)
    left_aside = gather.gather([str(tmp_path / "pay")], job.out).result
    assert left_aside.survey.clusters is None
    assert any("--map employer=COLUMN" in warning for warning in left_aside.audit.warnings)
    job(tmp_path / "pay", Reading(ImportOptions({"employer": "Company"})))
    survey = saved.load(job.out)
    assert len(left_aside.survey.middle) < len(survey.middle) < 600
    assert "Birla" not in job.out.read_bytes().decode("latin-1")
    rows.to_csv(tmp_path / "whole.csv", index=False)
    whole = read_csv(tmp_path / "whole.csv", ImportOptions({"employer": "Company"})).survey
    for from_parts, ungrouped in ((survey, whole), (disclosure.protect(survey), disclosure.protect(whole))):
        pd.testing.assert_frame_equal(salary_bands(from_parts, ["city"]), salary_bands(ungrouped, ["city"]))
    assert set(salary_bands(disclosure.protect(survey), ["city"])["city"]) == {"Pune", "Delhi"}


class TestDigits:
    def test_pay_is_rounded_and_nothing_else_is(self, tmp_path: Path, job: Job) -> None:
        (tmp_path / "files").mkdir()
        rows = plain(3_000, tmp_path / "files")
        job(tmp_path / "files", Reading(digits=2))
        survey = saved.load(job.out)
        # Two digits of five: to the thousand, as format() rounds.
        rounded = [float(f"{pay:.2g}") for pay in rows["Pay per month"]]
        assert sorted(set(rounded)) == sorted(set(survey.middle.tolist()))
        assert salary_bands(survey)["p50"].item() == np.median(rounded)
        assert survey.rows.used == 3_000


class TestResuming:
    @pytest.mark.usefixtures("readers")
    def test_a_run_that_was_broken_off_goes_on_where_it_was(
        self, folder: Path, local_run: dict[str, Any], job: Job, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class EnoughError(Exception):
            pass

        def break_off(done: int, files: int) -> None:
            if done == 5:
                raise EnoughError

        monkeypatch.setattr(workers, "processor_count", lambda: 1)
        with pytest.raises(EnoughError):
            job(folder, progress=break_off)
        parts = [path.name for path in (job.out.parent / "pay.parquet.parts").glob("*.parquet")]
        assert parts
        requested: list[str] = []
        ask = workers.Reader.ask

        def noted(reader: workers.Reader, request: Request) -> tuple[Outcome, bytes]:
            requested.append(request.partition.url if request.partition else "")
            return ask(reader, request)

        monkeypatch.setattr(workers.Reader, "ask", noted)
        assert job(folder) == local_run
        assert len(requested) == 14 - len(parts)  # of 12 tables, and two files that are none

    def test_another_way_of_reading_or_another_content_is_read_anew(self, tmp_path: Path) -> None:
        file = tmp_path / "pay.csv"
        file.write_text("City,Pay\nPune,1\n", "utf-8")
        (before,) = gather.list_files([str(file)])
        assert before.key(Reading()) == gather.list_files([str(tmp_path)])[0].key(Reading())
        assert before.key(Reading()) != before.key(Reading(digits=3))
        file.with_name("pay.csv.datapackage.json").write_text("{}", "utf-8")
        (described,) = gather.list_files([str(tmp_path)])
        assert described.key(Reading()) != before.key(Reading())


class TestWhatCannotBe:
    def test_strict_is_fatal(self, folder: Path, job: Job) -> None:
        with pytest.raises(DataError, match=r"empty\.csv|pointer\.csv"):
            job(folder, strict=True)
        assert not job.out.exists()

    def test_no_file_at_all(self, tmp_path: Path, job: Job) -> None:
        with pytest.raises(DataError, match="has no files"):
            job(tmp_path)
        with pytest.raises(DataError, match="is not there"):
            job(tmp_path / "nowhere")

    def test_only_files_that_are_no_tables(self, tmp_path: Path, job: Job) -> None:
        (tmp_path / "a.csv").write_bytes(b"")
        with pytest.raises(DataError, match="is empty"):
            job(tmp_path)

    def test_no_scheduler_there(self, folder: Path, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(DataError, match="no scheduler answers there"):
            job(folder, scheduler="nonsense://127.0.0.1:1")

    def test_without_dask(self, folder: Path, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "distributed", None)
        with pytest.raises(DataError, match="needs Dask: pip install"):
            job(folder, scheduler="tcp://127.0.0.1:1")

    def test_a_saved_survey_is_no_table(self, folder: Path, job: Job) -> None:
        job(folder / "yearly.csv")
        with pytest.raises(DataError, match="is a saved survey"):
            gather.gather([str(job.out)], job.out.with_name("again.parquet"))


def test_a_bucket(folder: Path, job: Job, tmp_path: Path) -> None:
    root = tmp_path / "bucket"
    root.mkdir()
    for name in ("part 01.csv", "yearly.csv"):
        (root / name).write_bytes((folder / name).read_bytes())
    (root / "_SUCCESS").touch()
    urls = [partition.url for partition in gather.list_files([f"file://{root}"])]
    assert urls == [f"file://{root}/part 01.csv", f"file://{root}/yearly.csv"]
    for url, name in zip(urls, ("part 01.csv", "yearly.csv"), strict=True):
        same_bands(gather.gather([url], job.out).result, read_csv(folder / name))


class TestParts:
    def test_a_part_is_the_same_again_from_its_bytes(self, folder: Path) -> None:
        for name in ("part 01.csv", "yearly.csv", "nothing said.csv"):
            part = read_file(folder / name, name, Reading())
            copy = Part.from_bytes(part.to_bytes())
            assert copy.to_bytes() == part.to_bytes()
            assert (copy.columns, copy.inferences, copy.warnings) == (part.columns, part.inferences, part.warnings)
            assert copy.cleaned.times.sum() + copy.cleaned.left_times.sum() == copy.cleaned.rows

    @pytest.mark.parametrize("role", ["city", "experience", "dimension"])
    def test_no_column_of_a_part_holds_a_personal_text(self, role: str) -> None:
        # In a large file, what the sample did not show.
        texts, codes = ("Pune", "Agra (hr@example.org)"), np.array([0, 1, 0], np.uint8)
        (codes_left, _), skipped = _reduce_texts(role, texts, codes, None, None, LIMITS)
        assert (codes_left, skipped) == ((("",), "personal") if role == "dimension" else (("Pune", ""), None))

    def test_a_guess_counts_the_rows_and_not_the_different_figures(self, tmp_path: Path) -> None:
        # 900 rows state one of three yearly figures, 100 rows a hundred different monthly ones: pay is yearly.
        figures = [300_000, 360_000, 420_000] * 300 + [60_000 + index for index in range(100)]
        file = tmp_path / "pay.csv"
        file.write_text("City,Salary\n" + "".join(f"Pune,{pay}\n" for pay in figures), "utf-8")
        part = read_file(file, "pay.csv", Reading())
        (guess,) = (hints.sentence for hints in part.inferences if hints.guessed and hints.about == "period")
        imported = [
            hints.sentence for hints in read_csv(file).audit.inferences if hints.guessed and hints.about == "period"
        ]
        assert [guess] == imported
        assert "per year is a guess" in guess

    def test_many_titles_and_places_are_told_apart_by_what_they_say(self, tmp_path: Path) -> None:
        # Two thousand spellings of two roles; of the unknown title every spelling is kept.
        titles = [f"{title} {index}" for index in range(1000) for title in ("Accountant", "Telecaller", "Qwzx")]
        file = tmp_path / "titles.csv"
        file.write_text("Job Title,Pay per month\n" + "".join(f"{title},20000\n" for title in titles), "utf-8")
        part = read_file(file, "titles.csv", Reading())
        (texts, _), skipped = part.cleaned.groups[0], part.cleaned.truncated
        assert len(texts) == 1000 + 2
        assert skipped == {0: "many"}
        survey = read_csv(file).survey
        joined = gather.gather([str(file)], tmp_path / "pay.parquet").result.survey
        assert joined.sizes["role"] == survey.sizes["role"]
        assert set(joined.dimensions) == set(survey.dimensions)


@pytest.mark.parametrize(("header", "payments"), [("Monthly gross EUR (14 payments)", 14), ("Quarterly pay (EUR)", 4)])
def test_pay_that_comes_more_or_less_often_than_monthly_is_a_twelfth_of_a_year(
    tmp_path: Path, header: str, payments: int
) -> None:
    path = tmp_path / "pay.csv"
    path.write_text("\n".join([f"Job;{header}", *(f"Cook;{2_400 + 60 * row}" for row in range(9))]), encoding="utf-8")
    cleaned = read_file(path, "pay.csv", Reading()).cleaned
    assert sorted(cleaned.low) == pytest.approx([(2_400 + 60 * row) * payments / 12 for row in range(9)])
