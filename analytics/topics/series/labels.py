"""The labels of the lines of a chart."""

from __future__ import annotations

from analytics.presenting.messages import _
from analytics.texts import N_
from analytics.topics.series.answer import WHOLE

LINES: dict[str, str] = {
    WHOLE: N_("All"),
    "women": N_("Women"),
    "men": N_("Men"),
    "towns": N_("Towns"),
    "villages": N_("Villages"),
    "net": N_("Net new"),
    "first_time": N_("First time"),
    "real": N_("Real"),
    "paid": N_("As paid"),
    "female": N_("women"),
    "male": N_("men"),
    "rural": N_("villages"),
    "urban": N_("towns"),
    "15-29": N_("ages 15 to 29"),
    "18-25": N_("ages 18 to 25"),
}
"""The labels of lines; others take their name from the data."""


def line_label(line: str) -> str:
    """The label of a line: a message, or its name in the data.

    >>> line_label("women"), line_label("female|15-29"), line_label("Clerks")
    ('Women', 'women, ages 15 to 29', 'Clerks')
    """
    return ", ".join(_(LINES[part]) if part in LINES else part for part in line.split("|"))
