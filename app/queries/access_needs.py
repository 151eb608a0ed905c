"""What help people need in order to take part: read by those who prepare the place, and by the person. (P3)"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.application import AccessNeed, Application, ApplicationStatus
from app.models.hackathon import Hackathon
from app.models.person import Person, Role
from app.queries.roles import holds

COMING = (ApplicationStatus.ACCEPTED, ApplicationStatus.OFFERED)


def prepares(db: Session, viewer: Person | None, hackathon: Hackathon) -> bool:
    """Tell whether somebody prepares the place; an organiser who does not reads nothing of this."""
    return holds(db, viewer, Role.LOGISTICS, hackathon.id, hackathon.programme_id)


def of(db: Session, application_id: UUID) -> AccessNeed | None:
    """Return what one person needs, None where they told nothing; for themselves."""
    return db.exec(select(AccessNeed).where(AccessNeed.application_id == application_id)).first()


def told(db: Session, application_ids: Collection[UUID]) -> Sequence[AccessNeed]:
    """Return what was told in some applications; for those who erase it."""
    return db.exec(
        select(AccessNeed).where(col(AccessNeed.application_id).in_(application_ids)).order_by(col(AccessNeed.id))
    ).all()


def listed(db: Session, viewer: Person | None, hackathon: Hackathon) -> Sequence[sa.Row[Any]]:
    """Return the needs of those who come, by name, for those who prepare the place; `NotFound` for everybody else."""
    if not prepares(db, viewer, hackathon):
        raise NotFound
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(AccessNeed.id), col(Person.display_name).label("name"), col(Application.role), col(Application.attendance),
            col(AccessNeed.step_free), col(AccessNeed.needs), col(AccessNeed.consented_at),
        )
        .join(Application, col(Application.id) == col(AccessNeed.application_id))
        .join(Person, col(Person.id) == col(Application.person_id))
        .where(col(AccessNeed.hackathon_id) == hackathon.id, col(Application.status).in_(COMING))
        .order_by(sa.func.lower(col(Person.display_name)), col(AccessNeed.id))
    )  # fmt: skip
    return rows(db, statement)
