"""Money as people count it: tomans, juta, 만원 and lakhs of neighbours, and so many payments of it a year.

The answers were written down before the files were first read.
"""

import json

import numpy as np
import pytest

from analytics.reading.importing.options import ImportOptions
from analytics.reading.importing.read import read_csv
from tests.analytics.reading.importing.test_eighty_files import (
    EURO,
    LAKHS,
    MONTH,
    OF_EURO,
    OF_MONTH,
    OF_YEAR,
    YEAR,
    File,
    city,
    lines,
)

TEHRAN, SHIRAZ = "تهران", "شیراز"


def comma(figure: float) -> str:
    return f"{figure:g}".replace(".", ",")


COUNTED: dict[str, File] = {
    "تومان in the header": File(
        lines("شهر,حقوق ماهانه (تومان)", lambda row: f"{TEHRAN},{EURO[row] * 10_000}"), OF_EURO * 100_000, "IRR"
    ),
    "million tomans": File(
        lines("شهر,حقوق ماهانه (میلیون تومان)", lambda row: f"{TEHRAN},{EURO[row] / 100}"), OF_EURO * 100_000, "IRR"
    ),
    "Toman in English": File(
        lines("City,Monthly salary (Toman)", lambda row: f"Tehran,{EURO[row] * 10_000}"), OF_EURO * 100_000, "IRR"
    ),
    "tomans in cells": File(
        lines("شهر,حقوق", lambda row: f"{SHIRAZ},{EURO[row] / 100} میلیون تومان"), OF_EURO * 100_000, "IRR"
    ),
    "tomans and rials in a column": File(
        lines(
            "City,Monthly salary,Currency",
            lambda row: f"Tehran,{EURO[row] * 10_000},Toman" if row % 2 else f"Tehran,{EURO[row] * 100_000},IRR",
        ),
        OF_EURO * 100_000,
        "IRR",
    ),
    "juta": File(
        lines("Kota,Gaji per bulan (juta)", lambda row: f"Solo,{EURO[row] / 400:.3f}"), OF_EURO * 2_500, "IDR"
    ),
    "ribu rupiah, ten thousand of them and more": File(
        lines("Kota,Gaji bulanan (ribu rupiah)", lambda row: f"Solo,{EURO[row] * 2}"), OF_EURO * 2_000, "IDR"
    ),
    "rb a day": File(lines("Kota,Upah harian", lambda row: f"Solo,{100 + row * 5}rb"), 125_000 * 26.0, "IDR"),
    "triệu": File(lines("Tỉnh,Mức lương", lambda row: f"Huế,{8 + row} - {12 + row} triệu"), 15e6, "VND"),
    "tr/tháng": File(lines("Tỉnh,Lương", lambda row: f"Huế,{8 + row}tr/tháng"), 13e6, "VND"),
    "만원": File(lines("회사,연봉(만원)", lambda row: f"가나,{3_000 + row * 100}"), 35e6 / 12, "KRW"),
    "억 and 천만원": File(
        lines("직무,연봉", lambda row: f"개발,1억 {row}천만원" if row > 5 else f"개발,{9_000 + row * 100}만원"),
        95e6 / 12,
        "KRW",
    ),
    "万円": File(lines("職種,年収(万円)", lambda row: f"営業,{380 + row * 10}"), 430e4 / 12, "JPY"),
    "w for 万": File(lines("岗位,月薪", lambda row: f"开发,{1 + row / 10:.1f}w"), 15e3, "CNY"),
    "bin TL": File(lines("Şehir;Maaş", lambda row: f"Ankara;{30 + row} bin TL"), 35e3, "TRY"),
    "т.р.": File(lines("Город;Зарплата", lambda row: f"Казань;{80 + row * 5} т.р."), 105e3, "RUB"),
    "тис. грн": File(lines("Місто;Зарплата (тис. грн)", lambda row: f"Київ;{20 + row}"), 25e3, "UAH"),
    "tis. Kč": File(lines("Město;Měsíční mzda (tis. Kč)", lambda row: f"Brno;{38 + row}"), 43e3, "CZK"),
    "eFt": File(lines("Város;Bruttó bér (eFt/hó)", lambda row: f"Pécs;{500 + row * 20}"), 600e3, "HUF"),
    "R$ and mil": File(lines("Cidade;Salário", lambda row: f"Recife;R$ {comma(4 + row * 0.3)} mil"), 5.5e3, "BRL"),
    "mil reais": File(
        lines("Cidade;Salário mensal (em mil reais)", lambda row: f"Recife;{comma(4 + row * 0.3)}"), 5.5e3, "BRL"
    ),
    "millones COP": File(
        lines("Ciudad;Salario mensual (millones COP)", lambda row: f"Pasto;{comma(2 + row / 5)}"), 3e6, "COP"
    ),
    "₦'000": File(lines("State,Monthly net pay (₦'000)", lambda row: f"Abuja,{150 + row * 10}"), 200e3, "NGN"),
    "₦ and m": File(lines("City,Annual salary", lambda row: f"Lagos,₦{2 + row / 5:.1f}m"), 3e6 / 12, "NGN"),
    "Ksh and k": File(lines("Town,Gross pay per month", lambda row: f"Kisumu,Ksh {40 + row * 4}k"), 60e3, "KES"),
    "lac of Pakistan": File(
        lines("City,Monthly Salary (PKR)", lambda row: f"Lahore,{(6 + row) / 10:.1f} lac"), 1.1e5, "PKR"
    ),
    "lakh of Nepal": File(
        lines("District,Annual salary (NPR lakh)", lambda row: f"Kathmandu,{4 + row / 2}"), 6.5e5 / 12, "NPR"
    ),
    "lakh of Bangladesh": File(
        lines("City,Monthly salary (BDT)", lambda row: f"Dhaka,{(3 + row) / 10:.1f} lakh"), 0.8e5, "BDT"
    ),
    "FCFA": File(lines("Ville;Salaire mensuel (FCFA)", lambda row: f"Dakar;{200 + row * 10} 000"), 250e3, "XOF"),
    "ألف جنيه": File(lines("المدينة,الراتب الشهري", lambda row: f"القاهرة,{8 + row} ألف جنيه"), 13e3, "EGP"),
    "млн сум": File(lines("Город;Зарплата (млн сум)", lambda row: f"Ташкент;{comma(3 + row / 2)}"), 5.5e6, "UZS"),
    "Egyptian pounds": File(
        lines("City,Monthly salary (Egyptian pounds)", lambda row: f"Giza,{EURO[row] * 4}"), OF_EURO * 4, "EGP"
    ),
    "T€": File(lines("Ort;Jahresgehalt", lambda row: f"Ulm;{40 + row * 2} T€"), 50e3 / 12, "EUR"),
    "dollars of Taiwan": File(
        lines("City,Monthly salary", lambda row: f"Taipei,NT${EURO[row] * 15}"), OF_EURO * 15, "TWD"
    ),
    "semi-monthly": File(lines("City,Semi-monthly pay (USD)", lambda row: f"Reno,{1_600 + row * 80}"), 4e3, "USD"),
    "twice a month": File(
        lines("City,Salary per pay period (twice a month) PHP", lambda row: f"Cebu,{12_000 + row * 500}"), 29e3, "PHP"
    ),
    "quincenal": File(lines("Ciudad,Sueldo quincenal (MXN)", lambda row: f"Puebla,{6_000 + row * 200}"), 14e3, "MXN"),
    "every four weeks": File(
        lines("City,4-weekly pay (£)", lambda row: f"Hull,{1_600 + row * 80}"), 2_000 * 13 / 12, "GBP"
    ),
    "semi-monthly in a column": File(
        lines("City,Gross pay,Pay basis", lambda row: f"Reno,US${1_600 + row * 80},Semi-Monthly"), 4e3, "USD"
    ),
}

