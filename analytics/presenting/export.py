"""Exhibits → downloads: CSV, Excel, JSON, and a data package with its method and source."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pandas as pd

from analytics import __version__

if TYPE_CHECKING:
    from analytics.presenting.exhibit import Exhibit

FORMULA = re.compile(r"^(?=[\s;,]*[=+\-@]|[\t\r\n])|(?<=[;\t\r\n])(?=[=+\-@])")
"""Matches where a spreadsheet would read a formula: at the start of a text, or where it splits an unquoted one."""


def neutralise_formula(value: object) -> Any:
    """Neutralise a cell that a spreadsheet would read as a formula, with a leading apostrophe.

    Full-width signs, which spreadsheets also accept, count too.

    >>> [neutralise_formula(cell) for cell in ("=1+1", "Pune", -5, "＝1+1", "Sales;=cmd;")]
    ["'=1+1", 'Pune', -5, "'＝1+1", "Sales;'=cmd;"]
    """
    if not isinstance(value, str):
        return value
    shapes = "".join(normalize("NFKC", letter)[:1] or " " for letter in value)
    for place in sorted((match.start() for match in FORMULA.finditer(shapes)), reverse=True):
        value = f"{value[:place]}'{value[place:]}"
    return value.replace("\r", "\n")  # a lone carriage return would end the row: the writer quotes only line feeds


def neutralise_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Neutralise formulas in all text cells and headings of a table."""
    safe = table.rename(columns=neutralise_formula)
    texts = [name for name in safe if not pd.api.types.is_numeric_dtype(safe[name])]
    return safe.assign(**{str(name): [neutralise_formula(value) for value in safe[name]] for name in texts})


def csv_text(table: pd.DataFrame) -> str:
    """Convert a table to CSV text at full precision, without formulas; missing figures are empty."""
    return str(neutralise_formulas(table).to_csv(index=False, lineterminator="\n"))


def csv(exhibit: Exhibit) -> bytes:
    """The rows of the exhibit as CSV in UTF-8, with a byte order mark for spreadsheets."""
    return csv_text(exhibit.table).encode("utf-8-sig")


def about(exhibit: Exhibit) -> dict[str, Any]:
    """The metadata of an exhibit: finding, selection, source, method, version."""
    source = exhibit.source
    return {
        "title": exhibit.title,
        "reading": exhibit.reading,
        "selection": exhibit.selection,
        "filters": {name: list(values) for name, values in exhibit.filters},
        "unit": exhibit.unit,
        "n": exhibit.n,
        "employers": exhibit.employers,
        "counted": exhibit.count_unit,
        "source": {
            "title": source.title,
            "publisher": source.publisher,
            "kind": source.kind,
            "url": source.url,
            "licence": source.licence,
            "period": source.period,
            "accessed": source.accessed,
            "sha256": source.sha256,
        },
        "method": exhibit.method,
        "notes": list(exhibit.notes),
        "version": f"Vetan {__version__}",
    }


def columns(exhibit: Exhibit) -> list[dict[str, str]]:
    """The columns of the exhibit with label, unit and meaning."""
    return [
        {"name": column.name, "title": column.label, "unit": column.unit, "description": column.description}
        for column in exhibit.columns
    ]


def records(table: pd.DataFrame) -> list[dict[str, object]]:
    """Convert a table to JSON records: missing figures become null."""
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def as_json(exhibit: Exhibit) -> bytes:
    """The exhibit as JSON: its metadata, columns and rows."""
    content = about(exhibit) | {"columns": columns(exhibit), "rows": records(exhibit.table)}
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False).encode()


def excel(exhibit: Exhibit) -> bytes:
    """The exhibit as a workbook: a sheet of rows, and a sheet of metadata. No cell is a formula or a link."""
    import xlsxwriter  # slow to import, and needed only for workbooks

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    ) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Data")
        table = neutralise_formulas(exhibit.table)
        sheet.write_row(0, 0, [neutralise_formula(name) for name in table.columns], bold)
        for index, row in enumerate(records(table), start=1):
            for column, value in enumerate(row.values()):
                if value is not None:
                    sheet.write(index, column, value)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(table.columns), 14)
        notes = book.add_worksheet("About")
        notes.set_column(0, 0, 16)
        notes.set_column(1, 1, 100)
        facts = about(exhibit)
        facts |= {f"source: {name}": value for name, value in facts.pop("source").items()}
        facts |= {
            f"column: {column['name']}": f"{column['description']} ({column['unit'] or 'text'})"
            for column in columns(exhibit)
        }
        for index, (name, value) in enumerate(facts.items()):
            notes.write(index, 0, neutralise_formula(name), bold)
            notes.write(
                index,
                1,
                neutralise_formula(value if isinstance(value, int | str) else json.dumps(value, ensure_ascii=False)),
                wrap,
            )
    return buffer.getvalue()


def package(exhibit: Exhibit) -> bytes:
    """A zip with data.csv and the datapackage.json that describes it."""
    data = csv(exhibit)
    facts = about(exhibit)
    source = facts.pop("source")
    kinds = {
        name: "number" if pd.api.types.is_numeric_dtype(exhibit.table[name]) else "string" for name in exhibit.table
    }
    descriptor = {
        "name": exhibit.key,
        "title": facts.pop("title"),
        "description": facts.pop("reading"),
        "sources": [{"title": f"{source['title']} ({source['publisher']})", "path": source["url"]}],
        "licenses": [{"name": source["licence"]}] if source["licence"] else [],
        "resources": [
            {
                "name": "data",
                "path": "data.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(data),
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                "schema": {"fields": [column | {"type": kinds[column["name"]]} for column in columns(exhibit)]},
            }
        ],
        **facts,
        "source": source,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        # A fixed date: the same selection gives the same file.
        for name, content in (
            ("data.csv", data),
            ("datapackage.json", json.dumps(descriptor, ensure_ascii=False, indent=1).encode()),
        ):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
