"""Who reads the files of a gathering: reader processes of this machine, or the workers of a Dask cluster.

A reader reads one file after the other, since all are one person's; where a file ends it, that file gets a sentence and
another reader goes on. Readers end with this process, however it ends.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from analytics.model import DataError, Fault
from analytics.processors import processor_count
from analytics.reading.importing.partition import Partition, Reading, read
from analytics.reading.isolated import Allowance, Request
from analytics.reading.isolation import MEBIBYTE, NOT_READ, Reader, ReaderEndedError

_MEMORY = 8 << 30
_CHANGED = "changed while it was read: gather it again when nothing writes to it"


def read_partitions(
    partitions: Sequence[Partition], reading: Reading, scheduler: str | None
) -> Generator[tuple[int, bytes | str]]:
    """The part of each partition as it comes, with its place in the list; or a sentence about why there is none."""
    if scheduler is not None:
        yield from _on_cluster(partitions, reading, scheduler)
        return
    with _Readers(reading) as readers, ThreadPoolExecutor(max(1, min(len(partitions), processor_count()))) as pool:
        try:
            places = {pool.submit(readers.part, partition): place for place, partition in enumerate(partitions)}
            for future in as_completed(places):
                yield places[future], future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            readers.end()


class _Readers:
    """A reader for each thread that reads; all end together."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._of_thread = threading.local()
        self._all: list[Reader] = []
        self._lock = threading.Lock()
        self._ended = False

    def __enter__(self) -> _Readers:
        return self

    def __exit__(self, *exception: object) -> None:
        self.end()

    def end(self) -> None:
        """Ends every reader, whatever it does."""
        with self._lock:
            self._ended = True
            for reader in self._all:
                reader.end()

    def part(self, partition: Partition) -> bytes | str:
        """The part of a partition, or a sentence about why there is none."""
        size, before = _facts(partition.url)
        request = Request(
            Allowance(_MEMORY + 2 * size, 120 + 4 * size // MEBIBYTE), partition=partition, reading=self.reading
        )
        reader = self._reader()
        try:
            outcome, part = reader.ask(request)
        except ReaderEndedError as error:
            reader.end()
            self._of_thread.reader = None
            changed = _facts(partition.url)[1] != before
            return _CHANGED if changed else f"ended the reader ({error}): {NOT_READ}"
        if _facts(partition.url)[1] != before:
            return _CHANGED
        if outcome.kind == "system":
            return f"cannot be read: {outcome.sentence}"
        return part if outcome.kind == "part" else outcome.sentence

    def _reader(self) -> Reader:
        reader: Reader | None = getattr(self._of_thread, "reader", None)
        if reader is None:
            with self._lock:
                if self._ended:
                    raise ReaderEndedError("the gathering was stopped")
                reader = self._of_thread.reader = Reader(whole_environment=True)
                self._all.append(reader)
        return reader


def _facts(url: str) -> tuple[int, tuple[int, int]]:
    """The size of a file on this machine, and what changes when somebody writes to it."""
    path = Path(url)
    if "://" in url or not path.is_file():
        return 0, (0, 0)
    facts = path.stat()
    return facts.st_size, (facts.st_size, facts.st_mtime_ns)


def attempt(partition: Partition, reading: Reading) -> bytes | str:
    """The part of a partition, read in this process; or, where there is none, why."""
    try:
        return read(partition, reading)
    except DataError as error:
        return "; ".join(fault.rule for fault in error.faults)
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    except ValueError as error:  # a mapping that does not fit this file
        return str(error)


def _on_cluster(
    partitions: Sequence[Partition], reading: Reading, scheduler: str
) -> Generator[tuple[int, bytes | str]]:
    try:
        from distributed import Client, KilledWorker
        from distributed import as_completed as completed
    except ImportError as error:
        raise DataError([Fault(scheduler, "needs Dask: pip install -r tests/requirements.txt")]) from error
    try:
        client = Client(scheduler, timeout=20)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise DataError([Fault(scheduler, f"no scheduler answers there: {error}")]) from error
    with client:
        places = {
            client.submit(attempt, partition, reading, key=f"{partition.key(reading)}", pure=False): place
            for place, partition in enumerate(partitions)
        }
        for future in completed(places):  # type: ignore[no-untyped-call]
            try:
                result: bytes | str = future.result()
            except KilledWorker:
                result = "ended every worker that read it: it may need more memory than they have"
            except ImportError as error:
                rule = f"the workers lack this project ({error}): start them in a clone of it, of this version"
                raise DataError([Fault(scheduler, rule)]) from error
            yield places[future], result
            future.release()
