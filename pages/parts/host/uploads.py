"""How much memory visitors' files may take: of one visit, and of all."""

import os
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


class DoesNotFit(Exception):
    """An upload would exceed the budget of its visit or of all visits."""


class UploadBudget:
    """The bytes that uploads may take, in the upload manager and while they arrive.

    While a file arrives it is there twice at most, as parts and as a whole.

    Args:
        per_visit: bytes of one visit: its file and the one that replaces it.
        total: bytes of all visits.
        held: the bytes that each visit holds now, by its key.
    """

    def __init__(self, per_visit: int, total: int, sizes: Callable[[], Mapping[str, int]]) -> None:
        self._per_visit, self._total, self._held = per_visit, total, sizes
        self._arriving: Counter[str] = Counter()

    @contextmanager
    def reserve(self, visit: str, size: int) -> Generator[None]:
        """Room for one upload of a visit while it arrives.

        Raises:
            DoesNotFit: there is no room for it.
        """
        sizes = self._held()
        of_visit = sizes.get(visit, 0) + self._arriving[visit]
        of_all = sum(sizes.values()) + 2 * self._arriving.total()
        if of_visit + size > self._per_visit or of_all + 2 * size > self._total:
            raise DoesNotFit
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
    """Where the limits of this process's group and of those above it stand (cgroup v2), the innermost first."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return []
    groups = [line.removeprefix("0::").lstrip("/") for line in lines if line.startswith("0::")]
    top = Path("/sys/fs/cgroup")
    return [
        folder / "memory.max" for group in groups for folder in (top / group, *(top / group).parents) if folder != top
    ]
