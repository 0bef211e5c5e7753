"""A question about one salary: the work, the place, the years, the pay."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.model import Experience


@dataclass(frozen=True)
class Question:
    """One salary and the work it is for.

    Args:
        role, city: names in the survey; empty if it has none, or if nothing was chosen.
        years: of experience.
        low, high: pay per month; equal for one figure.
        on: the ISO day of the question, for what the law says.
    """

    role: str
    city: str
    years: int
    low: float
    high: float
    on: str

    @property
    def pay(self) -> float:
        """The figure to judge: the middle of a range."""
        return (self.low + self.high) / 2

    @property
    def is_range(self) -> bool:
        """Whether two figures were given."""
        return self.low != self.high

    @property
    def level(self) -> Experience:
        """The level of experience for these years."""
        return Experience.of_years(self.years)
