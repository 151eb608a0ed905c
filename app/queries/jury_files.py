"""What a jury's files are written from: teams by id, seats, ties, and what was said of jurors. (J2, J3)"""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from app.models.jury import Tie, TieKind
from app.models.team import Team


def teams_of(db: Session, challenge_id: UUID) -> dict[UUID, Team]:
    """Return every team at work on a défi, those that have handed nothing in too, since ties are declared before."""
    found = db.exec(select(Team).where(Team.challenge_id == challenge_id, col(Team.closed_at).is_(None)).order_by(col(Team.name)))
    return {team.id: team for team in found}


def ties_of(db: Session, teams: Collection[UUID]) -> list[Tie]:
    """Return the ties that were declared with some teams; not those who said that nothing ties them."""
    statement = select(Tie).where(col(Tie.team_id).in_(teams), Tie.kind != TieKind.NONE)
    return list(db.exec(statement))
