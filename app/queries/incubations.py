"""Incubations, as far as the viewer may see them: a public part for all, the work for its people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models.base import Row
from app.models.challenge import Beneficiary, Challenge
from app.models.hackathon import Hackathon, Sponsorship
from app.models.incubation import CheckIn, Hours, Incubation, Milestone, MilestoneStatus, Pledge, Review
from app.models.journal import Stream
from app.models.organisation import Organisation
from app.models.person import Person, Role, RoleHeld
from app.models.team import Membership, Team
from app.queries.incubation_weeks import due_on, status_at, week_of
from app.queries.roles import people_with

P = TypeVar("P", Milestone, Pledge)
R = TypeVar("R", bound=Row)

INSIDERS: Final = (Role.ORGANISER, Role.PROJECT_HOLDER, Role.INCUBATION_LEAD, Role.SPONSOR_VOLUNTEER, Role.MENTOR)


def visible_to(person: Person | None) -> sa.ColumnElement[bool]:
    """Return the condition that keeps incubations that are not public for those who have a part in them."""
    public = col(Incubation.is_public).is_(True)
    if person is None:
        return public
    mine = select(RoleHeld.within_id).where(
        RoleHeld.person_id == person.id, col(RoleHeld.role).in_(INSIDERS), col(RoleHeld.ended_at).is_(None)
    )
    pledged = select(Pledge.incubation_id).where(Pledge.person_id == person.id)
    programmes = select(Hackathon.id).where(col(Hackathon.programme_id).in_(mine))
    return sa.or_(
        public,
        col(Incubation.id).in_(mine),
        col(Incubation.challenge_id).in_(mine),
        col(Incubation.hackathon_id).in_(mine),
        col(Incubation.hackathon_id).in_(programmes),
        col(Incubation.id).in_(pledged),
    )


def by_id(db: Session, viewer: Person | None, incubation_id: UUID) -> Incubation:
    """Return one incubation; `NotFound` when there is none that the viewer may see."""
    found = db.exec(select(Incubation).where(Incubation.id == incubation_id, visible_to(viewer))).first()
    if found is None:
        raise NotFound
    return found


def for_change(db: Session, viewer: Person | None, incubation_id: UUID) -> Incubation:
    """Lock the incubation's stream, then return the row as it is under the lock."""
    by_id(db, viewer, incubation_id)
    db.exec(select(Stream).where(Stream.id == incubation_id).with_for_update()).one()
    found = by_id(db, viewer, incubation_id)
    db.refresh(found)
    return found


def milestone_for_change(db: Session, viewer: Person | None, milestone_id: UUID) -> tuple[Incubation, Milestone]:
    """Return a milestone and its incubation, under the incubation's lock."""
    return _part_for_change(db, viewer, Milestone, milestone_id)


def pledge_for_change(db: Session, viewer: Person, pledge_id: UUID) -> tuple[Incubation, Pledge]:
    """Return one's own offer and its incubation, under the incubation's lock; others' are not found."""
    found = db.get(Pledge, pledge_id)
    if found is None or found.person_id != viewer.id:
        raise NotFound
    return _part_for_change(db, viewer, Pledge, pledge_id)


def hours_for_change(db: Session, viewer: Person, hours_id: UUID) -> tuple[Incubation, Pledge, Hours]:
    """Return one's own entry of time, with its offer and incubation, under the incubation's lock."""
    found = db.get(Hours, hours_id)
    if found is None:
        raise NotFound
    incubation, pledge = pledge_for_change(db, viewer, found.pledge_id)
    hours = db.exec(select(Hours).where(Hours.id == hours_id).execution_options(populate_existing=True)).first()
    if hours is None:
        raise NotFound
    return incubation, pledge, hours


def _part_for_change(db: Session, viewer: Person | None, kind: type[P], part_id: UUID) -> tuple[Incubation, P]:
    part = db.get(kind, part_id)
    if part is None:
        raise NotFound
    incubation = for_change(db, viewer, part.incubation_id)
    db.refresh(part)
    return incubation, part


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """A milestone with its day and its status of today."""

    id: UUID
    week: int
    title: dict[str, str]
    status: MilestoneStatus
    due_on: date | None
    validated_at: datetime | None
    note: str
    row: Milestone


