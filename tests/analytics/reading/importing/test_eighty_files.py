"""Eighty files of every kind of trap, each with the answer that was written down before it was first read.

It is one subject: files as people have them, one line of facts each. Eleven rows of pay rise from the lowest to the
highest, so that the sixth is the median: ₹25,500 a month, or ₹3.9 lakh a year.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import xlsxwriter

from analytics.reading.importing.read import read_csv

MONTH = (18_000, 19_500, 21_000, 22_500, 24_000, 25_500, 27_000, 29_000, 32_000, 36_000, 45_000)
LAKHS = (2.4, 2.75, 3.1, 3.25, 3.6, 3.9, 4.2, 4.8, 5.5, 6.5, 9.0)
YEAR = tuple(round(lakhs * 100_000) for lakhs in LAKHS)
EURO = (2_100, 2_250, 2_400, 2_650, 2_800, 2_950, 3_100, 3_300, 3_600, 4_100, 5_200)
OF_MONTH, OF_YEAR, OF_EURO = 25_500.0, 32_500.0, 2_950.0
CITIES = ("Pune", "Delhi", "Mumbai", "Jaipur", "Chennai")


@dataclass(frozen=True)
class File:
    """A file and what is right: the median per month, the currency, how many rows count, and values of a dimension."""

    content: bytes
    median: float
    currency: str = "INR"
    used: int = 11
    name: str = "pay.csv"
    values: tuple[str, str] | None = None
    open_ended: int = 0


def lines(header: str, line: Callable[[int], str], count: int = 11, above: str = "", below: str = "") -> bytes:
    return "\n".join([f"{above}{header}", *(line(row) for row in range(count)), below]).encode()


def city(row: int) -> str:
    return CITIES[row % 5]


def grouped(figure: int) -> str:
    """With the commas of India: 12,34,567."""
    text = str(figure)
    head, tail = text[:-3], text[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return ",".join([*pairs, tail])


def decimal(figure: float, point: str = ",", group: str = ".") -> str:
    """Two decimals as written elsewhere: 2.950,00."""
    return f"{figure:,.2f}".replace(",", "\0").replace(".", point).replace("\0", group)


Rows = Sequence[Sequence[Any]]


def workbook(*sheets: tuple[str, Rows], merged: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for index, row in enumerate(rows):
                sheet.write_row(index, 0, row)
            for span in merged:
                sheet.merge_range(*span)
    return buffer.getvalue()


def open_document(rows: Rows) -> bytes:
    def cell(value: object) -> str:
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    spaces = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Pay">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


FILES: dict[str, File] = {
    # ------------------------------------------------------------------------------- 1: periods of something else
    "contributions are monthly, a lease lasts months": File(
        lines(
            "City,PF Contribution Frequency,Rent agreement,CTC",
            lambda row: f"{city(row)},Monthly,11 months,{YEAR[row]}",
        ),
        OF_YEAR,
    ),
    "a contract renewed monthly or yearly": File(
        lines(
            "City,Employment Term,CTC (in Lakhs)",
            lambda row: f"{city(row)},{('Monthly renewal', 'Yearly renewal')[row % 2]},{LAKHS[row]}",
        ),
        OF_YEAR,
    ),
    "Kündigungsfrist": File(
        lines(
            "Stadt;Kündigungsfrist;Jahresgehalt brutto (€)",
            lambda row: f"Köln;{('3 Monate', '4 Wochen')[row % 2]};{EURO[row] * 12}",
        ),
        OF_EURO,
        "EUR",
    ),
    "période d'essai": File(
        lines(
            "Ville;Période d'essai;Salaire brut annuel",
            lambda row: f"Lyon;{('3 mois', '6 mois')[row % 2]};{EURO[row] * 12} €",
        ),
        OF_EURO,
        "EUR",
    ),
    "salary slips come weekly, pay is a year's": File(
        lines("City,Salary slip frequency,Annual gross", lambda row: f"{city(row)},Weekly,{YEAR[row]}"), OF_YEAR
    ),
    "deneme süresi": File(
        lines(
            "Şehir;Deneme süresi;Aylık net maaş (TL)", lambda row: f"Ankara;{('2 ay', '1 yıl')[row % 2]};{MONTH[row]}"
        ),
        OF_MONTH,
        "TRY",
    ),
    # ------------------------------------------------------------------------------------------------- 2: no unit
    "offered package": File(
        lines("Company,Branch,Offered Package", lambda row: f"Firm {row},CSE,{LAKHS[row]}"), OF_YEAR
    ),
    "thousands in a quoted mark": File(
        lines("City,Annual Total Pay (INR '000)", lambda row: f"{city(row)},{LAKHS[row] * 100:g}"), OF_YEAR
    ),
    "lakh sign in brackets": File(lines("City,CTC [₹ L]", lambda row: f"{city(row)},{LAKHS[row]}"), OF_YEAR),
    "hundred thousands in noughts": File(
        lines("City,Annual Salary (Rs. in 00000),Grade", lambda row: f"{city(row)},{LAKHS[row]},A"), OF_YEAR
    ),
    "lakhs as figures of a workbook": File(
        workbook(("Offers", [["Student", "Recruiter", "Salary"], *(["S", "R", lakhs] for lakhs in LAKHS)])),
        OF_YEAR,
        name="offers.xlsx",
    ),
    "millions of yen": File(lines("都市,年収（百万円）", lambda row: f"大阪,{4 + row / 2:.1f}"), 6.5e6 / 12, "JPY"),
    # --------------------------------------------------------------------------- 3: plausibility, notations of cells
    "benefits behind the figure": File(
        lines("City,CTC", lambda row: f"{city(row)},{LAKHS[row]} LPA + {('ESOPs', 'PF', 'meals')[row % 3]}"), OF_YEAR
    ),
    "fixed and variable with an ampersand": File(
        lines("City,Salary", lambda row: f"{city(row)},₹{LAKHS[row]} lacs fixed & 0.5 lac variable"), OF_YEAR
    ),
    "impossible amounts among possible ones": File(
        lines(
            "City,Salary",
            lambda row: f'{city(row)},"{LAKHS[row]} LPA"' if row < 11 else f'{city(row)},"3,90,000 lakhs"',
            13,
        ),
        OF_YEAR,
    ),
    "rupees written out in a column of lakhs": File(
        lines("City,CTC (LPA)", lambda row: f"{city(row)},{YEAR[row] if row % 4 == 1 else LAKHS[row]}"), OF_YEAR
    ),
    "slash and dash behind rupees": File(
        lines("Name of post,Salary per month", lambda row: f'Clerk,"Rs.{grouped(MONTH[row])}/-"'), OF_MONTH
    ),
    "slash and equals sign": File(
        lines("Post,Consolidated pay", lambda row: f'Clerk,"Rs. {grouped(MONTH[row])}/= p.m."'), OF_MONTH
    ),
    "a ledger of credits": File(
        lines(
            "Ledger,Closing balance of salary payable",
            lambda row: f'Employee {row},"{grouped(MONTH[row])}.00 Cr"',
            above="",
        ),
        OF_MONTH,
    ),
    "mojibake of the rupee sign": File(
        lines("City,Salary", lambda row: f'{city(row)},"â‚¹{MONTH[row]:,} a month"'), OF_MONTH
    ),
    "UTF-8 taken for Windows and saved again": File(
        lines("Stadt;Gehalt monatlich (€)", lambda row: f"München;{decimal(EURO[row])} €")
        .decode("cp1252")
        .encode("utf-8"),
        OF_EURO,
        "EUR",
        values=("city", "München"),
    ),
    "UTF-8 taken for Mac letters and saved again": File(
        lines("City,Salary", lambda row: f'{city(row)},"₹{MONTH[row]:,} – ₹{MONTH[row]:,} a month"')
        .decode("mac_roman")
        .encode("utf-8"),
        OF_MONTH,
    ),
    # ---------------------------------------------------------------------------------------------- 4: open ends
    "upto and above in lakhs": File(
        lines(
            "City,Annual package",
            lambda row: (
                f"{city(row)},{('Upto 2.5 LPA', '2.5 LPA - 5 LPA', '2.5 LPA - 5 LPA', '10 LPA & Above')[row % 4]}"
            ),
            12,
        ),
        3.75e5 / 12,
        used=12,
        open_ended=6,
    ),
    "a dash where no end is": File(
        lines(
            "City,Monthly salary from,Monthly salary to",
            lambda row: f"{city(row)},{MONTH[row]},{'-' if row % 3 == 0 else MONTH[row]}",
        ),
        OF_MONTH,
        open_ended=4,
    ),
    "menos de, más de": File(
        lines(
            "Ciudad;Salario mensual",
            lambda row: (
                f"Sevilla;{('Menos de 1.000 €', 'Entre 1.000 € y 2.000 €', 'Entre 1.000 € y 2.000 €', 'Más de 3.000 €')[row % 4]}"  # noqa: E501
            ),
            12,
        ),
        1_500,
        "EUR",
        12,
        open_ended=6,
    ),
    "unter, bis unter, und mehr": File(
        lines(
            "Ort;Nettoeinkommen im Monat",
            lambda row: (
                f"Ulm;{('unter 2.000 €', '2.000 bis unter 3.000 €', '2.000 bis unter 3.000 €', '4.000 € und mehr')[row % 4]}"  # noqa: E501
            ),
            12,
        ),
        2_500,
        "EUR",
        12,
        open_ended=6,
    ),
    "ve altı, üzeri": File(
        lines(
            "Şehir;Aylık maaş",
            lambda row: (
                f"İzmir;{('17.000 TL ve altı', '17.000 - 25.000 TL', '17.000 - 25.000 TL', '50.000 TL üzeri')[row % 4]}"
            ),
            12,
        ),
        21_000,
        "TRY",
        12,
        open_ended=6,
    ),
    "moins de, plus de": File(
        lines(
            "Ville;Salaire net mensuel",
            lambda row: (
                f"Lille;{('Moins de 1 500 €', 'De 1 500 à 2 500 €', 'De 1 500 à 2 500 €', 'Plus de 4 000 €')[row % 4]}"
            ),
            12,
        ),
        2_000,
        "EUR",
        12,
        open_ended=6,
    ),
    "do, powyżej": File(
        lines(
            "Miasto;Wynagrodzenie miesięczne brutto",
            lambda row: f"Gdynia;{('do 4000 zł', '4000 - 6000 zł', '4000 - 6000 zł', 'powyżej 10 000 zł')[row % 4]}",
            12,
        ),
        5_000,
        "PLN",
        12,
        open_ended=6,
    ),
    "abaixo de, acima de": File(
        lines(
            "Cidade;Faixa salarial mensal",
            lambda row: (
                f"Recife;{('Abaixo de R$ 2.000', 'R$ 2.000 a R$ 4.000', 'R$ 2.000 a R$ 4.000', 'Acima de R$ 8.000')[row % 4]}"  # noqa: E501
            ),
            12,
        ),
        3_000,
        "BRL",
        12,
        open_ended=6,
    ),
    # --------------------------------------------------------------------------------------------- 5: experience
    "years and months in letters": File(
        lines(
            "City,Total Exp,Salary per month",
            lambda row: f"{city(row)},{('03Y-04M', '02Y-11M', '00Y-06M')[row % 3]},{MONTH[row]}",
        ),
        OF_MONTH,
        values=("years", "0 2 3"),
    ),
    "Berufserfahrung in Monaten": File(
        lines(
            "Ort;Berufserfahrung (Monate);Gehalt pro Monat (EUR)",
            lambda row: f"Bonn;{(6, 18, 36)[row % 3]};{EURO[row]}",
        ),
        OF_EURO,
        "EUR",
        values=("years", "0 1 3"),
    ),
    "अनुभव महीनों में": File(
        lines(
            "शहर,कार्य अनुभव (महीनों में),मासिक वेतन",
            lambda row: f"पुणे,{(6, 18, 36)[row % 3]},{MONTH[row]}",
        ),
        OF_MONTH,
        values=("years", "0 1 3"),
    ),
    "mos and yrs mixed": File(
        lines(
            "City,Experience,Monthly CTC",
            lambda row: f"{city(row)},{('18 mos', '2 yrs 3 mos', '8 mos')[row % 3]},{MONTH[row]}",
        ),
        OF_MONTH,
        values=("years", "0 1 2"),
    ),
    "tres años y meses": File(
        lines(
            "Ciudad;Experiencia;Sueldo mensual (€)",
            lambda row: f"Bilbao;{('3 años', '18 meses', '6 meses')[row % 3]};{EURO[row]}",
        ),
        OF_EURO,
        "EUR",
        values=("years", "0 1 3"),
    ),
    # ------------------------------------------------------------------------------------- 6: words in a pay header
    "monthly, for eight hours and six days": File(
        lines("City,Pay per month (8 hrs/day & 6 days/week)", lambda row: f"{city(row)},{MONTH[row]}"), OF_MONTH
    ),
    "twelve monthly instalments": File(
        lines("City,Annual salary (in 12 monthly instalments)", lambda row: f"{city(row)},{YEAR[row]}"), OF_YEAR
    ),
    "a month of twenty-six days": File(
        lines("City,Gross wages/month for 26 days", lambda row: f"{city(row)},{MONTH[row]}"), OF_MONTH
    ),
    "the team of HR": File(
        lines("City,HR Team - Annual Salary (INR)", lambda row: f"{city(row)},{YEAR[row]}"), OF_YEAR
    ),
    "probation of three months": File(
        lines("City,Salary p.m. (after 3 months probation)", lambda row: f"{city(row)},{MONTH[row]}"), OF_MONTH
    ),
    "Monatsgehalt für vierzig Stunden": File(
        lines("Ort;Bruttomonatsgehalt (40 Std./Woche)", lambda row: f"Jena;{decimal(EURO[row])}"), OF_EURO, "EUR"
    ),
    # ------------------------------------------------------------------------- 7, 17: which of many columns is the pay
    "drawn and expected": File(
        lines(
            "City,CTC drawn,CTC expected,CTC offered",
            lambda row: f"{city(row)},{YEAR[row]},{YEAR[row] * 2},{YEAR[row] * 3 // 2}",
        ),
        OF_YEAR,
    ),
    "two financial years": File(
        lines(
            "City,Compensation FY2022-23,Compensation FY2023-24",
            lambda row: f"{city(row)},{YEAR[row] // 2},{YEAR[row]}",
        ),
        OF_YEAR,
    ),
    "last drawn beside present": File(
        lines("City,Last drawn salary,Present salary p.m.", lambda row: f"{city(row)},{MONTH[row] // 2},{MONTH[row]}"),
        OF_MONTH,
    ),
    "zasadnicze i całkowite": File(
        lines(
            "Miasto;Wynagrodzenie zasadnicze (mies.);Wynagrodzenie całkowite (mies.)",
            lambda row: f"Łódź;{MONTH[row] // 10};{MONTH[row] // 5}",
        ),
        5_100,
        "PLN",
    ),
    "оклад и зарплата": File(
        lines(
            "Город;Оклад;Заработная плата в месяц, руб.;Премия",
            lambda row: f"Казань;{MONTH[row]};{MONTH[row] * 2};{MONTH[row]}",
        ),
        51_000,
        "RUB",
    ),
    "salário base e bruto": File(
        lines(
            "Cidade;Cargo;Salário base;Salário bruto mensal",
            lambda row: f'Curitiba;Analista;"{decimal(EURO[row] / 2)}";"{decimal(EURO[row])}"',
        ),
        OF_EURO,
        "BRL",
    ),
    "a Keka register": File(
        lines(
            "Employee Number,Job Title,Location,Pay Group,Basic,HRA,Special Allowance,Gross(A),PF EE,PT,TDS,"
            "Total Deductions(B),Net Pay(A-B)",
            lambda row: (
                f"K{row:03},Executive,{city(row)},Monthly,{MONTH[row] * 0.4:.2f},{MONTH[row] * 0.2:.2f},"
                f"{MONTH[row] * 0.4:.2f},{MONTH[row]:.2f},1800,200,0,2000,{MONTH[row] - 2_000:.2f}"
            ),
        ),
        OF_MONTH,
    ),
    "a Zoho payroll summary": File(
        lines(
            "Employee ID,Work Location,Paid Days,Basic,House Rent Allowance,Fixed Allowance,Gross Pay,EPF Contribution,"
            "Professional Tax,Net Pay",
            lambda row: (
                f"Z-{row},{city(row)},30,₹{MONTH[row] * 0.5:.2f},₹{MONTH[row] * 0.25:.2f},₹{MONTH[row] * 0.25:.2f},"
                f'"₹{grouped(MONTH[row])}.00","₹1,800.00",₹200.00,₹{MONTH[row] - 2_000:.2f}'
            ),
            below=',Total,,,,,"₹2,99,500.00",,,',
        ),
        OF_MONTH,
    ),
    "a Tally pay sheet": File(
        lines(
            "Particulars,Basic Pay,Conveyance,Gross Salary,Provident Fund,Net Salary",
            lambda row: (
                f'Employee {row},"{grouped(MONTH[row] - 1_600)}.00","1,600.00","{grouped(MONTH[row])}.00","1,800.00",'
                f'"{grouped(MONTH[row] - 1_800)}.00"'
            ),
            above="Sharma & Sons\nPay Sheet\n1-May-25 to 31-May-25\n",
            below='Grand Total,"2,81,900.00","17,600.00","2,99,500.00","19,800.00","2,79,700.00"',
        ),
        OF_MONTH,
    ),
    "a GreytHR salary statement": File(
        workbook(
            (
                "Salary Statement",
                [
                    ["ACME INDIA PVT LTD"],
                    ["Salary statement for the month of April 2025"],
                    [],
                    ["S.No", "Employee No", "Designation", "BASIC", "HRA", "GROSS", "PF", "PROF TAX", "NET PAY"],
                    *(
                        [row + 1, f"A{row}", "Executive", pay / 2, pay / 2, pay, 1_800, 200, pay - 2_000]
                        for row, pay in enumerate(MONTH)
                    ),
                    ["Total", None, None, 149_750, 149_750, 299_500, 19_800, 2_200, 277_500],
                ],
            )
        ),
        OF_MONTH,
        name="statement.xlsx",
    ),
    # --------------------------------------------------------------------------------------- 8: exports of job sites
    "JobSpy in rupees": File(
        lines(
            "id,site,job_url,title,company,location,interval,min_amount,max_amount,currency,description",
            lambda row: (
                f'in-{row},indeed,https://example.org/{row},Accountant,Firm,"{city(row)}, IN",'
                f"{('monthly', 'yearly')[row % 2]},"
                f"{MONTH[row] * (1, 12)[row % 2]},{MONTH[row] * (1, 12)[row % 2]},INR,"
                '"**About**\n\nWe need ""you"", at once;\n* Tally\n* GST, TDS"'
            ),
        ),
        OF_MONTH,
    ),
    "Glassdoor estimates": File(
        lines(
            "Company,Title,Salary Estimate,Rating",
            lambda row: f"Firm {row},Analyst,₹{LAKHS[row]}L - ₹{LAKHS[row]}L (Employer Est.),4.{row % 10}",
        ),
        OF_YEAR,
    ),
    "Indeed snippets": File(
        lines(
            "title,companyLocation,salarySnippet",
            lambda row: f'Clerk,{city(row)},"₹{MONTH[row]:,} - ₹{MONTH[row]:,} a month"',
        ),
        OF_MONTH,
    ),
    "Naukri cards": File(
        lines(
            "Job Title,Experience,Salary,Location,Posted",
            lambda row: (
                f"Data Analyst,{row % 3}-{row % 3 + 3} Yrs,"
                f"{f'{LAKHS[row]}-{LAKHS[row]} Lacs PA' if row < 11 else 'Not disclosed'},Bangalore/Bengaluru,Today"
            ),
            15,
        ),
        OF_YEAR,
    ),
    "LinkedIn ranges": File(
        lines(
            "job_title,place,base_salary",
            lambda row: f'Analyst,"{city(row)}, India","₹{YEAR[row]:,}.00/yr - ₹{YEAR[row]:,}.00/yr"',
        ),
        OF_YEAR,
    ),
    "postings in schema.org's words": File(
        json.dumps(
            [
                {
                    "title": "Clerk",
                    "jobLocation": {"address": {"addressLocality": city(row)}},
                    "baseSalary": {
                        "currency": "INR",
                        "value": {"minValue": pay, "maxValue": pay, "unitText": "MONTH"},
                    },
                }
                for row, pay in enumerate(MONTH)
            ]
        ).encode(),
        OF_MONTH,
        name="jobs.json",
    ),
    "a Google form in Hindi": File(
        lines(
            "Timestamp,आप किस शहर में काम करते हैं?,आपकी मासिक सैलरी कितनी है? (रुपये में)",
            lambda row: f"2025/06/0{row % 9 + 1} 9:15:00 AM GMT+5:30,{('पुणे', 'दिल्ली')[row % 2]},{MONTH[row]}",
        ),
        OF_MONTH,
    ),
    "a form with a question of ranges": File(
        lines(
            'Timestamp,"What is your current annual CTC? (in LPA, e.g. 4.5)",How many years have you worked?',
            lambda row: f"03/06/2025 10:1{row % 10}:00,{LAKHS[row]},{row % 4}",
        ),
        OF_YEAR,
    ),
    # ------------------------------------------------------------------------------------- 9: rows that are no people
    "totals of sections": File(
        lines(
            "Section,Name,Gross salary per month",
            lambda row: f"A,E{row},{MONTH[row]}",
            below="Sub Total (A),,299500\nTotal (A+B),,299500\nCarried over to next page,,299500\nDept. avg,,27227\n",
        ),
        OF_MONTH,
    ),
    "Gesamtsumme und Durchschnitt": File(
        lines(
            "Abteilung;Name;Gehalt (monatlich)",
            lambda row: f"Verkauf;N{row};{EURO[row]} €",
            below="Gesamtsumme;;34450 €\nDurchschnitt;;3132 €\n",
        ),
        OF_EURO,
        "EUR",
    ),
    "razem i średnia": File(
        lines(
            "Dział;Osoba;Pensja brutto (zł)",
            lambda row: f"Sprzedaż;O{row};{EURO[row] * 2}",
            below="Razem;;68900\nŚrednia;;6264\n",
        ),
        OF_EURO * 2,
        "PLN",
    ),
    "toplam ve ortalama": File(
        lines(
            "Bölüm;Personel;Brüt maaş (TL)",
            lambda row: f"Satış;P{row};{MONTH[row]}",
            below="Genel Toplam;;299500\nOrtalama;;27227\n",
        ),
        OF_MONTH,
        "TRY",
    ),
    "மொத்தம் மற்றும் சராசரி": File(
        lines(
            "துறை,பணியாளர்,மாத சம்பளம் (ரூ)",
            lambda row: f"விற்பனை,P{row},{MONTH[row]}",
            below="மொத்தம்,,299500\nசராசரி,,27227\n",
        ),
        OF_MONTH,
    ),
    # ----------------------------------------------------------------------------------------------------- 10: shape
    "Indian commas in the middle of a line": File(
        lines("City,Annual salary,Years", lambda row: f"{city(row)},{grouped(YEAR[row])},{row % 7}"), OF_YEAR
    ),
    "tildes": File(lines("City~Designation~CTC", lambda row: f"{city(row)}~Clerk~{YEAR[row]}"), OF_YEAR),
    "circumflexes": File(
        lines("City^Designation^Monthly pay", lambda row: f"{city(row)}^Clerk^{MONTH[row]}"), OF_MONTH
    ),
    "columns set with blanks": File(
        lines(
            f"{'Location':<14}{'Post held':<22}{'Monthly salary':>14}",
            lambda row: f"{city(row):<14}{'Office Assistant':<22}{MONTH[row]:>14}",
        ),
        OF_MONTH,
    ),
    "whole lines in quotation marks": File(
        lines('"City,Designation,Monthly salary"', lambda row: f'"{city(row)},Clerk,{MONTH[row]}"'), OF_MONTH
    ),
    "a table in Markdown": File(
        lines("| City | Salary per month |\n|---|---:|", lambda row: f"| {city(row)} | {MONTH[row]} |"), OF_MONTH
    ),
    "three header rows of a survey tool": File(
        lines(
            "StartDate,ResponseId,Q4,Q7",
            lambda row: f"2025-03-0{row % 9 + 1} 10:00:00,R_{row}x,{city(row)},{MONTH[row]}",
            above="",
            count=11,
        ).replace(
            b"StartDate,ResponseId,Q4,Q7\n",
            b"StartDate,ResponseId,Q4,Q7\n"
            b"Start Date,Response ID,Where do you work?,What is your gross monthly pay in rupees?\n"
            b'"{""ImportId"":""startDate"",""timeZone"":""Asia/Kolkata""}","{""ImportId"":""_recordId""}",'
            b'"{""ImportId"":""QID4""}","{""ImportId"":""QID7_TEXT""}"\n',
        ),
        OF_MONTH,
    ),
    "sep= and semicolons": File(
        lines("Ort;Gehalt in EUR (Monat)", lambda row: f"Trier;{decimal(EURO[row], group='')}", above="sep=;\n"),
        OF_EURO,
        "EUR",
    ),
    "departments merged in a workbook": File(
        workbook(
            (
                "Pay",
                [["Department", "Post", "Gross per month"], *([None, "Clerk", pay] for pay in MONTH)],
            ),
            merged=((1, 0, 5, 0, "Accounts"), (6, 0, 11, 0, "Sales")),
        ),
        OF_MONTH,
        name="pay.xlsx",
        values=("sector", "Accounting & finance|Sales"),
    ),
    "an OpenDocument sheet": File(
        open_document([["City", "Monthly salary"], *([city(row), pay] for row, pay in enumerate(MONTH))]),
        OF_MONTH,
        name="pay.ods",
    ),
    # ---------------------------------------------------------------------------------------------- 11, 12, 15: groups
    "codes of airports": File(
        lines("Base,Monthly salary", lambda row: f"{('BOM', 'MAA', 'CCU')[row % 3]},{MONTH[row]}").replace(
            b"Base,", b"Work location,"
        ),
        OF_MONTH,
        values=("city", "Chennai|Kolkata|Mumbai"),
    ),
    "codes of the post": File(
        lines("Location PIN,Monthly salary", lambda row: f"{('600001', '110001', '411001')[row % 3]},{MONTH[row]}"),
        OF_MONTH,
        values=("city", "Chennai|Delhi|Pune"),
    ),
    "three dollars among rupees": File(
        lines(
            "City,Pay",
            lambda row: f'{city(row)},"{grouped(YEAR[row])}"' if row < 11 else f'{city(row)},"$48,000 per year"',
            13,
        ),
        OF_YEAR,
    ),
    # ------------------------------------------------------------------------------------------ 13, 14, 16, 18
    "orders, duties and blogs": File(
        lines(
            "Gig,Pay",
            lambda row: (
                f"Job,Rs {MONTH[row]} per month"
                if row < 11
                else ("Ride,₹40 per order", "Nurse,Rs 800 per duty", "Text,Rs 500 per blog")[row - 11]
            ),
            14,
        ),
        OF_MONTH,
    ),
    "semicolons and decimal commas without a header": File(
        b"\n".join(f"Köln;Sachbearbeiter;{decimal(2_900.25 + row)}".encode() for row in range(25)),
        2_912.25,
        "EUR",
        25,
    ),
    "zł with decimal commas": File(
        lines("Miasto;Wynagrodzenie", lambda row: f"Kraków;{6_500 + row},20", 25), 6_512.2, "PLN", 25
    ),
    "brackets that lost an end": File(
        lines(
            "City,Monthly income",
            lambda row: f"{city(row)},{('[15.000-20.000)', '[15.000-20.000)', '-10.000)', '[75.000-')[row % 4]}",
            12,
        ),
        17_500,
        used=12,
        open_ended=6,
    ),
    "fourteen payments in Spain": File(
        lines("Ciudad;Salario bruto mensual (x14)", lambda row: f"Vigo;{decimal(EURO[row])} €"),
        OF_EURO * 14 / 12,
        "EUR",
    ),
    "crores and lakhs in words": File(
        lines("Post,CTC", lambda row: f"CFO,{('1 crore 20 lakhs', '1 Cr 20 L', '1.2 crores')[row % 3]} p.a."), 1e6
    ),
    "mth and yr in a column": File(
        lines(
            "City,Wage,Per",
            lambda row: f"{city(row)},{MONTH[row] * (1, 12)[row % 2]},{('mth', 'yr')[row % 2]}",
        ),
        OF_MONTH,
    ),
}


def test_there_are_eighty_or_more() -> None:
    assert len(FILES) >= 80


@pytest.mark.parametrize("title", FILES)
def test_a_file_is_read_as_its_writer_meant_it(title: str) -> None:
    file = FILES[title]
    imported = read_csv(file.content, name=file.name)
    assert float(np.nanmedian(imported.survey.middle)) == pytest.approx(file.median, rel=1e-6)
    assert (imported.survey.currency, imported.audit.rows_used) == (file.currency, file.used)
    assert imported.audit.open_ended == file.open_ended
    if file.values:
        dimension, values = file.values
        assert set(imported.survey.dimensions[dimension].values) == set(
            values.split("|") if "|" in values else values.split()
        )
