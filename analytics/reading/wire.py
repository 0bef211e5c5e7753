"""Serialise values between two processes that do not trust each other.

The declared types decide: only types named by a hint are built, field by field, so no bytes can create any other
object. Texts are short, numbers are plain, arrays have one of a few types. Arrays that are one object stay one object.
"""

from __future__ import annotations

import dataclasses
import json
import struct
import types
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.model import Dimension, Survey
from analytics.texts import Message, fill

T = TypeVar("T")

LONGEST_TEXT = 10_000
_NUMBERS = frozenset(["|b1", "|u1", "|i1", "<u2", "<i2", "<u4", "<i4", "<u8", "<i8", "<f4", "<f8"])
_LENGTH = struct.Struct("<Q")


class UnexpectedBytesError(ValueError):
    """Raised for bytes that are not a value of the expected type."""


def encode(kind: type[T], value: T) -> bytes:
    """Encode a value of a declared type as bytes.

    >>> decode(tuple[int, ...], encode(tuple[int, ...], (1, 2)))
    (1, 2)
    """
    writer = _Writer()
    tree = json.dumps(writer.tree(kind, value), separators=(",", ":")).encode()
    sizes = [array.nbytes for array in writer.arrays]
    head = json.dumps([array.dtype.str for array in writer.arrays]).encode()
    parts = [_LENGTH.pack(len(tree)), tree, _LENGTH.pack(len(head)), head]
    parts += [_LENGTH.pack(size) for size in sizes]
    return b"".join([*parts, *(array.tobytes() for array in writer.arrays)])


def decode(kind: type[T], content: bytes) -> T:
    """Decode bytes into a value of a declared type.

    Raises:
        UnexpectedBytesError: for bytes that `encode` would not produce for such a value.
    """
    try:
        tree, rest = _piece(content, 0)
        head, rest = _piece(content, rest)
        kinds = json.loads(content[head])
        sizes = [_LENGTH.unpack_from(content, rest + 8 * index)[0] for index in range(len(kinds))]
        reader = _Reader(content, rest + 8 * len(kinds), kinds, sizes)
        return cast(T, reader.value(kind, json.loads(content[tree])))
    except UnexpectedBytesError:
        raise
    except (ValueError, TypeError, LookupError, struct.error, RecursionError, OverflowError) as error:
        raise UnexpectedBytesError(f"no {getattr(kind, '__name__', kind)}: {error}") from error


def _piece(content: bytes, offset: int) -> tuple[slice, int]:
    (length,) = _LENGTH.unpack_from(content, offset)
    start, end = offset + _LENGTH.size, offset + _LENGTH.size + length
    if end > len(content):
        raise UnexpectedBytesError("the bytes end too early")
    return slice(start, end), end


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in dataclasses.fields(kind) if field.init)


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, types.UnionType)


class _Writer:
    def __init__(self) -> None:
        self.arrays: list[NDArray[Any]] = []
        self.places: dict[int, int] = {}

    def tree(self, kind: Any, value: Any) -> Any:
        """The value as JSON, its arrays as their places in the list of arrays."""
        origin = get_origin(kind)
        if _is_union(kind):
            index = next(index for index, member in enumerate(get_args(kind)) if _fits(member, value))
            return [index, self.tree(get_args(kind)[index], value)]
        if dataclasses.is_dataclass(kind):
            return [self.tree(hint, getattr(value, name)) for name, hint in _fields(cast(type, kind))]
        if kind is Message:
            return message_to_json(value)
        if kind is pd.DataFrame:
            return [[str(name), self._column(value[name])] for name in value.columns]
        if origin is np.ndarray:
            return self._array(value)
        if origin is tuple:
            kinds = get_args(kind)
            hints = [kinds[0]] * len(value) if kinds[-1] is Ellipsis else kinds
            return [self.tree(hint, part) for hint, part in zip(hints, value, strict=True)]
        if origin in (list, Sequence):
            return [self.tree(get_args(kind)[0], part) for part in value]
        if origin in (dict, Mapping, types.MappingProxyType):
            key, inner = get_args(kind)
            return [[self.tree(key, name), self.tree(inner, part)] for name, part in value.items()]
        if kind is int:
            return int(value)
        if kind is float:
            return float(value)
        return _short(value) if isinstance(value, str) else value

    def _array(self, array: NDArray[Any]) -> int:
        if id(array) not in self.places:
            self.places[id(array)] = len(self.arrays)
            self.arrays.append(array)
        return self.places[id(array)]

    def _column(self, column: pd.Series[Any]) -> Any:
        """A column of numbers as an array, one of texts as codes and its different texts."""
        if column.dtype.kind in "iufb":
            return self._array(column.to_numpy())
        codes, texts = pd.factorize(column)
        return [self._array(codes.astype(np.int32)), [_short(str(text)) for text in texts]]