PAID: dict[str, File] = {
    "13 Monatsgehälter": File(
        lines("Ort;Monatsgehalt brutto (13 Monatsgehälter)", lambda row: f"Ulm;{EURO[row]}"), OF_EURO * 13 / 12, "EUR"
    ),
    "13,5 Gehälter": File(
        lines("Ort;Monatsgehalt (13,5 Gehälter pro Jahr)", lambda row: f"Ulm;{EURO[row]}"), OF_EURO * 13.5 / 12, "EUR"
    ),
    "12,5 x": File(
        lines("Ort;Bruttomonatsgehalt (12,5 x)", lambda row: f"Ulm;{EURO[row]}"), OF_EURO * 12.5 / 12, "EUR"
    ),
    "CHF x 13": File(lines("Ort;Monatslohn CHF x 13", lambda row: f"Bern;{EURO[row] * 2}"), OF_EURO * 26 / 12, "CHF"),
    "14 mensilità": File(
        lines("Sede;Stipendio mensile lordo (14 mensilità)", lambda row: f"Bari;{EURO[row]}"), OF_EURO * 14 / 12, "EUR"
    ),
    "a year's RAL in 14 mensilità": File(
        lines("Sede;RAL (14 mensilità)", lambda row: f"Bari;{EURO[row] * 12}"), OF_EURO, "EUR"
    ),
    "sur 13 mois": File(
        lines("Ville;Salaire brut mensuel (sur 13 mois)", lambda row: f"Lille;{EURO[row]}"), OF_EURO * 13 / 12, "EUR"
    ),
    "annuel sur 13 mois": File(
        lines("Ville;Salaire brut annuel (sur 13 mois)", lambda row: f"Lille;{EURO[row] * 12}"), OF_EURO, "EUR"
    ),
    "13,92 maanden": File(
        lines("Stad;Bruto maandloon (13,92 maanden) EUR", lambda row: f"Gent;{EURO[row]}"), OF_EURO * 13.92 / 12, "EUR"
    ),
    "16薪": File(lines("岗位,城市,月薪(16薪)", lambda row: f"开发,上海,{EURO[row] * 5}"), OF_EURO * 80 / 12, "CNY"),
    "a column of pagas": File(
        lines("Ciudad;Sueldo bruto mensual (€);Pagas", lambda row: f"Soria;{EURO[row]};14"), OF_EURO * 14 / 12, "EUR"
    ),
    "a column of 12 and 14 pagas": File(
        lines("Ciudad;Sueldo bruto mensual (€);Nº de pagas", lambda row: f"Soria;{EURO[row]};{(14, 12)[row % 2]}"),
        2_800 * 14 / 12,
        "EUR",
    ),
    "Anzahl Gehälter": File(
        lines("Ort;Monatsgehalt brutto;Anzahl Gehälter", lambda row: f"Ulm;{EURO[row]};13,5"),
        OF_EURO * 13.5 / 12,
        "EUR",
    ),
    "number of salaries, of monthly pay that does not say so": File(
        lines("City,Gross salary (EUR),Number of salaries per year", lambda row: f"Wien,{EURO[row]},14"),
        OF_EURO * 14 / 12,
        "EUR",
    ),
    "number of salaries, of a year's pay": File(
        lines("City,Annual gross salary (EUR),Salaries per year", lambda row: f"Wien,{EURO[row] * 12},14"),
        OF_EURO,
        "EUR",
    ),
    "薪数": File(lines("岗位,月薪(元),发薪", lambda row: f"开发,{EURO[row] * 5},14薪"), OF_EURO * 70 / 12, "CNY"),
    "€ x 14": File(lines("Ciudad;Salario", lambda row: f"Soria;{EURO[row]} € x 14"), OF_EURO * 14 / 12, "EUR"),
    "€ en 14 pagas": File(
        lines("Ciudad;Salario", lambda row: f"Soria;{EURO[row]} € en 14 pagas"), OF_EURO * 14 / 12, "EUR"
    ),
    "€ (13 Gehälter)": File(
        lines("Ort;Gehalt", lambda row: f"Ulm;{EURO[row]} € brutto (13 Gehälter)"), OF_EURO * 13 / 12, "EUR"
    ),
    "a year's € sur 13 mois": File(
        lines("Ville;Salaire", lambda row: f"Lille;{EURO[row] * 13} € sur 13 mois"), OF_EURO * 13 / 12, "EUR"
    ),
    "K*16薪": File(lines("岗位,薪资", lambda row: f"开发,{15 + row}-{25 + row}K*16薪"), 25e3 * 16 / 12, "CNY"),
    "a thirteenth month for some says no factor": File(
        lines("City,Monthly salary (PHP),13th month pay", lambda row: f"Manila,{EURO[row] * 10},Yes"),
        OF_EURO * 10,
        "PHP",
    ),
    "twelve times a month": File(lines("City,Monthly salary x 12 (INR)", lambda row: f"Pune,{MONTH[row]}"), OF_MONTH),
}
UNITS: dict[str, File] = {
    "Lakhs": File(lines("City,Annual Salary,Unit", lambda row: f"{city(row)},{LAKHS[row]},Lakhs"), OF_YEAR),
    "in thousands": File(
        lines("City,Pay per month,Denomination", lambda row: f"{city(row)},{MONTH[row] / 1_000},in thousands"), OF_MONTH
    ),
    "lakhs and thousands": File(
        lines(
            "City,Annual Salary,Unit",
            lambda row: f"{city(row)},{LAKHS[row]},Lakhs" if row % 2 else f"{city(row)},{LAKHS[row] * 100:g},Thousands",
        ),
        OF_YEAR,
    ),
    "lakhs, and rupees written out": File(
        lines(
            "City,Annual Salary,Unit",
            lambda row: f"{city(row)},{LAKHS[row]},Lakhs" if row % 2 else f"{city(row)},{YEAR[row]},Rs",
        ),
        OF_YEAR,
    ),
    "a unit beside figures that have it": File(
        lines("City,CTC,Unit", lambda row: f"{city(row)},{LAKHS[row]} LPA,Lakhs"), OF_YEAR
    ),
    "a scale that is the size of a firm": File(
        lines("City,CTC (per year),Scale", lambda row: f"{city(row)},{LAKHS[row]},{'ML'[row % 2]}"), OF_YEAR
    ),
    "units that are works": File(
        lines("City,Pay per month,Unit", lambda row: f"{city(row)},{MONTH[row]},Plant {row % 2}"), OF_MONTH
    ),
}
FILES = COUNTED | PAID | UNITS


