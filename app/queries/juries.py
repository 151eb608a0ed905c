"""Juries: who scores what, ties, grids, and how far the scoring is. (J1, J2)"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import remembered, rows
from app.errors import NotFound
from app.models.challenge import Challenge, ChallengeStatus
from app.models.hackathon import Hackathon, Sponsorship
from app.models.journal import Stream
from app.models.jury import Criterion, Mark, Publication, Rubric, Sheet, Tie, TieKind
from app.models.person import Person, Role, RoleHeld
from app.models.prototype import Prototype
from app.models.team import Team
from app.queries import hackathons, rounds, tie_suggestions
from app.queries.roles import holds

HANDED_IN = sa.exists().where(col(Prototype.team_id) == col(Team.id)).correlate(Team)


def challenge(db: Session, viewer: Person | None, challenge_id: UUID) -> Challenge:
    """Return a défi whose jury the viewer runs or sits on; `NotFound` for anybody else."""
    found = db.get(Challenge, challenge_id)
    if found is None or viewer is None:
        raise NotFound
    hackathon = hackathons.by_id(db, viewer, found.hackathon_id)
    if not _runs_or_sits(db, viewer, hackathon, found.id):
        raise NotFound
    return found


def _runs_or_sits(db: Session, viewer: Person, hackathon: Hackathon, challenge_id: UUID) -> bool:
    return holds(db, viewer, Role.ORGANISER, hackathon.id, hackathon.programme_id) or holds(
        db, viewer, Role.JUROR, hackathon.id, challenge_id
    )


def challenge_of_organiser(db: Session, viewer: Person | None, challenge_id: UUID) -> Challenge:
    """Return a défi whose jury the viewer runs; `NotFound` for anybody else, jurors included."""
    found = challenge(db, viewer, challenge_id)
    hackathon = hackathons.by_id(db, viewer, found.hackathon_id)
    if not holds(db, viewer, Role.ORGANISER, hackathon.id, hackathon.programme_id):
        raise NotFound
    return found


def challenge_for_change(db: Session, viewer: Person, challenge_id: UUID) -> Challenge:
    """Lock the hackathon's stream, then return the défi as it is under the lock."""
    found = challenge(db, viewer, challenge_id)
    lock_stream(db, found.hackathon_id)
    db.refresh(found)
    return found


def slug_of_team(db: Session, viewer: Person, team_id: UUID) -> str:
    """Return the name in the address of a team's hackathon; `NotFound` where the viewer may not see it."""
    team = db.get(Team, team_id)
    if team is None:
        raise NotFound
    return hackathons.by_id(db, viewer, team.hackathon_id).slug


def slug_of_challenge(db: Session, viewer: Person, challenge_id: UUID) -> str:
    """Return the name in the address of a défi's hackathon, for its jury and those who run it."""
    return hackathons.by_id(db, viewer, challenge(db, viewer, challenge_id).hackathon_id).slug


def lock_stream(db: Session, hackathon_id: UUID) -> None:
    """Lock a hackathon's stream and read the hackathon again, since its phase may have moved while this waited."""
    db.exec(select(Stream).where(Stream.id == hackathon_id).with_for_update().execution_options(populate_existing=True)).one()
    db.get(Hackathon, hackathon_id, populate_existing=True)


def judged_challenges(db: Session, hackathon_id: UUID) -> list[Challenge]:
    """Return the défis that are ready, in order of arrival."""
    statement = (
        select(Challenge)
        .where(Challenge.hackathon_id == hackathon_id, Challenge.status == ChallengeStatus.READY)
        .order_by(col(Challenge.created_at), col(Challenge.id))
    )
    return list(db.exec(statement))


def teams_of(db: Session, challenge_id: UUID) -> list[Team]:
    """Return the teams to judge on a défi, by name: those that handed something in."""
    statement = (
        select(Team)
        .where(Team.challenge_id == challenge_id, col(Team.closed_at).is_(None), HANDED_IN)
        .order_by(col(Team.name), col(Team.id))
    )
    return list(db.exec(statement))


def has_handed_in(db: Session, team_id: UUID) -> bool:
    """Tell whether there is a version of the team's prototype to judge."""
    return db.exec(select(Team.id).where(Team.id == team_id, HANDED_IN)).first() is not None


def team_of_juror(db: Session, juror: Person | None, team_id: UUID) -> Team:
    """Return a team that the person judges; `NotFound` when it is not theirs to judge."""
    team = db.get(Team, team_id)
    if team is None or team.closed_at is not None or not holds(db, juror, Role.JUROR, team.hackathon_id, team.challenge_id):
        raise NotFound
    return team


def team_for_change(db: Session, juror: Person, team_id: UUID) -> Team:
    """Lock the hackathon's stream, then return the team if the person still judges it."""
    team = team_of_juror(db, juror, team_id)
    lock_stream(db, team.hackathon_id)
    db.refresh(team)
    return team_of_juror(db, juror, team_id)


