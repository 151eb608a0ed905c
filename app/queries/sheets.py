"""A juror's own sheets; nobody else's are ever read here. (J4)"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.challenge import Challenge, ChallengeStatus
from app.models.hackathon import Hackathon, Phase
from app.models.jury import Criterion, Mark, Publication, Rubric, Sheet, Tie, TieKind
from app.models.person import Person, Role
from app.models.team import Team
from app.queries import juries, rounds
from app.queries.roles import holds

READABLE = {Phase.JURY, Phase.RESULTS, Phase.INCUBATION, Phase.CLOSED}


def of_juror(db: Session, person_id: UUID, team_id: UUID, round_id: UUID | None = None) -> Sheet | None:
    """Return one's own sheet on a team in a round, the one being read unless told; None when it is not begun."""
    now = round_id or rounds.current_id(col(Sheet.challenge_id))
    return db.exec(select(Sheet).where(Sheet.person_id == person_id, Sheet.team_id == team_id, Sheet.rubric_id == now)).first()


def marks_of(db: Session, sheet: Sheet | None) -> dict[UUID, int]:
    """Return the levels of one sheet by criterion."""
    if sheet is None:
        return {}
    return {mark.criterion_id: mark.level for mark in db.exec(select(Mark).where(Mark.sheet_id == sheet.id))}


def to_reopen(db: Session, viewer: Person, team_id: UUID, juror_id: UUID) -> Sheet:
    """Lock the stream and return a sheet to give back to its juror; `NotFound` for who does not run the jury."""
    team = db.get(Team, team_id)
    if team is None:
        raise NotFound
    hackathon = db.get_one(Hackathon, team.hackathon_id)
    if not holds(db, viewer, Role.ORGANISER, hackathon.id, hackathon.programme_id):
        raise NotFound
    juries.lock_stream(db, team.hackathon_id)
    sheet = of_juror(db, juror_id, team_id)
    if sheet is None:
        raise NotFound
    db.refresh(sheet)
    return sheet


@dataclass(frozen=True, slots=True)
class Line:
    """A team on a juror's list, and how many jurors have read it. States: tie (to declare), todo, now, done, recused."""

    team_id: UUID
    round_id: UUID | None
    reads: int
    team: str
    challenge_id: UUID
    state: str
    marked: int
    criteria: int
    locked_at: datetime | None
    table: str | None = None
    # Until when a sheet that an organiser gave back may be changed.
    open_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """The teams of one défi in the juror's own order."""

    challenge: Challenge
    published: bool
    closed: bool
    presided: bool
    lines: list[Line]

    @property
    def done(self) -> int:
        return sum(line.state == "done" for line in self.lines)

    @property
    def to_score(self) -> int:
        return sum(line.state != "recused" for line in self.lines)


def today(db: Session, juror: Person, hackathon: Hackathon) -> list[Round]:
    """Return what a juror has to score; `NotFound` for who is not in this jury. Says only names of teams."""
    everywhere = holds(db, juror, Role.JUROR, hackathon.id)
    criteria = sa.select(sa.func.count()).where(col(Criterion.rubric_id) == col(Rubric.id)).scalar_subquery()
    published = sa.exists().where(col(Publication.challenge_id) == col(Challenge.id))
    statement: Any = (
        sa.select(
            Challenge, col(Rubric.id).label("round_id"), col(Rubric.closed_at), col(Rubric.president_id),
            criteria.label("criteria"), published.label("published"),
        )
        .outerjoin(Rubric, col(Rubric.id) == rounds.current_id(col(Challenge.id)))
        .where(col(Challenge.hackathon_id) == hackathon.id, col(Challenge.status) == ChallengeStatus.READY)
        .order_by(col(Challenge.created_at), col(Challenge.id))
    )  # fmt: skip
    judged = [row for row in db.exec(statement).all() if everywhere or holds(db, juror, Role.JUROR, row.Challenge.id)]
    if not judged and not everywhere:
        raise NotFound
    lines = _lines(db, juror, hackathon, {row.Challenge.id: (row.round_id, row.criteria) for row in judged})
    return [
        Round(
            challenge=row.Challenge,
            published=bool(row.published),
            closed=row.closed_at is not None,
            presided=row.president_id == juror.id,
            lines=lines[row.Challenge.id],
        )
        for row in judged
    ]