@dataclass(frozen=True, slots=True)
class IncubationView:
    """What everybody may read of an incubation."""

    row: Incubation
    hackathon_row: Hackathon
    challenge: str
    why: str
    team: str
    owner: str | None
    beneficiaries: list[str]
    milestones: list[MilestoneView]
    week: int | None

    def __getattr__(self, name: str) -> object:
        return getattr(self.row, name)

    @property
    def hackathon(self) -> str:
        return self.hackathon_row.slug

    @property
    def hackathon_title(self) -> dict[str, str]:
        return self.hackathon_row.title

    @property
    def opened_at(self) -> datetime:
        return self.row.created_at

    @property
    def next_milestone(self) -> MilestoneView | None:
        """The first milestone that is neither done nor dropped."""
        settled = {MilestoneStatus.DONE, MilestoneStatus.DROPPED}
        return next((milestone for milestone in self.milestones if milestone.status not in settled), None)


def shown(db: Session, viewer: Person | None, incubation_id: UUID, *, now: datetime) -> IncubationView:
    """Return the public part of one incubation, with milestones as they stand now."""
    return views(db, [by_id(db, viewer, incubation_id)], now=now)[0]


def listed(
    db: Session,
    viewer: Person | None,
    *,
    now: datetime,
    hackathon_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[IncubationView]:
    """Return incubations in the order of their opening, those after a given one."""
    statement = select(Incubation).where(visible_to(viewer)).order_by(col(Incubation.id)).limit(limit)
    if hackathon_id:
        statement = statement.where(Incubation.hackathon_id == hackathon_id)
    if after:
        statement = statement.where(col(Incubation.id) > after)
    return views(db, list(db.exec(statement)), now=now)


def views(db: Session, incubations: Sequence[Incubation], *, now: datetime) -> list[IncubationView]:
    """Return the public parts of incubations, in three queries whatever their number."""
    if not incubations:
        return []
    around: Any = (
        sa.select(Hackathon, Challenge, Team, Organisation)
        .select_from(Incubation)
        .join(Hackathon, col(Hackathon.id) == col(Incubation.hackathon_id))
        .join(Challenge, col(Challenge.id) == col(Incubation.challenge_id))
        .join(Team, col(Team.id) == col(Incubation.team_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Incubation.owner_id))
        .where(col(Incubation.id).in_([one.id for one in incubations]))
    )
    found = db.exec(around).all()
    hackathons = {row.Hackathon.id: row.Hackathon for row in found}
    challenges = {row.Challenge.id: row.Challenge for row in found}
    teams = {row.Team.id: row.Team for row in found}
    owners = {row.Organisation.id: row.Organisation for row in found if row.Organisation}
    milestones: dict[UUID, list[Milestone]] = {one.id: [] for one in incubations}
    for milestone in db.exec(
        select(Milestone).where(col(Milestone.incubation_id).in_(milestones)).order_by(col(Milestone.position))
    ):
        milestones[milestone.incubation_id].append(milestone)
    beneficiaries: dict[UUID, list[str]] = {challenge_id: [] for challenge_id in challenges}
    for challenge_id, name in db.exec(
        select(Beneficiary.challenge_id, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Beneficiary.organisation_id))
        .where(col(Beneficiary.challenge_id).in_(challenges))
        .order_by(col(Organisation.name))
    ):
        beneficiaries[challenge_id].append(name)
    return [
        IncubationView(
            row=one,
            hackathon_row=hackathons[one.hackathon_id],
            challenge=challenges[one.challenge_id].title,
            why=challenges[one.challenge_id].why,
            team=teams[one.team_id].name,
            owner=owners[one.owner_id].name if one.owner_id else None,
            beneficiaries=beneficiaries[one.challenge_id],
            milestones=[_milestone_view(m, one, hackathons[one.hackathon_id].timezone, now) for m in milestones[one.id]],
            week=_week(one, hackathons[one.hackathon_id].timezone, now),
        )
        for one in incubations
    ]


