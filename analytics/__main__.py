"""The command line: the same numbers without a browser.

    python -m analytics bands [SOURCE] --by city --where experience=Fresher --format json

Exit status: 0, 2 with a one-sentence message on bad input, or 130 if stopped by Ctrl-C.
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from analytics.commands.parser import build_parser
from analytics.presenting.messages import _, translate
from analytics.reading.width import first_line_columns, too_wide


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # ₹ and – in every locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        return _run(words)
    except KeyboardInterrupt:  # also while a command's modules are imported
        print(f"vetan: {_('stopped')}", file=sys.stderr)
        return 130


def _run(words: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    if refusal := _refusal(words):
        print(f"vetan: {refusal}", file=sys.stderr)
        return 2
    options = build_parser(words).parse_args(words)
    from analytics.commands.errors import InputError
    from analytics.model import DataError

    try:
        options.run(options)
        sys.stdout.flush()
    except DataError as error:
        print(f"vetan: {translate(error.message)}", file=sys.stderr)
        return 2
    except InputError as error:
        print(f"vetan: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        problem = _("the result cannot be written: {reason}", reason=error.strerror)
        print(f"vetan: {problem}", file=sys.stderr)
        # The interpreter flushes stdout again at exit, which would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    return 0


def _refusal(words: Sequence[str]) -> str:
    """The refusal of a file with far too many columns, before a command's slow modules are imported.

    Does not apply to `gather`, which reads many files and reports each one's faults itself.
    """
    for word in words if "gather" not in words[:1] else ():
        with suppress(OSError, ValueError):
            if sentence := too_wide(first_line_columns(Path(word))):
                return f"{Path(word).name}: {translate(sentence)}"
    return ""


_ALLOCATIONS = 50_000
"""The allocations between garbage collections: Python's default of 700 takes a sixth of a short command's time."""

if __name__ == "__main__":
    gc.set_threshold(_ALLOCATIONS)
    atexit.register(gc.freeze)  # a full collection at exit would take another sixth
    sys.exit(main())