def _lines(
    db: Session, juror: Person, hackathon: Hackathon, grids: dict[UUID, tuple[UUID | None, int]]
) -> dict[UUID, list[Line]]:
    """Return the lines of each défi; before the jury phase every team, since ties may be declared, then those that handed in."""
    there = juries.HANDED_IN if hackathon.phase in READABLE else sa.true()
    marked = sa.select(sa.func.count()).where(col(Mark.sheet_id) == col(Sheet.id)).scalar_subquery()
    rounds_read = [round_id for round_id, _ in grids.values() if round_id]
    read: Any = (
        sa.select(col(Sheet.team_id), sa.func.count().label("reads"))
        .where(col(Sheet.rubric_id).in_(rounds_read), col(Sheet.locked_at).is_not(None), col(Sheet.recused_at).is_(None))
        .group_by(col(Sheet.team_id))
        .subquery()
    )
    statement = (
        sa.select(
            col(Team.id), col(Team.name), col(Team.table_label), col(Team.challenge_id), col(Tie.kind),
            col(Sheet.locked_at), col(Sheet.recused_at), col(Sheet.revision), col(Sheet.reopened_until),
            marked.label("marked"), sa.func.coalesce(read.c.reads, 0).label("reads"),
        )
        .outerjoin(Tie, (col(Tie.team_id) == col(Team.id)) & (col(Tie.person_id) == juror.id))
        .outerjoin(
            Sheet,
            (col(Sheet.team_id) == col(Team.id))
            & (col(Sheet.person_id) == juror.id)
            & (col(Sheet.rubric_id) == rounds.current_id(col(Team.challenge_id))),
        )
        .outerjoin(read, read.c.team_id == col(Team.id))
        .where(
            col(Team.challenge_id).in_(grids),
            col(Team.closed_at).is_(None),
            sa.or_(rounds.reads(juror.id, col(Team.id), col(Team.challenge_id)), col(Sheet.id).is_not(None)),
            there,
        )
    )  # fmt: skip
    found: dict[UUID, list[Line]] = {challenge_id: [] for challenge_id in grids}
    for row in sorted(rows(db, statement), key=lambda row: juries.own_order(juror.id, row.id)):
        round_id, total = grids[row.challenge_id]
        marks = row.marked if row.revision else 0
        line = Line(
            row.id, round_id, row.reads, row.name, row.challenge_id, _state(row), marks, total, row.locked_at, row.table_label,
            None if row.locked_at else row.reopened_until,
        )  # fmt: skip
        found[row.challenge_id].append(line)
    return found


def _state(row: Any) -> str:
    if row.recused_at or (row.kind is not None and row.kind is not TieKind.NONE):
        return "recused"
    if row.locked_at:
        return "done"
    if row.revision:
        return "now"
    return "todo" if row.kind is TieKind.NONE else "tie"


def marks_in_round(db: Session, juror: Person, round_id: UUID) -> dict[UUID, dict[UUID, int]]:
    """Return the levels of all one's own sheets of a round, by team and criterion."""
    statement = (
        sa.select(col(Sheet.team_id), col(Mark.criterion_id), col(Mark.level))
        .join(Mark, col(Mark.sheet_id) == col(Sheet.id))
        .where(col(Sheet.rubric_id) == round_id, col(Sheet.person_id) == juror.id, col(Sheet.recused_at).is_(None))
    )
    found: dict[UUID, dict[UUID, int]] = {}
    for row in rows(db, statement):
        found.setdefault(row.team_id, {})[row.criterion_id] = row.level
    return found


def undoable(rounds: list[Round], within: timedelta, *, at: datetime) -> Line | None:
    """Return the team whose sheet was locked last, if that can still be undone."""
    recent = [line for each in rounds for line in each.lines if line.locked_at and line.locked_at + within >= at]
    return max(recent, key=lambda line: line.locked_at or at, default=None)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a juror's page about one team needs."""

    team: Team
    challenge: Challenge
    hackathon: Hackathon
    rubric: Rubric | None
    criteria: list[Criterion]
    tie: Tie | None
    suggested: TieKind | None
    sheet: Sheet | None
    marks: dict[UUID, int]
    seated: bool

    @property
    def open(self) -> bool:
        """Whether the team's work may be shown: nothing ties the juror to it, they read it, and the jury has begun."""
        return self.free and self.seated and self.hackathon.phase in READABLE

    @property
    def free(self) -> bool:
        return self.tie is not None and self.tie.kind is TieKind.NONE


def desk(db: Session, juror: Person, team_id: UUID) -> Desk:
    """Return a juror's view of a team; its work itself is read only where `open` is true."""
    team = juries.team_of_juror(db, juror, team_id)
    challenge = db.get_one(Challenge, team.challenge_id)
    rubric = rounds.current(db, challenge.id)
    tie = juries.tie_of(db, juror.id, team.id)
    sheet = of_juror(db, juror.id, team.id)
    return Desk(
        team=team,
        challenge=challenge,
        hackathon=db.get_one(Hackathon, team.hackathon_id),
        rubric=rubric,
        criteria=juries.criteria_of(db, rubric) if rubric else [],
        tie=tie,
        suggested=None if tie else juries.suggested_tie(db, juror, team),
        sheet=sheet,
        marks=marks_of(db, sheet),
        seated=rounds.reads_team(db, juror.id, team),
    )
