"""What everybody sees: events by what is happening, one event with its défis and teams. No name of a person, ever."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Row
from sqlmodel import Session, col

from app.db import count, rows
from app.models.application import Application
from app.models.challenge import Beneficiary, Challenge, ChallengeStatus
from app.models.hackathon import Hackathon, Phase, Sponsorship, Step
from app.models.organisation import Organisation
from app.models.person import Person
from app.models.team import Membership, Team
from app.queries.hackathons import visible_to

PAGE = 25

# What a visitor looks for, and the phases that are it.
STATES: dict[str, tuple[Phase, ...]] = {
    "open": (Phase.CALL,),
    "now": (Phase.TEAMING, Phase.SPRINT, Phase.JURY, Phase.PAUSED),
    "soon": (Phase.SCOPING,),
    "after": (Phase.RESULTS, Phase.INCUBATION, Phase.CLOSED),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of events, how many there are of each kind, and how many of the kind asked for."""

    events: Sequence[Row[Any]]
    total: int
    counts: dict[str, int]


CARD = (
    col(Hackathon.id),
    col(Hackathon.slug),
    col(Hackathon.title),
    col(Hackathon.theme),
    col(Hackathon.summary),
    col(Hackathon.phase),
    col(Hackathon.starts_at),
    col(Hackathon.ends_at),
    col(Hackathon.timezone),
    col(Hackathon.place),
    col(Hackathon.attendance),
    col(Hackathon.call_closes_at),
    col(Hackathon.submissions_close_at),
)


def listed(db: Session, viewer: Person | None, state: str | None = None, page: int = 1) -> Listing:
    """Return a page of 25 events, the latest first, and counts by state; an unknown state means all."""
    tally = sa.select(col(Hackathon.phase), sa.func.count().label("number")).where(visible_to(viewer)).group_by(Hackathon.phase)
    by_phase: dict[Phase, int] = {row.phase: row.number for row in rows(db, tally)}
    counts = {name: sum(by_phase.get(phase, 0) for phase in phases) for name, phases in STATES.items()}
    statement = sa.select(*CARD).where(visible_to(viewer)).order_by(col(Hackathon.starts_at).desc(), col(Hackathon.id).desc())
    if state in STATES:
        statement = statement.where(col(Hackathon.phase).in_(STATES[state]))
    total = counts[state] if state in STATES else sum(by_phase.values())
    return Listing(rows(db, statement.limit(PAGE).offset((page - 1) * PAGE)), total, counts)


def highlights(db: Session, state: str, limit: int = 3) -> Sequence[Row[Any]]:
    """Return a few events of one kind for the home page, the nearest first."""
    order = col(Hackathon.starts_at).desc() if state == "after" else col(Hackathon.starts_at)
    return rows(
        db, sa.select(*CARD).where(col(Hackathon.phase).in_(STATES[state])).order_by(order, col(Hackathon.id)).limit(limit)
    )


@dataclass(frozen=True, slots=True)
class ShownChallenge:
    """A défi as everybody may see it now: before its reveal only the theme and whose it is."""

    id: UUID
    theme: str
    beneficiaries: list[str]
    revealed: bool
    title: str | None
    why: str | None
    reveal_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownTeam:
    """A team as everybody may see it: its name and the sectors of its members."""

    id: UUID
    challenge_id: UUID
    name: str
    sectors: list[str]


def challenges_of(db: Session, hackathon_id: UUID, *, at: datetime) -> list[ShownChallenge]:
    """Return the défis that left scoping, in order of arrival."""
    revealed = sa.or_(col(Challenge.reveal_at).is_(None), col(Challenge.reveal_at) <= at)
    found = rows(
        db,
        sa.select(
            col(Challenge.id), col(Challenge.theme), col(Challenge.reveal_at), revealed.label("revealed"),
            sa.case((revealed, col(Challenge.title))).label("title"), sa.case((revealed, col(Challenge.why))).label("why"),
        )
        .where(col(Challenge.hackathon_id) == hackathon_id, col(Challenge.status) == ChallengeStatus.READY)
        .order_by(col(Challenge.created_at), col(Challenge.id)),
    )  # fmt: skip
    owners: dict[UUID, list[str]] = defaultdict(list)
    for owner in rows(
        db,
        sa.select(col(Beneficiary.challenge_id), col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(Beneficiary.organisation_id))
        .join(Challenge, col(Challenge.id) == col(Beneficiary.challenge_id))
        .where(col(Challenge.hackathon_id) == hackathon_id)
        .order_by(col(Organisation.name)),
    ):
        owners[owner.challenge_id].append(owner.name)
    return [ShownChallenge(r.id, r.theme, owners[r.id], bool(r.revealed), r.title, r.why or None, r.reveal_at) for r in found]


def teams_of(db: Session, hackathon_id: UUID) -> list[ShownTeam]:
    """Return the open teams with the sectors of those who are in them now."""
    statement = (
        sa.select(col(Team.id), col(Team.challenge_id), col(Team.name), col(Application.sector))
        .outerjoin(Membership, (col(Membership.team_id) == col(Team.id)) & col(Membership.left_at).is_(None))
        .outerjoin(
            Application,
            (col(Application.hackathon_id) == col(Membership.hackathon_id))
            & (col(Application.person_id) == col(Membership.person_id)),
        )
        .where(col(Team.hackathon_id) == hackathon_id, col(Team.closed_at).is_(None))
        .order_by(col(Team.name), col(Team.id), col(Application.sector))
    )
    found: dict[UUID, ShownTeam] = {}
    for row in rows(db, statement):
        team = found.setdefault(row.id, ShownTeam(row.id, row.challenge_id, row.name, []))
        if row.sector:
            team.sectors.append(row.sector.value)
    return list(found.values())


def sponsors_of(db: Session, hackathon_id: UUID) -> list[str]:
    """Return the names of the organisations that lend staff and skills."""
    statement = (
        sa.select(col(Organisation.name))
        .join(Sponsorship, col(Sponsorship.organisation_id) == col(Organisation.id))
        .where(col(Sponsorship.hackathon_id) == hackathon_id)
        .order_by(col(Organisation.name))
    )
    return [row[0] for row in rows(db, statement)]


@dataclass(frozen=True, slots=True)
class Moment:
    """What is going on in the run of show, and what comes next."""

    now: Row[Any] | None
    next: Row[Any] | None


def moment_of(db: Session, hackathon_id: UUID, *, at: datetime) -> Moment:
    """Return the step that a moment falls in and the one after it."""
    ahead = rows(
        db,
        sa.select(col(Step.title), col(Step.starts_at), col(Step.ends_at))
        .where(col(Step.hackathon_id) == hackathon_id, col(Step.ends_at) > at)
        .order_by(col(Step.starts_at), col(Step.position))
        .limit(3),
    )
    now = next((step for step in ahead if step.starts_at <= at), None)
    following = next((step for step in ahead if step.starts_at > at), None)
    return Moment(now, following)


def figures(db: Session) -> dict[str, int]:
    """Return what has happened here so far, counted from the rows."""
    hackathons = count(db, sa.select(col(Hackathon.id)).where(col(Hackathon.phase) != Phase.DRAFT))
    teams = count(db, sa.select(col(Team.id)))
    return {"hackathons": hackathons, "teams": teams}
