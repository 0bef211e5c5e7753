"""The packaged tables of the labour market, read once for every topic about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from analytics.market.indicators import Indicator, dictionary, figures_of, fill_months
from analytics.market.minimum_wages import clerical_history
from analytics.market.price_index import PriceIndex, price_index
from analytics.model import Provenance
from analytics.reading import packaged
from analytics.texts import N_

AS_PUBLISHED = N_("Figures as published; nothing is averaged, filled in or adjusted.")
"""The method text for figures shown as their source states them."""
INDIA = "India"


@dataclass(frozen=True, eq=False)
class Market:
    """The tables of the labour market.

    Args:
        indicators: the dictionary, by name.
        rows: the figures of each indicator in chronological order.
        sources: provenance of each file, by file name.
        wages: the history of minimum wages for clerical work, all states.
        prices: the index of consumer prices.
    """

    indicators: Mapping[str, Indicator]
    rows: Mapping[str, pd.DataFrame]
    sources: Mapping[str, Provenance]
    wages: pd.DataFrame
    prices: PriceIndex

    @classmethod
    def read(cls, folder: Path = packaged.DATA) -> Market:
        """Read the files of a data folder.

        Raises:
            DataError: as `packaged.read`.
        """
        names = ("labour_market", "official_earnings", "minimum_wages")
        tables = {f"{name}.csv": packaged.read(name, folder) for name in names}
        indicators = dictionary(folder)
        return cls(
            indicators=indicators,
            rows={name: figures_of(tables[indicator.file], indicator) for name, indicator in indicators.items()},
            sources={f"{name}.csv": packaged.provenance(name, folder) for name in names},
            wages=clerical_history(tables["minimum_wages.csv"]),
            prices=price_index(tables["labour_market.csv"]),
        )

    def figures(self, indicator: str, conditions: Mapping[str, str]) -> pd.DataFrame:
        """The figures of an indicator in chronological order, with a row for each missing period; computed once."""
        key = (indicator, *sorted(conditions.items()))
        if key not in self._figures:
            rows = self.rows[indicator]
            for column, value in conditions.items():
                if column in rows:
                    rows = rows[rows[column] == value]
            self._figures[key] = fill_months(rows, self.indicators[indicator])
        return self._figures[key]

    @cached_property
    def _figures(self) -> dict[tuple[object, ...], pd.DataFrame]:
        return {}

    def places(self, indicators: Iterable[str]) -> list[str]:
        """India, then every other place that these indicators cover."""
        geographies = set().union(*(set(self.rows[name]["geography"]) for name in indicators))
        return [*([INDIA] if INDIA in geographies else []), *sorted(geographies - {INDIA})]

    def source(self, names: Sequence[str], rows: pd.DataFrame) -> Provenance:
        """The source of these indicators' figures, and the period they cover."""
        series = [self.indicators[name] for name in names]
        with_value = rows[rows["value"].notna()]
        first, last = (
            (with_value["period_start"].min()[:4], with_value["period_end"].max()[:4]) if len(with_value) else ("", "")
        )
        publishers = "; ".join(dict.fromkeys(indicator.source for indicator in series))
        return replace(
            self.sources[series[0].file],
            title=publishers,
            publisher=publishers,
            short_title="; ".join(dict.fromkeys(indicator.source_short for indicator in series)),
            url=series[0].source_url,
            period=first if first == last else f"{first} to {last}",
            kind="published" if self.second_hand(names) else "measured",
        )

    def second_hand(self, names: Sequence[str]) -> bool:
        """Whether any of these indicators is known only from press reports."""
        return any("press" in self.indicators[name].source for name in names)
