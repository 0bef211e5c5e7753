"""Files of more languages, payrolls and job sites, each with the answer that was written down before it was first read.

They are those of a hundred and eleven that were read wrongly or refused at first.
"""

import numpy as np
import pytest

from analytics.reading.files.table import ImportRefusedError
from analytics.reading.importing.read import read_csv
from tests.analytics.reading.importing.test_eighty_files import (
    EURO,
    MONTH,
    OF_EURO,
    OF_MONTH,
    File,
    city,
    decimal,
    lines,
    workbook,
)

FILES: dict[str, File] = {
    "salariu lunar": File(
        lines("Oraș,Salariu brut lunar (lei)", lambda row: f"Cluj,{EURO[row] * 3}"), 3 * OF_EURO, "RON"
    ),
    "fizetés": File(
        lines("Város;Bruttó havi fizetés", lambda row: f"Budapest;{EURO[row] * 200} Ft"), 200 * OF_EURO, "HUF"
    ),
    "lương tháng": File(
        lines("Thành phố,Lương tháng (triệu đồng)", lambda row: f"Hà Nội,{EURO[row] / 200:.2f}"), OF_EURO * 5_000, "VND"
    ),
    "الراتب الشهري": File(
        lines(
            "المدينة,الراتب الشهري (درهم)",
            lambda row: f"دبي,{str(EURO[row] * 3).translate(str.maketrans('0123456789', '٠١٢٣٤٥٦٧٨٩'))}",
        ),
        3 * OF_EURO,
        "AED",
    ),
    "حقوق ماهانه": File(
        lines("شهر,حقوق ماهانه (ریال)", lambda row: f"تهران,{EURO[row] * 100_000}"), OF_EURO * 100_000, "IRR"
    ),
    "เงินเดือน": File(lines("จังหวัด,เงินเดือน (บาท)", lambda row: f'กรุงเทพ,"{EURO[row] * 10:,}"'), 10 * OF_EURO, "THB"),
    "שכר חודשי": File(lines("עיר,שכר חודשי ברוטו", lambda row: f'חיפה,"{EURO[row] * 5:,} ₪"'), 5 * OF_EURO, "ILS"),
    "月給 before the figures": File(
        lines("職種,勤務地,給与", lambda row: f"事務,東京,月給{20 + row}万円〜{24 + row}万円"), 270_000.0, "JPY"
    ),
    "fourteen salaries a year behind a range": File(
        lines("职位,城市,薪资", lambda row: f"会计,上海,{8 + row}-{12 + row}K·14薪"), 15_000 * 14 / 12, "CNY"
    ),
    "rand before the figures": File(
        lines("City,Monthly salary", lambda row: f"Durban,R{16 + row} 800"), 21_800.0, "ZAR"
    ),
    "dollars in suburbs of Australia": File(
        lines(
            "Title,Suburb,Salary",
            lambda row: f'Clerk,Sydney,"${EURO[row] * 12 - 1_000:,} – ${EURO[row] * 12 + 1_000:,} p.a. + super"',
        ),
        OF_EURO,
        "AUD",
    ),
    "pesos of Argentina": File(
        lines("Ciudad;Sueldo bruto mensual", lambda row: f"Mendoza;${EURO[row] * 300:,}".replace(",", ".")),
        300 * OF_EURO,
        "ARS",
    ),
    "Gesamtbrutto of a payroll": File(
        lines("Pers.-Nr.;Lohnart;Gesamtbrutto;Netto", lambda row: f"{1_000 + row};2000;{decimal(EURO[row])};1.900,00"),
        OF_EURO,
        "EUR",
    ),
    "तलब in Kathmandu": File(lines("शहर,मासिक तलब (रु)", lambda row: f"काठमाडौं,{MONTH[row]}"), OF_MONTH, "NPR"),
    "මාසික වැටුප": File(lines("නගරය,මාසික වැටුප (රු)", lambda row: f"කොළඹ,{MONTH[row] * 3}"), 3 * OF_MONTH, "LKR"),
    "ماہانہ تنخواہ": File(
        lines("شہر,ماہانہ تنخواہ (PKR)", lambda row: f"Lahore,{MONTH[row] * 2}"), 2 * OF_MONTH, "PKR"
    ),
    "месечна заплата": File(lines("Град;Месечна заплата (лв)", lambda row: f"София;{EURO[row]}"), OF_EURO, "BGN"),
    "mesečna plata": File(
        lines("Grad;Mesečna plata (RSD)", lambda row: f"Beograd;{EURO[row] * 40}"), 40 * OF_EURO, "RSD"
    ),
    "mėnesio atlyginimas": File(
        lines("Miestas;Mėnesio atlyginimas (EUR)", lambda row: f"Vilnius;{EURO[row]}"), OF_EURO, "EUR"
    ),
    "brutopalk kuus": File(lines("Linn;Brutopalk kuus (EUR)", lambda row: f"Tallinn;{EURO[row]}"), OF_EURO, "EUR"),
    "mshahara kwa mwezi": File(
        lines("Mji,Mshahara kwa mwezi (KES)", lambda row: f"Nairobi,{EURO[row] * 20}"), 20 * OF_EURO, "KES"
    ),
    "buwanang sahod": File(
        lines("Lungsod,Buwanang sahod (PHP)", lambda row: f"Manila,{EURO[row] * 10}"), 10 * OF_EURO, "PHP"
    ),
    "gaji in ringgit": File(lines("Bandar,Gaji bulanan (RM)", lambda row: f"Ipoh,{EURO[row]}"), OF_EURO, "MYR"),
    "a star that refers to a note": File(
        lines(
            "title,area,salary",
            lambda row: f'Caller,Mumbai,"₹{MONTH[row] - 1_000:,} - ₹{MONTH[row] + 1_000:,} monthly*"',
        ),
        OF_MONTH,
    ),
    "numbered answers, the last one open": File(
        lines(
            "state,sector,wage_cat",
            lambda row: (
                f"{('Bihar', 'Kerala')[row % 2]},private,"
                f"{('1. Less than 10000', '2. 10000-20000', '3. 20000-30000', '4. 30000 and above')[row % 4]}"
            ),
        ),
        15_000.0,
        open_ended=5,
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_as_who_wrote_it_means_it(name: str) -> None:
    file = FILES[name]
    imported = read_csv(file.content, name=file.name)
    assert float(np.nanmedian(imported.survey.middle)) == pytest.approx(file.median, rel=0.001)
    assert (imported.survey.currency, imported.audit.rows_used) == (file.currency, file.used)
    assert imported.audit.open_ended == file.open_ended


def test_years_beside_a_name_are_a_header_and_no_pay() -> None:
    rows = [
        ["City", 2023, 2024, 2025],
        *([city(row), MONTH[row], MONTH[row] + 500, MONTH[row] + 900] for row in range(11)),
    ]
    with pytest.raises(ImportRefusedError, match="“2023”, “2024”, “2025”: if one of them is pay, say which"):
        read_csv(workbook(("Pay", rows)), name="pay.xlsx")
