"""Open and clean untrusted files in another process, so no file can stop this one.

A reader (`reader_process`) is a fresh Python process: spawned, never forked; limited in memory, processor time and wall
time; never reused after an untrusted file. It returns only values of listed types (`wire`), which are checked here. If
it ends early, the file gets an error message. A server keeps one reader warm (`keep_warm`), and reads at most two files
at a time.

Enforced by platform: on Linux all limits; on macOS processor and wall time, not memory; on Windows only wall time.
"""

from __future__ import annotations

import atexit
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from analytics.reading.files.table import LIMITS, ImportRefusedError, Limits, Source
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.options import NO_OPTIONS, ImportOptions
from analytics.reading.importing.roles import MappingError
from analytics.reading.reader_process import FRAME, OUT_OF_MEMORY, READY, Allowance, Outcome, Request
from analytics.reading.reader_slots import Slots
from analytics.reading.wire import UnexpectedBytesError, decode, encode
from analytics.texts import N_, Message, message

MEBIBYTE = 1 << 20
_ROOT = Path(__file__).parents[2]
_START = (
    "import os, sys; getattr(os, 'nice', abs)(10); sys.path.insert(0, {root!r}); "
    "from analytics.reading.reader_process import main; main()"
)
"""The command of a reader. A visitor's click takes precedence over another visitor's file and over imports."""
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "NUMBA_CACHE_DIR", "PYTHONDONTWRITEBYTECODE")
_SMALLEST_ANSWER = 64 * MEBIBYTE

_slots = Slots()


