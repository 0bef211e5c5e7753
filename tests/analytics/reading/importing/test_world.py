"""Files of more languages, payrolls and job sites, each with the answer that was written down before it was first read.

They are those of three hundred and thirty that were read wrongly or refused at first.
"""

import numpy as np
import pytest

from analytics.reading.files.table import ImportRefusedError
from analytics.reading.importing.read import read_csv
from tests.analytics.reading.importing.test_eighty_files import (
    EURO,
    LAKHS,
    MONTH,
    OF_EURO,
    OF_MONTH,
    OF_YEAR,
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
    "cyflog blynyddol": File(
        lines("Lleoliad,Cyflog blynyddol (£)", lambda row: f"Caerdydd,{EURO[row] * 12}"), OF_EURO, "GBP"
    ),
    "soldata": File(lines("Hiria;Soldata gordina urteko (€)", lambda row: f"Bilbo;{EURO[row] * 12}"), OF_EURO, "EUR"),
    "mánaðarlaun": File(lines("Borg;Mánaðarlaun", lambda row: f"Reykjavík;{EURO[row] * 250}"), 250 * OF_EURO, "ISK"),
    "paga mujore": File(lines("Qyteti;Paga mujore (lekë)", lambda row: f"Vlora;{EURO[row] * 20}"), 20 * OF_EURO, "ALL"),
    "ხელფასი": File(lines("ქალაქი;ხელფასი თვეში (₾)", lambda row: f"თბილისი;{EURO[row]}"), OF_EURO, "GEL"),
    "աշխատավարձ": File(
        lines("Քաղաք;Ամսական աշխատավարձ (դրամ)", lambda row: f"Երևան;{EURO[row] * 100}"), 100 * OF_EURO, "AMD"
    ),
    "əmək haqqı": File(lines("Şəhər;Aylıq əmək haqqı (AZN)", lambda row: f"Bakı;{EURO[row]}"), OF_EURO, "AZN"),
    "oylik maosh": File(
        lines("Shahar;Oylik maosh (so'm)", lambda row: f"Toshkent;{EURO[row] * 2_000}"), 2_000 * OF_EURO, "UZS"
    ),
    "жалақы": File(lines("Қала;Айлық жалақы (теңге)", lambda row: f"Алматы;{EURO[row] * 100}"), 100 * OF_EURO, "KZT"),
    "ደመወዝ": File(lines("ከተማ,ወርሃዊ ደመወዝ (ብር)", lambda row: f"አዲስ አበባ,{EURO[row] * 4}"), 4 * OF_EURO, "ETB"),
    "လစာ": File(lines("မြို့,လစာ (ကျပ်)", lambda row: f"ရန်ကုန်,{EURO[row] * 150}"), 150 * OF_EURO, "MMK"),
    "ប្រាក់ខែ": File(lines("ទីក្រុង,ប្រាក់ខែ (USD)", lambda row: f"ភ្នំពេញ,{EURO[row]}"), OF_EURO, "USD"),
    "ເງິນເດືອນ": File(lines("ເມືອງ,ເງິນເດືອນ (ກີບ)", lambda row: f"ວຽງຈັນ,{EURO[row] * 1_000}"), 1_000 * OF_EURO, "LAK"),
    "albashin wata": File(lines("Gari,Albashin wata (₦)", lambda row: f"Kano,{EURO[row] * 50}"), 50 * OF_EURO, "NGN"),
    "tunnitasu": File(lines("Linn;Tunnitasu (EUR)", lambda row: f"Tartu;{5 + row}"), 10 * 208.0, "EUR"),
    "mahana tankhwah": File(lines("Shehar,Mahana tankhwah (Rs)", lambda row: f"Pune,{MONTH[row]}"), OF_MONTH),
    "codes of LimeSurvey above its questions": File(
        lines(
            '"id","submitdate","G01Q01","G01Q02"\n"Response ID","Date submitted","In which city do you work?",'
            '"What is your gross monthly salary?"',
            lambda row: f'"{row + 1}","2024-01-02","{city(row)}","{MONTH[row]}"',
        ),
        OF_MONTH,
    ),
    "a pay scale from and to": File(
        lines("City,Pay scale from,Pay scale to", lambda row: f"{city(row)},{MONTH[row]},{MONTH[row] + 2_000}"),
        OF_MONTH + 1_000,
    ),
    "pay band, grade pay and pay scale": File(
        workbook(
            (
                "Pay",
                [
                    ["Post", "Pay Band", "Grade Pay", "Pay scale"],
                    *([f"Post {row}", "PB-1", "1900", f"{MONTH[row]}-{MONTH[row] + 40_000}"] for row in range(11)),
                ],
            )
        ),
        OF_MONTH + 20_000,
        name="pay.xlsx",
    ),
    "the number of staff below the totals": File(
        lines(
            "Department,Location,Gross pay per month",
            lambda row: f"HR,{city(row)},{MONTH[row]}",
            below=f"Grand Total,,{sum(MONTH)}\nNo. of staff,,11\n",
        ),
        OF_MONTH,
    ),
    "base, bonus and ESOPs": File(
        lines("City,Offer", lambda row: f"{city(row)},Base: {LAKHS[row]}L; Bonus: 1L; ESOPs: 2L"), OF_YEAR
    ),
    "the parts of the whole in brackets": File(
        lines("City,CTC", lambda row: f"{city(row)},{LAKHS[row] + 1:g} LPA ({LAKHS[row]} fixed + 1 variable)"), OF_YEAR
    ),
    "a month in Thai cells": File(
        lines("ตำแหน่ง,จังหวัด,เงินเดือน", lambda row: f'A,กรุงเทพ,"฿{18 + row},000 – ฿{22 + row},000 ต่อเดือน"'), 25e3, "THB"
    ),
    "rupees of Nepal as NRs": File(
        lines("District,Salary", lambda row: f"Pokhara,NRs. {MONTH[row]} per month"), OF_MONTH, "NPR"
    ),
    "dinars with three decimals": File(
        lines("City,Monthly salary (OMR)", lambda row: f"Muscat,{300 + row * 20}.500"), 400.5, "OMR"
    ),
    "a range of the pay matrix": File(
        lines("Designation,Level,Pay Matrix Range (Rs.)", lambda row: f"P,L-{row},{MONTH[row]}-{MONTH[row] + 40_000}"),
        OF_MONTH + 20_000,
    ),
    "CCTC and ECTC": File(
        lines("Candidate,ECTC,CCTC,NP", lambda row: f"C{row},{LAKHS[row] + 1},{LAKHS[row]},30"), OF_YEAR
    ),
    "a column that says Per: Year": File(
        lines(
            "Last name,First name,Compensation type,Compensation amount,Per",
            lambda row: f"A{row},B,Salaried,{EURO[row] * 12},Year",
        ),
        OF_EURO,
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