def _short(text: str) -> str:
    return text[:LONGEST_TEXT].encode("utf-8", "replace").decode()


def _fits(kind: Any, value: Any) -> bool:
    """Whether a value can be of a member of a union; enough to choose among members that differ in kind."""
    origin = get_origin(kind)
    if kind is type(None) or kind is None:
        return value is None
    if origin is Literal:
        return value in get_args(kind)
    if origin in (Mapping, Sequence):
        return isinstance(value, origin) and not isinstance(value, str)
    return isinstance(value, origin or kind)


class _Reader:
    def __init__(self, content: bytes, start: int, kinds: Sequence[str], sizes: Sequence[int]) -> None:
        self.content, self.kinds, self.sizes = content, kinds, sizes
        self.starts = [start]
        for size in sizes:
            self.starts.append(self.starts[-1] + size)
        if self.starts[-1] != len(content) or not set(kinds) <= _NUMBERS:
            raise UnexpectedBytesError("the arrays are not as long as the bytes, or of another type")
        self.built: dict[int, NDArray[Any]] = {}

    def value(self, kind: Any, tree: Any) -> Any:
        """The value of a type that JSON stands for."""
        origin = get_origin(kind)
        if _is_union(kind):
            index, inner = tree
            return self.value(get_args(kind)[_index(index, len(get_args(kind)))], inner)
        if dataclasses.is_dataclass(kind):
            return self._object(cast(type, kind), tree)
        if kind is Message:
            return message_from_json(tree)
        if kind is pd.DataFrame:
            return pd.DataFrame({_text(name): self._column(column) for name, column in tree})
        if origin is np.ndarray:
            return self._array(tree, get_args(get_args(kind)[1])[0])
        if origin is tuple:
            kinds = get_args(kind)
            hints = [kinds[0]] * len(tree) if kinds[-1] is Ellipsis else kinds
            return tuple(self.value(hint, part) for hint, part in zip(hints, tree, strict=True))
        if origin in (list, Sequence):
            return [self.value(get_args(kind)[0], part) for part in tree]
        if origin in (dict, Mapping, types.MappingProxyType):
            key, inner = get_args(kind)
            return types.MappingProxyType({self.value(key, name): self.value(inner, part) for name, part in tree})
        return _plain(kind, tree)

    def _object(self, kind: type, tree: Any) -> Any:
        names = _fields(kind)
        parts = {name: self.value(hint, part) for (name, hint), part in zip(names, tree, strict=True)}
        built = kind(**parts)
        if isinstance(built, Survey):
            _check_survey(built)
        return built

    def _array(self, place: Any, number: Any) -> NDArray[Any]:
        index = _index(place, len(self.kinds))
        if index not in self.built:
            dtype = np.dtype(self.kinds[index])
            count, rest = divmod(self.sizes[index], dtype.itemsize)
            if rest:
                raise UnexpectedBytesError("an array ends within a number")
            self.built[index] = np.frombuffer(self.content, dtype, count, self.starts[index])
        array = self.built[index]
        expected = get_origin(number) or number
        if isinstance(expected, type) and not issubclass(array.dtype.type, expected):
            raise UnexpectedBytesError(f"an array of {array.dtype} instead of {expected.__name__}")
        return array

    def _column(self, tree: Any) -> Any:
        if not isinstance(tree, list):
            return self._array(tree, np.generic)
        place, texts = tree
        codes = self._array(place, np.int32)
        if len(codes) and not (codes.min() >= 0 and codes.max() < len(texts)):
            raise UnexpectedBytesError("a column of texts with a code that has no text")
        return pd.Series(pd.array([_text(text) for text in texts], dtype="str").take(codes))


