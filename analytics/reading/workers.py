"""The workers of `gather`: reader processes on this machine, or workers of a Dask cluster.

A reader reads one file after another, since all belong to one person; if a file ends it, that file gets an error
message and another reader takes over. Readers end with this process, however it ends.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from analytics.model import DataError, Fault
from analytics.processors import processor_count
from analytics.reading.importing.partition import Partition, Reading, read
from analytics.reading.importing.roles import MappingError
from analytics.reading.reader_client import CHANGED, MEBIBYTE, FileState, Reader, ReaderEndedError
from analytics.reading.reader_process import Allowance, Request, rules_message
from analytics.texts import N_, Message, message

_MEMORY = 8 << 30
CANNOT_BE_READ = N_("cannot be read: {reason}")


def read_partitions(
    partitions: Sequence[Partition], reading: Reading, scheduler: str | None
) -> Generator[tuple[int, bytes | Message]]:
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
    """A reader for each reading thread; all end together."""

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
        """Kill every reader, whatever it is doing."""
        with self._lock:
            self._ended = True
            for reader in self._all:
                reader.end()

    def part(self, partition: Partition) -> bytes | Message:
        """Read the part of a partition, or return a sentence on why there is none."""
        before = _state(partition.url)
        allowance = Allowance(_MEMORY + 2 * before.size, 120 + 4 * before.size // MEBIBYTE)
        request = Request(allowance, partition=partition, reading=self.reading)
        reader = self._reader()
        try:
            outcome, part = reader.ask(request)
        except ReaderEndedError as error:
            reader.end()
            self._of_thread.reader = None
            return error.sentence if _state(partition.url) == before else CHANGED
        if _state(partition.url) != before:
            return CHANGED
        if outcome.kind == "system":
            return message(CANNOT_BE_READ, reason=outcome.sentence)
        return part if outcome.kind == "part" else outcome.sentence

    def _reader(self) -> Reader:
        reader: Reader | None = getattr(self._of_thread, "reader", None)
        if reader is None:
            with self._lock:
                if self._ended:
                    raise ReaderEndedError(message("was not read: the gathering was stopped"))
                reader = self._of_thread.reader = Reader(whole_environment=True)
                self._all.append(reader)
        return reader


def _state(url: str) -> FileState:
    return FileState.of(None if "://" in url else Path(url))


def attempt(partition: Partition, reading: Reading) -> bytes | Message:
    """The part of a partition, read in this process; or, where there is none, why."""
    try:
        return read(partition, reading)
    except DataError as error:
        return rules_message(error)
    except OSError as error:
        return message(CANNOT_BE_READ, reason=error.strerror or error)
    except MappingError as error:
        return error.message


def _on_cluster(
    partitions: Sequence[Partition], reading: Reading, scheduler: str
) -> Generator[tuple[int, bytes | Message]]:
    try:
        from distributed import Client, KilledWorker
        from distributed import as_completed as completed
    except ImportError as error:
        raise DataError([Fault(scheduler, message("needs Dask: pip install -r tests/requirements.txt"))]) from error
    try:
        client = Client(scheduler, timeout=20)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise DataError([Fault(scheduler, message("no scheduler answers there: {error}", error=error))]) from error
    with client:
        places = {
            client.submit(attempt, partition, reading, key=f"{partition.key(reading)}", pure=False): place
            for place, partition in enumerate(partitions)
        }
        for future in completed(places):  # type: ignore[no-untyped-call]
            try:
                result: bytes | Message = future.result()
            except KilledWorker:
                result = message("ended every worker that read it: it may need more memory than they have")
            except ImportError as error:
                rule = message(
                    "the workers lack this project ({error}): start them in a clone of it, of this version", error=error
                )
                raise DataError([Fault(scheduler, rule)]) from error
            yield places[future], result
            future.release()
