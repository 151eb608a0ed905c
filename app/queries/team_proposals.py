"""Proposals of teams: what they read, what was found, what became of them. (P4)"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import count, rows
from app.errors import NotFound
from app.models.application import AccessNeed, Application, ApplicationStatus
from app.models.hackathon import Hackathon
from app.models.journal import Stream
from app.models.organisation import Organisation
from app.models.person import Person, Role
from app.models.prototype import PrototypeDraft
from app.models.team import Membership, ProposalState, Team, TeamProposal
from app.queries import hackathons
from app.queries.applications import need_organiser

Listing = sa.Select[*tuple[Any, ...]]


def open_teams(db: Session, hackathon: Hackathon) -> Sequence[sa.Row[Any]]:
    """Return the teams that a proposal can fill, the oldest first."""
    statement = (
        sa.select(
            col(Team.id),
            col(Team.name),
            col(Team.challenge_id),
            col(Team.seats),
            col(Team.attendance),
            col(Team.language),
            col(Team.step_free),
            sa.exists().where(col(PrototypeDraft.team_id) == col(Team.id)).correlate(Team).label("begun"),
        )
        .where(col(Team.hackathon_id) == hackathon.id, col(Team.closed_at).is_(None))
        .order_by(col(Team.created_at), col(Team.id))
    )
    return rows(db, statement)


def taken_names(db: Session, hackathon: Hackathon) -> set[tuple[UUID, str]]:
    """Return the défi and the name, in lower case, of every team there ever was."""
    statement = sa.select(col(Team.challenge_id), col(Team.name)).where(col(Team.hackathon_id) == hackathon.id)
    return {(row.challenge_id, row.name.lower()) for row in rows(db, statement)}


def to_place(db: Session, viewer: Person | None, hackathon: Hackathon) -> Sequence[sa.Row[Any]]:
    """Return everything that a proposal reads of every accepted participant, in order of application."""
    need_organiser(db, viewer, hackathon)
    statement: Listing = (
        sa.select(
            col(Application.person_id), col(Application.sector), col(Organisation.name).label("organisation"),
            col(Application.skills), col(Application.wishes), col(Application.languages), col(Application.attendance),
            col(Application.half_days), col(Application.experienced), col(Application.gender), col(Application.age_band),
            col(Application.absent_at),
        )
        .select_from(Application)
        .outerjoin(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(
            col(Application.hackathon_id) == hackathon.id, col(Application.status) == ApplicationStatus.ACCEPTED,
            col(Application.role) == Role.PARTICIPANT,
        )
        .order_by(col(Application.created_at), col(Application.id))
    )  # fmt: skip
    return rows(db, statement)


def step_free(db: Session, hackathon: Hackathon) -> set[str]:
    """Return the ids of those who need a place without steps; for the machine, which shows them to nobody."""
    statement = (
        sa.select(col(Application.person_id))
        .join(AccessNeed, col(AccessNeed.application_id) == col(Application.id))
        .where(col(AccessNeed.hackathon_id) == hackathon.id, col(AccessNeed.step_free))
    )
    return {str(row.person_id) for row in rows(db, statement)}


def met_before(db: Session, hackathon: Hackathon) -> list[tuple[str, str]]:
    """Return the pairs of accepted people who were in one team of another hackathon."""
    here = sa.select(col(Application.person_id)).where(
        col(Application.hackathon_id) == hackathon.id, col(Application.status) == ApplicationStatus.ACCEPTED
    )
    found = rows(
        db,
        sa.select(col(Membership.team_id), col(Membership.person_id)).where(
            col(Membership.hackathon_id) != hackathon.id, col(Membership.person_id).in_(here)
        ),
    )
    teams: dict[UUID, set[str]] = {}
    for row in found:
        teams.setdefault(row.team_id, set()).add(str(row.person_id))
    return sorted({pair for people in teams.values() for pair in combinations(sorted(people), 2)})


def proposal(db: Session, viewer: Person | None, proposal_id: UUID) -> TeamProposal:
    """Return a proposal for those who compose; `NotFound` for everybody else."""
    found = db.get(TeamProposal, proposal_id)
    if found is None:
        raise NotFound
    need_organiser(db, viewer, hackathons.by_id(db, viewer, found.hackathon_id))
    return found


def proposal_for_change(db: Session, viewer: Person | None, proposal_id: UUID) -> TeamProposal:
    """Lock the stream of the proposal's hackathon, then return the row as it is under the lock."""
    found = proposal(db, viewer, proposal_id)
    db.exec(select(Stream).where(Stream.id == found.hackathon_id).with_for_update()).one()
    db.refresh(found)
    return found


