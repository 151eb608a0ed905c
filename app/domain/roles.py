"""Giving and ending roles."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.models.person import Person, Role, RoleHeld, Within


def give(
    db: Session,
    person: Person,
    role: Role,
    within: Within,
    within_id: UUID,
    *,
    at: datetime,
    hackathon_id: UUID | None = None,
    by: Person | None = None,
) -> RoleHeld:
    """Give a role, once: who already holds it keeps the one they have."""
    held = db.exec(
        select(RoleHeld).where(
            RoleHeld.person_id == person.id,
            RoleHeld.role == role,
            RoleHeld.within_id == within_id,
            col(RoleHeld.ended_at).is_(None),
        )
    ).first()
    if held:
        return held
    if within is Within.HACKATHON:
        hackathon_id = within_id
    held = RoleHeld(
        person_id=person.id,
        role=role,
        within=within,
        within_id=within_id,
        hackathon_id=hackathon_id,
        given_by_id=by.id if by else None,
        created_at=at,
    )
    db.add(held)
    db.flush()
    return held


def end(db: Session, person_id: UUID, role: Role, within_id: UUID, *, at: datetime) -> None:
    """End a role; who does not hold it keeps not holding it."""
    held = db.exec(
        select(RoleHeld).where(
            RoleHeld.person_id == person_id,
            RoleHeld.role == role,
            RoleHeld.within_id == within_id,
            col(RoleHeld.ended_at).is_(None),
        )
    ).first()
    if held:
        held.ended_at = at
        db.add(held)
        db.flush()
