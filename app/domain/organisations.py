"""Organisations come with a défi or an application; two spellings of one name are one organisation."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.db import savepoint
from app.models.organisation import Organisation, Sector
from app.queries import organisations


def find_or_add(db: Session, name: str, sector: Sector, *, at: datetime) -> Organisation:
    """Return the organisation of that name, made now if nobody has named it before; what is on file stays as it is."""
    if found := organisations.by_name(db, name):
        return found
    added = Organisation(name=name, name_key=organisations.name_key(name), sector=sector, created_at=at)
    try:
        with savepoint(db):
            db.add(added)
            db.flush()
    except IntegrityError:
        # Somebody in another hackathon named it at the same moment.
        if found := organisations.by_name(db, name):
            return found
        raise
    return added
