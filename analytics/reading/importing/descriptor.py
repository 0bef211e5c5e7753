"""The decisions about a file as a small descriptor beside it, FILE.datapackage.json: written once, read again.

Its first resource may give each field a "role" (one of `roles.ROLES`), and the whole a "period", "currency" and "unit".
"""

from __future__ import annotations

import json
from pathlib import Path

from analytics.reading.fields.periods import Period
from analytics.reading.files.table import ImportRefusedError, Source
from analytics.reading.importing.options import ALLOWED, NO_OPTIONS, ImportOptions
from analytics.reading.importing.roles import Columns
from analytics.texts import message


def load_descriptor(source: Source) -> ImportOptions:
    """Load the descriptor beside a file, if there is one."""
    if not isinstance(source, str | Path):
        return NO_OPTIONS
    path = Path(f"{source}.datapackage.json")
    return parse_descriptor(path.read_text(encoding="utf-8"), path.name) if path.is_file() else NO_OPTIONS


def parse_descriptor(text: str, name: str) -> ImportOptions:
    """Parse the decisions in the text of a descriptor.

    Raises:
        ImportRefusedError: for a text that is not a descriptor.
    """
    try:
        resource = json.loads(text)["resources"][0]
        fields = [(str(entry["name"]), str(entry["role"])) for entry in resource["schema"]["fields"] if "role" in entry]
        facts = {fact: resource.get(fact) for fact in ALLOWED}
    except (ValueError, LookupError, TypeError) as error:
        raise ImportRefusedError(
            name, message("is no descriptor: it needs resources[0].schema.fields with name and role")
        ) from error
    for fact, value in facts.items():
        if value is not None and value not in ALLOWED[fact]:
            raise ImportRefusedError(
                name,
                message(
                    "says {value} for the {fact} of the pay: that is not one of the {number} known",
                    value=repr(value),
                    fact=fact,
                    number=len(ALLOWED[fact]),
                ),
            )
    mapping: dict[str, list[str]] = {}
    for column, role in fields:
        mapping.setdefault(role, []).append(column)
    return ImportOptions({role: names[0] if len(names) == 1 else names for role, names in mapping.items()}, **facts)


def write_descriptor(columns: Columns, period: Period | None, currency: str, unit: float) -> str:
    """Write the decisions about a file as a descriptor.

    Without a period each row keeps the one that it states.

    >>> from analytics.reading.importing.roles import Column
    >>> text = write_descriptor(Columns((Column("CTC", "pay"),), {}), "year", "INR", 1e5)
    >>> options = parse_descriptor(text, "x")
    >>> options.mapping, options.period, options.currency, options.unit
    ({'pay': 'CTC'}, 'year', 'INR', 100000.0)
    """
    fields = [{"name": column.header, "role": column.role} for column in columns.columns]
    resource = {"schema": {"fields": fields}, "period": period, "currency": currency, "unit": unit}
    return json.dumps({"resources": [resource]}, ensure_ascii=False, indent=1)