def _plain(kind: Any, value: Any) -> Any:
    """A text, number, truth, nothing or one of some literal values; anything else is refused."""
    if get_origin(kind) is Literal and value in get_args(kind) and isinstance(value, str | int | bool):
        return value
    if kind is str:
        return _text(value)
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if kind in (type(None), None) and value is None:
        return None
    if kind in (int, bool) and type(value) is kind:
        return value
    raise UnexpectedBytesError(f"{str(value)[:40]!r} instead of {kind}")


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise UnexpectedBytesError("no text, or one that is too long")
    return value


def message_to_json(message: Message) -> Any:
    """The forms of a message, its number, and what fills its places: texts, or messages in their turn."""
    places = [
        [name, message_to_json(value) if isinstance(value, Message) else _short(value)]
        for name, value in message.values.items()
    ]
    return [_short(message.singular), _short(message.plural), message.number, places]


def message_from_json(tree: Any) -> Message:
    """Rebuild the message that `message_to_json` encoded.

    Raises:
        UnexpectedBytesError: for one that would become too long.

    >>> from analytics.texts import message
    >>> message_from_json(message_to_json(message("{n} rows", n=message("three")))).values["n"].singular
    'three'
    """
    singular, plural, number, places = tree
    values = {_text(name): message_from_json(part) if isinstance(part, list) else _text(part) for name, part in places}
    forms = _text(singular), _text(plural)
    form = forms[0] if number == 1 or not plural else forms[1]
    # Check before filling: nested, repeated placeholders could expand to a text of any length.
    if len(form) + sum(form.count(f"{{{name}}}") * len(value) for name, value in values.items()) > LONGEST_TEXT:
        raise UnexpectedBytesError("a message that is too long")
    return Message(fill(form, values), *forms, _plain(int, number), values)


def _index(value: Any, size: int) -> int:
    if type(value) is not int or not 0 <= value < size:
        raise UnexpectedBytesError("a place that is not there")
    return value


def _check_survey(survey: Survey) -> None:
    """Whether a survey satisfies the invariants of `Survey.build`: equal lengths, ascending pay, valid codes."""
    columns = [part for name, _ in _fields(Survey) if isinstance(part := getattr(survey, name), np.ndarray)]
    columns += [dimension.codes for dimension in survey.dimensions.values()]
    middles = survey.middle[~np.isnan(survey.middle)]
    sound = (
        {len(column) for column in columns} == {len(survey.low)}
        and all(name == dimension.name and _is_sound(dimension) for name, dimension in survey.dimensions.items())
        and bool((np.diff(middles) >= 0).all())
        and not np.isnan(survey.middle[: len(middles)]).any()
        and not (survey.low > survey.high).any()
        and not any((~np.isfinite(end) & ~np.isnan(end)).any() or (end <= 0).any() for end in _ends(survey))
        and not any((extra <= 0).any() for extra in (survey.counts, survey.weights) if extra is not None)
    )
    if not sound:
        raise UnexpectedBytesError("a survey that contradicts itself")


def _ends(survey: Survey) -> tuple[NDArray[np.float64], ...]:
    return survey.low, survey.middle, survey.high


def _is_sound(dimension: Dimension) -> bool:
    members = dimension.members()
    values = len(dimension.values)
    return int(dimension.codes.max(initial=0)) < max(1, len(members)) and all(
        0 <= value < values for cell in members for value in cell
    )
