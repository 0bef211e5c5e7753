"""Pay as people write it: every form by hand, then any text whatever."""

import random
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.reading.fields import pay
from analytics.reading.fields.numbers import decimal_style, tidy
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

# What people count and pay in elsewhere: tomans, juta, triệu, 만원, 万, тыс., and so many payments a year.
ELSEWHERE = {
    "15 میلیون تومان": (15_000_000, 15_000_000, None, "IRT"),
    "12,000,000 تومان": (12_000_000, 12_000_000, None, "IRT"),
    "18 million toman": (18_000_000, 18_000_000, None, "IRT"),
    "18,000,000 Toman per month": (18_000_000, 18_000_000, "month", "IRT"),
    "20 تا 25 میلیون تومان": (20_000_000, 25_000_000, None, "IRT"),
    "از 20 تا 25 میلیون تومان": (20_000_000, 25_000_000, None, "IRT"),
    "۱۵٬۰۰۰٬۰۰۰ تومان": (15_000_000, 15_000_000, None, "IRT"),
    "۱۵ میلیون تومان": (15_000_000, 15_000_000, None, "IRT"),
    "150,000,000 ریال": (150_000_000, 150_000_000, None, "IRR"),
    "15 تومن": (15, 15, None, "IRT"),
    "25M toman": (25_000_000, 25_000_000, None, "IRT"),
    "IRT 25,000,000": (25_000_000, 25_000_000, None, "IRT"),
    "25-30 M Tomans/month": (25_000_000, 30_000_000, "month", "IRT"),
    "15 triệu": (15_000_000, 15_000_000, None, None),
    "15tr": (15_000_000, 15_000_000, None, None),
    "10 - 15 triệu": (10_000_000, 15_000_000, None, None),
    "10-15 tr/tháng": (10_000_000, 15_000_000, "month", None),
    "Từ 10 triệu đến 15 triệu": (10_000_000, 15_000_000, None, None),
    "Tới 20 triệu": (None, 20_000_000, None, None),
    "Trên 20 triệu": (20_000_000, None, None, None),
    "Dưới 10 triệu": (None, 10_000_000, None, None),
    "15 củ": (15_000_000, 15_000_000, None, None),
    "15tr5": (15_500_000, 15_500_000, None, None),
    "15.000.000 VNĐ": (15_000_000, 15_000_000, None, "VND"),
    "15.000.000đ": (15_000_000, 15_000_000, None, "VND"),
    "15 triệu VND": (15_000_000, 15_000_000, None, "VND"),
    "5 juta": (5_000_000, 5_000_000, None, None),
    "5jt": (5_000_000, 5_000_000, None, None),
    "5-7 jt": (5_000_000, 7_000_000, None, None),
    "Rp 5.000.000": (5_000_000, 5_000_000, None, "IDR"),
    "Rp 5.000.000 - Rp 7.500.000": (5_000_000, 7_500_000, None, "IDR"),
    "Rp5.5jt": (5_500_000, 5_500_000, None, "IDR"),
    "Rp 5,5 juta per bulan": (5_500_000, 5_500_000, "month", "IDR"),
    "150rb/hari": (150_000, 150_000, "day", None),
    "150 ribu per hari": (150_000, 150_000, "day", None),
    "IDR 8 mio": (8_000_000, 8_000_000, None, "IDR"),
    "di atas 10 juta": (10_000_000, None, None, None),
    "4 s/d 5 juta": (4_000_000, 5_000_000, None, None),
    "4 sampai 5 juta": (4_000_000, 5_000_000, None, None),
    "300만원": (3_000_000, 3_000_000, None, "KRW"),
    "월 300만원": (3_000_000, 3_000_000, "month", "KRW"),
    "연봉 4,000만원": (40_000_000, 40_000_000, "year", "KRW"),
    "연봉 4천만원": (40_000_000, 40_000_000, "year", "KRW"),
    "3,500~4,000만원": (35_000_000, 40_000_000, None, "KRW"),
    "1억원": (100_000_000, 100_000_000, None, "KRW"),
    "1억 2천만원": (120_000_000, 120_000_000, None, "KRW"),
    "1억2000만원": (120_000_000, 120_000_000, None, "KRW"),
    "시급 9,860원": (9_860, 9_860, "hour", "KRW"),
    "4000만원 이상": (40_000_000, None, None, "KRW"),
    "월급 250만원": (2_500_000, 2_500_000, "month", "KRW"),
    "25万円": (250_000, 250_000, None, "JPY"),
    "月給25万円": (250_000, 250_000, "month", "JPY"),
    "月給25万円〜30万円": (250_000, 300_000, "month", "JPY"),
    "年収400万円～600万円": (4_000_000, 6_000_000, "year", "JPY"),
    "年収1,200万": (12_000_000, 12_000_000, "year", None),
    "時給1,200円": (1_200, 1_200, "hour", "JPY"),
    "日給1万2,000円": (12_000, 12_000, "day", "JPY"),
    "25万5,000円": (255_000, 255_000, None, "JPY"),
    "月給25万5千円": (255_000, 255_000, "month", "JPY"),
    "1億円": (100_000_000, 100_000_000, None, "JPY"),
    "400万円以上": (4_000_000, None, None, "JPY"),
    "400万円未満": (None, 4_000_000, None, "JPY"),
    "¥5,000,000": (5_000_000, 5_000_000, None, "JPY"),
    "1.5万": (15_000, 15_000, None, None),
    "1-1.5万/月": (10_000, 15_000, "month", None),
    "1.5-2万/月": (15_000, 20_000, "month", None),
    "8千-1.2万/月": (8_000, 12_000, "month", None),
    "8千-1.2万": (8_000, 12_000, None, None),
    "20-40万/年": (200_000, 400_000, "year", None),
    "15-25K": (15_000, 25_000, None, None),
    "15k-25k·14薪": (210_000, 350_000, "year", None),
    "15-25K·14薪": (210_000, 350_000, "year", None),
    "15-25K * 16薪": (240_000, 400_000, "year", None),
    "20K 13薪": (260_000, 260_000, "year", None),
    "2万·13薪": (260_000, 260_000, "year", None),
    "1.5-2万·15薪": (225_000, 300_000, "year", None),
    "8000-12000元/月": (8_000, 12_000, "month", "CNY"),
    "8000-12000元·13薪": (104_000, 156_000, "year", "CNY"),
    "200元/天": (200, 200, "day", "CNY"),
    "25元/时": (25, 25, "hour", "CNY"),
    "月薪1.5万元": (15_000, 15_000, "month", "CNY"),
    "年薪30万": (300_000, 300_000, "year", None),
    "2w": (20_000, 20_000, None, None),
    "1.5w-2w": (15_000, 20_000, None, None),
    "人民币 12,000": (12_000, 12_000, None, "CNY"),
    "NT$ 45,000": (45_000, 45_000, None, "TWD"),
    "月薪 40,000~50,000元": (40_000, 50_000, "month", "CNY"),
    "25 bin TL": (25_000, 25_000, None, "TRY"),
    "25-30 bin TL": (25_000, 30_000, None, "TRY"),
    "45.000 ₺": (45_000, 45_000, None, "TRY"),
    "45.000,00 TL": (45_000, 45_000, None, "TRY"),
    "45k TL aylık": (45_000, 45_000, "month", "TRY"),
    "1,2 milyon TL yıllık": (1_200_000, 1_200_000, "year", "TRY"),
    "80 тыс. руб.": (80_000, 80_000, None, "RUB"),
    "от 80 000 до 120 000 ₽": (80_000, 120_000, None, "RUB"),
    "80-120 тыс. руб. в месяц": (80_000, 120_000, "month", "RUB"),
    "80 т.р.": (80_000, 80_000, None, "RUB"),
    "100 т. р.": (100_000, 100_000, None, "RUB"),
    "80к": (80_000, 80_000, None, None),
    "до 150 000 руб.": (None, 150_000, None, "RUB"),
    "от 100 тыс.": (100_000, None, None, None),
    "1,5 млн руб. в год": (1_500_000, 1_500_000, "year", "RUB"),
    "25 тис. грн": (25_000, 25_000, None, "UAH"),
    "25 000 грн/міс": (25_000, 25_000, "month", "UAH"),
    "8 tys. zł": (8_000, 8_000, None, "PLN"),
    "8 000 – 12 000 zł brutto / mies.": (8_000, 12_000, "month", "PLN"),
    "8-12 tys. zł": (8_000, 12_000, None, "PLN"),
    "45 tis. Kč": (45_000, 45_000, None, "CZK"),
    "45 000 Kč/měsíc": (45_000, 45_000, "month", "CZK"),
    "600 eFt": (600_000, 600_000, None, "HUF"),
    "600 ezer Ft": (600_000, 600_000, None, "HUF"),
    "600.000 Ft/hó": (600_000, 600_000, "month", "HUF"),
    "1,2 M Ft": (1_200_000, 1_200_000, None, "HUF"),
    "8 mii lei": (8_000, 8_000, None, "RON"),
    "8.000 lei net": (8_000, 8_000, None, "RON"),
    "3 хил. лв": (3_000, 3_000, None, "BGN"),
    "1,2 millones CLP": (1_200_000, 1_200_000, None, "CLP"),
    "2.5 millones COP": (2_500_000, 2_500_000, None, "COP"),
    "$2.500.000 COP mensuales": (2_500_000, 2_500_000, "month", "COP"),
    "800 lucas": (800_000, 800_000, None, None),
    "15 mil pesos": (15_000, 15_000, None, None),
    "15 mil MXN": (15_000, 15_000, None, "MXN"),
    "R$ 5 mil": (5_000, 5_000, None, "BRL"),
    "R$ 5.500,00": (5_500, 5_500, None, "BRL"),
    "R$5,5k": (5_500, 5_500, None, "BRL"),
    "5 mil reais por mês": (5_000, 5_000, "month", "BRL"),
    "S/ 2,500": (2_500, 2_500, None, "PEN"),
    "₡ 650,000": (650_000, 650_000, None, "CRC"),
    "Gs. 3.500.000": (3_500_000, 3_500_000, None, "PYG"),
    "Q 6,500": (6_500, 6_500, None, "GTQ"),
    "$U 45.000": (45_000, 45_000, None, "UYU"),
    "₦150k": (150_000, 150_000, None, "NGN"),
    "₦1.2m": (1_200_000, 1_200_000, None, "NGN"),
    "N150,000": (150_000, 150_000, None, "NGN"),
    "KSh 60k": (60_000, 60_000, None, "KES"),
    "Ksh. 60,000": (60_000, 60_000, None, "KES"),
    "Kes 45,000/month": (45_000, 45_000, "month", "KES"),
    "GH₵ 3,500": (3_500, 3_500, None, "GHS"),
    "GHS 3,500": (3_500, 3_500, None, "GHS"),
    "250 000 FCFA": (250_000, 250_000, None, "XOF"),
    "250.000 F CFA": (250_000, 250_000, None, "XOF"),
    "TSh 800,000": (800_000, 800_000, None, "TZS"),
    "UGX 1.5M": (1_500_000, 1_500_000, None, "UGX"),
    "12 ألف جنيه": (12_000, 12_000, None, "EGP"),
    "12,000 EGP": (12_000, 12_000, None, "EGP"),
    "12k LE": (12_000, 12_000, None, None),
    "Rs. 1.5 lac": (150_000, 150_000, None, "INR"),
    "1.5 lakh PKR": (150_000, 150_000, None, "PKR"),
    "PKR 80k": (80_000, 80_000, None, "PKR"),
    "৳ 35,000": (35_000, 35_000, None, "BDT"),
    "Tk 35k": (35_000, 35_000, None, "BDT"),
    "Rs 1.2 lakh NPR": (120_000, 120_000, None, "NPR"),
    "රු. 85,000": (85_000, 85_000, None, "LKR"),
    "1.5 lakh taka": (150_000, 150_000, None, "BDT"),
    "₱25k": (25_000, 25_000, None, "PHP"),
    "P25,000": (25_000, 25_000, None, "PHP"),
    "Php 25,000.00": (25_000, 25_000, None, "PHP"),
    "25,000 บาท": (25_000, 25_000, None, "THB"),
    "2.5 หมื่นบาท": (25_000, 25_000, None, "THB"),
    "2 แสนบาท": (200_000, 200_000, None, "THB"),
    "RM 4k": (4_000, 4_000, None, "MYR"),
    "RM4,500.00": (4_500, 4_500, None, "MYR"),
    "S$5k": (5_000, 5_000, None, "SGD"),
    "5 lakh kyat": (500_000, 500_000, None, "MMK"),
    "3,5 T€": (3_500, 3_500, None, "EUR"),
    "T€ 42": (42_000, 42_000, None, "EUR"),
    "42 TEUR": (42_000, 42_000, None, "EUR"),
    "42 Tsd. Euro": (42_000, 42_000, None, "EUR"),
    "42k€": (42_000, 42_000, None, "EUR"),
    "42 k€ brut annuel": (42_000, 42_000, "year", "EUR"),
    "42 K€/an": (42_000, 42_000, "year", "EUR"),
    "42 mil euros": (42_000, 42_000, None, "EUR"),
    "30 mila euro": (30_000, 30_000, None, "EUR"),
    "30mila": (30_000, 30_000, None, None),
    "38 tkr": (38_000, 38_000, None, None),
    "38 000 kr/mån": (38_000, 38_000, "month", None),
    "45.000 kr. pr. md.": (45_000, 45_000, "month", None),
    "550 000 NOK/år": (550_000, 550_000, "year", "NOK"),
    "CHF 6'500.-": (6_500, 6_500, None, "CHF"),
    "Fr. 6'500.–": (6_500, 6_500, None, "CHF"),
    "€ 2.950,-": (2_950, 2_950, None, "EUR"),
    "2.950,– €": (2_950, 2_950, None, "EUR"),
    "40 grand": (40_000, 40_000, None, None),
    "£28k pa": (28_000, 28_000, "year", "GBP"),
    "28 χιλ. €": (28_000, 28_000, None, "EUR"),
    '12 אלף ש"ח': (12_000, 12_000, None, "ILS"),
    '12,000 ש"ח': (12_000, 12_000, None, "ILS"),
    "12,000 NIS": (12_000, 12_000, None, "ILS"),
    "2.500 € x 14": (35_000, 35_000, "year", "EUR"),
    "2.500 € × 14 pagas": (35_000, 35_000, "year", "EUR"),
    "2500€ (14 pagas)": (35_000, 35_000, "year", "EUR"),
    "1.800 € en 14 pagas": (25_200, 25_200, "year", "EUR"),
    "3000 € brut x 13": (39_000, 39_000, "year", "EUR"),
    "3.200 € (13 Gehälter)": (41_600, 41_600, "year", "EUR"),
    "3.200 € x 13,5": (43_200, 43_200, "year", "EUR"),
    "13 x 3.200 €": (41_600, 41_600, "year", "EUR"),
    "14 mensilità da 1.700 €": (23_800, 23_800, "year", "EUR"),
    "€ 1.700 x 14 mensilità": (23_800, 23_800, "year", "EUR"),
    "€ 1.700 per 14 mensilità": (23_800, 23_800, "year", "EUR"),
    "3 000 € sur 13 mois": (39_000, 39_000, "year", "EUR"),
    "CHF 6'500 x 13": (84_500, 84_500, "year", "CHF"),
    "CHF 6500 (x13)": (84_500, 84_500, "year", "CHF"),
    "6500 x 13 CHF": (84_500, 84_500, "year", "CHF"),
    "25K*16": (400_000, 400_000, "year", None),
    "25k × 15": (375_000, 375_000, "year", None),
    "20-30K×16": (320_000, 480_000, "year", None),
    "20k-30k*14": (280_000, 420_000, "year", None),
    "S/ 2,500 x 14": (35_000, 35_000, "year", "PEN"),
    "R$ 5.000 x 13,33": (66_650, 66_650, "year", "BRL"),
    "25,000 x 12": (300_000, 300_000, "year", None),
    "12 x 25,000": (300_000, 300_000, "year", None),
    "30000*12": (360_000, 360_000, "year", None),
    "42.000 € jährlich (14 Gehälter)": (42_000, 42_000, "year", "EUR"),
    "42.000 € brutos/año en 14 pagas": (42_000, 42_000, "year", "EUR"),
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


@pytest.mark.parametrize("text", [*READINGS, *ELSEWHERE])
def test_a_form_is_read_as_a_person_reads_it(text: str) -> None:
    reading = read_pay(text)
    assert isinstance(reading, PayRange), reading
    assert (reading.low, reading.high, reading.period, reading.currency) == (READINGS | ELSEWHERE)[text]


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


def _reads_alike(text: str) -> bool:
    """Whether a text is one of a form; then it says what the reader of any text has it say, in any column."""
    if pay._usual_form(tidy(text)) is None:
        return False
    for unit in (None, LAKH):
        by_form = read_pay(text, unit=unit)
        with mock.patch.object(pay, "_usual_form", return_value=None):
            assert read_pay(text, unit=unit) == by_form, (text, unit)
    return True


def test_texts_of_one_form_are_read_as_each_by_itself() -> None:
    rng = random.Random(5)
    texts = [*READINGS, *ELSEWHERE, *(text for texts in REFUSALS.values() for text in texts)]
    others = ["".join(rng.choice("0123456789") if "0" <= sign <= "9" else sign for sign in text) for text in texts]
    assert sum(map(_reads_alike, texts + others)) > 60


USUAL = [
    *("₹", "rs ", "inr", "$", "€", "-", " to ", "+", ",", ".", "/", "k", " lakh", " cr", " lpa", " pa", " per month")
]
SIZES = [*("9", "12", "0", "000", "3.5", "12,000", "1,20,000", "999.99", "9999.99", "0999.99", "100", "0.0")]


@given(st.lists(st.sampled_from(USUAL + SIZES), max_size=6))
def test_any_mixture_of_usual_words_is_read_as_by_itself(pieces: list[str]) -> None:
    _reads_alike("".join(pieces))


def test_a_form_keeps_no_digits_and_no_unusual_words() -> None:
    pay._FORMS.clear()
    for text in ("23,456 per month", "34,567 per month", "Asha, 98200 12345", "₹20,000 for Asha"):
        read_pay(text)
    assert list(pay._FORMS) == ["99,999 per month"]


def test_the_digits_decide_where_a_part_is_rewritten_by_its_size() -> None:
    # Accounts write the side of a balance behind it, from paise on; below a thousand it may be crores.
    assert read_pay("2.50 cr") == PayRange(2.5e7, 2.5e7, currency="INR")
    credit = read_pay("25000.00 cr")
    assert isinstance(credit, PayRange)
    assert (credit.low, credit.inferred) == (25_000, ("“Cr” after paise read as credit",))


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
