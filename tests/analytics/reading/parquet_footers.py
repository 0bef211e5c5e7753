"""Parquet files whose footers lie: the footer of a sound file, with numbers in it changed.

A footer is one Thrift structure in the compact protocol, which is decoded here into fields by number, changed and
encoded again; nothing else of the file moves.

Source: apache/thrift, doc/specs/thrift-compact-protocol.md; apache/parquet-format, src/main/thrift/parquet.thrift.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)

Fields = dict[int, tuple[int, Any]]
"""A structure: number of a field → its type and value. A list is its elements' type and values."""
Change = Callable[[Fields], object]
"""What changes a structure in its place."""


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*encoded, number])


@dataclass
class _Decoder:
    content: bytes
    place: int = 0

    def byte(self) -> int:
        self.place += 1
        return self.content[self.place - 1]

    def varint(self) -> int:
        number = shift = 0
        while True:
            byte = self.byte()
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    def whole(self) -> int:
        number = self.varint()
        return (number >> 1) ^ -(number & 1)

    def binary(self, size: int) -> bytes:
        self.place += size
        return self.content[self.place - size : self.place]

    def value(self, kind: int) -> Any:
        if kind in (TRUE, FALSE):
            return kind
        if kind in (I16, I32, I64):
            return self.whole()
        if kind == BYTE:
            return self.byte()
        if kind == DOUBLE:
            return self.binary(8)
        if kind == BINARY:
            return self.binary(self.varint())
        if kind == STRUCT:
            return self.fields()
        assert kind in (LIST, SET)
        head = self.byte()
        size = head >> 4 if head < 0xF0 else self.varint()
        elements = head & 0x0F
        # In a list a truth value is a byte of its own.
        return elements, [self.byte() if elements in (TRUE, FALSE) else self.value(elements) for _ in range(size)]

    def fields(self) -> Fields:
        fields: Fields = {}
        number = 0
        while head := self.byte():
            number = number + (head >> 4) if head >> 4 else self.whole()
            fields[number] = head & 0x0F, self.value(head & 0x0F)
        return fields


def _encoded(kind: int, value: Any) -> bytes:
    if kind in (TRUE, FALSE):
        return b""
    if kind in (I16, I32, I64):
        return _varint(value << 1 ^ value >> 63)
    if kind == BYTE:
        return bytes([value])
    if kind == DOUBLE:
        return bytes(value)
    if kind == BINARY:
        return _varint(len(value)) + value
    if kind == STRUCT:
        encoded, before = b"", 0
        for number, (inner, content) in sorted(value.items()):
            step = number - before
            head = bytes([step << 4 | inner]) if 0 < step < 16 else bytes([inner]) + _encoded(I16, number)
            encoded += head + _encoded(inner, content)
            before = number
        return encoded + b"\0"
    elements, values = value
    size = len(values)
    head = bytes([size << 4 | elements]) if size < 15 else bytes([0xF0 | elements]) + _varint(size)
    return head + b"".join(
        bytes([element]) if elements in (TRUE, FALSE) else _encoded(elements, element) for element in values
    )


def with_footer(file: bytes, change: Change) -> bytes:
    """The file with its footer changed."""
    (length,) = struct.unpack("<I", file[-8:-4])
    footer = _Decoder(file[-8 - length : -8]).fields()
    change(footer)
    encoded = _encoded(STRUCT, footer)
    return file[: -8 - length] + encoded + struct.pack("<I", len(encoded)) + file[-4:]


def put(fields: Fields, number: int, value: Any) -> None:
    """Another value in a field."""
    fields[number] = fields[number][0], value


def elements(fields: Fields, number: int) -> list[Any]:
    """What a field lists."""
    return list(fields[number][1][1])


def groups(footer: Fields) -> list[Fields]:
    """The row groups of a footer (`RowGroup`)."""
    return elements(footer, 4)


def columns(footer: Fields) -> list[Fields]:
    """The metadata of all columns of all row groups (`ColumnMetaData`)."""
    return [column[3][1] for group in groups(footer) for column in elements(group, 1)]
