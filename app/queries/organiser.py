"""The organisers' desk: what needs them now, who holds what, who has not answered. (P1)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Row
from sqlmodel import Session, col, select

from app.db import one_row, rows
from app.errors import NotFound
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge, ChallengeStatus
from app.models.charter import Charter
from app.models.hackathon import LIFE, ChecklistItem, Hackathon, Phase
from app.models.incubation import Incubation, IncubationState
from app.models.jury import Sheet, Tie
from app.models.organisation import Organisation
from app.models.person import Invitation, Person, Role, RoleHeld
from app.models.prototype import Prototype
from app.models.team import Membership, Team
from app.queries import gates, hackathons, rounds
from app.queries.roles import holds


def desk(db: Session, viewer: Person | None, slug: str) -> Hackathon:
    """Return a hackathon for its organisers; `NotFound` for everybody else."""
    found = hackathons.by_slug(db, viewer, slug)
    if not holds(db, viewer, Role.ORGANISER, found.id, found.programme_id):
        raise NotFound
    return found


def desk_by_id(db: Session, viewer: Person | None, hackathon_id: UUID) -> Hackathon:
    """Return a hackathon for its organisers; `NotFound` for everybody else."""
    found = hackathons.by_id(db, viewer, hackathon_id)
    if not holds(db, viewer, Role.ORGANISER, found.id, found.programme_id):
        raise NotFound
    return found


def desk_for_change(db: Session, viewer: Person | None, slug: str) -> Hackathon:
    """Lock the hackathon's stream, then return the row for its organisers as it is under the lock."""
    return hackathons.for_change(db, viewer, desk(db, viewer, slug).id)


def kept(db: Session, viewer: Person | None, slug: str) -> Hackathon:
    """Return a hackathon for those who may stop it, organisers and guarantors; `NotFound` for everybody else."""
    found = hackathons.by_slug(db, viewer, slug)
    if not any(holds(db, viewer, role, found.id, found.programme_id) for role in (Role.ORGANISER, Role.GUARANTOR)):
        raise NotFound
    return found


def kept_for_change(db: Session, viewer: Person | None, slug: str) -> Hackathon:
    """Lock the hackathon's stream, then return the row for organisers and guarantors."""
    return hackathons.for_change(db, viewer, kept(db, viewer, slug).id)


class NeedKind(StrEnum):
    """What may need an organiser; each has one action."""

    CHARTER = "charter"
    PROPOSALS = "proposals"
    UNAPPROVED = "unapproved"
    APPLICATIONS = "applications"
    CALL_CLOSED = "call_closed"
    STAFFING = "staffing"
    TEAM_SIZE = "team_size"
    JURY = "jury"
    TIES = "ties"
    SHEETS = "sheets"
    PUBLISH = "publish"
    INVITATIONS = "invitations"
    OWNERS = "owners"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits for an organiser: how many, how urgent (late, now, next), about what, by when."""

    kind: NeedKind
    urgency: str
    count: int = 1
    label: dict[str, str] | None = None
    subject_id: UUID | None = None
    due: date | None = None


URGENCY: Final = {"late": 0, "now": 1, "next": 2}
SOON: Final = 14  # days ahead in which an item of the check-list is named
TASKS_SHOWN: Final = 4


def day_zero(hackathon: Hackathon) -> date:
    """Return the day that the check-list counts from, in the hackathon's zone."""
    return hackathon.starts_at.astimezone(ZoneInfo(hackathon.timezone)).date()


def due_on(hackathon: Hackathon, item: ChecklistItem) -> date:
    """Return the day by which an item of the check-list is to be done."""
    return day_zero(hackathon) - timedelta(days=item.days_before)


def needs(db: Session, hackathon: Hackathon, checklist: Sequence[ChecklistItem], *, at: datetime) -> list[Need]:
    """Return what needs an organiser now, the most urgent first, in a few queries."""
    if hackathon.phase in {Phase.STOPPED, Phase.CLOSED}:
        return []
    found = [
        *_before(db, hackathon, at),
        *_jury(db, hackathon),
        *_tasks(hackathon, checklist, at),
    ]
    return sorted(found, key=lambda need: (URGENCY[need.urgency], need.due or date.min))


