"""The program that reads one untrusted file and exits: started by `reader_client`, never by hand.

It imports and compiles all that an import needs, waits for one request, limits its own memory and processor time, reads
and cleans the file, and answers in the form of `wire`. It exits soon after its parent process, however that ended.
"""

from __future__ import annotations

import os
import select
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import pyarrow as pa

from analytics.model import DataError
from analytics.reading.files.table import LIMITS, ImportRefusedError, Limits
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.options import NO_OPTIONS, ImportOptions
from analytics.reading.importing.partition import Partition, Reading, read
from analytics.reading.importing.read import read_csv
from analytics.reading.importing.roles import Columns, MappingError
from analytics.reading.wire import decode, encode
from analytics.texts import EMPTY, Message, join, message, verbatim

OUT_OF_MEMORY = message("needs more memory than a file of its size may: split it, or keep only the columns that matter")
UNREADABLE_CELLS = message("has cells that are not what it says they are, such as text or times: save its table as CSV")
READY = b"ready"
FRAME = struct.Struct("<cQ")
"""What stands before each message: "P" for progress, "R" for the result or "B" for bytes, and how many bytes follow."""


@dataclass(frozen=True)
class Allowance:
    """The limits of a reader for a request: bytes of memory and seconds of processor time."""

    memory: int
    seconds: int


@dataclass(frozen=True)
class Request:
    """One file to read: a path, or so many bytes that follow the request; or a partition of many files."""

    allowance: Allowance
    name: str = ""
    path: str | None = None
    size: int = 0
    options: ImportOptions = NO_OPTIONS
    limits: Limits = LIMITS
    partition: Partition | None = None
    reading: Reading | None = None


@dataclass(frozen=True)
class Outcome:
    """The outcome of a request: an import, a part whose bytes follow, or the reason there is neither.

    Args:
        sentence: of a refusal, as it follows the name of the file.
    """

    kind: Literal["import", "part", "refused", "mapping", "value", "system"]
    imported: Import | None = None
    sentence: Message = EMPTY
    columns: Columns | None = None
    number: int = 0


def answer_request(request: Request, content: bytes, progress: Callable[[float], None]) -> tuple[Outcome, bytes]:
    """Answer a request; return its outcome, and the bytes of the part if one was requested."""
    try:
        if request.partition is not None:
            return Outcome("part"), read(request.partition, request.reading or Reading())
        source = content if request.path is None else Path(request.path)
        imported = read_csv(source, request.options, name=request.name, limits=request.limits, progress=progress)
        return Outcome("import", imported), b""
    except ImportRefusedError as error:
        return Outcome("refused", sentence=error.sentence, columns=error.columns), b""
    except DataError as error:
        return Outcome("refused", sentence=rules_message(error)), b""
    except MappingError as error:
        return Outcome("mapping", sentence=error.message), b""
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):  # in cells: text that is none
        return Outcome("refused", sentence=UNREADABLE_CELLS), b""
    except ValueError as error:
        return Outcome("value", sentence=verbatim(str(error))), b""
    except (MemoryError, RuntimeError):  # the latter where no memory is left for a thread
        return Outcome("refused", sentence=OUT_OF_MEMORY), b""
    except OSError as error:
        return Outcome("system", sentence=verbatim(error.strerror or str(error)), number=error.errno or 0), b""


def rules_message(error: DataError) -> Message:
    """The error of a file, without its name."""
    return join([fault.rule for fault in error.faults], message("{first}; {second}"))


def limit(allowance: Allowance, *, once: bool) -> None:
    """Limit memory and processor time from now on, if the platform can.

    Args:
        once: whether no other file follows: the limits are then final, and no file can be written any more.
    """
    try:
        import resource
    except ImportError:  # Windows: only the time that passes is limited, by the process that waits
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    limits = {
        resource.RLIMIT_CPU: int(usage.ru_utime + usage.ru_stime) + 1 + allowance.seconds,
        resource.RLIMIT_CORE: 0,
    }
    if once:
        limits[resource.RLIMIT_FSIZE] = 0
    statm = Path("/proc/self/statm")
    if statm.exists():  # elsewhere the address space in use is unknown
        address_space = int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        limits[resource.RLIMIT_AS] = address_space + allowance.memory
    for resource_kind, most in limits.items():
        with suppress(ValueError, OSError):  # macOS takes no limit of memory
            hard = most + 2 * (resource_kind == resource.RLIMIT_CPU)  # the signal that names the reason comes first
            resource.setrlimit(resource_kind, (most, hard if once else resource.getrlimit(resource_kind)[1]))


def warm_up() -> None:
    """Read a small table, to load late imports and compiled code; machine code is kept on disk, and
    once a file is read none can be written."""
    from analytics.reading.files import archive, legacy, unfolding  # noqa: F401

    read_csv(b"City,Pay per month\n" + b'Pune,20000\nDelhi,"3 LPA"\n' * 8, name="warm.csv")


def serve(requests: BinaryIO, answers: BinaryIO) -> bool:
    """Answer one request; return whether another may follow, only for partitions of one person's files."""

    def send(kind: bytes, payload: bytes) -> None:
        answers.write(FRAME.pack(kind, len(payload)))
        answers.write(payload)
        answers.flush()

    (length,) = struct.unpack("<Q", requests.read(8))
    request = decode(Request, requests.read(length))
    content = requests.read(request.size)
    once = request.partition is None
    limit(request.allowance, once=once)
    outcome, part = answer_request(request, content, lambda share: send(b"P", struct.pack("<d", share)))
    send(b"R", encode(Outcome, outcome))
    if outcome.kind == "part":
        send(b"B", part)
    return not once


def _has_request() -> bool:
    """Whether a file is already waiting, which leaves no time to warm up."""
    try:
        return bool(select.select([sys.stdin.buffer], [], [], 0)[0])
    except (OSError, ValueError):  # Windows does not select pipes
        return False


def _end_with(parent: int) -> None:
    """End this process when its parent is gone, however it ended."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def main() -> None:
    """Serve one request on standard input and output; any other output there is discarded."""
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    if not _has_request():
        warm_up()
    answers.write(READY)
    answers.flush()
    with suppress(BrokenPipeError, struct.error):  # the end of the requests
        while serve(sys.stdin.buffer, answers):
            pass
    os._exit(0)
