"""The organisers' list of applications as a spreadsheet: what chooses people, nothing by which they are reached. (P3)"""

from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import Response
from sqlmodel import Session

from app.domain import appraisals
from app.i18n import N_, gettext
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.queries import selection
from app.queries.selection import Asked
from app.web import words
from app.web.sheets import csv_response

COLUMNS: Final = (
    N_("Name"), N_("Applies as"), N_("Sector"), N_("Organisation"), N_("Skills"), N_("Languages"), N_("Takes part"), N_("Status"),
    N_("Received on"), N_("Mark"), N_("Number of marks"),
)  # fmt: skip


def csv(db: Session, viewer: Person | None, hackathon: Hackathon, asked: Asked, locale: str) -> Response:
    """Answer with every application that a filter finds, for organisers: no address, motivation, answer or need."""
    found = selection.everything(db, viewer, hackathon, asked)
    heads = [gettext(locale, name) for name in COLUMNS]
    return csv_response(f"{hackathon.slug}-{asked.status}", heads, _lines(db, hackathon, found, locale))


def _lines(db: Session, hackathon: Hackathon, found: Any, locale: str) -> Iterator[list[object]]:
    zone, levels = ZoneInfo(hackathon.timezone), appraisals.standing(db, hackathon)
    for row in found:
        level = levels.get(row.id)
        yield [
            row.name,
            gettext(locale, words.ROLES[row.role]),
            gettext(locale, words.SECTORS[row.sector]),
            row.organisation,
            ", ".join(row.skills),
            ", ".join(row.languages),
            gettext(locale, words.ATTENDANCES[row.attendance]),
            row.status.value,
            row.created_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            f"{level.mean:.1f}".replace(".", "," if locale == "fr" else ".") if level else None,
            level.number if level else 0,
        ]