def allowance(size: int) -> Allowance:
    """The limits for reading a file of this size: most of it for files that unpack to many times their size."""
    return Allowance(memory=640 * MEBIBYTE + 8 * size, seconds=8 + 2 * size // MEBIBYTE)


class Reader:
    """One process that reads files for this one.

    Args:
        whole_environment: whether it gets all variables of this process, such as the keys of a bucket, rather than
            those that Python needs; for files that are the person's own.
    """

    def __init__(self, *, whole_environment: bool = False) -> None:
        names = list(os.environ) if whole_environment else _PASSED_ON
        environment = {name: os.environ[name] for name in names if name in os.environ}
        # The allocators of C and Arrow reserve address space they do not use, which the limit would count.
        environment |= {"MALLOC_ARENA_MAX": "2", "ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START.format(root=str(_ROOT))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=None if whole_environment else _ROOT,  # the person's own files may be named as seen from here
            start_new_session=True,
        )
        self._ready = False
        self._out_of_time = False

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def ask(
        self, request: Request, content: bytes = b"", progress: Callable[[float], None] | None = None
    ) -> tuple[Outcome, bytes]:
        """Send a request; return its outcome, and the bytes of the part if one was requested.

        Raises:
            ReaderEndedError: where the process ends before it has answered, or answers something else.
        """
        watchdog = threading.Timer(30 + 3 * request.allowance.seconds, self._give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            return self._exchange(request, content, progress or _ignore_progress)
        except (OSError, EOFError, UnexpectedBytesError, struct.error) as error:
            raise ReaderEndedError(self._explain_end()) from error
        finally:
            watchdog.cancel()

    def _exchange(self, request: Request, content: bytes, progress: Callable[[float], None]) -> tuple[Outcome, bytes]:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        message = encode(Request, request)
        requests.write(struct.pack("<Q", len(message)) + message)
        requests.write(content)
        requests.flush()
        if not self._ready:
            self._ready = _read_exactly(answers, len(READY)) == READY
        most = max(_SMALLEST_ANSWER, 60 * (request.size or request.allowance.memory // 8))
        while True:
            kind, payload = _read_frame(answers, most)
            if kind == b"P":
                (share,) = struct.unpack("<d", payload)
                progress(min(1.0, max(0.0, share)) if share == share else 0.0)
            elif kind == b"R":
                outcome = decode(Outcome, payload)
                return outcome, _read_frame(answers, most)[1] if outcome.kind == "part" else b""
            else:
                raise UnexpectedBytesError("no such message")

    def _give_up(self) -> None:
        self._out_of_time = True
        self._process.kill()

    def _explain_end(self) -> Message:
        """Explain what ended the process, and what to do; continues a sentence that starts with the file's name."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        status = self._process.poll()
        if self._out_of_time or (status is not None and -status == getattr(signal, "SIGXCPU", 0)):
            return OUT_OF_TIME
        if status is not None and -status == getattr(signal, "SIGKILL", 0):
            return OUT_OF_MEMORY
        if status is None or status == 0:
            return NO_ANSWER
        return message(CRASHED, end=_name_of_signal(-status) if status < 0 else f"status {status}")

    def end(self) -> None:
        """Kill the process, whatever it is doing."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._process.wait()


@dataclass(frozen=True)
class FileState:
    """The size and modification time of a file, which change when someone writes to it."""

    size: int = 0
    modified: int = 0

    @classmethod
    def of(cls, path: Path | None) -> FileState:
        """The state of a file on this machine; the same for everything else."""
        if path is None or not path.is_file():
            return cls()
        facts = path.stat()
        return cls(facts.st_size, facts.st_mtime_ns)


CHANGED = message("changed while it was read: try again when nothing writes to it")


class ReaderEndedError(Exception):
    """Raised if the process that read a file ended before it answered.

    Args:
        sentence: why, and what to do, as it follows the name of the file.
    """

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence)
        self.sentence = sentence


OUT_OF_TIME = message(
    "takes longer to read than a file of its size may: split it, or keep only the columns that matter; a workbook is "
    "read faster as CSV"
)
CRASHED = N_(
    "made the program that reads it crash ({end}): save its table as CSV and try that; if it is CSV already, it may be "
    "damaged, or need more memory than there is: split it"
)
NO_ANSWER = message("was read, but nothing usable came of it: save its table as CSV and try that")


def _name_of_signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _ignore_progress(share: float) -> None:
    """No progress to report."""


def _read_exactly(pipe: IO[bytes], length: int) -> bytes:
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content


def _read_frame(pipe: IO[bytes], most: int) -> tuple[bytes, bytes]:
    kind, length = FRAME.unpack(_read_exactly(pipe, FRAME.size))
    if length > most:
        raise UnexpectedBytesError("an answer that is too long")
    return kind, _read_exactly(pipe, length)


# ------------------------------------------------------------------------------------------------- one reader kept warm


class _Spare:
    """One waiting reader that has imported and compiled everything; only if a server asks for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reader: Reader | None = None
        self._keeps_one = False

    def keep(self) -> None:
        """Start a reader unless one is waiting."""
        with self._lock:
            self._keeps_one = True
            if self._reader is None or not self._reader.is_alive:
                self._reader = Reader()

    def take(self) -> Reader:
        """Take the waiting reader, or start a new one."""
        with self._lock:
            reader, self._reader = self._reader, None
        if reader is not None and reader.is_alive:
            return reader
        return Reader()

    def replace(self) -> None:
        """Start the next reader if one should be kept."""
        if self._keeps_one:
            self.keep()

    def end(self) -> None:
        """Kill the waiting reader."""
        with self._lock:
            if self._reader is not None:
                self._reader.end()
            self._reader = None


_spare = _Spare()
atexit.register(_spare.end)


def keep_warm() -> None:
    """Keep one reader ready from now on, so that a small file takes no longer than in this process."""
    _spare.keep()


# ----------------------------------------------------------------------------------------------------- one file, read


def read_untrusted(
    source: Source,
    options: ImportOptions = NO_OPTIONS,
    *,
    name: str = "",
    limits: Limits = LIMITS,
    progress: Callable[[float], None] | None = None,
    sender: str = "",
    waiting: Callable[[], object] = lambda: None,
) -> Import:
    """The same as `importing.read.read_csv`, in a reader: for files that somebody else made.

    Args:
        sender: who sent the file, of whom one is read at a time; empty for a person's own.
        waiting: called from time to time where other files are read already; an exception of it gives up.

    Raises:
        ImportRefusedError, MappingError: as `read_csv`; ImportRefusedError also where the file ended its reader.
        OSError: for a file that cannot be opened.
    """
    name = name or (Path(source).name if isinstance(source, str | Path) else "the file")
    path, content = _path_or_bytes(source, limits)
    before = FileState.of(path)
    request = Request(
        allowance=allowance(min(len(content) if path is None else before.size, limits.size)),
        name=name,
        path=None if path is None else str(path.resolve()),
        size=len(content),
        options=options,
        limits=limits,
    )
    try:
        with _slots.slot(sender, waiting):
            reader = _spare.take()
            try:
                outcome, _ = reader.ask(request, content, progress)
            finally:
                reader.end()
                _spare.replace()
    except TimeoutError as error:
        raise ImportRefusedError(
            name, message("has to wait for other files that are being read: try again in a few minutes")
        ) from error
    except ReaderEndedError as error:
        raise ImportRefusedError(name, CHANGED if FileState.of(path) != before else error.sentence) from error
    if FileState.of(path) != before:
        raise ImportRefusedError(name, CHANGED)
    return _import_or_raise(outcome, name)


def _path_or_bytes(source: Source, limits: Limits) -> tuple[Path | None, bytes]:
    """A regular file by its path; anything else that can be read as its bytes."""
    if isinstance(source, str | Path):
        path = Path(source)
        if not path.exists() or path.is_file() or path.is_dir():
            return path, b""
        with path.open("rb") as stream:  # a pipe: another process cannot open what this one was given
            return None, stream.read(limits.size + 1)
    if isinstance(source, bytes):
        return None, source
    if source.seekable():
        source.seek(0)
    return None, source.read(limits.size + 1)


def _import_or_raise(outcome: Outcome, name: str) -> Import:
    """Return the table that a reader imported, or raise the error that its outcome represents."""
    if outcome.kind == "import" and outcome.imported is not None:
        return outcome.imported
    if outcome.kind == "mapping":
        raise MappingError(outcome.sentence)
    if outcome.kind == "value":
        raise ValueError(outcome.sentence)
    if outcome.kind == "system":
        raise OSError(outcome.number, outcome.sentence)
    raise ImportRefusedError(name, outcome.sentence, outcome.columns)
