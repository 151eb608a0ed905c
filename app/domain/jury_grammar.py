"""The one grammar of a jury's files: each line is one act, about a juror and a team named by keys that never change. (J2, J3, J4)

Headings, acts and values are understood in every language of the interface, and written in the reader's.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final, LiteralString
from uuid import UUID

from app.i18n import LOCALES, N_, Worded, gettext
from app.models.jury import TieKind
from app.models.organisation import Sector
from app.queries.organisations import name_key
from app.schemas.base import CONTROL
from app.schemas.jury import QUESTIONS
from app.schemas.panel import MOST_READS
from app.security import email_key

# Lines of one file: it is applied in one go, while others wait.
LINES: Final = 1_000
# Columns that are understood, and the characters that a cell of them may hold.
LONGEST: Final[dict[str, int]] = {"note": 500, "great": 2000, "think_about": 2000}
OTHERWISE: Final = 320
COLUMNS: Final[dict[str, LiteralString]] = {
    "action": N_("action"),
    "juror": N_("juror"),
    "juror_name": N_("juror’s name"),
    "team": N_("team"),
    "team_name": N_("team’s name"),
    "load": N_("load"),
    "sector": N_("sector"),
    "stand_in": N_("stands by"),
    "kind": N_("kind of tie"),
    "note": N_("note"),
    "great": N_("great"),
    "think_about": N_("think about"),
    "signed": N_("signed on"),
    "untied": N_("nothing ties them"),
}
CRITERIA: Final = tuple(f"c{number}" for number in range(1, QUESTIONS + 1))
FORMULA: Final = re.compile(r"'+ *[=+\-@]")


class Act(StrEnum):
    """What a line does."""

    SEAT = "seat"
    UNSEAT = "unseat"
    PANELIST = "panelist"
    TIE = "tie"
    NO_TIE = "no_tie"
    UNTIE = "untie"
    SCORE = "score"


ACTS: Final[dict[Act, LiteralString]] = {
    Act.SEAT: N_("seat"),
    Act.UNSEAT: N_("unseat"),
    Act.PANELIST: N_("panelist"),
    Act.TIE: N_("tie"),
    Act.NO_TIE: N_("no tie"),
    Act.UNTIE: N_("untie"),
    Act.SCORE: N_("score"),
}
KINDS: Final[dict[TieKind, LiteralString]] = {
    TieKind.EMPLOYER: N_("employer"),
    TieKind.COACHED: N_("coached"),
    TieKind.TEAMMATE: N_("teammate"),
    TieKind.FAMILY: N_("family"),
    TieKind.FINANCIAL: N_("financial"),
    TieKind.OTHER: N_("other"),
    TieKind.ABSTAIN: N_("abstain"),
}
SECTORS: Final[dict[Sector, LiteralString]] = {
    Sector.PUBLIC: N_("public"),
    Sector.COMPANY: N_("company"),
    Sector.ASSOCIATION: N_("association"),
    Sector.STUDENT: N_("student"),
    Sector.CITIZEN: N_("citizen"),
}
ANSWERS: Final[dict[str, LiteralString]] = {"1": N_("yes"), "0": N_("no")}
# Acts that say something else of the same thing: a file says one of them about a juror and a team.
ABOUT: Final[dict[Act, str]] = {Act.UNSEAT: Act.SEAT, Act.NO_TIE: Act.TIE, Act.UNTIE: Act.TIE}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a line, in which column, and what to do."""

    line: int
    column: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One act as it was written: the juror by their id or the key of an address, the team by its id; cells by column."""

    number: int
    act: Act
    juror: str
    team: UUID | None
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


VOCABULARY: Final[dict[str, Mapping[Any, LiteralString]]] = {
    "column": COLUMNS, "action": ACTS, "kind": KINDS, "sector": SECTORS, "stand_in": ANSWERS, "untied": ANSWERS,
}  # fmt: skip


@cache
def _spellings(about: str) -> dict[str, Any]:
    """Return what each word may be written as: its code, and its word in every language."""
    words = VOCABULARY[about]
    found = {name_key(str(code)): code for code in words}
    return found | {name_key(gettext(locale, word)): code for code, word in words.items() for locale in LOCALES}


def written(about: str, value: Any, locale: str) -> str:
    """Return how a value is written in a language; nothing for none."""
    return "" if value is None else gettext(locale, VOCABULARY[about][value])


def parse(rows: Sequence[Sequence[str]]) -> tuple[list[Line], list[Wrong]]:
    """Return the lines of a file and everything that is wrong with it, by the number of its row; empty rows are passed over."""
    heads, wrong = _heads(rows[0] if rows else [])
    if wrong:
        return [], wrong
    body = [(number, row) for number, row in enumerate(rows[1:], 2) if any(row)]
    if not body:
        return [], [Wrong(2, "action", N_("There is no line below the headings."))]
    if len(body) > LINES:
        return [], [Wrong(body[LINES][0], "action", N_("A file has %(most)s lines at most. Send it in parts."), {"most": LINES})]
    lines, first = [], dict[tuple[str, str, UUID | None], int]()
    for number, row in body:
        line, found = _line(number, {name: _plain(cell) for name, cell in zip(heads, row, strict=False) if name})
        wrong += found
        if line is None:
            continue
        key = (ABOUT.get(line.act, line.act), line.juror, line.team)
        if key in first:
            said = N_("Line %(first)s already says something else or the same about them. Keep one of the two.")
            wrong.append(Wrong(number, "action", said, {"first": first[key]}))
            continue
        first[key] = number
        lines.append(line)
    return lines, wrong


def _heads(row: Sequence[str]) -> tuple[list[str | None], list[Wrong]]:
    known = _spellings("column") | {name: name for name in CRITERIA}
    heads = [known.get(name_key(_plain(cell))) if cell.strip() else None for cell in row]
    for needed in ("action", "juror"):
        if needed not in heads:
            said = N_("The first line must name the columns: “%(column)s” is missing.")
            return heads, [Wrong(1, needed, said, {"column": Worded(COLUMNS[needed])})]
    twice = next((name for name in heads if name and heads.count(name) > 1), None)
    if twice:
        return heads, [Wrong(1, twice, N_("This column is there twice. Take one of them out."))]
    unknown = [cell for cell, name in zip(row, heads, strict=True) if cell.strip() and name is None]
    if unknown:
        said = N_("The column “%(column)s” is not known. Take it out, or write it as in the template.")
        return heads, [Wrong(1, "action", said, {"column": unknown[0][:60]})]
    return heads, []


def _plain(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if FORMULA.match(cell) else cell


def _line(number: int, cells: dict[str, str]) -> tuple[Line | None, list[Wrong]]:
    wrong: list[Wrong] = []

    def refuse(column: str, message: str, **params: Any) -> None:
        wrong.append(Wrong(number, column, message, params))

    for name, cell in cells.items():
        if CONTROL.search(cell):
            refuse(name, N_("This text holds a character that cannot be shown. Remove it."))
        elif len(cell) > LONGEST.get(name, OTHERWISE):
            refuse(name, N_("Shorten this to %(most)s characters at most."), most=LONGEST.get(name, OTHERWISE))
    act: Act | None = _spellings("action").get(name_key(cells.get("action", "")))
    if act is None:
        refuse("action", N_("This action is not known. Write one of those in the list."))
    juror = cells.get("juror", "")
    if "@" not in juror and _id(juror) is None:
        said = N_("Write the address by which the juror was invited, or the id in the export; a name may be that of two people.")
        refuse("juror", said)
    team = _id(cells.get("team", ""))
    if act not in (None, Act.PANELIST) and team is None:
        refuse("team", N_("Write the team’s id, as the export gives it; a name may change."))
    _words(act, cells, refuse)
    if wrong or act is None:
        return None, wrong
    return Line(number, act, str(_id(juror) or email_key(juror)), None if act is Act.PANELIST else team, cells), []


def _id(cell: str) -> UUID | None:
    try:
        return UUID(cell)
    except ValueError:
        return None


def _words(act: Act | None, cells: dict[str, str], refuse: Callable[..., None]) -> None:
    """Put codes in the place of words; refuse those that are not known."""
    for name in ("kind", "sector", "stand_in", "untied"):
        if cell := cells.get(name, ""):
            found = _spellings(name).get(name_key(cell))
            if found is None:
                refuse(name, N_("This word is not known. Write one of those in the list."))
            else:
                cells[name] = str(found)
    load = cells.get("load", "")
    if load and not (load.isascii() and load.isdigit() and int(load) <= MOST_READS):
        refuse("load", N_("Write a whole number from 0 to %(most)s."), most=MOST_READS)
    if cells.get("signed") and moment(cells["signed"]) is None:
        refuse("signed", N_("Write a date and a time, for instance 2027-03-25 09:00."))
    if act is Act.TIE and not cells.get("kind"):
        refuse("kind", N_("Say what ties the juror to the team, by one of the words in the list."))


def level(cell: str) -> int | None:
    """Return the mark that a cell holds, None where it holds none: 4, 4.0, 4,0, yes or no."""
    said = _spellings("stand_in").get(name_key(cell))
    if said is not None:
        return int(said)
    matched = re.fullmatch(r"(\d{1,3})(?:[.,]0+)?", cell, flags=re.ASCII)
    return int(matched[1]) if matched else None


def moment(cell: str) -> datetime | None:
    """Return the moment that a cell holds, on the hackathon's clock where it says no other; None where it holds none."""
    for form in ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"):
        with suppress(ValueError):
            return datetime.strptime(cell, form)  # noqa: DTZ007 - the clock is the hackathon's
    try:
        return datetime.fromisoformat(cell) if len(cell) > len("2027-03-25") else None
    except ValueError:
        return None


def header(locale: str, criteria: Iterable[str] = ()) -> list[str]:
    """Return the headings of a file in a language."""
    return [gettext(locale, word) for word in COLUMNS.values()] + list(criteria)
