"""Spreadsheets: CSV that opens well in French software, with cells that no spreadsheet takes for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from fastapi import Response

FORMULA: Final = re.compile(r"'*[ ]*[=+\-@\t\r]")


def cell(value: object) -> str:
    """Return a value as text; what would begin a formula gets an apostrophe before it, and one more each time it has one."""
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) else text


def csv_response(name: str, header: Sequence[str], lines: Iterable[Sequence[object]], *, locale: str = "fr") -> Response:
    """Answer with a file of lines: UTF-8 with its mark, semicolons as French spreadsheets want them, commas for English ones."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if locale == "fr" else ",", lineterminator="\r\n")
    writer.writerow([cell(value) for value in header])
    writer.writerows([cell(value) for value in line] for line in lines)
    return Response(
        "\ufeff" + out.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "private, no-cache"},
    )
