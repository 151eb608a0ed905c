"""What one person has to do, in every event in which they hold a role, applied or work. (P1)"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Row
from sqlmodel import Session, col, select

from app.db import rows
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge, ChallengeStatus
from app.models.charter import Charter, CharterAdhesion
from app.models.hackathon import Hackathon, Phase
from app.models.incubation import Incubation
from app.models.jury import Sheet, Tie
from app.models.person import Invitation, Person, Role, RoleHeld, Within
from app.models.prototype import Prototype
from app.models.team import Team
from app.queries import rounds
from app.queries.roles import parts

OVER = {Phase.CLOSED, Phase.STOPPED}
PUBLISHED = {Phase.RESULTS, Phase.INCUBATION, Phase.CLOSED}
CARING = {Role.PROJECT_HOLDER, Role.SPONSOR_VOLUNTEER, Role.MENTOR}
WORKING = {Phase.CALL, Phase.TEAMING, Phase.SPRINT, Phase.JURY}


class Todo(StrEnum):
    """What a person can be asked to do; each has one page."""

    ORGANISE = "organise"
    GUARD = "guard"
    SIGN = "sign"
    SCOPE = "scope"
    APPROVE = "approve"
    APPLICATION = "application"
    OFFER = "offer"
    READ = "read"
    GROUP = "group"
    TEAM = "team"
    JUDGE = "judge"
    TIES = "ties"
    INCUBATE = "incubate"
    PORTFOLIO = "portfolio"
    CHALLENGE = "challenge"
    OBSERVE = "observe"
    COMMONS = "commons"
    NEEDS = "needs"
    RESULTS = "results"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: which, on what, how much of it, by when."""

    todo: Todo
    subject_id: UUID | None = None
    name: str | None = None
    count: int = 0
    state: str | None = None
    due: datetime | None = None


@dataclass(slots=True)
class Place:
    """One event as a person sees it from their space: what they are in it, and what waits for them."""

    hackathon: Row[Any]
    roles: list[Role] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)


def places(db: Session, person: Person, *, at: datetime) -> list[Place]:
    """Return the person's events, those under way first, in at most ten queries."""
    mine = parts(db, person)
    held = [part for part in mine if part.role]
    applied = rows(
        db,
        sa.select(col(Application.hackathon_id), col(Application.status)).where(col(Application.person_id) == person.id),
    )
    programmes = [row.within_id for row in held if row.within is Within.PROGRAMME]
    ids = {row.hackathon_id for row in (*mine, *applied) if row.hackathon_id}
    found = _hackathons(db, ids, programmes)
    if not found:
        return []
    here = {place.hackathon.id: place for place in found}
    for row in held:
        for place in found:
            if row.hackathon_id == place.hackathon.id or row.within_id == place.hackathon.programme_id:
                place.roles.append(row.role)
    _organising(found)
    _selecting(found)
    if any(place.hackathon.phase in WORKING for place in found):
        _charter(db, person, here)
    _challenges(db, held, here)
    _teams(mine, here)
    _judging(db, person, here)
    _after(db, held, here)
    for row in applied:
        if row.status is not ApplicationStatus.WITHDRAWN and here[row.hackathon_id].hackathon.phase not in OVER:
            todo = Todo.OFFER if row.status is ApplicationStatus.OFFERED else Todo.APPLICATION
            here[row.hackathon_id].tasks.append(Task(todo, state=row.status.value))
    for place in found:
        place.roles = list(dict.fromkeys(place.roles))
        if place.hackathon.phase in PUBLISHED:
            place.tasks.append(Task(Todo.RESULTS))
    return sorted(found, key=lambda place: (place.hackathon.phase in OVER, abs(place.hackathon.starts_at - at)))


def _hackathons(db: Session, ids: set[UUID], programmes: list[UUID]) -> list[Place]:
    statement = (
        sa.select(
            col(Hackathon.id), col(Hackathon.programme_id), col(Hackathon.slug), col(Hackathon.title), col(Hackathon.phase),
            col(Hackathon.starts_at), col(Hackathon.ends_at), col(Hackathon.timezone), col(Hackathon.place),
            col(Hackathon.submissions_close_at), col(Hackathon.call_closes_at),
        )
        .where(sa.or_(col(Hackathon.id).in_(ids), col(Hackathon.programme_id).in_(programmes)))
        .order_by(col(Hackathon.starts_at).desc())
        .limit(50)
    )  # fmt: skip
    return [Place(row) for row in rows(db, statement)]


def _organising(found: list[Place]) -> None:
    for place in found:
        if Role.ORGANISER in place.roles and place.hackathon.phase not in OVER:
            place.tasks.append(Task(Todo.ORGANISE))
        elif Role.GUARANTOR in place.roles and place.hackathon.phase not in OVER:
            place.tasks.append(Task(Todo.GUARD))


def _selecting(found: list[Place]) -> None:
    for place in found:
        if Role.REVIEWER in place.roles and place.hackathon.phase in {Phase.CALL, Phase.TEAMING}:
            place.tasks.append(Task(Todo.READ))
        if Role.SPONSOR in place.roles and place.hackathon.phase is Phase.CALL:
            place.tasks.append(Task(Todo.GROUP))


def _charter(db: Session, person: Person, here: dict[UUID, Place]) -> None:
    """Ask for a signature where the version in force has none of theirs."""
    newest = (
        sa.select(col(Charter.hackathon_id), sa.func.max(col(Charter.version)).label("version"))
        .where(col(Charter.hackathon_id).in_(here))
        .group_by(col(Charter.hackathon_id))
        .subquery()
    )
    signed = sa.exists().where(col(CharterAdhesion.charter_id) == col(Charter.id), col(CharterAdhesion.person_id) == person.id)
    statement = (
        sa.select(col(Charter.hackathon_id))
        .join(newest, sa.and_(newest.c.hackathon_id == col(Charter.hackathon_id), newest.c.version == col(Charter.version)))
        .where(~signed)
    )
    for row in rows(db, statement):
        if here[row.hackathon_id].hackathon.phase in WORKING:
            here[row.hackathon_id].tasks.append(Task(Todo.SIGN))


