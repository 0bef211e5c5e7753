"""Incoming uploads: limits on memory and rate, and handling of refused ones."""

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from starlette.types import Message, Receive, Scope

from pages.parts.host.limits import TokenBucket
from pages.parts.state.refused_upload import REFUSED_TYPE

CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


class OverBudgetError(Exception):
    """An upload would exceed the budget of its visit or of all visits."""


class UploadBudget:
    """The bytes that uploads may take, in the upload manager and while they arrive.

    While a file arrives it is there twice at most, as parts and as a whole.

    Args:
        per_visit: bytes of one visit: its file and the one that replaces it.
        total: bytes of all visits.
        sizes: tells the bytes that each visit holds now, by its key.
    """

    def __init__(self, per_visit: int, total: int, sizes: Callable[[], Mapping[str, int]]) -> None:
        self._per_visit, self._total, self._held = per_visit, total, sizes
        self._arriving: Counter[str] = Counter()

    @contextmanager
    def reserve(self, visit: str, size: int) -> Generator[None]:
        """Room for one upload of a visit while it arrives.

        Raises:
            OverBudgetError: there is no room for it.
        """
        sizes = self._held()
        of_visit = sizes.get(visit, 0) + self._arriving[visit]
        of_all = sum(sizes.values()) + 2 * self._arriving.total()
        if of_visit + size > self._per_visit or of_all + 2 * size > self._total:
            raise OverBudgetError
        self._arriving[visit] += size
        try:
            yield
        finally:
            self._arriving[visit] -= size
            if not self._arriving[visit]:
                del self._arriving[visit]


def memory_for_uploads() -> int:
    """Bytes that all uploads may take: half of the process's memory limit, or a quarter of the machine's memory."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = memory_limit()
    return machine // 4 if limit is None or limit >= machine else limit // 2


def memory_limit() -> int | None:
    """The limit of this process's control group in bytes; None where there is none."""
    for file in (*_own_groups(), *map(Path, CGROUP_LIMITS)):
        try:
            text = file.read_text().strip()
        except OSError:
            continue
        if text.isdecimal():
            return int(text)
    return None


def _own_groups() -> list[Path]:
    """The folders with the limits of this process's group and its parents (cgroup v2), innermost first."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return []
    groups = [line.removeprefix("0::").lstrip("/") for line in lines if line.startswith("0::")]
    top = Path("/sys/fs/cgroup")
    return [
        folder / "memory.max" for group in groups for folder in (top / group, *(top / group).parents) if folder != top
    ]


def pace(receive: Receive, bucket: TokenBucket, part: int, patience: float) -> Receive:
    """Throttle the body of an upload to the shared rate; abort if it stalls.

    Args:
        receive: the request.
        bucket: the bytes of all uploads.
        part, patience: so many bytes must come in so many seconds; otherwise the client counts as gone.
    """
    clock = asyncio.get_running_loop().time
    begun, arrived = clock(), 0

    async def receive_slowly() -> Message:
        nonlocal begun, arrived
        try:
            async with asyncio.timeout_at(begun + patience):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        size = len(message.get("body", b""))
        if delay := bucket.delay(size):
            await asyncio.sleep(delay)
        arrived += size
        if arrived >= part:
            begun, arrived = clock(), 0
        return message

    return receive_slowly


EMPTY_FILE = (
    b'--refused\r\nContent-Disposition: form-data; name="file"; filename="refused"\r\n'
    b"Content-Type: " + REFUSED_TYPE.encode() + b"\r\n\r\n\r\n--refused--\r\n"
)


def refusal_scope(scope: Scope) -> Scope:
    """The same request with an empty file in place of the refused one."""
    headers = [pair for pair in scope["headers"] if pair[0] not in (b"content-type", b"content-length")]
    refusal = [
        (b"content-type", b"multipart/form-data; boundary=refused"),
        (b"content-length", str(len(EMPTY_FILE)).encode()),
    ]
    return {**scope, "headers": [*headers, *refusal]}


def discard_rest(receive: Receive) -> Receive:
    """The body of such a request: the browser's is read to its end, for only then it listens, and thrown away."""

    async def discard() -> Message:
        while (message := await receive())["type"] == "http.request" and message.get("more_body"):
            pass
        if message["type"] != "http.request":
            return message
        return {"type": "http.request", "body": EMPTY_FILE, "more_body": False}

    return discard
