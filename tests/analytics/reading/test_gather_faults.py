"""What can go wrong while files are gathered: places that cannot be written, kills, crashes, Ctrl-C, a second run."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.model import DataError
from analytics.reading import gather, workers
from analytics.reading.reader_client import CHANGED, CRASHED
from analytics.reading.reader_process import Outcome, Request
from tests.analytics.reading import hostile_files
from tests.paths import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="signals, devices and /proc"),
]

CSV = "City,Pay per month\n" + "".join(f"Pune,{20_000 + index}\n" for index in range(50))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "files"
    source.mkdir()
    for index in range(6):
        (source / f"{index}.csv").write_text(CSV, "utf-8")
    return source


def large(folder: Path, files: int = 4) -> Path:
    """Files that take a while to read."""
    for index in range(files):
        rows = "".join(f"Pune {row % 997},{row + index} a month\n" for row in range(20_000))
        (folder / f"large {index}.csv").write_text("City,Pay\n" + rows, "utf-8")
    return folder


ON_ONE_PROCESSOR = """
import os, runpy
os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
runpy.run_module("analytics", run_name="__main__", alter_sys=True)
"""


def start(*words: str | Path) -> subprocess.Popen[str]:
    """A gathering with one reader: each takes a second to start."""
    command = [sys.executable, "-c", ON_ONE_PROCESSOR, "gather", *map(str, words)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


@pytest.fixture
def running(folder: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A gathering that has begun to read, with its readers, and is held there: it goes on with SIGCONT."""
    process = start(large(folder), "--out", tmp_path / "pay.parquet")
    deadline = time.monotonic() + 120
    while not list(tmp_path.glob("pay.parquet.parts/*.parquet")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGSTOP)
    yield process
    process.kill()
    process.communicate()


def children(number: int) -> list[int]:
    """The processes that a process started and that still run."""
    results = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == number and fields[0] != "Z":
            results.append(int(status.parent.name))
    return results


def gone(numbers: list[int]) -> bool:
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{number}").exists() for number in numbers):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("/dev/full", "is a device or a pipe"),
        ("/dev/null", "is a device or a pipe"),
        (".", "is a folder"),
        ("/proc/nowhere/pay.parquet", "cannot be written"),
        ("file/pay.parquet", "cannot be written"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_before_any_file_is_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str, words: str
) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    monkeypatch.setattr(gather, "list_files", lambda sources: pytest.fail("files were looked for"))
    with pytest.raises(DataError, match=words):
        gather.gather([str(folder)], tmp_path / out)
    assert Path("/dev/full").is_char_device()
    assert (tmp_path / "file").read_text("utf-8") == "x"


@pytest.mark.parametrize("is_link", [False, True])
def test_a_file_is_not_replaced_by_the_survey_that_is_gathered_from_it(folder: Path, is_link: bool) -> None:
    out = folder / "3.csv"
    if is_link:
        out = folder / "link.csv"
        out.symlink_to(folder / "3.csv")
    with pytest.raises(DataError, match="is one of the files to gather"):
        gather.gather([str(folder)], out)
    assert (folder / "3.csv").read_text("utf-8") == CSV


def test_a_pipe_among_the_sources_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DataError, match="is a device or a pipe, not a file"):
        gather.gather([str(tmp_path / "pipe.csv")], tmp_path / "pay.parquet")


def test_a_file_that_ends_its_reader_or_is_written_to_is_left_out_and_the_others_are_gathered(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = workers.Reader.ask

    def disturbed(reader: workers.Reader, request: Request) -> tuple[Outcome, bytes]:
        name = Path(request.partition.url).name if request.partition else ""
        if name == "1.csv":
            os.kill(reader.pid, signal.SIGSEGV)
        outcome = ask(reader, request)
        if name == "3.csv":
            (folder / name).write_text(CSV[:100], "utf-8")
        return outcome

    monkeypatch.setattr(workers.Reader, "ask", disturbed)
    monkeypatch.setattr(workers, "processor_count", lambda: 1)
    results = gather.gather([str(folder)], tmp_path / "pay.parquet")
    assert results.files == 4
    assert [(Path(fault.file).name, fault.rule) for fault in results.failed] == [
        ("1.csv", CRASHED.format(end="SIGSEGV")),
        ("3.csv", CHANGED),
    ]


@pytest.mark.thorough(8)
def test_hostile_files_are_left_out_and_the_others_are_gathered(folder: Path, tmp_path: Path) -> None:
    hostile = hostile_files.expanding("parquet, a dictionary", "zip", "workbook, a far cell", "many columns")
    for index, content in enumerate(hostile.values()):
        (folder / f"hostile {index}").write_bytes(content)
    results = gather.gather([str(folder)], tmp_path / "pay.parquet")
    assert results.files == 6
    assert len(results.failed) == 4


@pytest.mark.thorough
def test_a_killed_run_leaves_no_readers_and_its_parts_are_used_again(
    running: subprocess.Popen[str], folder: Path, tmp_path: Path
) -> None:
    readers = children(running.pid)
    assert readers
    running.kill()
    running.communicate()
    assert gone(readers)
    parts = len(list(tmp_path.glob("pay.parquet.parts/*.parquet")))
    second_run = start(folder, "--out", tmp_path / "pay.parquet")
    out, err = second_run.communicate(timeout=300)
    assert second_run.returncode == 0, err
    assert f"{parts:,} of 10 files had been read by a run that was broken off." in out
    assert not list(tmp_path.glob("*.parts"))


def test_a_second_run_to_the_same_file_is_refused_and_ctrl_c_ends_the_first_with_one_line(
    running: subprocess.Popen[str], folder: Path, tmp_path: Path
) -> None:
    second = start(folder, "--out", tmp_path / "pay.parquet")
    _, err = second.communicate(timeout=120)
    assert second.returncode == 2
    assert "is being written by another gather" in err
    assert err.count("\n") == 1
    assert running.poll() is None
    readers = children(running.pid)
    assert readers
    os.killpg(running.pid, signal.SIGINT)
    running.send_signal(signal.SIGCONT)
    _, err = running.communicate(timeout=120)
    assert running.returncode == 130
    assert err.splitlines()[-1] == "vetan: stopped"
    assert "Traceback" not in err
    assert gone(readers)


def test_a_broken_pipe_is_silent(folder: Path, tmp_path: Path) -> None:
    process = start(folder, "--out", tmp_path / "pay.parquet")
    assert process.stdout
    process.stdout.close()
    assert process.stderr
    err = process.stderr.read()
    assert process.wait(120) == 0
    assert "Traceback" not in err
    assert "BrokenPipe" not in err
    process.stderr.close()
