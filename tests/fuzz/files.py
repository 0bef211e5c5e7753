"""Files to be afraid of, each made from its seed: the same seed makes the same file, so a report is a number."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import xlsxwriter

HOSTILE = (
    *("<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "$\\LaTeX$", ":material/home:", ":red[x]", "{{7*7}}"),
    *("%{x}", "${7*7}", "<b>b</b>", "&lt;i&gt;", "<script>alert(1)</script>", "\u202eabc\u202c", "\u200b", "\u2066x"),
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://a.example","x")', "=cmd|' /C calc'!A0", "'=1"),
    *(
        "../../etc/passwd",
        "CON",
        "a/b\\c",
        "line\none",
        "line\r\ntwo",
        "lone\rcr",
        'say "hi"',
        "''",
        "`code`",
        "# h",
        "- l",
    ),
    *(
        "\0",
        "a\0b",
        "\ufeff",
        "\ufffe",
        "\u2028",
        "\x1b[31m",
        "\x07",
        "\x85",
        "🙂" * 3,
        "e\u0301" * 5,
        "ﷺ",
        "\u0000\u0001",
    ),
    *("None", "null", "nan", "NaN", "True", "inf", "-inf", "Infinity", "1e400", "-1e400", "1e-400", "0x1F", "1_000"),
    *("Not stated", "experience", "|", "||", "a|b|a", "Fresher|Fresher", "Other places", "__proto__", "constructor"),
    *("९८७", "１２３", "²", "½", "Ⅷ", "൧൨", "−5", "५ वर्ष", "x" * 300, "a@b.in", "9876543210", "ABCPE1234F"),
)
"""Texts that some program somewhere takes for something else than text."""

NUMBERS = (
    *("0", "-0", "0.0", "-1", "00012", "1e3", "1E+05", "1e12", "1e13", "9" * 12, "9" * 16, "9" * 400, "1e308", "1e309"),
    *("12.", ".5", "1.2.3", "1,2,3", "1,00,000", "10,00", "100.000,50", "1 000 000", "1'000", "(500)", "5%", "1/0"),
    *(
        "0.0000000000001",
        "1e-300",
        "4.9e-324",
        "₹0",
        "₹ -5",
        "$ 1e400",
        "1e400 LPA",
        "nan LPA",
        "inf per month",
        "1-",
        "-",
    ),
)
UNITS = (
    "",
    "",
    "",
    " LPA",
    " Lacs PA",
    " lakh",
    "k",
    " Cr",
    " per month",
    "/month",
    " p.a.",
    "/hr",
    " a day",
    " weekly",
    *(" juta", " triệu", "만원", "억", "万", " میلیون تومان", " x 14", "*16薪", " en 14 pagas", " semi-monthly", " T€"),
)
SIGNS = ("", "", "", "₹", "₹ ", "Rs. ", "INR ", "$", "€ ", "£", "US$ ", "रु ")
SILENT = ("", " ", "Not disclosed", "Unpaid", "NA", "-", "Negotiable", "As per industry standard", "#REF!", "0")
CITIES = (
    "Pune",
    "Bangalore",
    "Bengaluru/Bangalore",
    "New Delhi",
    "Noida, Delhi",
    "Remote",
    "Mumbai (All Areas)",
    "Austin, TX",
)
TITLES = (
    "Jr. Accounts Exec (WFH)",
    "Back Office Executive",
    "Telecaller",
    "HR Manager",
    "Data Entry Operator",
    "लेखाकार",
)
YEARS = (
    "Fresher",
    "0-1 Yrs",
    "2 - 4 years",
    "10+ years",
    "3",
    "2.5",
    "1e400",
    "-3",
    "99",
    "Mid level",
    "5 to 2",
    "६ साल",
)
HEADERS = (
    *(
        "Salary",
        "CTC (in lakhs)",
        "pay per month",
        "min_salary",
        "max_salary",
        "avg_salary",
        "Stipend",
        "वेतन",
        "Gehalt",
    ),
    *(
        "Monthly pay x 13",
        "Salary (1 = below 10k, 2 = 10-20k, 3 = above)",
        "حقوق (تومان)",
        "Semi-monthly pay",
        "Pagas",
        "Unit",
    ),
    *(
        "City",
        "Location",
        "State",
        "Experience",
        "Job title",
        "Role",
        "Sector",
        "Industry",
        "Currency",
        "period",
        "Freq",
    ),
    *(
        "weight",
        "count",
        "n",
        "Employees",
        "Gender",
        "Education",
        "id",
        "",
        "  ",
        "Name",
        "Email",
        "Phone",
        "Date",
        "Remarks",
    ),
    *("experience", "quarter", "doubt", "pay_period", "survey", "per", "measure", "by", "role", "file", "use", "key"),
)
ENCODINGS = (
    "utf-8",
    "utf-8",
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "cp1251",
    "latin-1",
)
DELIMITERS = (",", ",", ",", ";", "\t", "|", ":", "^")
NEWLINES = ("\n", "\n", "\r\n", "\r")

Cell = Callable[[random.Random], str]


@dataclass(frozen=True)
class File:
    """A file as a visitor might bring it.

    Args:
        seed: what it is made from.
        kind: how it was made, in a word.
        name: the name it comes with.
        content: its bytes.
        rows: how many rows are below its header, where that is beyond doubt.
    """

    seed: int
    kind: str
    name: str
    content: bytes
    rows: int | None = None


def made(seed: int, large: bool = False) -> File:
    """The file of a seed; large ones reach sizes at which time and memory show."""
    rng = random.Random(seed)
    kind = rng.choices(list(KINDS), [weight for _, weight in KINDS.values()])[0]
    content, rows = KINDS[kind][0](rng, large)
    name = rng.choice(["pay.csv", "pay.csv", "", "x" * 300 + ".csv", f"{rng.choice(HOSTILE)}.csv", "a.tsv"])
    return File(seed, kind, name, content, rows)


# --------------------------------------------------------------------------------------------------- cells and columns


def pay(rng: random.Random) -> str:
    """Pay as some site writes it, or as nobody would."""
    if rng.random() < 0.1:
        return rng.choice(NUMBERS)
    if rng.random() < 0.1:
        return rng.choice(SILENT)
    unit = rng.choice(UNITS)
    low = rng.choice([rng.randint(1, 9), rng.randint(10, 99), rng.randint(5_000, 90_000), rng.randint(10**5, 10**7)])
    amount = rng.choice([str(low), f"{low:,}", f"{low}.5", f"{low}-{low + rng.randint(0, low)}", f"{low} to {low * 2}"])
    return f"{rng.choice(SIGNS)}{amount}{unit}"


def pay_text(rng: random.Random) -> str:
    """One of the strings the pay parser is tried with: written pay, damaged pay, pieces of pay in any order."""
    pieces = (*NUMBERS, *SIGNS, *UNITS, *SILENT, *HOSTILE, "-", " – ", "to", "(", ")", "+", ",", ".", "/", "per", "Rs.")
    how = rng.random()
    if how < 0.4:
        return pay(rng)
    if how < 0.8:
        return "".join(rng.choice(pieces) for _ in range(rng.randint(1, 6)))
    text = list(pay(rng) * rng.choice([1, 1, 1, 60]))
    for _ in range(rng.randint(1, 4)):
        text.insert(rng.randrange(len(text) + 1), chr(rng.choice([rng.randrange(128), rng.randrange(0x3000), 0x1F4B0])))
    return "".join(text)


def _one_of(*texts: str) -> Cell:
    return lambda rng: rng.choice(texts)


COLUMNS: tuple[Cell, ...] = (
    pay,
    pay,
    lambda rng: str(rng.randint(8_000, 90_000)),
    lambda rng: f"{rng.lognormvariate(10, 3):.{rng.randint(0, 6)}f}",
    _one_of(*NUMBERS),
    _one_of(*CITIES),
    _one_of(*TITLES),
    _one_of(*YEARS),
    _one_of(*HOSTILE),
    _one_of("month", "Yearly", "per hour", "Once", ""),
    _one_of("INR", "USD", "₹", "Gold", "EUR\tEuropean Euro", ""),
    _one_of("Lakhs", "Thousands", "Rs", ""),
    _one_of("12", "14", "13,5", "16薪", ""),
    _one_of("1", "2", "3", "3.0", "1 = low; 2 = high"),
    lambda rng: str(rng.randint(-1, 12)),
    lambda rng: f"{rng.random() * 1000:.3f}",
    lambda rng: f"id-{rng.getrandbits(40)}",
    lambda rng: rng.choice(["a@b.in", "9876543210", "2345 6789 0123", "ABCPE1234F", "Asha"]),
    lambda rng: "" if rng.random() < 0.7 else "x",
    lambda rng: "20000",
)


def _table(rng: random.Random, rows: int, width: int) -> list[list[str]]:
    columns = [rng.choice(COLUMNS) for _ in range(width)]
    if rng.random() < 0.9:
        columns[rng.randrange(width)] = rng.choice(COLUMNS[:3])
    share = rng.choice([0.0, 0.0, 0.02, 0.3])
    anything = (*HOSTILE, *NUMBERS, *SILENT)
    return [[rng.choice(anything) if rng.random() < share else column(rng) for column in columns] for _ in range(rows)]


def _header(rng: random.Random, width: int) -> list[str]:
    pool = HOSTILE if rng.random() < 0.1 else HEADERS
    names = [rng.choice(pool) for _ in range(width)]
    names[rng.randrange(width)] = rng.choice(HEADERS[:9])
    return [rng.choice(names)] * width if rng.random() < 0.03 else names


def csv_text(rng: random.Random, lines: list[list[str]]) -> str:
    buffer = io.StringIO()
    style = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    writer = csv.writer(buffer, delimiter=rng.choice(DELIMITERS), lineterminator=rng.choice(NEWLINES), quoting=style)
    writer.writerows(lines)
    return buffer.getvalue()


def _size(rng: random.Random, large: bool) -> tuple[int, int]:
    rows = rng.choice([0, 1, 2, 5, 12, 40, 40, 150])
    return (rows * rng.choice([10, 100]) if large else rows), rng.randint(1, 9)


# ------------------------------------------------------------------------------------------------------ kinds of files


def _plain(rng: random.Random, large: bool) -> tuple[bytes, int | None]:
    """A file as a program writes it, with nothing wrong in its form: how many rows it has is known."""
    rows, width = _size(rng, large)
    lines = [["City", "Salary", *[f"Note {chr(65 + index)}" for index in range(width)]]]
    texts = [text for text in HOSTILE if not set(text) & set("\0\r\n\u2028\x85\x1b\x07\x01")]
    lines += [
        [
            rng.choice(CITIES),
            str(20_000 + row) if row % 3 == 0 else pay(rng),
            *[rng.choice(texts) for _ in range(width)],
        ]
        for row in range(rows)
    ]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=rng.choice(",;\t|"), lineterminator=rng.choice(["\n", "\r\n"])).writerows(lines)
    return buffer.getvalue().encode(rng.choice(["utf-8", "utf-8-sig", "utf-16"])), rows


def _exported(rng: random.Random, large: bool) -> tuple[bytes, None]:
    """Any columns under any header, in any encoding, sometimes with a title above and a note below."""
    rows, width = _size(rng, large)
    lines = [_header(rng, width)] if rng.random() < 0.9 else []
    if rng.random() < 0.1:
        lines = [_header(rng, width), *lines]
    if rng.random() < 0.15:
        lines = [["Pay survey 2026, yearly, in INR", *[""] * rng.randrange(width)], [], *lines]
    lines += _table(rng, rows, width)
    if rng.random() < 0.15:
        lines += [["Total", *["1"] * (width - 1)], ["Source: somebody"], []]
    if lines and rng.random() < 0.05:
        lines.insert(rng.randrange(len(lines) + 1), lines[0])
    return csv_text(rng, lines).encode(
        rng.choice(ENCODINGS), rng.choice(["replace", "ignore", "xmlcharrefreplace"])
    ), None


def _ragged(rng: random.Random, large: bool) -> tuple[bytes, None]:
    rows, width = _size(rng, large)
    lines = [_header(rng, width), *_table(rng, rows, width)]
    for line in lines:
        if rng.random() < 0.3:
            line[:] = line * rng.choice([0, 2, 3, 200]) if rng.random() < 0.5 else line[: rng.randrange(width + 1)]
    return csv_text(rng, lines).encode(), None


def _damaged(rng: random.Random, large: bool) -> tuple[bytes, None]:
    """A file that something happened to: bytes changed, lost, doubled; cut through; marks in the middle."""
    data = bytearray(_exported(rng, large)[0])
    for _ in range(rng.randint(1, 6)):
        start = rng.randrange(len(data) + 1)
        wound = rng.choice(
            [
                b"\0",
                b'"',
                b"\xff",
                b"\xef\xbb\xbf",
                b"\xff\xfe",
                b"\r",
                b"\n",
                b"\x1a",
                b"\xc3",
                b"\xed\xa0\x80",
                b"\0" * 40,
            ]
        )
        act = rng.random()
        if act < 0.6:
            data[start:start] = wound
        elif act < 0.7:
            del data[start : start + rng.randint(1, 50)]
        elif act < 0.8:
            data[start:start] = data[start : start + rng.randint(1, 500)]
        elif act < 0.9:
            data[start : start + 1] = bytes([rng.randrange(256)])
        else:
            del data[start:]
    return bytes(data), None


def _noise(rng: random.Random, large: bool) -> tuple[bytes, None]:
    """No table at all: bytes, signs, blanks, one sign over and over."""
    size = rng.choice([0, 1, 2, 3, 10, 100, 5000]) * (100 if large else 1)
    how = rng.randrange(5)
    if how == 0:
        return rng.randbytes(size), None
    if how == 1:
        return rng.choice(
            [b",", b"\n", b"\r", b'"', b"\0", b" ", b"1", b'"",', b"\xef\xbb\xbf", b"\xff\xfe"]
        ) * size, None
    signs = rng.choice(['",\n', '",;\t|\r\n a1', '01.,-₹"\n', "\u202e\u200b,\n1", 'a,"\n\0'])
    text = "".join(rng.choice(signs) for _ in range(size))
    return (b"pay,city\n" if how == 4 else b"") + text.encode(), None


def _quotes(rng: random.Random, large: bool) -> tuple[bytes, None]:
    """Quotation marks where they do not belong: opened and not closed, doubled, inside words, after the delimiter."""
    rows, _ = _size(rng, large)
    styles = ["{},{}", '"{}",{}', '"{},{}', '{}",{}', '{},"{}', '""{}"",{}', '"{}"x,{}', "'{}','{}'", '"{}""",{}']
    style = rng.choice(styles)
    lines = [
        (rng.choice(styles) if rng.random() < 0.05 else style).format(rng.choice(CITIES), pay(rng)) for _ in range(rows)
    ]
    return "\n".join(["City,Salary", *lines]).encode(), None


