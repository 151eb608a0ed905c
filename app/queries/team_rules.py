"""What a composition must keep: rules that stand, whom they are about, and the wishes of friends. (P4)"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Hackathon
from app.models.journal import Stream
from app.models.person import Person, Role
from app.models.team import Membership, Team, TeamRule
from app.queries import hackathons
from app.queries.applications import need_organiser
from app.security import email_key

Listing = sa.Select[*tuple[Any, ...]]
MOST: Final = 500  # rules shown or weighed at once


def standing(db: Session, viewer: Person | None, hackathon: Hackathon) -> list[TeamRule]:
    """Return the rules that stand, the oldest first, for organisers."""
    need_organiser(db, viewer, hackathon)
    statement = (
        select(TeamRule)
        .where(TeamRule.hackathon_id == hackathon.id, col(TeamRule.ended_at).is_(None))
        .order_by(col(TeamRule.created_at), col(TeamRule.id))
        .limit(MOST)
    )
    return list(db.exec(statement))


def about(rules: Iterable[TeamRule], person_id: UUID) -> list[TeamRule]:
    """Return those of the rules that name a person."""
    return [rule for rule in rules if str(person_id) in rule.people]


def rule_for_change(db: Session, viewer: Person | None, rule_id: UUID) -> TeamRule:
    """Lock the stream of the rule's hackathon, then return the row as it is under the lock."""
    found = db.get(TeamRule, rule_id)
    if found is None:
        raise NotFound
    need_organiser(db, viewer, hackathons.by_id(db, viewer, found.hackathon_id))
    db.exec(select(Stream).where(Stream.id == found.hackathon_id).with_for_update()).one()
    db.refresh(found)
    return found


def names(db: Session, people: Collection[str]) -> dict[str, str]:
    """Return people's names by the text of their ids."""
    found = rows(
        db, sa.select(col(Person.id), col(Person.display_name)).where(col(Person.id).in_([UUID(one) for one in people]))
    )  # fmt: skip
    return {str(row.id): row.display_name for row in found}


def team_names(db: Session, hackathon: Hackathon) -> dict[str, str]:
    """Return the names of the open teams by the text of their ids."""
    statement = sa.select(col(Team.id), col(Team.name)).where(
        col(Team.hackathon_id) == hackathon.id, col(Team.closed_at).is_(None)
    )
    return {str(row.id): row.name for row in rows(db, statement)}


def _accepted(hackathon: Hackathon, *columns: Any) -> Listing:
    return (
        sa.select(*columns)
        .select_from(Application)
        .join(Person, col(Person.id) == col(Application.person_id))
        .where(
            col(Application.hackathon_id) == hackathon.id,
            col(Application.status) == ApplicationStatus.ACCEPTED,
            col(Application.role) == Role.PARTICIPANT,
        )
    )


def accepted_ids(db: Session, hackathon: Hackathon) -> set[UUID]:
    """Return the ids of the accepted participants."""
    return {row.person_id for row in rows(db, _accepted(hackathon, col(Application.person_id)))}


def matching(db: Session, hackathon: Hackathon, text: str, *, limit: int = 6) -> Sequence[sa.Row[Any]]:
    """Return accepted participants whose address is the text, else whose name is, else whose name holds it."""
    wanted = " ".join(text.split())
    statement = _accepted(hackathon, col(Person.id).label("person_id"), col(Person.display_name).label("name"))
    ordered = statement.order_by(sa.func.lower(col(Person.display_name)), col(Person.id)).limit(limit)
    name = sa.func.lower(col(Person.display_name))
    for condition in (
        col(Person.email_key) == email_key(wanted) if "@" in wanted else sa.false(),
        name == wanted.lower(),
        name.contains(wanted.lower(), autoescape=True),
    ):
        found = rows(db, ordered.where(condition))
        if found:
            return found
    return []


def teams_matching(db: Session, hackathon: Hackathon, text: str, *, limit: int = 6) -> Sequence[sa.Row[Any]]:
    """Return open teams called so, else whose name holds the text."""
    wanted = " ".join(text.split()).lower()
    name = sa.func.lower(col(Team.name))
    statement = (
        sa.select(col(Team.id), col(Team.name), col(Team.challenge_id), col(Team.seats))
        .where(col(Team.hackathon_id) == hackathon.id, col(Team.closed_at).is_(None))
        .order_by(name, col(Team.id))
        .limit(limit)
    )
    return rows(db, statement.where(name == wanted)) or rows(db, statement.where(name.contains(wanted, autoescape=True)))


def friends(db: Session, viewer: Person | None, hackathon: Hackathon) -> dict[str, list[str]]:
    """Return whom accepted people asked to be with, by ids; an address of nobody accepted here counts for nothing."""
    need_organiser(db, viewer, hackathon)
    found = rows(db, _accepted(hackathon, col(Application.person_id), col(Person.email_key), col(Application.friends)))
    by_key = {row.email_key: str(row.person_id) for row in found}
    return {
        str(row.person_id): [by_key[key] for key in map(email_key, row.friends) if key in by_key] for row in found if row.friends
    }


def seats(db: Session, hackathon: Hackathon) -> dict[str, int]:
    """Return the seats of the open teams by the text of their ids."""
    statement = sa.select(col(Team.id), col(Team.seats)).where(
        col(Team.hackathon_id) == hackathon.id, col(Team.closed_at).is_(None)
    )
    return {str(row.id): row.seats for row in rows(db, statement)}


def team_of(db: Session, hackathon: Hackathon, person_id: UUID) -> UUID | None:
    """Return the team that a person is in now."""
    return db.exec(
        select(Membership.team_id).where(
            Membership.hackathon_id == hackathon.id, Membership.person_id == person_id, col(Membership.left_at).is_(None)
        )
    ).first()
