"""The rota of witnesses: turns as each may see them, and who could take one. (P5)"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.application import Application
from app.models.hackathon import Hackathon, Step
from app.models.organisation import Organisation
from app.models.person import Person, Role, RoleHeld, Within
from app.models.team import Membership, RotaTurn, Team
from app.queries import hackathons
from app.queries.applications import is_organiser
from app.queries.prototypes import COMPANIONS
from app.queries.roles import here

Turns = Sequence[sa.Row[Any]]
Listing = sa.Select[*tuple[Any, ...]]


def turns(db: Session, *conditions: sa.ColumnElement[bool]) -> Turns:
    """Return turns with the names of the witness, the team and its table, in the order of time; one query."""
    statement: Listing = (
        sa.select(
            col(RotaTurn.id), col(RotaTurn.step_id), col(RotaTurn.person_id), col(Person.display_name).label("witness"),
            col(RotaTurn.team_id), col(Team.name).label("team"), col(Team.table_label), col(RotaTurn.starts_at),
            col(RotaTurn.ends_at),
        )
        .join(Person, col(Person.id) == col(RotaTurn.person_id))
        .join(Team, col(Team.id) == col(RotaTurn.team_id))
        .where(*conditions)
        .order_by(col(RotaTurn.starts_at), col(Team.created_at), col(RotaTurn.id))
    )  # fmt: skip
    return rows(db, statement)


def of_person(db: Session, person: Person, hackathon: Hackathon) -> Turns:
    """Return one's own turns as a witness."""
    return turns(db, col(RotaTurn.hackathon_id) == hackathon.id, col(RotaTurn.person_id) == person.id)


def of_teams(db: Session, team_ids: Collection[UUID]) -> Turns:
    """Return the visits to teams."""
    return turns(db, col(RotaTurn.team_id).in_(team_ids)) if team_ids else []


def my_teams(db: Session, viewer: Person | None, hackathon: Hackathon) -> list[UUID]:
    """Return the teams that the viewer is in or accompanies; `NotFound` for who has no part in the hackathon."""
    parts = here(db, viewer, hackathon.id, hackathon.programme_id)
    if not parts:
        raise NotFound
    return [p.within_id for p in parts if p.within is Within.TEAM and (p.role is None or p.role in COMPANIONS)]


def seen(db: Session, viewer: Person | None, hackathon: Hackathon) -> Turns:
    """Return what the viewer may see: organisers everything, a witness their own turns, a team its visits."""
    mine = my_teams(db, viewer, hackathon)
    whole = col(RotaTurn.hackathon_id) == hackathon.id
    if viewer is None or is_organiser(db, viewer, hackathon):
        return turns(db, whole)
    return turns(db, whole, (col(RotaTurn.person_id) == viewer.id) | col(RotaTurn.team_id).in_(mine))


def steps_with_turns(db: Session, hackathon: Hackathon) -> list[UUID]:
    """Return the steps that have a rota, in the order of time."""
    statement: Listing = (
        sa.select(col(RotaTurn.step_id), sa.func.min(col(RotaTurn.starts_at)).label("first"))
        .where(col(RotaTurn.hackathon_id) == hackathon.id, col(RotaTurn.step_id).is_not(None))
        .group_by(col(RotaTurn.step_id))
        .order_by("first")
    )
    return [row.step_id for row in rows(db, statement)]


def tables(db: Session, hackathon: Hackathon, step: Step) -> Turns:
    """Return the open teams that a step is for, the oldest first: those of its site, where it has one."""
    at_site = sa.true() if step.site_id is None else sa.or_(col(Team.site_id).is_(None), col(Team.site_id) == step.site_id)
    statement: Listing = (
        sa.select(
            col(Team.id), col(Team.name), col(Team.table_label), col(Team.language), col(Team.attendance), col(Team.challenge_id)
        )
        .where(col(Team.hackathon_id) == hackathon.id, col(Team.closed_at).is_(None), at_site)
        .order_by(col(Team.created_at), col(Team.id))
    )  # fmt: skip
    return rows(db, statement)


def witnesses(db: Session, hackathon: Hackathon) -> Turns:
    """Return who holds the role of witness and is in no team of the hackathon, by name; `absent_at` when marked absent."""
    inside = sa.select(col(Membership.person_id)).where(
        col(Membership.hackathon_id) == hackathon.id, col(Membership.left_at).is_(None)
    )
    applied = sa.and_(col(Application.person_id) == col(RoleHeld.person_id), col(Application.hackathon_id) == hackathon.id)
    statement: Listing = (
        sa.select(
            col(RoleHeld.person_id), col(Person.display_name).label("name"), col(Organisation.name).label("organisation"),
            col(Application.organisation_id), col(Application.languages), col(Application.attendance), col(Application.absent_at),
        )
        .select_from(RoleHeld)
        .join(Person, col(Person.id) == col(RoleHeld.person_id))
        .outerjoin(Application, applied)
        .outerjoin(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(
            col(RoleHeld.within_id) == hackathon.id, col(RoleHeld.role) == Role.WITNESS, col(RoleHeld.ended_at).is_(None),
            col(RoleHeld.person_id).not_in(inside),
        )
        .order_by(sa.func.lower(col(Person.display_name)), col(Person.id))
    )  # fmt: skip
    return rows(db, statement)


def step_for_change(db: Session, viewer: Person | None, hackathon_id: UUID, step_id: UUID) -> Step:
    """Lock the hackathon's stream, then return its step, for organisers; `NotFound` for everybody else."""
    hackathon = hackathons.for_change(db, viewer, hackathon_id)
    if not is_organiser(db, viewer, hackathon):
        raise NotFound
    found = db.exec(
        select(Step).where(Step.id == step_id, Step.hackathon_id == hackathon.id).execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound
    return found
