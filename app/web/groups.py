"""A group's spreadsheet: its template, and what each line says or lacks, by number. (P3)"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError

from app.errors import refuse
from app.i18n import N_, gettext, translate
from app.queries.organisations import name_key
from app.schemas.registration import MOST, EmployeeIn
from app.security import email_key
from app.web.forms import word
from app.web.grids import UNREADABLE

HEADS: Final = (N_("E-mail address"), N_("Name"), N_("Language (fr or en)"))
# The headings that are understood, as `name_key` spells them.
COLUMNS: Final[dict[str, str]] = {
    "e mail address": "email", "e mail": "email", "email": "email", "mail": "email", "courriel": "email",
    "adresse e mail": "email", "adresse electronique": "email", "adresse mail": "email", "adresse": "email",
    "name": "name", "nom": "name", "full name": "name", "prenom et nom": "name", "nom et prenom": "name", "nom complet": "name",
    "language fr or en": "locale", "language": "locale", "langue fr ou en": "locale", "langue": "locale",
}  # fmt: skip
ALREADY: Final = N_("Already registered, by themselves or by somebody else: nothing changes.")


@dataclass(slots=True)
class Checked:
    """What a spreadsheet comes to: the people who would be written to, and (line, address, reason) of the others."""

    people: list[EmployeeIn] = field(default_factory=list)
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    unchanged: int = 0


def check(rows: Sequence[Sequence[str]], known: Collection[str], locale: str) -> Checked:
    """Return what each line of a spreadsheet says; `known` are the keys of those who are registered.

    Refused as a whole: no line of headings, no column of addresses, more than 500 people.
    """
    columns = [COLUMNS.get(name_key(cell)) if cell else None for cell in (rows[0] if rows else [])]
    if not {"email", "name"} <= set(columns):
        raise refuse(
            UNREADABLE,
            N_("The first line must name the columns, an e-mail address and a name among them, as in the template."),
            field_="file",
        )
    lines = [(number, row) for number, row in enumerate(rows[1:], 2) if any(row)]
    if len(lines) > MOST:
        raise refuse(UNREADABLE, N_("This list has more than 500 people. Send it in several parts."), field_="file")
    found, first = Checked(), dict[str, int]()
    for number, row in lines:
        given = {name: cell for name, cell in zip(columns, row, strict=False) if name and cell}
        address = given.get("email", "")
        if "locale" in given:
            given["locale"] = given["locale"].lower()[:2]
        else:
            given["locale"] = locale
        try:
            employee = EmployeeIn.model_validate({"email": address, "name": given.get("name", ""), "locale": given["locale"]})
        except ValidationError as error:
            found.refused.append((number, address, _wrong(error, locale)))
            continue
        key = email_key(employee.email)
        if key in first:
            said = translate(locale, N_("Line %(first)s has the same address."), {"first": first[key]})
            found.refused.append((number, address, said))
        elif key in known:
            found.unchanged += 1
            found.refused.append((number, address, gettext(locale, ALREADY)))
        else:
            found.people.append(employee)
        first.setdefault(key, number)
    return found


def _wrong(error: ValidationError, locale: str) -> str:
    detail = error.errors()[0]
    what = {"email": N_("E-mail address"), "name": N_("Name"), "locale": N_("Language (fr or en)")}[str(detail["loc"][0])]
    return f"{gettext(locale, what)}{gettext(locale, N_(': '))}{word(detail, locale)}"


def keys_of(rows: Sequence[Sequence[str]]) -> set[str]:
    """Return the keys of whatever in a spreadsheet looks like an address."""
    return {email_key(cell) for row in rows[: MOST * 2] for cell in row if "@" in cell}