def proposals(
    db: Session, viewer: Person | None, hackathon: Hackathon, *, limit: int = 10, offset: int = 0
) -> Sequence[sa.Row[Any]]:
    """Return the proposals of a hackathon, the newest first."""
    need_organiser(db, viewer, hackathon)
    statement = (
        sa.select(
            col(TeamProposal.id), col(TeamProposal.created_at), col(TeamProposal.state), col(TeamProposal.seed),
            col(TeamProposal.method), col(TeamProposal.fingerprint), col(TeamProposal.repairs_id),
        )
        .where(col(TeamProposal.hackathon_id) == hackathon.id)
        .order_by(col(TeamProposal.created_at).desc(), col(TeamProposal.id).desc())
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return rows(db, statement)


def proposal_count(db: Session, hackathon: Hackathon) -> int:
    return count(db, sa.select(col(TeamProposal.id)).where(col(TeamProposal.hackathon_id) == hackathon.id))


def repeated(db: Session, proposal: TeamProposal) -> TeamProposal | None:
    """Return the earlier run that this one repeats."""
    return db.get(TeamProposal, UUID(proposal.inputs["repeats"])) if "repeats" in proposal.inputs else None


def counts(db: Session, hackathon: Hackathon) -> dict[str, Any]:
    """Count what a demand is made of: people by sector, skills that anyone brings, the largest employer."""
    found = rows(
        db,
        sa.select(col(Application.sector), col(Application.skills), col(Application.organisation_id)).where(
            col(Application.hackathon_id) == hackathon.id, col(Application.status) == ApplicationStatus.ACCEPTED,
            col(Application.role) == Role.PARTICIPANT, col(Application.absent_at).is_(None),
        ),
    )  # fmt: skip
    staff = Counter(row.organisation_id for row in found if row.organisation_id)
    return {
        "people": len(found), "sectors": Counter(str(row.sector) for row in found),
        "skills": sorted({skill for row in found for skill in row.skills}), "largest": max(staff.values(), default=0),
    }  # fmt: skip


def applications_of(db: Session, hackathon: Hackathon, people: Sequence[UUID]) -> list[Application]:
    """Return the accepted applications of some people, under the hackathon's lock that the caller holds."""
    statement = select(Application).where(
        Application.hackathon_id == hackathon.id,
        Application.status == ApplicationStatus.ACCEPTED,
        Application.role == Role.PARTICIPANT,
        col(Application.person_id).in_(people),
    )
    return list(db.exec(statement.order_by(col(Application.id)).execution_options(populate_existing=True)))


def last_adopted(db: Session, hackathon: Hackathon) -> TeamProposal | None:
    """Return the composition that was adopted last."""
    statement = select(TeamProposal).where(TeamProposal.hackathon_id == hackathon.id, TeamProposal.state == ProposalState.ADOPTED)
    found = db.exec(statement.order_by(col(TeamProposal.decided_at).desc(), col(TeamProposal.id).desc()).limit(1)).first()
    return found if found and "asked" in found.inputs else None


def _placed(hackathon: Hackathon) -> Listing:
    return sa.select(col(Membership.person_id)).where(
        col(Membership.hackathon_id) == hackathon.id, col(Membership.left_at).is_(None)
    )


def absences(db: Session, hackathon: Hackathon) -> dict[str, int]:
    """Count who is absent, who of them holds a seat, and who is here without one."""
    base = sa.select(col(Application.id)).where(
        col(Application.hackathon_id) == hackathon.id, col(Application.status) == ApplicationStatus.ACCEPTED,
        col(Application.role) == Role.PARTICIPANT,
    )  # fmt: skip
    absent, placed = col(Application.absent_at).is_not(None), col(Application.person_id).in_(_placed(hackathon))
    return {
        "absent": count(db, base.where(absent)), "seats": count(db, base.where(absent, placed)),
        "late": count(db, base.where(~absent, ~placed)), "people": count(db, base),
    }  # fmt: skip


def roll(
    db: Session, viewer: Person | None, hackathon: Hackathon, *, text: str = "", page: int = 1, size: int = 40
) -> tuple[Sequence[sa.Row[Any]], int]:
    """Return one page of the accepted people by name, with their team and whether they are absent, and their number."""
    need_organiser(db, viewer, hackathon)
    inside = sa.and_(
        col(Membership.person_id) == col(Application.person_id), col(Membership.hackathon_id) == hackathon.id,
        col(Membership.left_at).is_(None),
    )  # fmt: skip
    statement: Listing = (
        sa.select(
            col(Application.person_id), col(Person.display_name).label("name"), col(Team.name).label("team"),
            col(Application.absent_at),
        )
        .select_from(Application)
        .join(Person, col(Person.id) == col(Application.person_id))
        .outerjoin(Membership, inside)
        .outerjoin(Team, col(Team.id) == col(Membership.team_id))
        .where(
            col(Application.hackathon_id) == hackathon.id, col(Application.status) == ApplicationStatus.ACCEPTED,
            col(Application.role) == Role.PARTICIPANT,
        )
    )  # fmt: skip
    if text:
        name = sa.func.lower(col(Person.display_name)).contains(text.lower(), autoescape=True)
        statement = statement.where(sa.or_(name, sa.func.lower(col(Team.name)).contains(text.lower(), autoescape=True)))
    ordered = statement.order_by(sa.func.lower(col(Person.display_name)), col(Application.id))
    return rows(db, ordered.limit(size).offset((page - 1) * size)), count(db, statement)


def absent_ids(db: Session, viewer: Person | None, hackathon: Hackathon) -> list[UUID]:
    """Return the ids of the people who are marked absent, for organisers."""
    need_organiser(db, viewer, hackathon)
    statement = select(Application.person_id).where(
        Application.hackathon_id == hackathon.id, col(Application.absent_at).is_not(None)
    )
    return list(db.exec(statement.order_by(col(Application.id))))


def names(db: Session, person_ids: Sequence[UUID]) -> dict[str, str]:
    """Return the names of people by the text of their ids, for pages whose proposal keeps ids only."""
    found = rows(db, sa.select(col(Person.id), col(Person.display_name)).where(col(Person.id).in_(person_ids)))
    return {str(row.id): row.display_name for row in found}