@pytest.mark.parametrize("name", FILES)
def test_money_is_read_as_those_count_it_who_are_paid_in_it(name: str) -> None:
    file = FILES[name]
    imported = read_csv(file.content, name=file.name)
    assert float(np.nanmedian(imported.survey.middle)) == pytest.approx(file.median, rel=0.001)
    assert (imported.survey.currency, imported.audit.rows_used) == (file.currency, file.used)


@pytest.mark.parametrize(
    ("figure", "median", "rival"), [(10_000, OF_EURO * 1e5, OF_EURO * 1e4), (100_000, OF_EURO * 1e5, OF_EURO * 1e6)]
)
def test_whether_figures_of_iran_are_tomans_is_a_guess_with_a_tenth_or_ten_times_beside_it(
    figure: int, median: float, rival: float
) -> None:
    content = lines("شهر,دستمزد ماهانه", lambda row: f"{TEHRAN},{EURO[row] * figure}")
    imported = read_csv(content, name="pay.csv")
    assert float(np.nanmedian(imported.survey.middle)) == pytest.approx(median)
    guesses = {entry["about"]: entry for entry in json.loads(json.dumps(imported.audit.to_json()))["guesses"]}
    assert guesses["tomans"]["others"][0]["median"] == pytest.approx(rival)
    assert any("tomans" in sentence for sentence in imported.audit.first())


@pytest.mark.parametrize(("currency", "rials"), [("IRR", 1), ("IRT", 10)])
def test_a_person_says_whether_figures_are_rials_or_tomans(currency: str, rials: int) -> None:
    content = lines("شهر,دستمزد ماهانه", lambda row: f"{TEHRAN},{EURO[row] * 10_000}")
    imported = read_csv(content, ImportOptions(currency=currency), name="pay.csv")
    assert imported.survey.currency == "IRR"
    assert float(np.nanmedian(imported.survey.middle)) == pytest.approx(OF_EURO * 10_000 * rials)
    assert "tomans" not in [guess.about for guess in imported.audit.guesses]


@pytest.mark.parametrize("header", ["Pagas", "Number of payments per year", "Mensilità"])
def test_a_column_of_payments_is_told_with_the_twelfth(header: str) -> None:
    content = lines(f"Team,Gross monthly pay EUR,{header}", lambda row: f"A,{EURO[row]},14")
    imported = read_csv(content, name="pay.csv")
    assert imported.columns.first_header("payments") == header
    guess = next(guess for guess in imported.audit.guesses if guess.about == "payments")
    assert [guess.choice.median, guess.runners_up[0].median] == pytest.approx([OF_EURO * 14 / 12, OF_EURO])