def _huge(rng: random.Random, large: bool) -> tuple[bytes, None]:
    """One cell, one line, one number or one header that goes on and on."""
    length = rng.choice([200, 5_000, 140_000]) * (20 if large else 1)
    piece = rng.choice(["x", "9", '""', "₹", "a b ", "1,", "\n", "\u0301", "(", "a|", "1-"])
    cell = (piece * length)[:length]
    lines = [
        "City,Salary,Note",
        f'Pune,20000,"{cell}"' if rng.random() < 0.5 else f"Pune,20000,{cell}",
        "Delhi,30000,x",
    ]
    if rng.random() < 0.3:
        lines = [f"City,Salary,{cell}", "Pune,20000,1", "Delhi,30000,2"]
    elif rng.random() < 0.3:
        lines = ["City,Salary", f'Pune,"{cell}"', f'"{cell}",20000', "Delhi,30000"]
    return "\n".join(lines).encode(), None


def _wide(rng: random.Random, large: bool) -> tuple[bytes, None]:
    """Columns without end, alike or not."""
    width = rng.choice([100, 500, 1_999, 2_001, 10_000] if large else [60, 200, 2_001])
    names = [rng.choice(["Salary", "x", ""]) if rng.random() < 0.5 else f"Salary {index}" for index in range(width)]
    rows = [[str(rng.randint(1, 30_000)) for _ in range(width)] for _ in range(rng.choice([0, 1, 5, 20]))]
    return "\n".join(",".join(line) for line in [names, *rows]).encode(), None


