"""A market whose true medians are known: crossed effects, employers that pay alike, round figures."""

import numpy as np

from analytics.model import Dimension, Provenance, Scope, Survey
from analytics.statistics.pooling import DIMENSIONS
from tests import builders

ROLES = [f"role {number:02}" for number in range(12)]
CITIES = [f"city {number:02}" for number in range(15)]
LEVELS = ["Fresher", "1–2 years", "3–5 years"]
SOURCE = Provenance("Drawn at random", "nobody", "yours")


class Market:
    """Log pay = base + role + city + level + employer + noise; the middle is rounded to 500."""

    def __init__(self, seed: int = 1, role_sd: float = 0.25, city_sd: float = 0.1) -> None:
        drawn = np.random.default_rng(seed)
        self.role = drawn.normal(0, role_sd, len(ROLES))
        self.city = drawn.normal(0, city_sd, len(CITIES))
        self.level = np.array([0.0, 0.15, 0.4])

    def median(self, role: int, city: int, level: int) -> float:
        """The true log median of a cell."""
        return float(10.2 + self.role[role] + self.city[city] + self.level[level])

    def survey(self, rows: int = 12_000, employers: int = 3_000, seed: int = 2, **more: object) -> Survey:
        """Rows of employers drawn at random, some cells with many, many with none."""
        drawn = np.random.default_rng(seed)
        share = np.arange(1, len(ROLES) + 1) / np.arange(1, len(ROLES) + 1).sum()
        role = drawn.choice(len(ROLES), rows, p=share)
        city = drawn.integers(0, len(CITIES), rows)
        level = drawn.choice(len(LEVELS), rows, p=[0.5, 0.4, 0.1])
        employer = drawn.integers(0, employers, rows)
        shared = drawn.normal(0, 0.15, employers)
        log = 10.2 + self.role[role] + self.city[city] + self.level[level] + shared[employer]
        middle = np.round(np.exp(log + drawn.normal(0, 0.2, rows)) / 500) * 500
        columns = {
            "role": np.array(ROLES)[role],
            "city": np.array(CITIES)[city],
            "experience": np.array(LEVELS)[level],
            "sector": np.array(["office", "sales"])[role % 2],
            "work_mode": np.full(rows, "Office"),
        }
        arguments = {"clusters": employer, "low": middle * 0.9, "high": middle * 1.1} | more
        return Survey.build(
            name="drawn",
            provenance=SOURCE,
            dimensions=[Dimension.of(name, name, columns[name].tolist()) for name in DIMENSIONS],
            **arguments,
        )


def survey_of(middles, employers, *, role="a", city="x", experience="Fresher", **more) -> Survey:
    """A survey of single figures; each column a list or one value for all."""
    columns = {"role": role, "city": city, "experience": experience}
    defaults = {"provenance": SOURCE, "scope": Scope(ends="single"), "clusters": employers}
    return builders.survey(middles, **defaults | columns | more)
