"""What the ends of ranges and the selections of other sources are called."""

from __future__ import annotations

from analytics.model import Filters
from analytics.presenting.messages import _, listed


def end(measure: str) -> str:
    """An end of the ranges of a source."""
    return {"low": _("lowest offers"), "high": _("highest offers"), "middle": _("figures")}[measure]


def matched(filters: Filters) -> str:
    """What a source was asked, in a few words."""
    return " · ".join(listed(values, "or") for _name, values in filters) or _("all its posts")
