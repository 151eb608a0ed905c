"""Spreadsheets on their way in: CSV as French and English software write it, XLSX and ODS; read as text, in bounds. (T2)"""

import csv
import io
import zipfile
from itertools import islice
from typing import BinaryIO, Final

from python_calamine import CalamineError, CalamineWorkbook

from app.errors import code, refuse
from app.i18n import N_

UNREADABLE: Final = code("spreadsheet_unreadable", 422)
HEAVIEST: Final = 1_000_000  # bytes of a file
UNPACKED: Final = 20_000_000  # bytes of what a packed spreadsheet holds
LINES: Final = 2_000
CELLS: Final = 20
LONGEST: Final = 300  # characters of a cell that are read


def read(file: BinaryIO) -> list[list[str]]:
    """Return the lines of the first sheet as trimmed text, empty ones too, so that numbers of lines stay true.

    Refused beside the field `file`: too heavy, packed too tightly, or no spreadsheet.
    """
    body = file.read(HEAVIEST + 1)
    if len(body) > HEAVIEST:
        raise refuse(UNREADABLE, N_("This file is heavier than 1 MB. Send a list of names and addresses only."), field_="file")
    rows = _packed(body) if body[:2] == b"PK" else _plain(body)
    return [[cell.strip()[:LONGEST] for cell in row[:CELLS]] for row in rows]


def _packed(body: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as inside:
            if sum(part.file_size for part in inside.infolist()) > UNPACKED:
                raise _unreadable()
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0)
        return [[_text(cell) for cell in row] for row in islice(sheet.to_python(skip_empty_area=False), LINES)]
    except (zipfile.BadZipFile, CalamineError, IndexError, ValueError):
        raise _unreadable() from None


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _plain(body: bytes) -> list[list[str]]:
    if b"\0" in body:
        raise _unreadable()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    mark = max(";,\t", key=first.count)
    try:
        return list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), LINES))
    except csv.Error:
        raise _unreadable() from None


def _unreadable() -> Exception:
    return refuse(
        UNREADABLE, N_("This file cannot be read as a spreadsheet. Send CSV, XLSX or ODS, as the template is."), field_="file"
    )
