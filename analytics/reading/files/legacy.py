"""Legacy workbooks (.xls): count the cells and letters of their records before a reader allocates memory for them.

The reader makes room for as many cells as a sheet says that it has, and for the whole rectangle around those it holds:
a file of five kilobytes that lies takes 67 gigabytes. A text that thousands of cells share is copied into each of them.
So the stream of records is found as the reader finds it, by the
chains of sectors of the compound file (MS-CFB), and its records (MS-XLS) are counted.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numba import int64, uint8
from numpy.typing import NDArray

from analytics.machine_code import compile_for, read_only
from analytics.reading.files.table import (
    DAMAGED_WORKBOOK,
    FAR_APART,
    TOO_LARGE_UNPACKED,
    ImportRefusedError,
    Limits,
)

_HEAD, _ENTRY, _SMALL_SECTOR, _LARGE = 512, 128, 64, 4096
"""Bytes of the head, of an entry of the directory and of a small sector; shorter streams lie in small ones."""
_NO_SECTOR = 0xFFFFFFFA
"""From here on a number in a chain is no sector, but the end or a mark."""
_ROOT = ""
_STREAMS = ("Workbook", "Book")
"""The names of the stream of records, since 1997 and before."""


class _DamagedError(ValueError):
    """Chains of sectors that lead nowhere, counts beyond the file, or no records."""


def check_legacy_workbook(name: str, data: pa.Buffer, limits: Limits) -> None:
    """Refuses a legacy workbook whose cells, or the letters of the texts they share, are more than fit its size.

    Raises:
        ImportRefusedError: in one sentence.
    """
    try:
        records = np.frombuffer(_records(data), np.uint8)
        cells, letters = int(_cells_of_records(records)), int(_letters_of_cells(records))
    except (ValueError, struct.error, IndexError) as error:
        raise ImportRefusedError(name, DAMAGED_WORKBOOK) from error
    if cells > limits.cells_from(data.size):
        raise ImportRefusedError(name, FAR_APART)
    if letters > limits.unpacked_from(data.size):
        raise ImportRefusedError(name, TOO_LARGE_UNPACKED)


def _records(data: pa.Buffer) -> bytes:
    """The stream of records, joined from its sectors."""
    file = _CompoundFile(data)
    entries = file.directory()
    for name in _STREAMS:
        if name in entries:
            first, size = entries[name]
            return file.small(first, *entries[_ROOT])[:size] if size < _LARGE else file.read(first)[:size]
    raise _DamagedError("no stream of records")


class _CompoundFile:
    """Sectors of a file, and the tables that say which sector follows which. No count in it may exceed the file."""

    def __init__(self, data: pa.Buffer) -> None:
        self.data = data
        head = data[:_HEAD].to_pybytes()
        (shift,) = struct.unpack_from("<H", head, 30)
        if shift not in (9, 12):
            raise _DamagedError("sectors of an unknown size")
        self.sector = 1 << shift
        self.sectors = data.size // self.sector
        of_entries, of_tables, self.first_entry = struct.unpack_from("<III", head, 40)
        self.first_small, of_small, further, of_further, *tables = struct.unpack_from("<113I", head, 60)
        if max(of_entries, of_tables, of_small, of_further) > self.sectors:
            raise _DamagedError("more sectors than the file has")
        for _ in range(self.sectors):
            if further >= _NO_SECTOR:
                break
            *more, further = struct.unpack(f"<{self.sector // 4}I", self._sector(further))
            tables += more
        content = b"".join(self._sector(place) for place in tables if place < _NO_SECTOR)
        self.following = np.frombuffer(content, "<u4")

    def _sector(self, place: int) -> bytes:
        start = (place + 1) * self.sector
        if start >= self.data.size:
            raise _DamagedError("a sector behind the end of the file")
        return bytes(self.data[start : start + self.sector].to_pybytes())

    def read(self, first: int) -> bytes:
        """The sectors of a chain."""
        return b"".join(map(self._sector, _chain(self.following, first)))

    def small(self, first: int, first_of_root: int, size_of_root: int) -> bytes:
        """The small sectors of a chain, which lie in the stream of the root."""
        content = self.read(first_of_root)[:size_of_root]
        following = np.frombuffer(self.read(self.first_small), "<u4")
        places = [place * _SMALL_SECTOR for place in _chain(following, first)]
        return b"".join(content[place : place + _SMALL_SECTOR] for place in places)

    def directory(self) -> dict[str, tuple[int, int]]:
        """The first sector and the bytes of each stream, by its name; of two of a name, the first."""
        content = self.read(self.first_entry)
        streams: dict[str, tuple[int, int]] = {}
        for start in range(0, len(content) - _ENTRY + 1, _ENTRY):
            name = content[start : start + 64].decode("utf-16-le", "ignore").partition("\0")[0]
            first, low, high = struct.unpack_from("<III", content, start + 116)
            size = low if self.sector == 512 else low | high << 32
            if size > self.data.size:
                raise _DamagedError("a stream longer than the file")
            streams.setdefault(name if start else _ROOT, (first, size))
        return streams


def _chain(following: NDArray[np.uint32], first: int) -> Iterator[int]:
    """The sectors from the first to the end of a chain, which comes to no sector twice."""
    place = first
    for _ in range(len(following) + 1):
        if place >= _NO_SECTOR:
            return
        yield place
        place = int(following[place])
    raise _DamagedError("a chain of sectors without an end")


@compile_for(int64(read_only(uint8)))
def _cells_of_records(records: NDArray[np.uint8]) -> int:
    """Cells of all sheets: of each, as many as it says it has, and the rectangle around those that it holds."""
    cells, place = 0, 0
    top, bottom, left, right = 1 << 40, -1, 1 << 40, -1
    while place + 4 <= len(records):
        kind = records[place] | records[place + 1] << 8
        length = records[place + 2] | records[place + 3] << 8
        body, place = place + 4, place + 4 + length
        if place > len(records):
            break
        if kind == 0x0200 and length >= 10:  # DIMENSIONS, of two forms
            wide = length >= 14
            numbers = np.zeros(4, np.int64)
            position = body
            for index in range(4):
                size = 4 if wide and index < 2 else 2
                for byte in range(size):
                    numbers[index] |= int(records[position + byte]) << 8 * byte
                position += size
            cells += max(0, numbers[1] - numbers[0] + 1) * max(0, numbers[3] - numbers[2] + 1)
        elif kind in (0x0006, 0x0203, 0x0204, 0x0205, 0x00BD, 0x00FD, 0x027E) and length >= 6:
            row = records[body] | records[body + 1] << 8
            first = records[body + 2] | records[body + 3] << 8
            last = records[place - 2] | records[place - 1] << 8 if kind == 0x00BD else first
            top, bottom, left, right = min(top, row), max(bottom, row), min(left, first), max(right, last)
        if (kind == 0x000A or place + 4 > len(records)) and bottom >= 0:  # the end of a sheet
            cells += (bottom - top + 1) * (right - left + 1)
            top, bottom, left, right = 1 << 40, -1, 1 << 40, -1
    return cells


@compile_for(int64(read_only(uint8), int64, int64))
def _number(records: NDArray[np.uint8], place: int, size: int) -> int:
    """Decode a little-endian number."""
    number = 0
    for index in range(size - 1, -1, -1):
        number = number * 256 + int(records[place + index])
    return number


@compile_for(int64[::1](read_only(uint8)))
def _lengths_of_texts(records: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Count the letters of each shared text, in a table (SST) that can continue in further records (CONTINUE)."""
    place = 0
    while place + 12 <= len(records) and not (records[place] == 0xFC and records[place + 1] == 0):
        place += 4 + _number(records, place + 2, 2)
    if place + 12 > len(records):
        return np.zeros(0, np.int64)
    end = min(len(records), place + 4 + _number(records, place + 2, 2))
    texts = _number(records, place + 8, 4)
    lengths = np.zeros(min(texts, len(records) // 3), np.int64)
    place += 12
    for index in range(len(lengths)):
        letters, skipped, wide, stage = 0, 0, False, 0
        while stage < 3:  # the head of a text, its letters, and what is said of their looks
            if place >= end:
                if end + 4 > len(records) or records[end] != 0x3C or records[end + 1] != 0:
                    return lengths
                place, end = end + 4, min(len(records), end + 4 + _number(records, end + 2, 2))
                if stage == 1 and place < end:
                    wide = (records[place] & 1) == 1
                    place += 1
            if stage == 0:
                if place + 9 > len(records):
                    return lengths
                flags = records[place + 2]
                letters = _number(records, place, 2)
                lengths[index], wide = letters, (flags & 1) == 1
                place += 3
                if flags & 8:
                    skipped += 4 * _number(records, place, 2)
                    place += 2
                if flags & 4:
                    skipped += _number(records, place, 4)
                    place += 4
            elif stage == 1:
                size = 2 if wide else 1
                part = min(letters, max(0, end - place) // size)
                letters -= part
                place = place + part * size if part else end
            else:
                part = min(skipped, end - place)
                skipped -= part
                place += part
            stage = max(stage, 1)
            if stage == 1 and not letters:
                stage = 2
            if stage == 2 and not skipped:
                stage = 3
    return lengths


@compile_for(int64(read_only(uint8)))
def _letters_of_cells(records: NDArray[np.uint8]) -> int:
    """Letters of all cells that hold a shared text, however many share it."""
    lengths = _lengths_of_texts(records)
    letters, place = 0, 0
    while place + 4 <= len(records):
        length = _number(records, place + 2, 2)
        if records[place] == 0xFD and records[place + 1] == 0 and length >= 10 and place + 14 <= len(records):
            text = (
                records[place + 10] | records[place + 11] << 8 | records[place + 12] << 16 | records[place + 13] << 24
            )
            if text < len(lengths):
                letters += lengths[text]
        place += 4 + length
    return letters
