"""The publication of the teams, and what people say to it. (P4)"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import count, rows
from app.errors import NotFound
from app.models.hackathon import Hackathon
from app.models.journal import Stream
from app.models.person import Person
from app.models.team import Appeal, Membership, Team, TeamProposal, TeamPublication
from app.queries import hackathons
from app.queries.applications import is_organiser, need_organiser
from app.queries.teams import may_list

PAGE: Final = 25
BY_HAND: Final[list[dict[str, Any]]] = [{"code": "by_hand", "params": {}}]


def latest(db: Session, hackathon: Hackathon) -> TeamPublication | None:
    """Return the publication that counts, for a hackathon that the caller has found."""
    return db.exec(
        select(TeamPublication)
        .where(TeamPublication.hackathon_id == hackathon.id)
        .order_by(col(TeamPublication.created_at).desc(), col(TeamPublication.id).desc())
        .limit(1)
    ).first()


def listed(db: Session, viewer: Person | None, hackathon: Hackathon) -> list[TeamPublication]:
    """Return the publications, the newest first, to whoever takes part; `NotFound` for strangers."""
    if not may_list(db, viewer, hackathon):
        raise NotFound
    statement = select(TeamPublication).where(TeamPublication.hackathon_id == hackathon.id)
    return list(db.exec(statement.order_by(col(TeamPublication.created_at).desc(), col(TeamPublication.id).desc()).limit(50)))


def told(db: Session, hackathon: Hackathon) -> dict[str, int]:
    """Count the people in a team, and those who were put there since the last publication."""
    inside = sa.select(col(Membership.id)).where(col(Membership.hackathon_id) == hackathon.id, col(Membership.left_at).is_(None))
    last = latest(db, hackathon)
    news = inside.where(col(Membership.joined_at) > last.created_at) if last else inside
    return {"people": count(db, inside), "news": count(db, news)}


def my_membership(db: Session, viewer: Person | None, hackathon: Hackathon) -> Membership:
    """Return the viewer's present stay in a team; `NotFound` when they have none."""
    if viewer is None:
        raise NotFound
    found = db.exec(
        select(Membership).where(
            Membership.hackathon_id == hackathon.id, Membership.person_id == viewer.id, col(Membership.left_at).is_(None)
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def reasons_of(db: Session, membership: Membership) -> list[dict[str, Any]]:
    """Return why a person is in their team, as codes about nobody else; by hand where no proposal put them there."""
    proposal = db.get(TeamProposal, membership.proposal_id) if membership.proposal_id else None
    found: Sequence[dict[str, Any]] = (
        (proposal.result if proposal else {}).get("person_reasons", {}).get(str(membership.person_id), [])
    )
    return [{"code": one["code"], "params": dict(one["params"])} for one in found] or BY_HAND


def applied_to(db: Session, membership: Membership) -> dict[str, Any] | None:
    """Return what a proposal read of the person and the weights it used for them; None when no proposal put them there."""
    proposal = db.get(TeamProposal, membership.proposal_id) if membership.proposal_id else None
    if proposal is None or "problem" not in proposal.inputs:
        return None
    me = next((one for one in proposal.inputs["problem"]["people"] if one["id"] == str(membership.person_id)), None)
    if me is None:
        return None
    read: Mapping[str, Any] = {
        key: me[key]
        for key in ("sector", "employer", "skills", "languages", "mode", "wishes", "gender", "age", "senior", "present")
    }
    return {
        "read": dict(read),
        "weights": dict(proposal.inputs["asked"]["weights"]),
        "method": proposal.method,
        "seed": proposal.seed,
        "fingerprint": proposal.fingerprint,
        "made_at": proposal.created_at.isoformat(),
    }


def my_appeals(db: Session, viewer: Person | None, hackathon: Hackathon) -> list[Appeal]:
    """Return the viewer's own appeals, the newest first."""
    if viewer is None:
        return []
    statement = select(Appeal).where(Appeal.hackathon_id == hackathon.id, Appeal.person_id == viewer.id)
    return list(db.exec(statement.order_by(col(Appeal.created_at).desc(), col(Appeal.id).desc())))


def appeals(
    db: Session, viewer: Person | None, hackathon: Hackathon, *, page: int = 1, size: int = PAGE
) -> tuple[Sequence[sa.Row[Any]], int]:
    """Return one page of the appeals, those that wait first, with their number, for organisers."""
    need_organiser(db, viewer, hackathon)
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Appeal.id), col(Appeal.hackathon_id), col(Appeal.person_id), col(Person.display_name).label("name"),
            col(Appeal.team_id), col(Team.name).label("team"), col(Appeal.wished_team_id), col(Appeal.body), col(Appeal.outcome),
            col(Appeal.answer), col(Appeal.created_at), col(Appeal.answered_at),
        )
        .join(Person, col(Person.id) == col(Appeal.person_id))
        .outerjoin(Team, col(Team.id) == col(Appeal.team_id))
        .where(col(Appeal.hackathon_id) == hackathon.id)
    )  # fmt: skip
    ordered = statement.order_by(col(Appeal.answered_at).is_not(None), col(Appeal.created_at), col(Appeal.id))
    return rows(db, ordered.limit(size).offset((page - 1) * size)), count(db, statement)


def appeal(db: Session, viewer: Person | None, appeal_id: UUID) -> Appeal:
    """Return an appeal for its person or an organiser; `NotFound` for everybody else."""
    found = db.get(Appeal, appeal_id)
    if found is None or viewer is None:
        raise NotFound
    hackathon = hackathons.by_id(db, viewer, found.hackathon_id)
    if found.person_id != viewer.id and not is_organiser(db, viewer, hackathon):
        raise NotFound
    return found


def appeal_for_change(db: Session, viewer: Person | None, appeal_id: UUID) -> Appeal:
    """Lock the stream of the appeal's hackathon, then return the row as it is under the lock."""
    found = appeal(db, viewer, appeal_id)
    db.exec(select(Stream).where(Stream.id == found.hackathon_id).with_for_update()).one()
    db.refresh(found)
    return found


def waiting(db: Session, hackathon: Hackathon) -> int:
    """Count the appeals that wait for an answer."""
    return count(
        db, sa.select(col(Appeal.id)).where(col(Appeal.hackathon_id) == hackathon.id, col(Appeal.answered_at).is_(None))
    )  # fmt: skip