def _milestone_view(milestone: Milestone, incubation: Incubation, zone: str, now: datetime) -> MilestoneView:
    until = min(now, incubation.ended_at) if incubation.ended_at else now
    return MilestoneView(
        id=milestone.id,
        week=milestone.week,
        title=milestone.title,
        status=status_at(milestone, incubation.started_at, until, zone),
        due_on=due_on(incubation.started_at, milestone.week, zone) if incubation.started_at else None,
        validated_at=milestone.validated_at,
        note=milestone.note,
        row=milestone,
    )


def _week(incubation: Incubation, zone: str, now: datetime) -> int | None:
    if incubation.started_at is None or incubation.ended_at is not None:
        return None
    return week_of(incubation.started_at, now, zone)


def _by_id(db: Session, kind: type[R], ids: Collection[UUID]) -> dict[UUID, R]:
    if not ids:
        return {}
    return {row.id: row for row in db.exec(select(kind).where(col(kind.id).in_(list(ids))))}


def names(db: Session, ids: Collection[UUID | None]) -> dict[UUID, str]:
    """Return the names of people by id, for those who work with them."""
    return {person.id: person.display_name for person in _by_id(db, Person, {i for i in ids if i}).values()}


def check_ins(db: Session, incubation: Incubation, limit: int = 50) -> list[CheckIn]:
    """Return the accounts of an incubation, the newest first; the caller has checked that the viewer is one of its people."""
    statement = select(CheckIn).where(CheckIn.incubation_id == incubation.id)
    return list(db.exec(statement.order_by(col(CheckIn.created_at).desc(), col(CheckIn.id).desc()).limit(limit)))


def reviews(db: Session, incubation: Incubation) -> list[Review]:
    """Return the decisions of an incubation, the newest first; for its people only."""
    statement = select(Review).where(Review.incubation_id == incubation.id)
    return list(db.exec(statement.order_by(col(Review.decided_at).desc(), col(Review.id).desc())))


def progress(db: Session, ids: Collection[UUID]) -> dict[UUID, int]:
    """Return what the last account of each incubation said of its way up and down the hill."""
    statement = (
        select(CheckIn.incubation_id, CheckIn.progress)
        .where(col(CheckIn.incubation_id).in_(list(ids)))
        .order_by(col(CheckIn.created_at), col(CheckIn.id))
    )
    return dict(db.exec(statement).all())  # the last one of each stays


def sponsors(db: Session, incubation: Incubation) -> list[Organisation]:
    """Return the organisations that sponsor the incubation's hackathon."""
    return list(
        db.exec(
            select(Organisation)
            .join(Sponsorship, col(Sponsorship.organisation_id) == col(Organisation.id))
            .where(Sponsorship.hackathon_id == incubation.hackathon_id)
            .order_by(col(Organisation.name))
        )
    )


def possible_owners(db: Session, incubation: Incubation) -> list[Organisation]:
    """Return who may own the solution: those that the défi is for, first; then the sponsors."""
    first = db.exec(
        select(Organisation)
        .join(Beneficiary, col(Beneficiary.organisation_id) == col(Organisation.id))
        .where(Beneficiary.challenge_id == incubation.challenge_id)
        .order_by(col(Organisation.name))
    )
    return list({organisation.id: organisation for organisation in [*first, *sponsors(db, incubation)]}.values())


def possible_leads(db: Session, incubation: Incubation) -> list[Person]:
    """Return who may hold the plan: the team's people, those of the association, organisers, coaches and volunteers."""
    roles = {Role.PROJECT_HOLDER, Role.ORGANISER, Role.SPONSOR_VOLUNTEER, Role.COACH, Role.DESIGNER, Role.INCUBATION_LEAD}
    ids = people_with(db, roles, incubation.id, incubation.challenge_id, incubation.team_id, incubation.hackathon_id)
    ids += db.exec(select(Membership.person_id).where(Membership.team_id == incubation.team_id))
    return sorted(_by_id(db, Person, set(ids)).values(), key=lambda person: (person.display_name, person.id))
