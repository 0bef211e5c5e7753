"""Compile functions to machine code when they are defined, on any machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from numba import types


def read_only(entry: Any) -> Any:
    """The type of an array that the function does not modify."""
    return types.Array(entry, 1, "C", readonly=True)


def compile_for(*signatures: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Compile to machine code, cached on disk if possible.

    Args:
        signatures: argument types to compile for when the function is defined; none compiles on the first call.
    """

    def compiling(function: Callable[..., Any]) -> Callable[..., Any]:
        types_of_arguments = list(signatures) or None
        try:
            return numba.njit(types_of_arguments, nogil=True, cache=True)(function)
        except Exception:  # the cache folder is missing or damaged; an error in the code itself is raised again
            return numba.njit(types_of_arguments, nogil=True)(function)

    return compiling
