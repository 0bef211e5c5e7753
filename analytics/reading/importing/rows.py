"""The clean rows of a whole file: those kept with their pay, and those left out with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from analytics.reading.importing.clean import REASONS, Cleaned
from analytics.reading.importing.populations import repeat_values
from analytics.texts import Message, message


class LeftRows(NamedTuple):
    """A batch of rows left out: their numbers, reasons and texts, and the number of rows that each represents."""

    row: NDArray[np.int64]
    reasons: pa.StringArray
    texts: Sequence[str] | NDArray[np.object_]
    times: NDArray[np.int64] | None

    def to_frame(self) -> pd.DataFrame:
        """The rows as a table."""
        texts = pd.Series(self.texts, dtype="str")
        columns = {"row": self.row, "reason": self.reasons.to_pandas(), "text": texts}
        return pd.DataFrame(columns if self.times is None else {**columns, "times": self.times})


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows that state pay, and those left out so far.

    Args:
        cleaned: every row that states pay, whether it is kept or not.
        keep: whether each is kept.
        left: the rows left out, in batches.
        reasons: the message of each reason, by its text.
    """

    cleaned: Cleaned
    keep: NDArray[np.bool_]
    left: tuple[LeftRows, ...]
    reasons: Mapping[str, Message]

    @classmethod
    def of(cls, cleaned: Cleaned) -> Rows:
        """Start with all rows that state pay; those that state none are already left out.

        >>> from analytics.reading.importing.read import clean_rows
        >>> file, cleaned = clean_rows(b"City,Pay per month\\nPune,20000\\nDelhi,\\nPune,30000\\n", name="pay.csv")
        >>> rows = Rows.of(cleaned).without(cleaned.low > 25_000, message("exact duplicate of an earlier row"))
        >>> rows.kept_count, rows.left_out()[["row", "reason", "text"]].values.tolist()
        (1, [[3, 'blank', ''], [4, 'exact duplicate of an earlier row', '30000']])
        """
        reasons = pa.array(REASONS).take(pa.array(cleaned.left_reason))
        left = LeftRows(cleaned.left_row, reasons, cleaned.left_text, cleaned.left_times)
        return cls(cleaned, np.ones(len(cleaned.row), bool), (left,), {text: message(text) for text in REASONS})

    def count(self, which: NDArray[np.bool_] | NDArray[np.integer]) -> int:
        """Count rows of the file, given by a mask or by position."""
        if self.cleaned.times is None:
            return int(np.count_nonzero(which)) if which.dtype == bool else len(which)
        return int(self.cleaned.times[which].sum())

    @property
    def kept_count(self) -> int:
        """The number of rows of the file that are kept."""
        return self.count(self.keep)

    def without(self, which: NDArray[np.bool_], reason: Message) -> Rows:
        """The same rows, with some of those kept so far left out for this reason."""
        indices = np.flatnonzero(which & self.keep)
        if not len(indices):
            return self
        times = self.cleaned.times
        texts = [self.amount(int(index)) for index in indices]
        reasons = pa.repeat(str(reason), len(indices))
        left = LeftRows(self.cleaned.row[indices], reasons, texts, None if times is None else times[indices])
        return replace(
            self,
            keep=self.keep & ~which,
            left=(*self.left, left),
            reasons={**self.reasons, str(reason): reason},
        )

    def is_duplicate(self) -> NDArray[np.bool_]:
        """Whether each row is kept and equals an earlier one that is kept in every column.

        Slow: to count them, `row_filter.handle_duplicates` sorts.
        """
        result = np.zeros(len(self.keep), bool)
        result[self.keep] = pd.Series(self.cleaned.prints[self.keep]).duplicated().to_numpy()
        return result

    def left_out(self) -> pd.DataFrame:
        """Every row left out, in the order of the file, as `left_out_groups` takes them."""
        tables = [batch.to_frame() for batch in self.left]
        return pd.concat(tables, ignore_index=True).sort_values("row", kind="stable", ignore_index=True)

    def amount(self, index: int) -> str:
        """The pay of a row as quoted text."""
        ends = self.cleaned.low[index], self.cleaned.high[index]
        return "–".join(dict.fromkeys(f"{end:.15g}" for end in ends if end == end))

    def sizes(self, which: NDArray[np.integer]) -> NDArray[np.float64]:
        """One figure for each of some rows: the middle, or the end that is stated."""
        middle = self.cleaned.middle[which]
        opened = np.isnan(middle)
        if not opened.any():
            return np.asarray(middle)
        return np.asarray(np.where(opened, np.fmax(self.cleaned.low[which], self.cleaned.high[which]), middle))

    def sizes_by_times(self, which: NDArray[np.integer]) -> NDArray[np.float64]:
        """The sizes of some rows, each repeated by its count.

        If there are too many, a proportional sample that is large enough for a median.
        """
        sizes = self.sizes(which)
        return sizes if self.cleaned.times is None else repeat_values(sizes, self.cleaned.times[which])
