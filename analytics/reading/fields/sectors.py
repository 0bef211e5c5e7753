"""Normalise names of work sectors as people type them.

The names are kept in `data/sectors.csv`, where a reader can see and correct them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from analytics.model import NOT_STATED
from analytics.vocabulary import is_blank, name_key

SECTORS = Path(__file__).parents[3] / "data" / "sectors.csv"

_LISTING = re.compile(r"[/,;|&]|\band\b", re.IGNORECASE)


def read_sector(text: str) -> str:
    """The sector of work a text names, in any letter case and with any punctuation.

    A list of names of one and the same sector is that sector. A text that the table does not know is kept, with single
    spaces, so users recognise their own sectors.

    >>> read_sector("BPO / KPO"), read_sector(" information technology "), read_sector("Audit, Taxation")
    ('BPO & customer support', 'IT & software', 'Accounting & finance')
    >>> read_sector("Municipal  Corporation"), read_sector("N/A")
    ('Municipal Corporation', 'Not stated')
    """
    key = name_key(text)
    if is_blank(text) or is_blank(key):
        return NOT_STATED
    if key in _names():
        return _names()[key]
    listed = {_names().get(name_key(part), "") for part in _LISTING.split(text) if name_key(part)}
    sector = listed.pop() if len(listed) == 1 else ""
    return sector or " ".join(text.split())


def read_sectors(texts: Iterable[str]) -> list[str]:
    """The sector of each text, in the same order; each distinct text is read once.

    >>> read_sectors(["Bank", "Law", "Bank"])
    ['Banking & insurance', 'Legal', 'Banking & insurance']
    """
    rows = list(texts)
    sectors = {text: read_sector(text) for text in dict.fromkeys(rows)}
    return [sectors[text] for text in rows]


@cache
def _names() -> Mapping[str, str]:
    """Every known spelling → its sector."""
    with SECTORS.open(encoding="utf-8", newline="") as file:
        return {
            name_key(name): row["sector"]
            for row in csv.DictReader(file)
            for name in (row["sector"], *row["aliases"].split("|"))
        }
