"""Programmes: what binds several hackathons of one organiser. (P1)"""

import re
import unicodedata
from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.domain import journal, roles
from app.domain.policy import Action, require
from app.errors import code, refuse
from app.i18n import N_
from app.models.hackathon import Programme
from app.models.journal import StreamKind
from app.models.person import Person, Role, Within
from app.queries import programmes as queries
from app.schemas.programme import ProgrammeIn

SLUG_TAKEN: Final = code("slug_taken", 409)
SLUG_LENGTH: Final = 60


def create(db: Session, actor: Person, draft: ProgrammeIn, *, at: datetime) -> Programme:
    """Start a programme; whoever does becomes its organiser."""
    require(db, actor, Action.CREATE_PROGRAMME, None, at=at)
    programme = Programme(
        slug=free_slug(db, draft.slug, draft.name),
        name=draft.name,
        summary=written(draft.summary.model_dump()),
        is_demo=actor.is_demo,
        created_at=at,
    )
    db.add(programme)
    db.flush()
    journal.open_stream(db, programme.id, StreamKind.PROGRAMME)
    roles.give(db, actor, Role.ORGANISER, Within.PROGRAMME, programme.id, at=at, by=actor)
    journal.record(db, programme.id, actor, Action.CREATE_PROGRAMME, programme, at=at)
    return programme


def free_slug(db: Session, wanted: str | None, name: str) -> str:
    """Return the slug that was asked for, or make one from the name; one that exists is refused beside its field."""
    if wanted:
        if queries.slug_exists(db, wanted):
            raise refuse(SLUG_TAKEN, N_("This address is taken. Choose another one."), field_="slug")
        return wanted
    base = slug_of(name)
    tried = base
    number = 1
    while queries.slug_exists(db, tried):
        number += 1
        tried = f"{base[: SLUG_LENGTH - 5]}-{number}"
    return tried


def slug_of(name: str) -> str:
    """Return a name as an address: lower case, no accents, hyphens; never empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:SLUG_LENGTH].strip("-") or "hackathon"


def written(text: dict[str, str]) -> dict[str, str]:
    """Return a localised text without the languages that were left empty."""
    return {locale: value for locale, value in text.items() if value}
