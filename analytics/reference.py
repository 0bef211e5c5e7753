"""The hand-maintained reference tables of roles and cities: sector, ladder, state, class, coordinates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analytics.reading import packaged
from analytics.reading.fields.places import FROM_HOME

"""The city classes for house rent allowance, with their meanings."""
SPENDING = "monthly spending per person in the towns of the state, 2023-24"


class City(NamedTuple):
    """A city of the reference table; `spending` in rupees per person and month, nan if unknown."""

    state: str
    hra_class: str
    latitude: float
    longitude: float
    spending: float


class Role(NamedTuple):
    """A role: its sector, and its step in a family of roles (0 if the table gives no ladder)."""

    sector: str
    family: str
    step: int


@dataclass(frozen=True)
class Reference:
    """Roles and cities by name.

    >>> roles = pd.DataFrame({"role": ["Clerk", "Accountant", "Poet"], "sector": ["Office", "Accounts", "Arts"],
    ...                       "family": ["Back office", "Back office", ""], "step": [1, 2, None]})
    >>> cities = pd.DataFrame({"city": ["Pune"], "state": ["Maharashtra"], "hra_class": ["X"], "latitude": [18.5],
    ...                        "longitude": [73.9], "urban_spending": [None]})
    >>> reference = Reference.of(roles, cities)
    >>> reference.next_roles("Clerk"), reference.next_roles("Poet"), reference.rungs("Back office")
    (('Accountant',), (), ((1, ('Clerk',)), (2, ('Accountant',))))
    >>> reference.of_class("X"), reference.cities["Pune"].state
    (('Pune',), 'Maharashtra')
    """

    roles: Mapping[str, Role]
    cities: Mapping[str, City]

    @classmethod
    def read(cls, folder: Path = packaged.DATA) -> Reference:
        """Read the files of a data folder.

        Raises:
            DataError: as `packaged.read`.
        """
        return cls.of(packaged.read("roles", folder), packaged.read("cities", folder))

    @classmethod
    def of(cls, roles: pd.DataFrame, cities: pd.DataFrame) -> Reference:
        """Build from the tables `roles.csv` and `cities.csv`."""
        return cls(
            {
                role: Role(sector, family, 0 if math.isnan(step) else int(step))
                for role, sector, family, step in zip(
                    roles["role"], roles["sector"], roles["family"], roles["step"].astype(float), strict=True
                )
            },
            {
                city: City(state, hra_class, float(latitude), float(longitude), spending)
                for city, state, hra_class, latitude, longitude, spending in zip(
                    cities["city"],
                    cities["state"],
                    cities["hra_class"],
                    cities["latitude"],
                    cities["longitude"],
                    cities["urban_spending"].astype(float),
                    strict=True,
                )
            },
        )

    @property
    def families(self) -> tuple[str, ...]:
        """The families of roles with a ladder, in alphabetical order."""
        return tuple(sorted({role.family for role in self.roles.values() if role.step}))

    def rungs(self, family: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """The ladder of a family: each step from the lowest, and its roles."""
        steps: dict[int, list[str]] = {}
        for name, role in self.roles.items():
            if role.step and role.family == family:
                steps.setdefault(role.step, []).append(name)
        return tuple((step, tuple(steps[step])) for step in sorted(steps))

    def next_roles(self, role: str) -> tuple[str, ...]:
        """The roles one step above, those of the same sector first; none at the top, or without a ladder."""
        role_step = self.roles.get(role)
        if role_step is None or not role_step.step:
            return ()
        above = [
            name
            for name, candidate in self.roles.items()
            if (candidate.family, candidate.step) == (role_step.family, role_step.step + 1)
        ]
        return tuple(sorted(above, key=lambda name: self.roles[name].sector != role_step.sector))

    def of_class(self, hra_class: str) -> tuple[str, ...]:
        """The cities of a class."""
        return tuple(name for name, city in self.cities.items() if city.hra_class == hra_class)

    @property
    def city_classes(self) -> dict[str, str]:
        """The class of each city that has one; work from home is a separate class."""
        return {name: city.hra_class for name, city in self.cities.items() if city.hra_class} | {FROM_HOME: "home"}

    @property
    def traits(self) -> dict[str, dict[str, str]]:
        """The traits of cities and roles for estimates: the class of each city, the sector and step of each role."""
        return {
            "class": self.city_classes,
            "sector": {name: role.sector for name, role in self.roles.items()},
            "step": {name: f"{role.family} {role.step}" for name, role in self.roles.items() if role.step},
        }

    def state(self, city: str) -> str:
        """The state of a city; empty if unknown."""
        return self.cities[city].state if city in self.cities else ""
