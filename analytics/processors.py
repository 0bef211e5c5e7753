"""The processors that this process may use."""

import os


def processor_count() -> int:
    """The number of processors this process may use, which can be fewer than the machine has.

    >>> processor_count() >= 1
    True
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
