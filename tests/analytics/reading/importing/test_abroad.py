"""Pay in other currencies, scripts and units: kronor without a country, ten thousands, dollars of Canada, hundreds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from analytics.reading.importing.assemble import Import
from analytics.reading.importing.read import read_csv
from tests.analytics.reading.importing.test_variations import table


def read(columns: dict[str, Sequence[str]], rows: int = 30) -> Import:
    return read_csv(table(columns, rows), name="pay.csv")


def median(imported: Import) -> float:
    return float(np.nanmedian(imported.survey.middle))


@pytest.mark.parametrize(
    ("place", "header", "cells", "currency", "want"),
    [
        ({"By": ["Aarhus", "Odense"]}, "Månedsløn", ["45.000 kr", "38.500 kr", "52.000 kr"], "DKK", 45_000),
        ({"Ort": ["Malmö", "Lund"]}, "Månadslön", ["45 000 kr", "38 500 kr/mån", "52 000 kr"], "SEK", 45_000),
        ({"By": ["Oslo", "Bergen"]}, "Månedslønn", ["kr 45.000", "kr. 38.500,00", "kr 52.000,-"], "NOK", 45_000),
        ({"Ort": ["Malmö", "Lund"]}, "Årslön (tkr)", ["420", "480", "540"], "SEK", 40_000),
        ({"Country": ["Norway"]}, "Monthly salary", ["45 000 kr", "38 500 kr", "52 000 kr"], "NOK", 45_000),
        ({"Kaupunki": ["Espoo", "Turku"]}, "Kuukausipalkka", ["3000", "3500", "4000"], "EUR", 3_500),
        ({"都市": ["東京", "大阪"]}, "年収", ["400万円", "480万円", "600万円"], "JPY", 400_000),
        ({"都市": ["東京", "大阪"]}, "年収(万円)", ["400", "480", "600"], "JPY", 400_000),
        ({"都市": ["東京", "大阪"]}, "月給", ["250,000円", "300,000円", "350,000円"], "JPY", 300_000),
        ({"城市": ["北京", "上海"]}, "月薪（元）", ["8000", "9000", "12000"], "CNY", 9_000),
        ({"도시": ["서울", "부산"]}, "월급", ["3,000,000원", "3,500,000원", "4,000,000원"], "KRW", 3_500_000),
        ({"도시": ["서울", "부산"]}, "연봉 (만원)", ["3600", "4200", "4800"], "KRW", 3_500_000),
        ({"Country": ["Canada"]}, "Salary", ["$53,400/yr", "$60,000/yr", "$72,000/yr"], "CAD", 5_000),
        ({"Country": ["Australia"]}, "Salary", ["$53,400/yr", "$60,000/yr", "$72,000/yr"], "AUD", 5_000),
        ({"Country": ["Pakistan"]}, "Monthly salary", ["Rs 50,000", "Rs 60,000", "Rs 75,000"], "PKR", 60_000),
        (
            {"Ciudad": ["Puebla", "León"]},
            "Sueldo mensual en pesos mexicanos",
            ["14000", "15000", "16000"],
            "MXN",
            15_000,
        ),
        ({"नगर": ["पुणे"]}, "ਤਨਖਾਹ ਮਹੀਨਾ (ਰੁਪਏ)", ["20000", "25000", "30000"], "INR", 25_000),
        ({"City": ["Kochi"]}, "മാസ ശമ്പളം", ["20000", "25000", "30000"], "INR", 25_000),
        ({"City": ["Pune"]}, "Monthly salary (in hundreds)", ["180", "250", "320"], "INR", 25_000),
    ],
)
def test_pay_of_another_country(
    place: dict[str, Sequence[str]], header: str, cells: Sequence[str], currency: str, want: float
) -> None:
    imported = read({**place, header: cells})
    assert (imported.survey.currency, median(imported)) == (currency, pytest.approx(want))
    assert imported.audit.rows_used == 30


def test_kronor_of_no_country_are_asked() -> None:
    imported = read({"Job": ["Clerk", "Cook"], "Monthly salary": ["45.000 kr", "38.500 kr", "52.000 kr"]})
    guess = next(guess for guess in imported.audit.guesses if guess.about == "currency")
    assert guess.open
    assert imported.survey.currency in ("SEK", "NOK", "DKK")
    assert median(imported) == 45_000


def test_dollars_of_the_united_states_stay_dollars() -> None:
    imported = read({"City": ["Austin, TX", "Boston, MA"], "Salary": ["$53,400/yr", "$60,000/yr", "$72,000/yr"]})
    assert (imported.survey.currency, median(imported)) == ("USD", 5_000)


def test_a_guessed_unit_is_told_although_the_header_states_the_period() -> None:
    imported = read({"City": ["Pune"], "Monthly salary": ["18", "25", "32"]})
    assert median(imported) == 25_000
    assert "the figures are read as pay per month in thousands" in imported.audit.first()[0]


@pytest.mark.parametrize("decimals", [" €", " EUR", ""])
@pytest.mark.parametrize("rows", [4, 30, 400])
def test_semicolons_cut_where_the_pay_has_points_and_commas(decimals: str, rows: int) -> None:
    lines = "".join(f"Berlin;2.{100 + row % 21},50{decimals}\n" for row in range(rows))
    imported = read_csv(f"Stadt;Gehalt monatlich\n{lines}".encode(), name="pay.csv")
    assert imported.columns.pay == ("Gehalt monatlich",)
    assert imported.audit.rows_used == rows
    assert 2_100 < median(imported) < 2_125