def _challenges(db: Session, held: Sequence[Row[Any]], here: dict[UUID, Place]) -> None:
    mine = [row.within_id for row in held if row.role is Role.PROJECT_HOLDER]
    if not mine:
        return
    working = {ChallengeStatus.PROPOSED, ChallengeStatus.SCOPING}
    for challenge in db.exec(select(Challenge).where(col(Challenge.id).in_(mine)).order_by(col(Challenge.id))):
        if place := here.get(challenge.hackathon_id):
            ready = bool(challenge.why) and challenge.approved_at is None
            todo = (Todo.APPROVE if ready else Todo.SCOPE) if challenge.status in working else Todo.CHALLENGE
            place.tasks.append(Task(todo, challenge.id, challenge.title))


def _teams(mine: Sequence[Row[Any]], here: dict[UUID, Place]) -> None:
    """Lead to the rooms of the teams that one is in, then of those that one accompanies."""
    of_teams = [part for part in mine if part.within is Within.TEAM and part.closed_at is None]
    for part in sorted(of_teams, key=lambda part: (part.role is not None, part.team)):
        place = here.get(part.hackathon_id)
        if place and place.hackathon.phase not in OVER:
            due = place.hackathon.submissions_close_at if place.hackathon.phase is Phase.SPRINT else None
            place.tasks.append(Task(Todo.TEAM, part.within_id, part.team, due=due))


def _judging(db: Session, person: Person, here: dict[UUID, Place]) -> None:
    """Count what a juror still has to declare or to score."""
    judged = [key for key, place in here.items() if Role.JUROR in place.roles]
    live = [key for key in judged if here[key].hackathon.phase in {Phase.SPRINT, Phase.JURY}]
    if not live:
        return
    handed_in = sa.exists().where(col(Prototype.team_id) == col(Team.id)).correlate(Team)
    same_tie = sa.and_(col(Tie.team_id) == col(Team.id), col(Tie.person_id) == person.id)
    same_sheet = sa.and_(
        col(Sheet.team_id) == col(Team.id),
        col(Sheet.person_id) == person.id,
        col(Sheet.rubric_id) == rounds.current_id(col(Team.challenge_id)),
    )
    mine = select(RoleHeld.within_id).where(
        RoleHeld.person_id == person.id, RoleHeld.role == Role.JUROR, col(RoleHeld.ended_at).is_(None)
    )
    statement: sa.Executable = (
        sa.select(col(Team.hackathon_id), col(Tie.kind).label("tie"), col(Sheet.locked_at), col(Sheet.recused_at))
        .outerjoin(Tie, same_tie)
        .outerjoin(Sheet, same_sheet)
        .where(
            col(Team.hackathon_id).in_(live),
            col(Team.closed_at).is_(None),
            handed_in,
            sa.or_(col(Team.challenge_id).in_(mine), col(Team.hackathon_id).in_(mine)),
            rounds.reads(person.id, col(Team.id), col(Team.challenge_id)),
        )
    )
    undeclared: dict[UUID, int] = defaultdict(int)
    unscored: dict[UUID, int] = defaultdict(int)
    for row in rows(db, statement):
        undeclared[row.hackathon_id] += row.tie is None
        unscored[row.hackathon_id] += row.tie is not None and row.tie == "none" and not (row.locked_at or row.recused_at)
    for key in live:
        if undeclared[key]:
            here[key].tasks.append(Task(Todo.TIES, count=undeclared[key]))
        elif here[key].hackathon.phase is Phase.JURY:
            here[key].tasks.append(Task(Todo.JUDGE, count=unscored[key]))


def _after(db: Session, held: Sequence[Row[Any]], here: dict[UUID, Place]) -> None:
    mine = [row.within_id for row in held if row.within is Within.INCUBATION or row.role in CARING]
    theirs = sa.or_(col(Incubation.id).in_(mine), col(Incubation.challenge_id).in_(mine), col(Incubation.hackathon_id).in_(mine))
    for incubation in db.exec(select(Incubation).where(theirs).order_by(col(Incubation.id))) if mine else []:
        if place := here.get(incubation.hackathon_id):
            place.tasks.append(Task(Todo.INCUBATE, incubation.id, incubation.title))
    for row in held:
        if row.role is Role.SPONSOR and row.within is Within.ORGANISATION and (place := here.get(row.hackathon_id)):
            place.tasks.append(Task(Todo.PORTFOLIO, row.within_id))
    for place in here.values():
        if Role.OBSERVER in place.roles and place.hackathon.phase in PUBLISHED:
            place.tasks.append(Task(Todo.OBSERVE))
        if Role.LOGISTICS in place.roles and place.hackathon.phase not in OVER:
            place.tasks.append(Task(Todo.NEEDS))
        if Role.COMMONS_EDITOR in place.roles:
            place.tasks.append(Task(Todo.COMMONS))


def invitations(db: Session, person: Person, *, at: datetime) -> list[Invitation]:
    """Return the invitations to the person's own address that wait for an answer."""
    statement = select(Invitation).where(
        Invitation.email_key == person.email_key,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        col(Invitation.declined_at).is_(None),
        col(Invitation.expires_at) > at,
    )
    return list(db.exec(statement.order_by(col(Invitation.id))))
