"""A legacy workbook is read as it is, and refused at once where it lies about its sizes: no room is made for them."""

import time
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

from analytics.reading.files.table import ImportRefusedError
from analytics.reading.importing.read import read_csv
from tests.analytics.reading.files.legacy_workbook import Lies, legacy_workbook

ROWS = [["City", "Pay per month"], *[[("Pune", "Delhi")[row % 2], 20_000.0 + 100 * row] for row in range(21)]]
FAR, DAMAGED = "cells far apart", "damaged, or another document"
LIES: dict[str, tuple[Lies, str]] = {
    "four thousand million rows": (Lies(rows=0xFFFFFFF0, columns=0xFFFF), FAR),
    "six million rows": (Lies(rows=100 * 65_536, columns=256), FAR),
    "a last cell far below": (Lies(last_row=65_535), FAR),
    "a stream longer than the file": (Lies(stream=0xFFFFFFFF), DAMAGED),
    "more sectors than the file has": (Lies(sectors=0x0FFFFFFF), DAMAGED),
    "a chain without an end": (Lies(chain=True), DAMAGED),
    "a text longer than the file": (Lies(letters=0xFFFF), DAMAGED),
}


@pytest.mark.parametrize("lies", [Lies(), Lies(texts=0xFFFFFFFF), Lies(repeated=300)])
def test_a_legacy_workbook_is_read(lies: Lies) -> None:
    imported = read_csv(legacy_workbook(ROWS, lies), name="pay.xls")
    assert (imported.sheet, imported.audit.rows_used) == ("Pay", 21)
    assert float(np.median(imported.survey.middle)) == 21_000
    assert imported.survey.sizes["city"] == {"Delhi": 10, "Pune": 11}


@pytest.mark.parametrize("kind", LIES)
def test_a_lie_about_sizes_is_refused_at_once(kind: str) -> None:
    lies, sentence = LIES[kind]
    content = legacy_workbook(ROWS, lies)
    begin = time.process_time()
    with pytest.raises(ImportRefusedError, match=sentence):
        read_csv(content, name="pay.xls")
    assert time.process_time() - begin < 1


def test_a_workbook_cut_anywhere_is_read_or_refused() -> None:
    content = legacy_workbook(ROWS, replace(Lies(), repeated=20))
    for end in range(8, len(content), 479):
        with suppress(ImportRefusedError):
            assert read_csv(content[:end], name="pay.xls").audit.rows_read <= 21


@pytest.mark.parametrize("letters", [30_000, 200])
def test_a_text_that_many_cells_share_counts_as_often_as_it_stands_there(letters: int) -> None:
    note = "long " * (letters // 5)
    content = legacy_workbook([["Note", "Pay"], *[[note, 20_000.0 + row] for row in range(4_000)]], Lies())
    if letters > 1_000:
        begin = time.process_time()
        with pytest.raises(ImportRefusedError, match="too large once it is unpacked"):
            read_csv(content, name="pay.xls")
        assert time.process_time() - begin < 1
    else:
        assert read_csv(content, name="pay.xls").audit.rows_used == 4_000
