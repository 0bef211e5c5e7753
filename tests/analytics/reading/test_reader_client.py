"""A file is read in another process as it is in this one, and whatever it does to that process, this one goes on."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.reading import reader_client, reader_process, reader_slots
from analytics.reading.files.table import ImportRefusedError, Limits
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.options import ImportOptions
from analytics.reading.importing.read import read_csv
from analytics.reading.importing.roles import MappingError
from analytics.reading.reader_client import Reader, ReaderEndedError, read_untrusted
from analytics.reading.reader_process import Allowance, Outcome, Request
from tests.analytics.reading import hostile_files
from tests.paths import ROOT

pytestmark = pytest.mark.slow  # each file is read in a process of its own
CSV = (
    "Job title,City,Pay,Gender\n"
    + "Accountant,Bangalore,3 LPA,F\nTelecaller,Pune,₹18000 - ₹20000 per month,M\nClerk,,Not disclosed,F\n" * 20
).encode()


@pytest.fixture(scope="module", autouse=True)
def warm() -> Iterator[None]:
    reader_client.keep_warm()
    yield
    reader_client._spare.end()
    reader_client._spare._keeps_one = False


def same(first: Import, second: Import) -> None:
    assert first.audit.sentences() == second.audit.sentences()
    pd.testing.assert_frame_equal(first.audit.left_out_rows, second.audit.left_out_rows)
    assert first.columns == second.columns
    assert (first.period, first.currency) == (second.period, second.currency)
    for end in ("low", "middle", "high"):
        np.testing.assert_array_equal(getattr(first.survey, end), getattr(second.survey, end))
    assert first.survey.sizes == second.survey.sizes
    assert first.survey.has_ranges == second.survey.has_ranges
    assert first.survey.rows == second.survey.rows


def note_readers(monkeypatch: pytest.MonkeyPatch) -> list[Reader]:
    """The readers that are taken from here on, in their order."""
    readers: list[Reader] = []
    take = reader_client._spare.take
    monkeypatch.setattr(reader_client._spare, "take", lambda: readers.append(take()) or readers[-1])
    return readers


def test_the_import_is_the_same_as_in_this_process_and_each_process_reads_one_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers, shares = note_readers(monkeypatch), list[float]()
    same(read_untrusted(CSV, name="pay.csv", progress=shares.append), read_csv(CSV, name="pay.csv"))
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert shares == sorted(shares)
    (tmp_path / "pay.csv").write_bytes(CSV)
    options = ImportOptions({"pay": "Pay", "dimension": ("Gender",)}, "month", drop_duplicates=True)
    same(read_untrusted(tmp_path / "pay.csv", options), read_csv(tmp_path / "pay.csv", options))
    assert readers[0].pid != readers[1].pid
    assert not any(reader.is_alive for reader in readers)


@pytest.mark.thorough(6)
def test_refusals_are_the_same_as_in_this_process(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match="no column that looks like pay") as refusal:
        read_untrusted(b"City,Humidity\nPune,40\nDelhi,50\n", name="x.csv")
    assert refusal.value.columns is not None
    assert [column.header for column in refusal.value.columns.columns] == ["City", "Humidity"]
    with pytest.raises(MappingError, match="Wage"):
        read_untrusted(CSV, name="x.csv", options=ImportOptions({"pay": "Wage"}))
    with pytest.raises(ImportRefusedError, match="is not there"):
        read_untrusted(tmp_path / "none.csv")
    with pytest.raises(ImportRefusedError, match="is a folder"):
        read_untrusted(tmp_path)
    with pytest.raises(ImportRefusedError, match="more than 5 rows"):
        read_untrusted(CSV, name="x.csv", limits=Limits(rows=5))


ENDS = {
    signal.SIGSEGV: r"made the program that reads it crash \(SIGSEGV\): save its table as CSV",
    signal.SIGABRT: r"made the program that reads it crash \(SIGABRT\): save its table as CSV",
    signal.SIGKILL: "needs more memory than a file of its size may: split it",
}


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_the_end_of_a_reader_is_told_by_its_cause_and_the_next_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    readers = note_readers(monkeypatch)
    for number, sentence in ENDS.items():
        with pytest.raises(ImportRefusedError, match=sentence):
            read_untrusted(CSV, name="x.csv", progress=lambda share, n=number: os.kill(readers[-1].pid, n))
        assert not readers[-1].is_alive
    assert read_untrusted(CSV, name="pay.csv").audit.rows_used == 40
    assert len({reader.pid for reader in readers}) == len(readers) == 4


def refusal(content: bytes) -> str:
    """The sentence with which a file is refused; empty where it is read."""
    try:
        read_untrusted(content, name="x")
    except ImportRefusedError as error:
        return error.faults[0].rule
    return ""


def test_types_that_are_not_on_the_list_are_left_aside_and_the_rest_is_read() -> None:
    """Each type by itself in this process, and all of them at once in another."""
    files = hostile_files.unusual_types()
    at_once = read_untrusted(hostile_files.with_all_types(), name="pay.parquet")
    for kind, imported in {
        "all": at_once,
        **{kind: read_csv(files[kind], name="pay.parquet") for kind in files},
    }.items():
        assert imported.audit.rows_used == 12, kind
        skipped = any("were left aside" in sentence for sentence in imported.audit.sentences())
        assert skipped == (kind not in ("nanoseconds", "struct")), kind  # times, and records as columns, are read


@pytest.mark.parametrize("kind", ["parquet, a dictionary", pytest.param("zip", marks=pytest.mark.thorough(7))])
def test_a_file_that_expands_is_refused_in_a_sentence(kind: str) -> None:
    (content,) = hostile_files.expanding(kind).values()
    assert 0 < len(refusal(content)) < 400


@pytest.mark.parametrize("kind", hostile_files.untrue())
def test_cells_that_are_not_what_their_type_says_are_refused_in_a_sentence(kind: str) -> None:
    request, content = Request(Allowance(1, 1), name="pay.parquet"), hostile_files.untrue()[kind]
    outcome, _ = reader_process.answer_request(request, content, lambda share: None)
    assert (outcome.kind, outcome.sentence) == ("refused", reader_process.UNREADABLE_CELLS)


@pytest.mark.thorough(26)
def test_ten_damaged_and_ten_expanding_files_in_a_row_are_refused_in_a_sentence() -> None:
    files = hostile_files.damaged() | hostile_files.expanding()
    assert len(files) > 20
    for kind, content in files.items():
        sentence = refusal(content)
        assert sentence or kind == "parquet, one byte", kind
        assert len(sentence) < 400
    assert read_untrusted(CSV, name="pay.csv").audit.rows_used == 40


def limited(allowance: str, code: str) -> subprocess.CompletedProcess[str]:
    """What becomes of a program under the limits of a reader."""
    program = f"from analytics.reading.reader_process import Allowance, limit\nlimit({allowance}, once=True)\n{code}"
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")
def test_a_reader_has_only_the_memory_it_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    done = limited("Allowance(64 << 20, 60)", "bytearray(32 << 20); print('enough'); bytearray(128 << 20)")
    assert done.stdout == "enough\n"
    assert done.stderr.endswith("MemoryError\n")

    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(reader_process, "read_csv", fail)
    outcome, _ = reader_process.answer_request(Request(Allowance(1, 1), name="x"), CSV, lambda share: None)
    assert outcome.sentence == reader_process.OUT_OF_MEMORY


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says which limit ended a process")
def test_a_reader_has_only_the_time_it_is_allowed() -> None:
    assert limited("Allowance(4 << 30, 0)", "while 1: 0").returncode == -signal.SIGXCPU
    reader = Reader()
    try:
        os.kill(reader.pid, signal.SIGXCPU)
        with pytest.raises(ReaderEndedError, match="takes longer to read than a file of its size may: split it"):
            reader.ask(Request(Allowance(4 << 30, 60), name="x", size=len(CSV)), CSV)
    finally:
        reader.end()


@pytest.mark.skipif(not hasattr(os, "nice"), reason="Windows has no niceness")
def test_a_reader_comes_after_visitors_from_its_first_import_on() -> None:
    before_imports = reader_client._START.format(root="nowhere").partition("from analytics")[0]
    command = [sys.executable, "-I", "-c", before_imports + "print(os.nice(0))"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert int(result.stdout) == min(19, os.nice(0) + 10)


class ReaderHere:
    """Reads a file in this process, in place of a process that has to start for it."""

    def ask(self, request: Request, content: bytes, progress: Callable[[float], None]) -> tuple[Outcome, bytes]:
        return reader_process.answer_request(request, content, progress)

    def end(self) -> None:
        pass


def test_a_third_file_waits_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_client._spare, "take", ReaderHere)
    started, release, waits = threading.Barrier(3), threading.Event(), threading.Event()

    def hold(share: float) -> None:
        if share == 0.0:
            started.wait(60)
            release.wait(60)

    threads = [threading.Thread(target=read_untrusted, args=(CSV,), kwargs={"progress": hold}) for _ in range(2)]
    for thread in threads:
        thread.start()
    started.wait(60)
    third = threading.Thread(target=read_untrusted, args=(CSV,), kwargs={"waiting": waits.set})
    third.start()
    assert waits.wait(60)
    assert third.is_alive()
    release.set()
    for thread in (*threads, third):
        thread.join(60)
        assert not thread.is_alive()


def test_of_one_sender_one_file_is_read_at_a_time_and_another_sender_does_not_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader_client._spare, "take", ReaderHere)
    monkeypatch.setattr(reader_slots, "POLL_INTERVAL", 0.01)
    started, release, waits = threading.Event(), threading.Event(), threading.Event()

    def hold(share: float) -> None:
        started.set()
        release.wait(60)

    first = threading.Thread(target=read_untrusted, args=(CSV,), kwargs={"progress": hold, "sender": "a"})
    first.start()
    assert started.wait(60)
    second = threading.Thread(target=read_untrusted, args=(CSV,), kwargs={"waiting": waits.set, "sender": "a"})
    second.start()
    assert waits.wait(60)
    assert read_untrusted(CSV, sender="b", waiting=pytest.fail).survey.low.size
    assert second.is_alive()
    release.set()
    for thread in (first, second):
        thread.join(60)
        assert not thread.is_alive()


def test_a_file_that_changes_while_it_is_read_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "pay.csv"
    file.write_bytes(CSV * 50)
    with pytest.raises(ImportRefusedError, match="changed while it was read"):
        read_untrusted(file, progress=lambda share: file.write_bytes(CSV) and None)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_persons_own_files_may_be_named_from_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    reader = Reader(whole_environment=True)
    try:
        assert Path(f"/proc/{reader._process.pid}/cwd").resolve() == tmp_path.resolve()
    finally:
        reader.end()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_reader_ends_with_the_process_that_started_it() -> None:
    code = "from analytics.reading.reader_client import Reader; import os; print(Reader().pid, flush=True); os._exit(9)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    number = int(done.stdout)
    deadline = time.monotonic() + 120
    while Path(f"/proc/{number}").exists() and "Z" not in Path(f"/proc/{number}/stat").read_text("utf-8").split()[2]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
