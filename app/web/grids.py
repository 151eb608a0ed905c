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
LINES: Final = 2_100
CELLS: Final = 20
LONGEST: Final = 300  # characters of a cell that are read


def read(file: BinaryIO, *, cells: int = CELLS, longest: int = LONGEST, field: str = "file") -> list[list[str]]:
    """Return the lines of the first sheet as trimmed text, empty ones too, so that numbers of lines stay true.

    Refused beside a field: too heavy, packed too tightly, or no spreadsheet.
    """
    body = file.read(HEAVIEST + 1)
    if len(body) > HEAVIEST:
        raise refuse(UNREADABLE, N_("This file is heavier than 1 MB. Send it in parts, or with fewer columns."), field_=field)
    try:
        rows = _packed(body) if body[:2] == b"PK" else _plain(body)
    except ValueError:
        said = N_("This file cannot be read as a spreadsheet. Send CSV, XLSX or ODS, as the template is.")
        raise refuse(UNREADABLE, said, field_=field) from None
    return [[cell.strip()[:longest] for cell in row[:cells]] for row in rows]


def _packed(body: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as inside:
            if sum(part.file_size for part in inside.infolist()) > UNPACKED:
                raise ValueError("packed too tightly")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0)
        return [[_text(cell) for cell in row] for row in islice(sheet.to_python(skip_empty_area=False), LINES)]
    except (zipfile.BadZipFile, CalamineError, IndexError) as error:
        raise ValueError("no spreadsheet") from error


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _plain(body: bytes) -> list[list[str]]:
    if b"\0" in body:
        raise ValueError("no text")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    mark = max(";,\t", key=first.count)
    try:
        return list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), LINES))
    except csv.Error as error:
        raise ValueError("no table") from error
