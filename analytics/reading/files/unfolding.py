"""Measure the cells of a workbook as if expanded, before a reader expands them.

A reader keeps every cell of the rectangle around all of them, and the whole text of each; but a file names a far cell
in a few bytes, and a million cells may share one text of two megabytes. Both forms of a sheet are counted: XML (.xlsx,
.xlsm) and binary records (.xlsb).
"""

from __future__ import annotations

import re
import zipfile

import numpy as np
from numba import int64, types, uint8
from numpy.typing import NDArray

from analytics.machine_code import compile_for, read_only

_SHARED = ("xl/sharedstrings.xml", "xl/sharedstrings.bin")
_TABLE_OF_TEXTS = re.compile(rb"<(\w+:)?sst\b")
_SHARES_TEXT = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
_NUMBER_OF_TEXT = re.compile(
    rb"\bt\s*=\s*[\"']s[\"'][^<>]*>\s*(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v\b[^<>]*>\s*(\d+)"
)


class SharedTexts:
    """The texts that the cells of a workbook share: how long each is, and how long those of all its cells are.

    >>> SharedTexts.sizes_in_xml(b"<sst><si><t>Pune</t></si><si><t>Agra</t></si></sst>").tolist()
    [20, 26]
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.sizes = np.zeros(0, np.int64)
        for member in archive.infolist():
            if (name := member.filename.lower()) in _SHARED:
                content = archive.read(member)
                is_xml = name.endswith(".xml")
                self.sizes = (
                    self.sizes_in_xml(content) if is_xml else sizes_in_records(np.frombuffer(content, np.uint8))
                )

    @staticmethod
    def sizes_in_xml(content: bytes) -> NDArray[np.int64]:
        """The size in bytes of each text, including its markup."""
        table = _TABLE_OF_TEXTS.search(content)
        tag = b"<" + ((table[1] or b"") if table else b"") + b"si"
        pieces = content.split(tag)
        return np.fromiter((len(piece) + len(tag) for piece in pieces[1:]), np.int64, len(pieces) - 1)

    @property
    def longest(self) -> int:
        """The bytes of the longest text."""
        return int(self.sizes.max(initial=0))

    def unfolded_bytes(self) -> int:
        """The bytes of the texts of all cells; a cell whose text is not found counts as the longest."""
        total = 0
        for member in self.archive.infolist():
            if not member.filename.startswith("xl/worksheets/"):
                continue
            content = self.archive.read(member)
            if member.filename.endswith(".bin"):
                total += int(count_records(np.frombuffer(content, np.uint8), self.sizes)[2])
                continue
            numbers = np.array([int(digits[:9]) for digits in _NUMBER_OF_TEXT.findall(content)], np.int64)
            numbers = numbers[numbers < len(self.sizes)]
            total += int(self.sizes[numbers].sum())
            total += self.longest * (len(_SHARES_TEXT.findall(content)) - len(numbers))
        return total


_ROW, _LAST_CELL, _TEXT_CELL, _TEXT = 0, 11, 7, 19
"""Kinds of records: a row, the last of the eleven kinds of cells, a cell with a shared text, and a shared text."""


@compile_for(types.UniTuple(int64, 3)(read_only(uint8), int64))  # type: ignore[no-untyped-call]
def next_record(content: NDArray[np.uint8], position: int) -> tuple[int, int, int]:
    """The kind of the record at a position, where what it holds begins, and where that ends."""
    size = len(content)
    kind = int(content[position]) & 127
    if content[position] & 128 and position + 1 < size:
        position += 1
        kind |= (int(content[position]) & 127) << 7
    position += 1
    length, shift = 0, 0
    while position < size and shift < 28:
        byte = int(content[position])
        length |= (byte & 127) << shift
        position, shift = position + 1, shift + 7
        if byte < 128:
            break
    return kind, position, min(size, position + length)


@compile_for(int64(read_only(uint8), int64))
def whole_number(content: NDArray[np.uint8], position: int) -> int:
    """The four bytes at a position as a number."""
    value = 0
    for place in range(4):
        value |= int(content[position + place]) << (8 * place)
    return value


@compile_for(int64[::1](read_only(uint8), read_only(int64)))
def count_records(content: NDArray[np.uint8], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows and columns up to the last cell of a binary sheet, and the bytes of the shared texts of its cells."""
    rows, columns, text, position = 0, 0, 0, 0
    while position < len(content):
        kind, start, position = next_record(content, position)
        if kind == _ROW and position - start >= 4:
            rows = max(rows, whole_number(content, start) + 1)
        elif 0 < kind <= _LAST_CELL and position - start >= 8:
            columns = max(columns, whole_number(content, start) + 1)
            if kind == _TEXT_CELL and position - start >= 12:
                index = whole_number(content, start + 8)
                if index < len(sizes):
                    text += sizes[index]
    return np.array([rows, columns, text])


@compile_for(int64[::1](read_only(uint8)))
def sizes_in_records(content: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The size in bytes of each shared text of a binary workbook."""
    sizes, count, position = np.zeros(64, np.int64), 0, 0
    while position < len(content):
        kind, start, position = next_record(content, position)
        if kind == _TEXT:
            if count == len(sizes):
                sizes = np.concatenate((sizes, np.zeros(count, np.int64)))
            sizes[count] = position - start
            count += 1
    return sizes[:count]