def _before(db: Session, hackathon: Hackathon, at: datetime) -> list[Need]:
    """Name what waits before the sprint and around it, from one row of counts."""
    here = hackathon.id

    def number(model: Any, *conditions: Any) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).select_from(model).where(model.hackathon_id == here, *conditions).scalar_subquery()

    people = (
        sa.select(sa.func.count())
        .where(col(Membership.team_id) == col(Team.id), col(Membership.left_at).is_(None))
        .correlate(Team)
        .scalar_subquery()
    )
    open_ = (Invitation.accepted_at, Invitation.revoked_at, Invitation.declined_at)
    unanswered = [col(moment).is_(None) for moment in open_]
    counts = one_row(
        db,
        sa.select(
            number(Charter).label("charters"),
            number(Challenge, col(Challenge.status) == ChallengeStatus.PROPOSED).label("proposed"),
            number(Challenge, col(Challenge.status) == ChallengeStatus.SCOPING).label("scoping"),
            number(Application, col(Application.status) == ApplicationStatus.SUBMITTED).label("applications"),
            number(Invitation, *unanswered, col(Invitation.expires_at) <= at).label("expired"),
            number(Incubation, col(Incubation.state) == IncubationState.WAITING_OWNER).label("owners"),
            number(Team, col(Team.closed_at).is_(None), ~(_with(Role.COACH) & _with(Role.DESIGNER))).label("alone"),
            number(Team, col(Team.closed_at).is_(None), people < hackathon.team_min).label("small"),
        ),
    )
    assert counts  # noqa: S101 - a select of counts has one row
    stage = LIFE.index(hackathon.resume_phase or hackathon.phase)
    late_call = hackathon.phase is Phase.CALL and hackathon.call_closes_at is not None and hackathon.call_closes_at <= at
    composing = (hackathon.resume_phase or hackathon.phase) in {Phase.TEAMING, Phase.SPRINT}
    urgency = "late" if hackathon.phase is Phase.SPRINT else "now"
    wanted = [
        (not counts.charters and 0 < stage <= LIFE.index(Phase.TEAMING), Need(NeedKind.CHARTER, "now")),
        (late_call, Need(NeedKind.CALL_CLOSED, "late")),
        (bool(counts.proposed), Need(NeedKind.PROPOSALS, "now", counts.proposed)),
        (bool(counts.scoping), Need(NeedKind.UNAPPROVED, "next", counts.scoping)),
        (bool(counts.applications), Need(NeedKind.APPLICATIONS, "now", counts.applications)),
        (bool(counts.expired), Need(NeedKind.INVITATIONS, "late", counts.expired)),
        (bool(counts.owners), Need(NeedKind.OWNERS, "now", counts.owners)),
        (composing and bool(counts.alone), Need(NeedKind.STAFFING, urgency, counts.alone)),
        (composing and bool(counts.small), Need(NeedKind.TEAM_SIZE, urgency, counts.small)),
    ]
    return [need for shown, need in wanted if shown]


def _with(role: Role) -> sa.ColumnElement[bool]:
    """Tell whether a team has somebody in a role now."""
    held = (col(RoleHeld.within_id) == col(Team.id), col(RoleHeld.role) == role, col(RoleHeld.ended_at).is_(None))
    return sa.exists().where(*held).correlate(Team)


def _jury(db: Session, hackathon: Hackathon) -> list[Need]:
    """Name, per hackathon, what the juries lack: people, declared ties, locked sheets, publication."""
    if (hackathon.resume_phase or hackathon.phase) not in {Phase.SPRINT, Phase.JURY}:
        return []
    competing = gates.competing(db, hackathon.id)
    found = []
    if bare := sum(1 for challenge in competing if not challenge.jurors):
        found.append(Need(NeedKind.JURY, "now", bare))
    open_ = {challenge.id for challenge in competing if not challenge.published}
    if not open_:
        return found
    pairs = rows(db, _juror_pairs(hackathon.id))
    pairs = [pair for pair in pairs if pair.challenge_id in open_]
    if undeclared := {pair.person_id for pair in pairs if pair.tie_id is None}:
        found.append(Need(NeedKind.TIES, "now", len(undeclared)))
    if hackathon.phase is Phase.JURY:
        waiting = {pair.challenge_id for pair in pairs if pair.tie_id is None or (pair.free and pair.locked_at is None)}
        if ready := [challenge for challenge in competing if challenge.id in open_ - waiting and challenge.jurors]:
            found.append(Need(NeedKind.PUBLISH, "now", len(ready)))
        elif waiting:
            unlocked = {pair.person_id for pair in pairs if pair.free and pair.locked_at is None}
            found += [Need(NeedKind.SHEETS, "next", len(unlocked))] if unlocked else []
    return found