def pair_of(db: Session, challenge: Challenge, juror_id: UUID, team_id: UUID) -> tuple[Person, Team]:
    """Return a juror of a défi and one of its teams; `NotFound` where either is of another."""
    juror = next((one for one in jurors_of(db, challenge) if one.id == juror_id), None)
    team = db.get(Team, team_id)
    if juror is None or team is None or team.closed_at is not None or team.challenge_id != challenge.id:
        raise NotFound
    return juror, team


def jurors_of(db: Session, challenge: Challenge) -> list[Person]:
    """Return the people who judge a défi: jurors of it or of its whole hackathon, by name."""
    return holders_of(db, challenge, Role.JUROR)


def holders_of(db: Session, challenge: Challenge, role: Role) -> list[Person]:
    """Return the people who hold a role in a défi or in its whole hackathon, by name."""
    ids = select(RoleHeld.person_id).where(
        RoleHeld.role == role,
        col(RoleHeld.within_id).in_([challenge.id, challenge.hackathon_id]),
        col(RoleHeld.ended_at).is_(None),
    )
    return list(db.exec(select(Person).where(col(Person.id).in_(ids)).order_by(col(Person.display_name), col(Person.id))))


def jurors_of_sponsors(db: Session, challenge: Challenge) -> list[Person]:
    """Return the jurors of a défi whom an organisation that sponsors its hackathon employs, by name."""
    sponsoring = sa.select(col(Sponsorship.organisation_id)).where(col(Sponsorship.hackathon_id) == challenge.hackathon_id)
    sponsors = {row[0] for row in rows(db, sponsoring)}
    return [juror for juror in jurors_of(db, challenge) if employers_of(db, juror) & sponsors] if sponsors else []


def tie_of(db: Session, person_id: UUID, team_id: UUID) -> Tie | None:
    """Return what a juror declared about a team, None while they have not."""
    statement = select(Tie).where(Tie.person_id == person_id, Tie.team_id == team_id)
    return remembered(db, ("tie", person_id, team_id), lambda: db.exec(statement).first())


def content_open(db: Session, person: Person, team_id: UUID) -> bool:
    """Tell whether a juror may see a team's work: they declared that nothing ties them to it, and it is theirs to read."""
    tie = tie_of(db, person.id, team_id)
    return tie is not None and tie.kind is TieKind.NONE and rounds.reads_team(db, person.id, db.get_one(Team, team_id))


def suggested_tie(db: Session, juror: Person, team: Team) -> TieKind | None:
    """Return the tie that the record suggests: an employer, a team coached or mentored, an earlier team in common."""
    return tie_suggestions.suggested(db, [juror.id], [team.id]).get((juror.id, team.id))


def employers_of(db: Session, person: Person) -> set[UUID]:
    """Return the organisations that a person was invited for, holds a role in, or applied from."""
    return tie_suggestions.employers(db, [person.id]).get(person.id, set())


def rubric_of(db: Session, challenge_id: UUID) -> Rubric | None:
    """Return the stored grid that a défi's result rests on, that of the last round; None while it is the default one."""
    return rounds.deciding(db, challenge_id)


def criteria_of(db: Session, rubric: Rubric) -> list[Criterion]:
    """Return a grid's criteria in their order."""
    return list(db.exec(select(Criterion).where(Criterion.rubric_id == rubric.id).order_by(col(Criterion.position))))


def published(db: Session, challenge_id: UUID) -> bool:
    """Tell whether the result of a défi is published."""
    return db.exec(select(Publication.id).where(Publication.challenge_id == challenge_id)).first() is not None


def own_order(juror_id: UUID, team_id: UUID) -> str:
    """Return a juror's key of a team: a random order of their own that stays the same."""
    return hashlib.sha256(juror_id.bytes + team_id.bytes).hexdigest()


@dataclass(slots=True)
class TeamProgress:
    """How many sheets on one team are awaited, under way, locked, or will never come."""

    team_id: UUID
    team: str
    expected: int = 0
    locked: int = 0
    in_progress: int = 0
    recused: int = 0
    on_paper: int = 0
    minimum: int = 1

    @property
    def enough(self) -> bool:
        return self.locked >= self.minimum


@dataclass(slots=True)
class JurorProgress:
    """One juror's share: states by team, never a mark."""

    person: Person
    states: dict[UUID, str]

    @property
    def locked(self) -> int:
        return sum(state == "locked" for state in self.states.values())

    @property
    def expected(self) -> int:
        return sum(state not in {"recused", "apart"} for state in self.states.values())


