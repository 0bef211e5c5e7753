"""Pay as people write it: every form by hand, then any text whatever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.reading.fields.numbers import decimal_style
from analytics.reading.fields.pay import (
    BARE_DOLLAR,
    ENDS_SWAPPED,
    OPEN_TOP,
    UNIT_FROM_COLUMN,
    UNIT_FROM_LEFT,
    UNIT_FROM_RIGHT,
    ZERO_FLOOR,
    NotPay,
    PayRange,
    Reason,
    read_pay,
)

LAKH, CRORE = 100_000, 10_000_000

# text → low, high, period, currency. The answers were worked out by a reader, not by the code.
READINGS = {
    "30,000 x 13.5": (405_000, 405_000, "year", None),
    "1.500 € × 14": (21_000, 21_000, "year", "EUR"),
    "Rs. 25000 * 13 months": (325_000, 325_000, "year", "INR"),
    "2.5 lakh x 13": (3_250_000, 3_250_000, "year", "INR"),
    "1500€/month x 14": (21_000, 21_000, "year", "EUR"),
    # the forms the import promises
    "6,48,573/yr": (648_573, 648_573, "year", None),
    "3.5-5 Lacs PA": (3.5 * LAKH, 5 * LAKH, "year", "INR"),
    "50,000-1 Lacs PA": (50_000, 1 * LAKH, "year", "INR"),
    "90 Lacs-1.25 Cr PA": (90 * LAKH, 1.25 * CRORE, "year", "INR"),
    "₹25,000 to ₹40,000+": (25_000, 40_000, None, "INR"),
    "15,000-18,000 /month": (15_000, 18_000, "month", None),
    "$53K-$91K (Glassdoor est.)": (53_000, 91_000, None, "USD"),
    "15k-30k": (15_000, 30_000, None, None),
    "1.250,50": (1250.5, 1250.5, None, None),
    "700 per day": (700, 700, "day", None),
    "Expected 25000": (25_000, 25_000, None, None),
    "rate 15 per hour": (15, 15, "hour", None),
    # Indian
    "10-15 LPA": (10 * LAKH, 15 * LAKH, "year", "INR"),
    "4.5 LPA": (4.5 * LAKH, 4.5 * LAKH, "year", "INR"),
    "12 LPA + ESOPs": (12 * LAKH, 12 * LAKH, "year", "INR"),
    "CTC 6L fixed": (6 * LAKH, 6 * LAKH, None, "INR"),
    "₹ 2,00,000 - 3,00,000": (2 * LAKH, 3 * LAKH, None, "INR"),
    "₹18,000 - ₹25,000 per month": (18_000, 25_000, "month", "INR"),
    "10,000 to ₹18,000 per month": (10_000, 18_000, "month", "INR"),
    "Rs. 25,000/- p.m.": (25_000, 25_000, "month", "INR"),
    "Rs.15000/-": (15_000, 15_000, None, "INR"),
    "Rs. 5000 /- to Rs. 8000 /-": (5_000, 8_000, None, "INR"),
    "INR 3,00,000 P.A.": (3 * LAKH, 3 * LAKH, "year", "INR"),
    "2,00,000 per annum": (2 * LAKH, 2 * LAKH, "year", None),
    "80k – 1.2L": (80_000, 1.2 * LAKH, None, "INR"),
    "₹700/day": (700, 700, "day", "INR"),
    "3 Lacs - 5": (3 * LAKH, 5 * LAKH, None, "INR"),
    "5-3 Lacs": (3 * LAKH, 5 * LAKH, None, "INR"),
    "40,000 - 25,000": (25_000, 40_000, None, None),
    "₹3L - ₹5L/yr": (3 * LAKH, 5 * LAKH, "year", "INR"),
    "₹3,00,000/yr to ₹5,00,000/yr": (3 * LAKH, 5 * LAKH, "year", "INR"),
    "12 LPA to 15 LPA": (12 * LAKH, 15 * LAKH, "year", "INR"),
    "10-12k": (10_000, 12_000, None, None),
    "₹5,00,000 (₹41,667/month)": (5 * LAKH, 5 * LAKH, None, "INR"),
    "Rs 20,000 - Rs 30,000 (Per Month)": (20_000, 30_000, "month", "INR"),
    "8000-12000 monthly + incentives": (8_000, 12_000, "month", None),
    "between 20k and 30k": (20_000, 30_000, None, None),
    "20000 negotiable": (20_000, 20_000, None, None),
    # Hindi
    "₹१८,०००": (18_000, 18_000, None, "INR"),
    "₹१८,००० प्रति माह": (18_000, 18_000, "month", "INR"),
    "१५ हज़ार प्रति माह": (15_000, 15_000, "month", None),
    "३ लाख सालाना": (3 * LAKH, 3 * LAKH, "year", "INR"),
    "१ करोड़": (1 * CRORE, 1 * CRORE, None, "INR"),
    # signs and blanks
    "₹18,000\u2009–\u2009₹25,000": (18_000, 25_000, None, "INR"),
    "₹18,000\u00a0—\u00a0₹25,000\u200b": (18_000, 25_000, None, "INR"),
    "１５０００": (15_000, 15_000, None, None),
    # open ends
    "up to ₹40,000": (None, 40_000, None, "INR"),
    "Less than ₹10,000": (None, 10_000, None, "INR"),
    "<=50K": (None, 50_000, None, None),
    "from 20000": (20_000, None, None, None),
    "25,000+": (25_000, None, None, None),
    "₹ 1.2 Cr+": (1.2 * CRORE, None, None, "INR"),
    "$100,000 or over": (100_000, None, None, "USD"),
    "0-3 Lacs PA": (None, 3 * LAKH, "year", "INR"),
    # the rest of the world
    "US$ 5,000": (5_000, 5_000, None, "USD"),
    "From $18 an hour": (18, None, "hour", "USD"),
    "Employer Provided Salary:$120K - $140K": (120_000, 140_000, None, "USD"),
    "$1,234.56/week": (1234.56, 1234.56, "week", "USD"),
    "£28,000 - £32,000 a year": (28_000, 32_000, "year", "GBP"),
    "1 200 000 руб.": (1_200_000, 1_200_000, None, "RUB"),
    "от 80 000 до 120 000 руб.": (80_000, 120_000, None, "RUB"),
    "до 150000 руб.": (None, 150_000, None, "RUB"),
    "45.000 € brutto/Jahr": (45_000, 45_000, "year", "EUR"),
    "€45.000–€60.000": (45_000, 60_000, None, "EUR"),
    "2500 € par an": (2_500, 2_500, "year", "EUR"),
    "15000 a 20000 mensual": (15_000, 20_000, "month", None),
    "1'250'000 CHF": (1_250_000, 1_250_000, None, "CHF"),
    "25 000 zł brutto": (25_000, 25_000, None, "PLN"),
    "1e+05": (100_000, 100_000, None, None),
    # for a part of a year: as pay of a year
    "₹75,000 per quarter": (300_000, 300_000, "year", "INR"),
    "3-4 lakh half yearly": (600_000, 800_000, "year", "INR"),
    "20,000 - 30,000 / 3 months": (80_000, 120_000, "year", None),
    "Rs 90,000 every 6 months": (180_000, 180_000, "year", "INR"),
    # for how long it is paid says nothing of how much
    "15,000 per month for 6 months": (15_000, 15_000, "month", None),
}

REFUSALS = {
    Reason.BLANK: ["", "  ", "-", "N/A", "nan", "NULL", "\u00a0", "None"],
    Reason.NOT_DISCLOSED: [
        "Not disclosed",
        "Not Disclosed by Recruiter",
        "Negotiable",
        "Best in industry",
        "As per company norms",
    ],
    Reason.UNPAID: ["Unpaid", "Unpaid for 3 months", "No stipend"],
    Reason.ZERO: ["0", "0.00", "₹0", "0-0", "Rs. 0/-"],
    Reason.NEGATIVE: ["-1", "−500", "₹ -20,000", "(5,000)"],
    Reason.PERCENTAGE: ["10%", "30 % hike"],
    Reason.NOT_A_NUMBER: ["Senior", "inf", "yes", "😀"],
    Reason.SEVERAL_AMOUNTS: ["24/11/2020", "10 LPA in Pune, 12 LPA in Mumbai", "20000, 30000", "45,000 for 3 months"],
    Reason.ENDS_APART: ["80-1.2L"],
    Reason.TOO_LARGE: ["9876543210123456", "1e99"],
    Reason.UNCLEAR: [
        *("1e400", "9am-5pm", "B2", "25 mil", "1,2000", "1" + "x" * 5000),
        *("room 12", "Grade 7", "Pay band 3", "see page 4", "flat 412", "call 9876543210"),  # numbers of something else
        *("up to 3 years", "2 weeks", "6 months"),  # lengths of time
    ],
}


@pytest.mark.parametrize("text", READINGS)
def test_a_form_is_read_as_a_person_reads_it(text: str) -> None:
    reading = read_pay(text)
    assert isinstance(reading, PayRange), reading
    assert (reading.low, reading.high, reading.period, reading.currency) == READINGS[text]


@pytest.mark.parametrize(("reason", "text"), [(reason, text) for reason, texts in REFUSALS.items() for text in texts])
def test_what_is_no_pay_says_why(reason: Reason, text: str) -> None:
    assert read_pay(text) == NotPay(reason)


def test_nothing_at_all_is_blank() -> None:
    assert read_pay(None) == NotPay(Reason.BLANK)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("3-5 Lacs", UNIT_FROM_RIGHT),
        ("3 Lacs - 5", UNIT_FROM_LEFT),
        ("40,000 - 25,000", ENDS_SWAPPED),
        ("₹25,000 to ₹40,000+", OPEN_TOP),
        ("0-3 Lacs", ZERO_FLOOR),
        ("$5,000", BARE_DOLLAR),
    ],
)
def test_what_is_inferred_is_said(text: str, note: str) -> None:
    reading = read_pay(text)
    assert isinstance(reading, PayRange)
    assert note in reading.inferred


@pytest.mark.parametrize(
    ("text", "basis"),
    [("CTC 6L", "ctc"), ("18000/- in hand", "in hand"), ("4.000 € netto", "in hand"), ("5 LPA gross", "gross")],
)
def test_the_basis_is_kept(text: str, basis: str) -> None:
    reading = read_pay(text)
    assert isinstance(reading, PayRange)
    assert reading.basis == basis


def test_a_column_can_state_the_unit() -> None:
    assert read_pay("4.5", unit=LAKH) == PayRange(4.5 * LAKH, 4.5 * LAKH, inferred=(UNIT_FROM_COLUMN,))
    assert read_pay("4-6", unit=LAKH) == PayRange(4 * LAKH, 6 * LAKH, inferred=(UNIT_FROM_COLUMN,))
    # Someone wrote rupees into a column of lakhs: a thousand lakhs is no salary, four and a half lakh rupees are one.
    assert read_pay("450000", unit=LAKH) == PayRange(450_000, 450_000)


def test_a_column_can_state_that_dots_group() -> None:
    assert decimal_style(["45.000", "52.500", "60.000"])
    assert not decimal_style(["45.000", "52.5", "60.000"])
    assert not decimal_style(["45,000", "52,500"])
    plain, grouped = read_pay("45.000"), read_pay("45.000", dot_groups=True)
    assert isinstance(plain, PayRange)
    assert isinstance(grouped, PayRange)
    assert (plain.low, grouped.low) == (45, 45_000)


FORMS = [
    "₹",
    "Rs.",
    "INR",
    "$",
    "€",
    "-",
    "–",
    "to",
    "+",
    "/",
    "/-",
    "k",
    "L",
    "Lacs",
    "Cr",
    "LPA",
    "PA",
    "p.m.",
    "per",
]
FIGURES = [
    "0",
    "1",
    "12",
    "3.5",
    "50,000",
    "1,2,3",
    "(",
    ")",
    "%",
    "up",
    "from",
    "e9",
    "−1",
    "लाख",
    "९",
    ";",
    "month",
    "day",
]
PIECES = st.sampled_from([*FORMS, *FIGURES])


def _sane(reading: PayRange | NotPay) -> None:
    if isinstance(reading, NotPay):
        assert reading.reason in Reason
        return
    ends = [end for end in (reading.low, reading.high) if end is not None]
    assert ends
    assert all(0 < end <= 1e12 for end in ends)
    assert ends == sorted(ends)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    _sane(read_pay(text))


@given(st.lists(PIECES, max_size=9), st.sampled_from(["", " "]))
def test_any_mixture_of_the_vocabulary_is_read_or_refused(pieces: list[str], space: str) -> None:
    _sane(read_pay(space.join(pieces)))
    _sane(read_pay(space.join(pieces), unit=LAKH, dot_groups=True))


@given(st.integers(1, 999), st.sampled_from([("k", 1e3), ("lakh", 1e5), ("L", 1e5), ("Cr", 1e7), ("million", 1e6)]))
def test_a_unit_multiplies(number: int, unit: tuple[str, float]) -> None:
    reading = read_pay(f"{number} {unit[0]}")
    assert isinstance(reading, PayRange)
    assert reading.low == reading.high == number * unit[1]


@given(st.integers(1, 99_99_99_999))
def test_grouping_changes_nothing(number: int) -> None:
    head, tail = divmod(number, 1000)
    indian = f"{tail}"
    if head:
        pairs = [f"{head:02d}"[max(0, end - 2) : end] for end in range(len(f"{head:02d}"), 0, -2)]
        indian = ",".join([*reversed(pairs), f"{tail:03d}"])
    for text in (str(number), f"{number:,}", indian, f"{number:,}".replace(",", " ")):
        reading = read_pay(text)
        assert isinstance(reading, PayRange), text
        assert reading.low == number, text
