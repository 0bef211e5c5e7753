"""Job titles: the back office and awkward forms by hand, any text whatever, the table of roles, hand-read posts."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.model import NOT_STATED, DataError
from analytics.reading.fields.titles import ROLES, SENIORITIES, Roles, _words, packaged_roles, read_title, read_titles

LABELLED = Path(__file__).with_name("labelled_titles.csv")
POSTINGS = "evidence/internshala_postings.csv.gz"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = table(ROLES)
PATTERNS = [
    (row["role"], column, pattern) for row in ROWS for column in ("names", "work") for pattern in row[column].split("|")
]
PATTERNS = [(role, column, pattern) for role, column, pattern in PATTERNS if pattern]


# --------------------------------------------------------------------------------------------------------- by hand

OFFICE, FINANCE, BPO = "Office & administration", "Accounting & finance", "BPO & customer support"
PEOPLE, HEALTH, SUPPLY = "Human resources", "Healthcare", "Logistics & supply chain"


@pytest.mark.parametrize(
    ("title", "role", "sector"),
    [
        ("Back Office Executive", "Back office executive", OFFICE),
        ("Backoffice Associate - Non Voice", "Back office executive", OFFICE),
        ("Data Entry Operator", "Data entry operator", OFFICE),
        ("DEO", "Data entry operator", OFFICE),
        ("MIS Executive", "MIS executive", OFFICE),
        ("MIS & Reporting Analyst", "MIS executive", OFFICE),
        ("Computer Operator", "Computer operator", OFFICE),
        ("Office Assistant", "Office assistant", OFFICE),
        ("Office Boy", "Office assistant", OFFICE),
        ("Administrative Assistant", "Admin executive", OFFICE),
        ("Admin Executive", "Admin executive", OFFICE),
        ("Front Desk Executive", "Receptionist", OFFICE),
        ("Executive Assistant to CEO", "Executive assistant", OFFICE),
        ("Accounts Assistant", "Accounts assistant", FINANCE),
        ("Accountant", "Accountant", FINANCE),
        ("Accounts Executive", "Accountant", FINANCE),
        ("Tally Operator", "Tally operator", FINANCE),
        ("Payroll Executive", "Payroll executive", FINANCE),
        ("Billing Executive", "Billing executive", FINANCE),
        ("HR Executive", "HR executive", PEOPLE),
        ("Human Resources (HR) Associate", "HR executive", PEOPLE),
        ("US IT Recruiter", "Recruiter", PEOPLE),
        ("Talent Acquisition Specialist", "Recruiter", PEOPLE),
        ("Telecaller", "Telecaller", BPO),
        ("CCE", "Customer support executive", BPO),
        ("CSE - International Voice", "Customer support executive", BPO),
        ("Customer Care Executive", "Customer support executive", BPO),
        ("Process Associate", "Process associate", BPO),
        ("KYC Analyst", "KYC analyst", "Banking & insurance"),
        ("Claims Associate", "Claims executive", "Banking & insurance"),
        ("Medical Coder", "Medical coder", HEALTH),
        ("AR Caller", "Medical biller", HEALTH),
        ("Purchase Executive", "Purchase executive", SUPPLY),
        ("Logistics Coordinator", "Logistics executive", SUPPLY),
        ("Data Analyst", "Data analyst", "Data & analytics"),
        ("TL - Operations", "Team leader", "Operations & management"),
        ("Team Leader", "Team leader", "Operations & management"),
        ("Operations Manager", "Operations manager", "Operations & management"),
    ],
)
def test_back_office_roles(title: str, role: str, sector: str) -> None:
    reading = read_title(title)
    assert (reading.role, reading.sector) == (role, sector)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        # the head of a noun phrase stands at its end
        ("Digital Marketing Trainer", "Trainer"),
        ("IT Sales Executive", "Sales executive"),
        ("HR Recruiter", "Recruiter"),
        ("Java Developer", "Java developer"),
        # a part counts before what follows it; brackets come last
        ("Graphic Designer & Video Editor", "Graphic designer"),
        ("Accountant cum HR", "Accountant"),
        ("Software Developer - Java", "Software developer"),
        ("(Female) Video Editor", "Video editor"),
        ("Teacher for Data Science", "Teacher"),
        # bare words for the work give way to a name
        ("Sales - Telecaller", "Telecaller"),
        ("Sales", "Sales executive"),
        # job words join their neighbours
        ("Executive, HR", "HR executive"),
        ("Manager – Sales", "Sales manager"),
        ("Head of Operations", "Operations manager"),
        ("HR & Admin Executive", "HR executive"),
        ("Sales / Marketing Executive", "Sales executive"),
        ("Executive Assistant - Manufacturing", "Executive assistant"),
        # unknown words do not part the work from its job word
        ("C++ STL Developer", "C++ developer"),
        # abbreviations
        ("BDE", "Business development executive"),
        ("BDA - Fresher", "Business development executive"),
        ("QA", "Software tester"),
        ("UI/UX Designer", "UI/UX designer"),
        ("SDE 2", "Software developer"),
        ("CA (Semi qualified)", "Chartered accountant"),
        (".NET Developer", ".NET developer"),
        # spelling
        ("Back Office Exicutive", "Back office executive"),
        ("Telle Caller", "Telecaller"),
        ("Buisness Developement Excutive", "Business development executive"),
        ("Reciptionist", "Receptionist"),
        ("Sr.Accountant", "Accountant"),
        ("TELECALLERS REQUIRED!!", "Telecaller"),
        ("Customer Care Executives", "Customer support executive"),
        # noise around the name
        ("Urgent Hiring!!! Telecaller @ Noida | Fresher", "Telecaller"),
        ("Data Entry Operator (WFH) ₹15,000 – apply now", "Data entry operator"),
        ("टीम के लिए Accountant", "Accountant"),
    ],
)
def test_awkward_forms(title: str, role: str) -> None:
    assert read_title(title).role == role


@pytest.mark.parametrize(
    "title", ["", "   ", "Executive", "Associate – urgent hiring", "Manager", "Fresher", "12345", "???", "नौकरी", "()"]
)
def test_a_title_that_says_nothing_gets_no_role(title: str) -> None:
    reading = read_title(title)
    assert (reading.role, reading.sector) == (NOT_STATED, NOT_STATED)


@pytest.mark.parametrize(
    ("title", "instead"),
    [
        ("Data Processor", "Lecturer"),  # one wrong letter from "professor"
        ("Cooling Technician", "Chef"),  # … from "cooking"
        ("Printer Operator", "Illustrator"),  # … from "painter"
    ],
)
def test_a_real_word_is_no_slip(title: str, instead: str) -> None:
    assert read_title(title).role != instead


@pytest.mark.parametrize(
    ("title", "seniority"),
    [
        ("Jr. Accountant", "Junior"),
        ("Senior Telecaller", "Senior"),
        ("Sr Software Developer", "Senior"),
        ("HR Intern", "Intern"),
        ("Sales Trainee", "Trainee"),
        ("Telecaller (Fresher)", "Trainee"),
        ("Digital Marketing Team Lead", "Lead"),
        ("Digital Marketing Head", ""),  # a name of its own: marketing manager
        ("SEO Manager", "Manager"),
        ("Assistant Manager – Accounts", "Manager"),
        ("Junior Operations Manager", "Junior"),
        ("Senior Manager, Taxation", "Manager"),
        ("VP Sales", "Head"),
        ("Lead Generation Executive", ""),  # "lead" belongs to the work
        ("Store Manager", ""),  # "manager" belongs to the name
        ("Accountant", ""),
    ],
)
def test_seniority(title: str, seniority: str) -> None:
    assert read_title(title).seniority == seniority


@pytest.mark.parametrize(
    ("title", "work_mode"),
    [
        ("Telecaller (Work From Home)", "Work from home"),
        ("Telecaller WFH", "Work from home"),
        ("Hybrid – Data Analyst", "Hybrid"),
        ("Accountant (WFO)", "Office"),
        ("Recruiter, work from home or work from office", "Hybrid"),
        ("Sales Executive (Remote)", "Work from home"),
        ("Remote Sensing Analyst", ""),
        ("Home Tutor", ""),
        ("On Site Engineer", ""),
        ("Office Assistant", ""),
    ],
)
def test_work_mode(title: str, work_mode: str) -> None:
    assert read_title(title).work_mode == work_mode


def test_many_titles_keep_their_order() -> None:
    assert [title.role for title in read_titles(["Cook", "?", "cook", "Nurse"])] == [
        "Chef",
        NOT_STATED,
        "Chef",
        "Nurse",
    ]
    assert read_titles([]) == []


@pytest.mark.slow
def test_a_huge_title_is_read_like_any_other() -> None:
    """Were the time to grow with the square of the length, this would take minutes."""
    assert read_title("x" * 300_000).role == NOT_STATED
    assert read_title("((sales " * 50_000).role == "Sales executive"


# ------------------------------------------------------------------------------------------------------- properties

_KNOWN_WORDS = st.sampled_from(sorted({word for _, _, pattern in PATTERNS for word in pattern.split()}))
_TITLES = st.one_of(
    st.text(),
    st.lists(st.one_of(_KNOWN_WORDS, st.sampled_from(["-", "/", "&", "(", ")", "Manager", "for", "WFH"]))).map(
        " ".join
    ),
)


@given(_TITLES)
def test_any_text_has_one_answer(title: str) -> None:
    reading = read_title(title)
    assert reading == read_title(title)
    assert packaged_roles().sectors.get(reading.role, NOT_STATED) == reading.sector
    assert reading.seniority in SENIORITIES


@given(_TITLES, st.sampled_from([" ", "\t", "\n  "]))
def test_surrounding_spaces_change_nothing(title: str, space: str) -> None:
    assert read_title(space + title + space) == read_title(title)


@given(_TITLES.filter(lambda text: text.upper().lower() == text.lower()))  # not so for ß or dotless ı
def test_letter_case_changes_nothing(title: str) -> None:
    assert read_title(title.upper()) == read_title(title.lower())


@given(st.sampled_from(PATTERNS), st.sampled_from(["{}s", "urgent hiring: {}", "{} – Jaipur", "  {}  ", "{} (female)"]))
def test_noise_around_a_name_changes_nothing(pattern: tuple[str, str, str], form: str) -> None:
    role, column, name = pattern
    if column == "names" and len(name.split()[-1]) > 3 and not name.endswith("s"):
        assert read_title(form.format(name)).role == role


# -------------------------------------------------------------------------------------------------- the table of roles


def test_each_role_stands_once_with_one_sector() -> None:
    assert [role for role, count in Counter(row["role"] for row in ROWS).items() if count > 1] == []
    assert all(row["sector"] for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["role"])
def test_a_role_is_read_back_from_its_own_name(row: dict[str, str]) -> None:
    reading = read_title(row["role"])
    assert (reading.role, reading.sector) == (row["role"], row["sector"])


def test_no_pattern_is_dead() -> None:
    """Each pattern decides at least one of: itself as a title, itself before a job word, itself after one."""
    roles = packaged_roles()
    dead = []
    for role, column, pattern in PATTERNS:
        titles = (pattern, f"{pattern} executive", f"executive {pattern}")
        deciding = [roles._winner(roles._parts(title)) for title in titles]
        ways = {(match.role, match.is_name, match.phrase) for match in deciding if match}
        if (role, column == "names", _words(pattern)) not in ways:
            dead.append((role, column, pattern))
    assert dead == []


def test_the_back_office_is_a_ladder() -> None:
    """From data entry to operations manager, without a missing step."""
    steps = {row["role"]: int(row["step"]) for row in ROWS if row["family"] == "Back office"}
    assert set(steps.values()) == {1, 2, 3, 4, 5}
    climb = ["Data entry operator", "Back office executive", "MIS executive", "Team leader", "Operations manager"]
    assert [steps[role] for role in climb] == [1, 2, 3, 4, 5]
    assert all(bool(row["family"]) == bool(row["step"]) for row in ROWS)


def test_a_code_has_its_source() -> None:
    assert all(bool(row["nco_2015"]) == row["nco_source"].startswith("https://") for row in ROWS)


def test_conflicts_in_the_table_are_all_told_at_once() -> None:
    rows = [
        {"role": "Cook", "sector": "Kitchen", "names": "chef|cook", "work": ""},
        {"role": "Chef", "sector": "Kitchen", "names": "Chefs|sous chef", "work": ""},
        {"role": "Cook", "sector": "", "names": "baker", "work": ""},
    ]
    with pytest.raises(DataError) as error:
        Roles(rows, file="kitchen.csv")
    assert [(fault.row, fault.column, fault.value) for fault in error.value.faults] == [
        (3, "names", "chef"),  # the plural of a cook's "chef"
        (4, "role", "Cook"),
    ]


def test_the_order_of_the_table_means_nothing() -> None:
    turned = Roles(reversed(ROWS))
    for _, _, pattern in PATTERNS:
        assert turned.read(f"{pattern} executive") == read_title(f"{pattern} executive")


# -------------------------------------------------------------------------------------------------- posts read by hand


@pytest.fixture(scope="module")
def posts(shared: Path) -> dict[str, str]:
    """Post → title, of the posts whose pay is told in rupees."""
    import pandas as pd

    columns = ["post_id", "Job Title", "Salary"]
    frame = pd.read_csv(shared / POSTINGS, usecols=columns, dtype=str, keep_default_na=False)
    frame = frame[frame["Salary"].str.contains("₹")]
    return dict(zip(frame["post_id"], frame["Job Title"], strict=True))


def test_nearly_all_posts_get_a_role(posts: dict[str, str]) -> None:
    readings = read_titles(list(posts.values()))
    assert sum(title.role != NOT_STATED for title in readings) / len(readings) >= 0.97


@pytest.mark.parametrize("sample", ["1", "2", "3"])
def test_roles_agree_with_a_careful_reader(posts: dict[str, str], sample: str) -> None:
    """Three random samples of 200 posts, read by hand before the code read them. The first two helped to improve the
    table; on the third, read first and unseen, 95.0 % of the roles and 96.5 % of the sectors were right.
    """
    labels = [row for row in table(LABELLED) if row["sample"] == sample]
    assert len(labels) == 200
    readings = read_titles(posts[row["post_id"]] for row in labels)
    assert sum(title.role == row["role"] for title, row in zip(readings, labels, strict=True)) >= 190
    assert sum(title.sector == row["sector"] for title, row in zip(readings, labels, strict=True)) >= 190
