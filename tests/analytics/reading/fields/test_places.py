"""Names of places as people type them: every form by hand, then whatever text hypothesis can think of."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.model import NOT_STATED
from analytics.reading.fields.places import DATA, read_place, read_places


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CITIES = table("cities.csv")
STATES = table("states.csv")
SPELLINGS = [
    (name, row["city"], row["state"])
    for row in CITIES
    for name in (row["city"], *row["aliases"].split("|"), *row["localities"].split("|"))
    if name
]


@pytest.mark.parametrize(
    ("text", "cities", "states", "work_mode"),
    [
        ("Bangalore", "Bengaluru", "Karnataka", ""),
        ("Bangalore/Bengaluru", "Bengaluru", "Karnataka", ""),
        ("  BENGALURU ", "Bengaluru", "Karnataka", ""),
        ("Bengaluru(Whitefield +1)", "Bengaluru", "Karnataka", ""),
        ("Greater Bengaluru Area", "Bengaluru", "Karnataka", ""),
        ("Pune(Hybrid)", "Pune", "Maharashtra", "Hybrid"),
        ("Koregaon Park, Pune, Maharashtra, India", "Pune", "Maharashtra", ""),
        (
            "Thane,Navi Mumbai,Kalyan,Mumbai,Badlapur",
            "Badlapur|Kalyan-Dombivli|Mumbai|Navi Mumbai|Thane",
            "Maharashtra",
            "",
        ),
        ("Hybrid - Hyderabad, Chennai", "Chennai|Hyderabad", "Tamil Nadu|Telangana", "Hybrid"),
        ("Delhi / NCR", "Delhi", "Delhi", ""),
        ("Delhi-NCR", "Delhi", "Delhi", ""),
        ("New Delhi", "Delhi", "Delhi", ""),
        ("Delhi,South", "Delhi", "Delhi", ""),
        ("Gurgaon", "Gurugram", "Haryana", ""),
        ("Sector 62 Noida", "Noida", "Uttar Pradesh", ""),
        ("Noida, Uttar Pradesh, India", "Noida", "Uttar Pradesh", ""),
        ("Mumbai (All Areas)", "Mumbai", "Maharashtra", ""),
        ("Navi Mumbai / Mumbai (All Areas)", "Mumbai|Navi Mumbai", "Maharashtra", ""),
        ("Vashi Navi Mumbai", "Navi Mumbai", "Maharashtra", ""),
        ("Kolkata and Howrah", "Howrah|Kolkata", "West Bengal", ""),
        ("Mumbai-Pune", "Mumbai|Pune", "Maharashtra", ""),
        ("Salt Lake", "Kolkata", "West Bengal", ""),
        ("Dehradun Sub-District", "Dehradun", "Uttarakhand", ""),
        ("Work from home", "Work from home", NOT_STATED, "Work from home"),
        ("WFH", "Work from home", NOT_STATED, "Work from home"),
        ("Remote, India", "Work from home", NOT_STATED, "Work from home"),
        ("Work from home (Delhi)", "Delhi", "Delhi", "Work from home"),
        ("Pune (Work from office)", "Pune", "Maharashtra", "Office"),
        ("Remote / on-site, Pune", "Pune", "Maharashtra", "Hybrid"),
        ("Maharashtra", NOT_STATED, "Maharashtra", ""),
        ("Orissa", NOT_STATED, "Odisha", ""),
        ("J&K", NOT_STATED, "Jammu and Kashmir", ""),
        ("Jammu & Kashmir", NOT_STATED, "Jammu and Kashmir", ""),
        ("South Goa", NOT_STATED, "Goa", ""),
        ("Pondicherry", "Puducherry", "Puducherry", ""),
        ("UP", NOT_STATED, "Uttar Pradesh", ""),
        ("Chennai, TN", "Chennai", "Tamil Nadu", ""),
        ("Pune, Haryana", "Pune", "Haryana|Maharashtra", ""),
        ("Pan India", NOT_STATED, NOT_STATED, ""),
        ("", NOT_STATED, NOT_STATED, ""),
        (" - ", NOT_STATED, NOT_STATED, ""),
        ("N/A", NOT_STATED, NOT_STATED, ""),
    ],
)
def test_a_form_people_use(text: str, cities: str, states: str, work_mode: str) -> None:
    place = read_place(text)
    assert (place.cities, place.states, place.work_mode) == (
        tuple(cities.split("|")),
        tuple(states.split("|")),
        work_mode,
    )
    assert place.is_known
    assert place.with_known_cities() == place


@pytest.mark.parametrize(
    ("text", "city", "state"),
    [
        ("Berlin", "Berlin", NOT_STATED),
        ("  berlin,  germany ", "Berlin, Germany", NOT_STATED),
        ("SINGAPORE", "Singapore", NOT_STATED),
        ("Nashville, TN", "Nashville, TN", NOT_STATED),
        ("London, UK", "London, UK", NOT_STATED),
        ("Winston-Salem", "Winston-Salem", NOT_STATED),
        ("Dubai (United Arab Emirates)(Hybrid)", "Dubai (United Arab Emirates)", NOT_STATED),
        ("Remote (Berlin)", "Berlin", NOT_STATED),
        ("Łódź", "Łódź", NOT_STATED),
        ("Manchar, Maharashtra", "Manchar", "Maharashtra"),
    ],
)
def test_a_place_outside_the_table_stays_itself(text: str, city: str, state: str) -> None:
    place = read_place(text)
    assert (place.cities, place.states, place.is_known) == ((city,), (state,), False)
    assert place.with_known_cities().cities == ("Other places",)
    assert place.with_known_cities().states == (state,)


def test_every_spelling_in_the_table_names_its_city() -> None:
    wrong = [
        (text, place.cities, place.states)
        for name, city, state in SPELLINGS
        for text in (name, name.upper(), name.lower(), f" {name} (Hybrid)", f"{name}, {state}, India")
        if ((place := read_place(text)).cities, place.states) != ((city,), (state,))
    ]
    assert wrong == []


def test_no_spelling_names_two_places() -> None:
    spellings = Counter(spelling.casefold() for spelling, _, _ in SPELLINGS)
    assert [spelling for spelling, times in spellings.items() if times > 1] == []
    of_states = {name.casefold() for row in STATES for name in (row["state"], *row["aliases"].split("|")) if name}
    assert of_states & set(spellings) == {"delhi", "chandigarh", "puducherry"}


def test_all_states_and_union_territories_are_there() -> None:
    assert Counter(row["kind"] for row in STATES) == {"state": 28, "union territory": 8}
    assert {row["state"] for row in CITIES} <= {row["state"] for row in STATES}
    assert [read_place(name).states for row in STATES for name in row["aliases"].split("|") if name] == [
        (row["state"],) for row in STATES for name in row["aliases"].split("|") if name
    ]


@given(st.text())
def test_any_text_gives_a_place(text: str) -> None:
    place = read_place(text)
    assert place.cities
    assert place.states
    assert all(name and name == name.strip() for name in place.cities + place.states)
    assert list(place.cities) == sorted(set(place.cities))


@given(st.lists(st.sampled_from([row["city"] for row in CITIES]), min_size=1, unique=True), st.randoms())
def test_a_list_of_cities_reads_the_same_in_any_order(cities: list[str], random) -> None:
    shuffled = random.sample(cities, len(cities))
    assert read_place(", ".join(shuffled)).cities == tuple(sorted(cities))
    assert read_place(" / ".join(shuffled)).cities == tuple(sorted(cities))


@given(st.lists(st.sampled_from(["Pune", "Bangalore", "Berlin", ""])))
def test_many_texts_are_read_like_one(texts: list[str]) -> None:
    assert read_places(texts) == [read_place(text) for text in texts]


def test_the_advertisements_are_nearly_all_understood(shared: Path) -> None:
    posts = pd.read_csv(shared / "evidence/internshala_postings.csv.gz", usecols=["Location"], keep_default_na=False)
    places = read_places(posts["Location"])
    assert sum(place.is_known for place in places) / len(places) > 0.98
    cities = Counter(city for place in places for city in place.with_known_cities().cities)
    # Locations that are exactly "Work from home": grep -c in the file gives 22,891.
    assert cities["Work from home"] == 22_891
    assert not {"Bangalore", "Gurgaon", "New Delhi", "Kalyan", "Maharashtra"} & set(cities)