@dataclass(slots=True)
class Progress:
    """How far the jury of one défi is: counts and states, never a mark."""

    challenge_id: UUID
    teams: list[TeamProgress]
    jurors: list[JurorProgress] = field(default_factory=list)

    @property
    def expected(self) -> int:
        return sum(team.expected for team in self.teams)

    @property
    def locked(self) -> int:
        return sum(team.locked for team in self.teams)

    @property
    def in_progress(self) -> int:
        return sum(team.in_progress for team in self.teams)

    @property
    def recused(self) -> int:
        return sum(team.recused for team in self.teams)

    @property
    def on_paper(self) -> int:
        """Locked sheets that somebody typed from paper for their juror."""
        return sum(team.on_paper for team in self.teams)

    @property
    def complete(self) -> bool:
        """True when every sheet that can come has come, and there is at least one."""
        return self.expected > 0 and self.locked >= self.expected


def teams_in(db: Session, challenge_id: UUID, rubric: Rubric | None) -> list[Team]:
    """Return the teams to judge in a round, by name: those that handed something in and went on from the rounds before."""
    gone = rounds.left_out(db, [challenge_id], rubric.position) if rubric and rubric.position > 1 else set()
    return [team for team in teams_of(db, challenge_id) if team.id not in gone]


def progress_of(db: Session, challenge: Challenge, rubric: Rubric | None = None) -> Progress:
    """Return how far the jury of a défi is in a round, the one being read unless told.

    A sheet of somebody who has left the jury, or their seat, counts as awaited once locked.
    """
    rubric = rubric or rounds.current(db, challenge.id)
    teams = teams_in(db, challenge.id, rubric)
    jurors = jurors_of(db, challenge)
    planned = rounds.planned(db, rubric, {juror.id for juror in jurors}, [team.id for team in teams])
    states, typed = _states(db, [team.id for team in teams], rubric)
    minimum = rubric.minimum_reads if rubric else 2
    found = [TeamProgress(team.id, team.name, minimum=minimum) for team in teams]
    known = {juror.id for juror in jurors}
    for team in found:
        for person_id in known | {person for person, team_id in states if team_id == team.team_id}:
            state = states.get((person_id, team.team_id), "todo")
            if (person_id, team.team_id) not in planned and not (
                state == "locked" or (state == "recused" and person_id in known)
            ):
                continue
            team.recused += state == "recused"
            team.locked += state == "locked"
            team.on_paper += state == "locked" and (person_id, team.team_id) in typed
            team.in_progress += state == "now"
            team.expected += state != "recused"
    people = [
        JurorProgress(
            juror,
            {team.id: states.get((juror.id, team.id), "todo" if (juror.id, team.id) in planned else "apart") for team in teams},
        )
        for juror in jurors
    ]
    return Progress(challenge.id, found, people)


def progress_for(db: Session, viewer: Person, hackathon: Hackathon) -> list[Progress]:
    """Return the progress of every défi of a hackathon for those who run it; `NotFound` for anybody else."""
    if not holds(db, viewer, Role.ORGANISER, hackathon.id, hackathon.programme_id):
        raise NotFound
    return [progress_of(db, found) for found in judged_challenges(db, hackathon.id)]


def _states(
    db: Session, team_ids: Sequence[UUID], rubric: Rubric | None
) -> tuple[dict[tuple[UUID, UUID], str], set[tuple[UUID, UUID]]]:
    """Return the state of every sheet of a round that somebody began or will never write, by juror and team.

    Also which of them were typed from paper.
    """
    states: dict[tuple[UUID, UUID], str] = {}
    ties: Sequence[Any] = rows(
        db, sa.select(col(Tie.person_id), col(Tie.team_id)).where(col(Tie.team_id).in_(team_ids), col(Tie.kind) != TieKind.NONE)
    )
    sheets: Sequence[Any] = rows(
        db,
        sa.select(
            col(Sheet.person_id), col(Sheet.team_id), col(Sheet.locked_at), col(Sheet.recused_at), col(Sheet.paper_code)
        ).where(col(Sheet.team_id).in_(team_ids), col(Sheet.rubric_id) == (rubric.id if rubric else None)),
    )
    for sheet in sheets:
        states[sheet.person_id, sheet.team_id] = "recused" if sheet.recused_at else "locked" if sheet.locked_at else "now"
    for tie in ties:
        states[tie.person_id, tie.team_id] = "recused"
    return states, {(sheet.person_id, sheet.team_id) for sheet in sheets if sheet.paper_code}


def marks_by_sheet(db: Session, team_ids: Sequence[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Return the levels of every sheet on the teams, by sheet and criterion; for the computation of results only."""
    marks: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    statement = (
        sa.select(col(Mark.sheet_id), col(Mark.criterion_id), col(Mark.level))
        .join(Sheet, col(Sheet.id) == col(Mark.sheet_id))
        .where(col(Sheet.team_id).in_(team_ids))
    )
    for mark in rows(db, statement):
        marks[mark.sheet_id][mark.criterion_id] = mark.level
    return marks
