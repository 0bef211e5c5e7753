"""Import options: decisions by a person or a descriptor, which override the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from analytics.reading.fields.pay import ISO_CODES
from analytics.reading.fields.periods import PER_MONTH, Period
from analytics.reading.fields.plausible import UNIT_PRIOR
from analytics.reading.importing.headers import CURRENCY_CODES

CURRENCIES: tuple[str, ...] = tuple(sorted(ISO_CODES | CURRENCY_CODES))
"""The codes of the currencies that pay can be in."""


@dataclass(frozen=True)
class ImportOptions:
    """Settings for reading a file, from a visitor, the command line, or a descriptor beside the file.

    Args:
        mapping: role → header, or headers, over the guesses; an empty one where no column plays the role. The roles are
            in `roles.ROLES`.
        period: the time the figures are for; it goes before all that the file says.
        currency: which currency to take (ISO code); rows that state another are left out and counted.
        unit: what a number without a unit of its own stands for, such as 1e5 for lakhs.
        sheet: the sheet of a workbook; else the one that looks most like pay.
        drop_duplicates, drop_outliers: leave those rows out; by default they are counted and kept.

    Raises:
        ValueError: for an unknown period, currency or unit.

    >>> ImportOptions({"pay": "CTC", "ignore": ["City", "Site"]}, period="year").mapping
    {'ignore': ('City', 'Site'), 'pay': 'CTC'}
    """

    mapping: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    period: Period | None = None
    currency: str | None = None
    unit: float | None = None
    sheet: str = ""
    drop_duplicates: bool = False
    drop_outliers: bool = False

    def __post_init__(self) -> None:
        """Checks the facts, and gives the mapping one form: equal options are then equal values."""
        for fact, allowed in ALLOWED.items():
            value = getattr(self, fact)
            if value is not None and value not in allowed:
                raise ValueError(f"{fact} must be {_ONE_OF[fact]}; got {value!r}")
        named = {
            role: headers if isinstance(headers, str) else tuple(headers)
            for role, headers in sorted(self.mapping.items())
        }
        object.__setattr__(self, "mapping", named)

    def over(self, descriptor: ImportOptions) -> ImportOptions:
        """These options, and what a descriptor says where they say nothing.

        >>> described = ImportOptions({"pay": "CTC", "city": "Site"}, "year", "INR")
        >>> options = ImportOptions({"pay": "Fixed"}, "month").over(described)
        >>> options.mapping, options.period, options.currency
        ({'city': 'Site', 'pay': 'Fixed'}, 'month', 'INR')
        """
        return replace(
            self,
            mapping={**descriptor.mapping, **self.mapping},
            period=self.period or descriptor.period,
            currency=self.currency or descriptor.currency,
            unit=self.unit or descriptor.unit,
        )


ALLOWED: Mapping[str, Sequence[object]] = {
    "period": tuple(PER_MONTH),
    "currency": CURRENCIES,
    "unit": tuple(UNIT_PRIOR),
}
"""What can be said of all the pay of a file."""
_ONE_OF = {
    "period": f"one of {', '.join(PER_MONTH)}",
    "currency": "an ISO 4217 code such as INR",
    "unit": f"one of {', '.join(f'{unit:,.0f}' for unit in UNIT_PRIOR)}",
}
NO_OPTIONS = ImportOptions()
"""The options without any decision."""