def _juror_pairs(hackathon_id: UUID) -> sa.Executable:
    """Select every juror with every team that they judge: their tie, and when they locked their sheet (or recused)."""
    handed_in = sa.exists().where(col(Prototype.team_id) == col(Team.id)).correlate(Team)
    same_tie = sa.and_(col(Tie.team_id) == col(Team.id), col(Tie.person_id) == col(RoleHeld.person_id))
    same_sheet = sa.and_(
        col(Sheet.team_id) == col(Team.id),
        col(Sheet.person_id) == col(RoleHeld.person_id),
        col(Sheet.rubric_id) == rounds.current_id(col(Team.challenge_id)),
    )
    return (
        sa.select(
            col(RoleHeld.person_id),
            col(Team.challenge_id),
            col(Tie.id).label("tie_id"),
            sa.func.coalesce(col(Tie.kind) == "none", sa.false()).label("free"),
            sa.func.coalesce(col(Sheet.locked_at), col(Sheet.recused_at)).label("locked_at"),
        )
        .select_from(RoleHeld)
        .join(Team, sa.or_(col(RoleHeld.within_id) == col(Team.challenge_id), col(RoleHeld.within_id) == col(Team.hackathon_id)))
        .outerjoin(Tie, same_tie)
        .outerjoin(Sheet, same_sheet)
        .where(
            col(Team.hackathon_id) == hackathon_id,
            col(Team.closed_at).is_(None),
            handed_in,
            col(RoleHeld.role) == Role.JUROR,
            col(RoleHeld.ended_at).is_(None),
            rounds.reads(col(RoleHeld.person_id), col(Team.id), col(Team.challenge_id)),
        )
    )


def _tasks(hackathon: Hackathon, checklist: Sequence[ChecklistItem], at: datetime) -> list[Need]:
    """Name the items of the check-list that are late or due within two weeks, a few at most."""
    today = at.astimezone(ZoneInfo(hackathon.timezone)).date()
    found = []
    for item in checklist:
        due = due_on(hackathon, item)
        if item.done_at is None and due <= today + timedelta(days=SOON):
            urgency = "late" if due < today else "next"
            found.append(Need(NeedKind.TASK, urgency, 1, item.label, item.id, due))
    return found[:TASKS_SHOWN]


def people(db: Session, hackathon: Hackathon) -> Sequence[Row[Any]]:
    """Return who holds what in a hackathon now: id, person_id, role, name, and the défi, team or organisation it is within."""
    statement: sa.Executable = (
        sa.select(
            col(RoleHeld.id),
            col(RoleHeld.person_id),
            col(RoleHeld.role),
            col(RoleHeld.within),
            col(RoleHeld.within_id),
            col(RoleHeld.hackathon_id),
            col(RoleHeld.created_at),
            col(RoleHeld.ended_at),
            col(Person.display_name).label("name"),
            sa.func.coalesce(col(Team.name), col(Challenge.title), col(Organisation.name)).label("place"),
        )
        .join(Person, col(Person.id) == col(RoleHeld.person_id))
        .outerjoin(Team, col(Team.id) == col(RoleHeld.within_id))
        .outerjoin(Challenge, col(Challenge.id) == col(RoleHeld.within_id))
        .outerjoin(Organisation, col(Organisation.id) == col(RoleHeld.within_id))
        .where(
            sa.or_(col(RoleHeld.hackathon_id) == hackathon.id, col(RoleHeld.within_id) == hackathon.programme_id),
            col(RoleHeld.ended_at).is_(None),
            col(RoleHeld.role) != Role.PARTICIPANT,
        )
        .order_by(col(RoleHeld.role), col(Person.display_name), col(RoleHeld.id))
    )
    return rows(db, statement)


def role_for_change(
    db: Session, viewer: Person | None, role_id: UUID, *, of: Hackathon | None = None
) -> tuple[Hackathon, RoleHeld]:
    """Return a role of a hackathon (`of`, where given) under the lock, for its organisers; `NotFound` for everybody else."""
    held = db.get(RoleHeld, role_id)
    if held is None or held.hackathon_id is None or (of is not None and held.hackathon_id != of.id):
        raise NotFound
    hackathon = hackathons.for_change(db, viewer, desk_by_id(db, viewer, held.hackathon_id).id)
    db.refresh(held)
    if held.ended_at is not None:
        raise NotFound
    return hackathon, held


def invitable_challenges(db: Session, hackathon_id: UUID) -> list[tuple[UUID, str]]:
    """Return the défis that somebody can be invited to, by title."""
    closed = [ChallengeStatus.DECLINED, ChallengeStatus.WITHDRAWN]
    statement = (
        select(Challenge.id, Challenge.title)
        .where(Challenge.hackathon_id == hackathon_id, col(Challenge.status).not_in(closed))
        .order_by(col(Challenge.title), col(Challenge.id))
    )
    return [(found[0], found[1]) for found in db.exec(statement)]
