"""Which ties the record suggests between the jurors and the teams of a défi; the juror confirms or denies them. (J2)

For all of them at once: a few questions to the database, whatever the number of jurors and teams.
"""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import rows
from app.models import metadata
from app.models.application import Application
from app.models.jury import TieKind
from app.models.person import Invitation, Role, RoleHeld, Within
from app.models.team import Membership

Pair = tuple[UUID, UUID]  # person, team
STAFF = (Role.COACH, Role.DESIGNER, Role.MENTOR)


def suggested(db: Session, jurors: Collection[UUID], teams: Collection[UUID]) -> dict[Pair, TieKind]:
    """Return the weightiest tie that the record suggests for each pair that has one."""
    if not jurors or not teams:
        return {}
    members, past = _members(db, teams), _together(db, jurors)
    found: dict[Pair, TieKind] = {}
    bodies = _employers_of_teams(db, teams)
    for juror, works_for in employers(db, jurors).items():
        found |= {(juror, team): TieKind.EMPLOYER for team, theirs in bodies.items() if works_for & theirs}
    for (juror, other), kind in past.items():
        for team in members.get(other, ()):
            if kind is TieKind.COACHED or found.get((juror, team)) is not TieKind.COACHED:
                found[juror, team] = kind
    found |= {(juror, team): TieKind.TEAMMATE for juror in jurors for team in members.get(juror, ())}
    helped = sa.select(col(RoleHeld.person_id), col(RoleHeld.within_id)).where(
        col(RoleHeld.person_id).in_(jurors), col(RoleHeld.within_id).in_(teams), col(RoleHeld.role).in_(STAFF)
    )
    return found | {(row.person_id, row.within_id): TieKind.COACHED for row in rows(db, helped)}


def employers(db: Session, people: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return the organisations that people were invited for, hold a role in, or applied from."""
    invited = sa.select(col(Invitation.accepted_by_id), col(Invitation.organisation_id)).where(
        col(Invitation.accepted_by_id).in_(people)
    )
    held = sa.select(col(RoleHeld.person_id), col(RoleHeld.within_id)).where(
        col(RoleHeld.person_id).in_(people), col(RoleHeld.within) == Within.ORGANISATION, col(RoleHeld.ended_at).is_(None)
    )
    applied = sa.select(col(Application.person_id), col(Application.organisation_id)).where(
        col(Application.person_id).in_(people)
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for statement in (invited, held, applied):
        for person_id, organisation_id in map(tuple, rows(db, statement)):
            if organisation_id:
                found[person_id].add(organisation_id)
    return found


def _members(db: Session, teams: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return the teams that people are in, or were."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    statement = sa.select(col(Membership.person_id), col(Membership.team_id)).where(col(Membership.team_id).in_(teams))
    for row in rows(db, statement):
        found[row.person_id].add(row.team_id)
    return found


def _employers_of_teams(db: Session, teams: Collection[UUID]) -> dict[UUID, set[UUID]]:
    statement = (
        sa.select(col(Membership.team_id), col(Application.organisation_id))
        .join(
            Application,
            sa.and_(
                col(Application.person_id) == col(Membership.person_id),
                col(Application.hackathon_id) == col(Membership.hackathon_id),
            ),
        )
        .where(
            col(Membership.team_id).in_(teams), col(Membership.left_at).is_(None), col(Application.organisation_id).is_not(None)
        )
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in rows(db, statement):
        found[row.team_id].add(row.organisation_id)
    return found


def _together(db: Session, jurors: Collection[UUID]) -> dict[Pair, TieKind]:
    """Return whom jurors once were in a team with, or helped in a team, in this hackathon or another."""
    table = metadata.tables["membership"]
    mine, theirs = table.alias(), table.alias()
    teammates = (
        sa.select(mine.c.person_id.label("juror"), theirs.c.person_id.label("other"))
        .join(theirs, theirs.c.team_id == mine.c.team_id)
        .where(mine.c.person_id.in_(jurors), theirs.c.person_id != mine.c.person_id)
    )
    helped = (
        sa.select(col(RoleHeld.person_id).label("juror"), theirs.c.person_id.label("other"))
        .join(theirs, theirs.c.team_id == col(RoleHeld.within_id))
        .where(
            col(RoleHeld.person_id).in_(jurors),
            col(RoleHeld.within) == Within.TEAM,
            col(RoleHeld.role).in_(STAFF),
            theirs.c.person_id != col(RoleHeld.person_id),
        )
    )
    found = {(row.juror, row.other): TieKind.TEAMMATE for row in rows(db, teammates)}
    return found | {(row.juror, row.other): TieKind.COACHED for row in rows(db, helped)}
