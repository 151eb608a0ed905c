"""Organisations: found by name however it is spelt."""

import unicodedata
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.organisation import Organisation


def name_key(name: str) -> str:
    """Return one spelling for one name: case, accents, spaces and punctuation do not count."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())[:160] or name[:160]


def by_name(db: Session, name: str) -> Organisation | None:
    """Return the organisation of a name in any spelling, None when there is none."""
    return db.exec(select(Organisation).where(Organisation.name_key == name_key(name))).first()


def by_id(db: Session, organisation_id: UUID) -> Organisation:
    """Return one organisation; its name is public."""
    found = db.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    return found


def search(db: Session, text: str, *, limit: int = 20) -> Sequence[sa.Row[tuple[UUID, str, str, str | None, str | None]]]:
    """Return the organisations whose name contains the text, in alphabetical order."""
    found = (
        sa.select(
            col(Organisation.id),
            col(Organisation.name),
            col(Organisation.sector),
            col(Organisation.website),
            col(Organisation.territory),
        )
        .where(col(Organisation.name_key).contains(name_key(text), autoescape=True) if text.strip() else sa.true())
        .order_by(col(Organisation.name_key))
        .limit(limit)
    )
    return rows(db, found)
