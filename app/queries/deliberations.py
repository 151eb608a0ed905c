"""A jury's deliberation: who may be in the room for which team, what was proposed, how the votes stand. (J6)"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.challenge import Challenge
from app.models.deliberation import Ballot, Deliberation, Motion, Vote
from app.models.jury import Rubric, Tie, TieKind
from app.models.person import Person
from app.queries import juries, rounds


def of_challenge(db: Session, challenge_id: UUID) -> Deliberation | None:
    """Return the deliberation of a défi's jury, None before it was opened."""
    return db.exec(select(Deliberation).where(Deliberation.challenge_id == challenge_id)).first()


def motions_of(db: Session, deliberation_id: UUID) -> list[Motion]:
    """Return what was proposed, in that order."""
    return list(db.exec(select(Motion).where(Motion.deliberation_id == deliberation_id).order_by(col(Motion.number))))


def motion_for_change(db: Session, viewer: Person, motion_id: UUID) -> tuple[Challenge, Deliberation, Motion]:
    """Lock the stream, then return a motion with its deliberation and défi; `NotFound` for who is not of this jury."""
    motion = db.get(Motion, motion_id)
    deliberation = db.get(Deliberation, motion.deliberation_id) if motion else None
    if motion is None or deliberation is None:
        raise NotFound
    challenge = juries.challenge_for_change(db, viewer, deliberation.challenge_id)
    db.refresh(deliberation)
    db.refresh(motion)
    return challenge, deliberation, motion


def ties_among(db: Session, people: Collection[UUID], teams: Collection[UUID]) -> dict[tuple[UUID, UUID], TieKind]:
    """Return what each of some jurors declared about each of some teams, by (person, team)."""
    statement = sa.select(col(Tie.person_id), col(Tie.team_id), col(Tie.kind)).where(
        col(Tie.person_id).in_(people), col(Tie.team_id).in_(teams)
    )
    return {(row.person_id, row.team_id): row.kind for row in rows(db, statement)}


@dataclass(frozen=True, slots=True)
class Room:
    """The jurors who decide a défi; and what ties jurors to its teams, who stands by or read another round included."""

    jurors: list[Person]
    ties: dict[tuple[UUID, UUID], TieKind]

    def decides(self, person: Person) -> bool:
        """Tell whether somebody has a vote at all, ties apart."""
        return person.id in {one.id for one in self.jurors}

    def away(self, team: str) -> list[Person]:
        """Return who must be out while a team is talked about."""
        return [one for one in self.jurors if self.ties.get((one.id, UUID(team)), TieKind.NONE) is not TieKind.NONE]

    def free(self, teams: Iterable[str]) -> list[Person]:
        """Return who declared no tie that keeps them from some teams."""
        out = {one.id for team in teams for one in self.away(team)}
        return [one for one in self.jurors if one.id not in out]

    def voters(self, teams: Collection[str]) -> list[Person]:
        """Return who may vote on some teams: those who said of each of them that nothing ties them to it."""
        return [one for one in self.jurors if all(self.ties.get((one.id, UUID(team))) is TieKind.NONE for team in teams)]


def room_of(db: Session, challenge: Challenge, teams: Collection[str]) -> Room:
    """Return who decides the result of a défi, the jurors of its last round, and every juror's ties to some of its teams."""
    everybody, last = juries.jurors_of(db, challenge), rounds.deciding(db, challenge.id)
    ids = [one.id for one in everybody]
    deciding = ids if last is None else rounds.deciders_of(db, last, ids)
    ties = ties_among(db, ids, [UUID(team) for team in teams])
    return Room([one for one in everybody if one.id in deciding], ties)


def quorum_of(rubric: Rubric, free: int) -> int:
    """Return how many must vote: as the grid says, else two thirds of those who have no tie, rounded up."""
    return rubric.quorum or -(-2 * free // 3)


def ballots_of(db: Session, motion: Motion, people: Iterable[Person]) -> Counter[Vote]:
    """Return how some people voted on a motion, counted."""
    ids = [one.id for one in people]
    found = db.exec(select(Ballot).where(Ballot.motion_id == motion.id, col(Ballot.person_id).in_(ids)))
    return Counter(ballot.vote for ballot in found)


def ballot_of(db: Session, motion: Motion, person: Person) -> Ballot | None:
    """Return one's own vote on a motion."""
    return db.exec(select(Ballot).where(Ballot.motion_id == motion.id, Ballot.person_id == person.id)).first()
