"""The pages: their scripts, titles and groups in the menu."""

from dataclasses import dataclass
from pathlib import Path

from analytics.texts import N_

PAGES = Path(__file__).parents[2]


@dataclass(frozen=True)
class Entry:
    """A page in the menu; its texts are messages, which whoever shows them translates.

    Args:
        question: what the page asks, as its heading; without one its title is the heading.
        filtered: whether it shows the selection of the visitor.
        asks: whether it asks for the work and the years itself; then there are no pills for experience.
    """

    script: str
    title: str
    icon: str
    help: str
    question: str = ""
    filtered: bool = True
    asks: bool = False

    @property
    def heading(self) -> str:
        """The heading of the page."""
        return self.question or self.title


MENU: dict[str, tuple[Entry, ...]] = {
    N_("Pay"): (
        Entry(
            "overview",
            N_("Overview"),
            ":material/insights:",
            N_("Pay at a glance"),
            question=N_("What does your work pay?"),
        ),
        Entry(
            "salary_bands", N_("Salary bands"), ":material/bar_chart:", N_("Bands by experience, sector, city or role")
        ),
        Entry(
            "compare_cities",
            N_("Compare cities"),
            ":material/location_city:",
            N_("City against city for the same work"),
        ),
        Entry(
            "check_salary",
            N_("Check a salary"),
            ":material/balance:",
            N_("One salary against everyone comparable"),
            asks=True,
        ),
        Entry(
            "career_path",
            N_("Career path"),
            ":material/stairs:",
            N_("What the next years, the next role and a skill pay"),
        ),
    ),
    N_("Market"): (
        Entry(
            "labour_market",
            N_("Labour market"),
            ":material/monitoring:",
            N_("Earnings, prices, minimum wages, unemployment, hiring, what advertisements ask"),
            filtered=False,
        ),
        Entry(
            "published_figures",
            N_("Published figures"),
            ":material/fact_check:",
            N_("What others publish, side by side"),
        ),
    ),
    N_("Data"): (
        Entry(
            "your_data",
            N_("Your data"),
            ":material/upload_file:",
            N_("Upload a CSV and use it on every page"),
            filtered=False,
        ),
        Entry(
            "methods",
            N_("Methods"),
            ":material/menu_book:",
            N_("Words, rules, sources, limits, whole files"),
            filtered=False,
        ),
    ),
}

HOME = next(iter(MENU.values()))[0]
"""The first page, which has no name in the address."""
WAYS_ON = MENU["Pay"][1:]
"""The pages to which the first one leads."""


def script_path(name: str) -> Path:
    """The file of a page."""
    return PAGES / f"{name}.py"
