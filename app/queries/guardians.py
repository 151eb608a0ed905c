"""Guardians of those under fifteen: who answers for whom, and whose consent is still missing. (P3)"""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import rows
from app.models.application import Application, Guardian


def missing(db: Session, application_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the applications that cannot be accepted yet: under fifteen, without a consent given twice."""
    given = sa.and_(
        col(Guardian.application_id) == col(Application.id),
        col(Guardian.consented_at).is_not(None),
        col(Guardian.confirmed_at).is_not(None),
        col(Guardian.refused_at).is_(None),
    )
    statement = sa.select(col(Application.id)).where(
        col(Application.id).in_(list(application_ids)), col(Application.fifteen_or_over).is_(False), ~sa.exists().where(given)
    )
    return {row.id for row in rows(db, statement)} if application_ids else set()