def _many(rng: random.Random, large: bool) -> tuple[bytes, None]:
    """A column in which each row says something else."""
    rows = rng.choice([20_000, 100_000, 1_000_000]) if large else rng.choice([600, 3_000])
    column = rng.choice(
        ["City", "Job title", "Experience", "Gender", "Industry", "Currency", "period", "State", "weight"]
    )
    form = rng.choice(["v{}", "{}", "{} Yrs", "Pune {}", "₹{}", "Manager {}", "{}@b.in", "<b>{}"])
    lines = (
        f"{form.format(index)},{20_000 + index % 999}" if form != "₹{}" else f"v{index},{index} LPA"
        for index in range(rows)
    )
    return "\n".join([f"{column},Salary", *lines]).encode(), None


def _disguised(rng: random.Random, large: bool) -> tuple[bytes, None]:
    """Something else that calls itself a CSV: an archive, a bomb, a workbook, a page, a picture, a document."""
    inside = b"City,Salary\n" + b"Pune,20000\n" * (2_000_000 if large else 20_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        name = rng.choice(["pay.csv", "[Content_Types].xml", "xl/workbook.xml"])
        archive.writestr(zipfile.ZipInfo(name), inside, zipfile.ZIP_DEFLATED)  # no date of today
    packed = rng.choice(
        [
            buffer.getvalue(),
            gzip.compress(inside, mtime=0),
            bz2.compress(inside),
            b"%PDF-1.7\n1 0 obj\n",
            b"\x89PNG\r\n\x1a\n" + rng.randbytes(200),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(600),
            b"<!doctype html><table><tr><td>City<td>Salary</table>",
            json.dumps([{"City": "Pune", "Salary": 20000}] * 20).encode(),
            b"PAR1" + rng.randbytes(300),
            b"{\\rtf1 City,Salary\\par Pune,20000}",
            b"\x7fELF" + rng.randbytes(500),
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        ]
    )
    return packed[: rng.randint(1, len(packed))] if rng.random() < 0.3 else rng.choice([b"", b"", b"\n"]) + packed, None


def _workbook(rng: random.Random, large: bool) -> tuple[bytes, None]:
    """A workbook of any cells, sometimes with merged ranges, hidden sheets, a title, far cells, or damage."""
    rows, width = _size(rng, large)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        for number in range(rng.choice([1, 1, 1, 2, 4])):
            sheet = book.add_worksheet(f"Sheet {number}")
            if number and rng.random() < 0.3:
                sheet.hide()
            top, left = rng.choice([0, 0, 0, 3]), rng.choice([0, 0, 2])
            for index, line in enumerate([_header(rng, width), *_table(rng, rows, width)], start=top):
                for column, cell in enumerate(line, start=left):
                    number_like = cell.replace(".", "", 1).isdecimal() and cell.isascii() and len(cell) < 16
                    sheet.write(index, column, float(cell) if number_like and rng.random() < 0.7 else cell[:30_000])
            if rows > 4 and rng.random() < 0.4:
                start = top + rng.randint(0, rows - 2)
                end = start + rng.randint(1, 3)
                sheet.merge_range(start, left, end, left + rng.choice([0, 0, 1]), rng.choice(CITIES))
            if rng.random() < 0.05:
                sheet.write(rng.choice([400, 60_000, 1_048_575]), rng.choice([0, 900, 16_383]), "far")
    content = bytearray(buffer.getvalue())
    for _ in range(rng.choice([0, 0, 0, 1, 5])):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return bytes(content[: rng.randrange(len(content))] if rng.random() < 0.05 else content), None


def _json(rng: random.Random, large: bool) -> tuple[bytes, None]:
    """Records, records in records, a record a line, packed or not, cut or not."""
    rows, width = _size(rng, large)
    header, table = _header(rng, width), _table(rng, rows, width)
    records = [dict(zip(header, line, strict=True)) for line in table]
    document = rng.choice(
        [
            lambda: json.dumps(records),
            lambda: json.dumps(records, ensure_ascii=False, indent=1),
            lambda: "\n".join(map(json.dumps, records)),
            lambda: json.dumps({"data": records, "total": rows}),
            lambda: json.dumps([header, *table]),
            lambda: json.dumps([{"job": record, "tags": list(record)} for record in records]),
        ]
    )()
    content = document.encode("utf-8", "replace")
    content = content[: rng.randrange(len(content) + 1)] if rng.random() < 0.1 else content
    return gzip.compress(content, mtime=0) if rng.random() < 0.2 else content, None


KINDS: dict[str, tuple[Callable[[random.Random, bool], tuple[bytes, int | None]], int]] = {
    "plain": (_plain, 4),
    "exported": (_exported, 12),
    "ragged": (_ragged, 4),
    "damaged": (_damaged, 8),
    "noise": (_noise, 4),
    "quotes": (_quotes, 3),
    "huge": (_huge, 2),
    "wide": (_wide, 1),
    "many": (_many, 1),
    "disguised": (_disguised, 1),
    "workbook": (_workbook, 4),
    "json": (_json, 2),
}
"""Kind of file → how it is made, and how often."""
