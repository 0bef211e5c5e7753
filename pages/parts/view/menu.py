"""The pages: their scripts, titles and groups in the menu."""

from dataclasses import dataclass
from pathlib import Path

PAGES = Path(__file__).parents[2]


@dataclass(frozen=True)
class Entry:
    """A page in the menu.

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
    "Pay": (
        Entry("overview", "Overview", ":material/insights:", "Pay at a glance", question="What does your work pay?"),
        Entry("salary_bands", "Salary bands", ":material/bar_chart:", "Bands by experience, sector, city or role"),
        Entry("compare_cities", "Compare cities", ":material/location_city:", "City against city for the same work"),
        Entry(
            "check_salary", "Check a salary", ":material/balance:", "One salary against everyone comparable", asks=True
        ),
        Entry("career_path", "Career path", ":material/stairs:", "What the next years, the next role and a skill pay"),
    ),
    "Market": (
        Entry(
            "labour_market",
            "Labour market",
            ":material/monitoring:",
            "Earnings, prices, minimum wages, unemployment, hiring, what advertisements ask",
            filtered=False,
        ),
        Entry("published_figures", "Published figures", ":material/fact_check:", "What others publish, side by side"),
    ),
    "Data": (
        Entry(
            "your_data", "Your data", ":material/upload_file:", "Bring a CSV and use it on every page", filtered=False
        ),
        Entry(
            "methods", "Methods", ":material/menu_book:", "Words, rules, sources, limits, whole files", filtered=False
        ),
    ),
}


def script_path(name: str) -> Path:
    """The file of a page, wherever the entry lies."""
    return PAGES / f"{name}.py"
