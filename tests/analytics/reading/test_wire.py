"""Values come back from the reader's process as they were, and other bytes are refused."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pytest
from numpy.typing import NDArray

from analytics.model import Dimension, Survey
from analytics.reading.importing.read import read_csv
from analytics.reading.reader_process import Outcome
from analytics.reading.wire import UnexpectedBytesError, decode, encode
from tests import builders

CSV = (
    "Job title,City,Pay,Gender\n"
    + "Accountant,Bangalore,3 LPA,F\nTelecaller,Pune,₹18000 - ₹20000 per month,M\nClerk,,Not disclosed,F\n" * 20
).encode()


@dataclass(frozen=True)
class Example:
    name: str
    figures: tuple[float, ...]
    pairs: MappingProxyType[str, int] | None
    codes: NDArray[np.unsignedinteger]  # type: ignore[type-arg]


def survey(**changes: object) -> Survey:
    """A survey, some of whose parts are then changed behind its back."""
    built = builders.survey([1, 2, 3], "yours", high=[2, 3, 4], city=["Pune", "Delhi", "Pune"])
    for name, value in changes.items():
        object.__setattr__(built, name, value)
    return built


def test_values_come_back_as_they_were() -> None:
    value = Example("पुणे\ud800", (1.5, float("nan")), MappingProxyType({"a": 1}), np.array([1, 2], np.uint16))
    copy = decode(Example, encode(Example, value))
    assert copy.name == "पुणे?"
    assert copy.figures[0] == 1.5
    assert copy.pairs == {"a": 1}
    assert copy.codes.tolist() == [1, 2]
    assert not copy.codes.flags.writeable
    assert decode(Survey, encode(Survey, survey())).sizes == survey().sizes


WRONG: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda content: b"",
    "cut": lambda content: content[:-1],
    "more": lambda content: content + b"\0",
    "another type of array": lambda content: content.replace(b"<u2", b"<f8"),
    "objects": lambda content: content.replace(b"<u2", b"|O8"),
    "a number for a text": lambda content: content.replace(b'"name"', b"123456"),
    "a place that is not there": lambda content: content.replace(b"]],0]", b"]],7]"),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_other_bytes_are_refused(change: Callable[[bytes], bytes]) -> None:
    value = Example("name", (1.5,), MappingProxyType({"a": 1}), np.array([1, 2], np.uint16))
    content = encode(Example, value)
    assert decode(Example, content)
    assert change(content) != content
    with pytest.raises(UnexpectedBytesError):
        decode(Example, change(content))


def test_any_change_of_a_byte_is_a_value_or_refused() -> None:
    content = encode(Outcome, Outcome("import", read_csv(CSV, name="pay.csv")))
    rng = np.random.default_rng(5)
    for index in rng.integers(0, len(content), 400):
        damaged = bytearray(content)
        damaged[index] ^= int(rng.integers(1, 256))
        try:
            decode(Outcome, bytes(damaged))
        except UnexpectedBytesError:
            continue


CONTRADICTIONS = {
    "lengths": {"low": np.array([1.0, 2.0])},
    "order": {"middle": np.array([3.0, 2.0, 1.0])},
    "below zero": {"low": np.array([-1.0, 2.0, 3.0])},
    "without end": {"high": np.array([2.0, 3.0, np.inf])},
    "low above high": {"low": np.array([9.0, 9.0, 9.0])},
    "codes": {"dimensions": {"city": Dimension("city", "City", ("Pune",), np.array([0, 1, 0], np.uint8))}},
    "names": {"dimensions": {"town": Dimension("city", "City", ("Pune",), np.array([0, 0, 0], np.uint8))}},
    "cells": {"dimensions": {"city": Dimension("city", "City", ("Pune",), np.array([0, 0, 0], np.uint8), ((3,),))}},
}


@pytest.mark.parametrize("changes", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_a_survey_that_contradicts_itself_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(UnexpectedBytesError, match="contradicts itself"):
        decode(Survey, encode(Survey, survey(**changes)))
