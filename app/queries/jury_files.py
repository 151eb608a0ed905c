"""What a jury's files are written from: teams by id, seats, ties, and what was said of jurors. (J2, J3)"""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from app.models.jury import Tie, TieKind
from app.models.person import Invitation, Person
from app.models.team import Team
from app.security import email_key


def teams_of(db: Session, challenge_id: UUID) -> dict[UUID, Team]:
    """Return every team at work on a défi, those that have handed nothing in too, since ties are declared before."""
    found = db.exec(select(Team).where(Team.challenge_id == challenge_id, col(Team.closed_at).is_(None)).order_by(col(Team.name)))
    return {team.id: team for team in found}


def ties_of(db: Session, teams: Collection[UUID]) -> list[Tie]:
    """Return the ties that were declared with some teams; not those who said that nothing ties them."""
    statement = select(Tie).where(col(Tie.team_id).in_(teams), Tie.kind != TieKind.NONE)
    return list(db.exec(statement))


def addresses(db: Session, hackathon_id: UUID, people: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return the addresses by which organisers invited some people to a hackathon, the last first.

    Those are what organisers know; the address of somebody's account is nobody else's.
    """
    statement = (
        select(Invitation)
        .where(Invitation.hackathon_id == hackathon_id, col(Invitation.accepted_by_id).in_(people))
        .order_by(col(Invitation.id).desc())
    )
    found: dict[UUID, list[str]] = {}
    for invitation in db.exec(statement):
        if invitation.accepted_by_id:
            found.setdefault(invitation.accepted_by_id, []).append(invitation.email)
    return found


def keys_of(db: Session, hackathon_id: UUID, people: Collection[Person]) -> dict[str, Person]:
    """Return some people by each key that a file may name them by: their id, and the addresses by which they were invited."""
    by_id = {one.id: one for one in people}
    found = {str(key): one for key, one in by_id.items()}
    for key, invited in addresses(db, hackathon_id, by_id).items():
        found |= {email_key(address): by_id[key] for address in invited}
    return found
