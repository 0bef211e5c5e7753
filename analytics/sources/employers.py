"""Number the employers of advertisements, so that intervals can tell which posts share one.

A number identifies an employer only within one source and one family of roles: it is random, its order means nothing,
and a firm has a different number in each family and each file, so it cannot be tracked.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.model import NOT_STATED
from analytics.reading.fields.titles import ROLES

_LEGAL_FORMS = re.compile(r"\b(?:private|pvt|limited|ltd|llp|opc|inc|p)\b")
_NOT_WORDS = re.compile(r"[\W_]+")


def firm_key(name: str) -> str:
    """Normalise a firm's name: drop case, punctuation and legal form, unless nothing else would be left.

    >>> firm_key("Sharma & Sons (P) Ltd."), firm_key("SHARMA & SONS Private Limited"), firm_key("Limited")
    ('sharma sons', 'sharma sons', 'limited')
    """
    words = _NOT_WORDS.sub(" ", name.casefold()).strip()
    return " ".join(_LEGAL_FORMS.sub(" ", words).split()) or words


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    roles = pd.read_csv(ROLES, dtype=str, keep_default_na=False)
    return dict(zip(roles["role"], roles["family"].where(roles["family"] != "", roles["sector"]), strict=True))


def role_families(roles: pd.Series, sectors: pd.Series) -> pd.Series:
    """The family of each role: its ladder if it has one, otherwise its sector.

    >>> role_families(pd.Series(["Clerk", "Not stated"]), pd.Series(["Office & administration", "Legal"])).tolist()
    ['Back office', 'Legal']
    """
    return roles.map(_families()).fillna(sectors)


def number_employers(firms: pd.Series, families: pd.Series, seed: bytes) -> pd.Series:
    """A number from 1 for each pair of firm and family of roles, drawn at random; an unnamed firm has one per row.

    Args:
        firms, families: one text a row, with the same index.
        seed: random seed; the same seed and pairs give the same numbers.

    >>> numbers = number_employers(pd.Series(["A Ltd", "a", "", "", "A"]), pd.Series([*"xxxxy"]), b"seed")
    >>> bool(numbers[0] == numbers[1]), numbers.nunique(), sorted(set(numbers))
    (True, 4, [1, 2, 3, 4])
    """
    keys = {name: firm_key(name) for name in firms.unique()}
    firm_keys = firms.map(keys).where(firms != NOT_STATED, "")
    unique_keys = pd.Series([f"\x00{row}" for row in range(len(firms))], index=firms.index)
    pairs = firm_keys.where(firm_keys != "", unique_keys) + "\x1f" + families
    distinct = sorted(pairs.unique())
    numbers = np.random.default_rng(int.from_bytes(hashlib.sha256(seed).digest())).permutation(len(distinct)) + 1
    return pairs.map(dict(zip(distinct, numbers.tolist(), strict=True))).astype("int64")


def seed_of(path: Path) -> bytes:
    """A seed from the bytes of an evidence file: without the file, nobody can repeat the draw."""
    return path.read_bytes()
