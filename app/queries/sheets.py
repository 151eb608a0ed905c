"""A juror's own sheets; nobody else's are ever read here. (J4)"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon, Phase
from app.models.jury import Criterion, Mark, Rubric, Sheet, Tie, TieKind
from app.models.person import Person, Role
from app.models.team import Team
from app.queries import juries
from app.queries.roles import holds

READABLE = {Phase.JURY, Phase.RESULTS, Phase.INCUBATION, Phase.CLOSED}


def of_juror(db: Session, person_id: UUID, team_id: UUID) -> Sheet | None:
    """Return one's own sheet on a team, None when it is not begun."""
    return db.exec(select(Sheet).where(Sheet.person_id == person_id, Sheet.team_id == team_id)).first()


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
    """A team on a juror's list. States: tie (to declare), todo, now, done, recused."""

    team_id: UUID
    team: str
    challenge_id: UUID
    state: str
    marked: int
    criteria: int
    locked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Round:
    """The teams of one défi in the juror's own order."""

    challenge: Challenge
    published: bool
    closed: bool
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
    challenges = [
        challenge
        for challenge in juries.judged_challenges(db, hackathon.id)
        if everywhere or holds(db, juror, Role.JUROR, challenge.id)
    ]
    if not challenges and not everywhere:
        raise NotFound
    # Before the jury phase one may declare ties for every team; then only teams that handed something in are judged.
    judged = hackathon.phase in READABLE
    return [_round(db, juror, challenge, judged=judged) for challenge in challenges]


def _round(db: Session, juror: Person, challenge: Challenge, *, judged: bool) -> Round:
    rubric = juries.rubric_of(db, challenge.id)
    total = len(juries.criteria_of(db, rubric)) if rubric else 0
    marked = sa.select(sa.func.count()).where(col(Mark.sheet_id) == col(Sheet.id)).scalar_subquery()
    statement = (
        sa.select(
            col(Team.id), col(Team.name), col(Tie.kind), col(Sheet.locked_at), col(Sheet.recused_at), col(Sheet.revision), marked
        )
        .outerjoin(Tie, (col(Tie.team_id) == col(Team.id)) & (col(Tie.person_id) == juror.id))
        .outerjoin(Sheet, (col(Sheet.team_id) == col(Team.id)) & (col(Sheet.person_id) == juror.id))
        .where(col(Team.challenge_id) == challenge.id, col(Team.closed_at).is_(None), juries.HANDED_IN if judged else sa.true())
    )  # fmt: skip
    lines = [
        Line(row.id, row.name, challenge.id, _state(row), row[-1] if row.revision else 0, total, row.locked_at)
        for row in rows(db, statement)
    ]
    lines.sort(key=lambda line: juries.own_order(juror.id, line.team_id))
    closed = bool(rubric and rubric.closed_at)
    return Round(challenge, juries.published(db, challenge.id), closed, lines)


def _state(row: Any) -> str:
    if row.recused_at or (row.kind is not None and row.kind is not TieKind.NONE):
        return "recused"
    if row.locked_at:
        return "done"
    if row.revision:
        return "now"
    return "todo" if row.kind is TieKind.NONE else "tie"


def next_line(rounds: list[Round], after: UUID | None = None) -> Line | None:
    """Return the next team to score: the first not finished after the given one in the juror's order, else from the start."""
    lines = [line for each in rounds if not each.published and not each.closed for line in each.lines]
    at = next((index for index, line in enumerate(lines) if line.team_id == after), -1)
    ordered = lines[at + 1 :] + lines[: at + 1]
    return next((line for line in ordered if line.state in {"todo", "now", "tie"} and line.team_id != after), None)


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

    @property
    def open(self) -> bool:
        """Whether the team's work may be shown: nothing ties the juror to it, and the jury has begun."""
        return self.tie is not None and self.tie.kind is TieKind.NONE and self.hackathon.phase in READABLE


def desk(db: Session, juror: Person, team_id: UUID) -> Desk:
    """Return a juror's view of a team; its work itself is read only where `open` is true."""
    team = juries.team_of_juror(db, juror, team_id)
    challenge = db.get_one(Challenge, team.challenge_id)
    rubric = juries.rubric_of(db, challenge.id)
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
    )
