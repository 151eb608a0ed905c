"""Who could accompany which team: what the assignment of companions reads, in its own terms. (P5)"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import rows
from app.models.application import Application
from app.models.challenge import Beneficiary, Challenge
from app.models.hackathon import Attendance, Hackathon, Phase
from app.models.jury import Tie, TieKind
from app.models.organisation import Organisation
from app.models.person import Person, Role, RoleHeld, Within
from app.models.team import Membership, Team
from app.queries.applications import need_organiser
from app.science.companion_types import Companion, Place

ACCOMPANYING: Final = (Role.COACH, Role.DESIGNER, Role.MENTOR)
NO_TIE: Final = (TieKind.NONE, TieKind.COACHED, TieKind.ABSTAIN)
Listing = sa.Select[*tuple[Any, ...]]


def places(db: Session, viewer: Person | None, hackathon: Hackathon) -> tuple[list[Place], dict[str, str]]:
    """Return the open teams as places to accompany, the oldest first, and their names."""
    need_organiser(db, viewer, hackathon)
    statement: Listing = (
        sa.select(col(Team.id), col(Team.name), col(Team.language), col(Team.attendance), col(Team.challenge_id))
        .where(col(Team.hackathon_id) == hackathon.id, col(Team.closed_at).is_(None))
        .order_by(col(Team.created_at), col(Team.id))
    )
    teams = rows(db, statement)
    people: Listing = (
        sa.select(col(Membership.team_id), col(Application.sector), col(Organisation.name).label("organisation"))
        .join(
            Application,
            sa.and_(col(Application.person_id) == col(Membership.person_id), col(Application.hackathon_id) == hackathon.id),
        )
        .outerjoin(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(col(Membership.hackathon_id) == hackathon.id, col(Membership.left_at).is_(None))
    )
    sectors: dict[UUID, Counter[str]] = {row.id: Counter() for row in teams}
    employers: dict[UUID, set[str]] = {row.id: set() for row in teams}
    for row in rows(db, people):
        if row.team_id in sectors:
            sectors[row.team_id][str(row.sector)] += 1
            employers[row.team_id] |= {row.organisation} if row.organisation else set()
    found = [
        Place(
            str(row.id), str(hackathon.id), row.language, str(works(row.attendance, hackathon.attendance)),
            tags=frozenset({str(row.challenge_id), str(hackathon.id)}), employers=frozenset(employers[row.id]),
            sectors=sectors[row.id],
        )
        for row in teams
    ]  # fmt: skip
    return found, {str(row.id): row.name for row in teams}


def companions(
    db: Session, hackathon: Hackathon, role: Role, teams: int, kept: Mapping[str, str]
) -> tuple[list[Companion], dict[str, str]]:  # fmt: skip
    """Return who holds a role in the hackathon and is in no team of it, and their names.

    `teams` is how many there are, `kept` team → person. Nobody carries more than an even share of the teams here and of those
    that the same people accompany in hackathons at the same time; what they have already counts. Ties are what `_ties` says.
    Who is held on site elsewhere at that time accompanies from afar, or not at all where they come on site only.
    """
    inside = sa.select(col(Membership.person_id)).where(
        col(Membership.hackathon_id) == hackathon.id, col(Membership.left_at).is_(None)
    )
    statement: Listing = (
        sa.select(
            col(RoleHeld.person_id), col(Person.display_name).label("name"), col(Application.sector), col(Application.languages),
            col(Application.attendance), col(Application.organisation_id), col(Organisation.name).label("organisation"),
        )
        .select_from(RoleHeld)
        .join(Person, col(Person.id) == col(RoleHeld.person_id))
        .outerjoin(
            Application,
            sa.and_(col(Application.person_id) == col(RoleHeld.person_id), col(Application.hackathon_id) == hackathon.id),
        )
        .outerjoin(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(
            col(RoleHeld.within_id) == hackathon.id, col(RoleHeld.role) == role, col(RoleHeld.ended_at).is_(None),
            col(RoleHeld.person_id).not_in(inside),
        )
        .order_by(col(RoleHeld.created_at), col(RoleHeld.id))
    )  # fmt: skip
    held = rows(db, statement)
    ids = [row.person_id for row in held]
    elsewhere, on_site = _at_the_same_time(db, hackathon, ids)
    ties = _ties(db, hackathon, {row.person_id: row.organisation_id for row in held})
    had = Counter(kept.values())
    share = -(-(teams + elsewhere.total()) // max(1, len(ids)))
    found = []
    for row in held:
        mode = str(row.attendance or Attendance.EITHER)
        away = row.person_id in on_site
        load = elsewhere[row.person_id] + had[str(row.person_id)]
        left = max(0, share - load)
        found.append(
            Companion(
                str(row.person_id), str(row.sector or ""), row.organisation, frozenset(row.languages or ()),
                str(Attendance.REMOTE) if away else mode, most=left, at_once=left, load=load,
                ties=frozenset(ties[row.person_id]),
                whens=frozenset() if away and mode == Attendance.ON_SITE else None,
            )
        )  # fmt: skip
    return found, {str(row.person_id): row.name for row in held}


def _at_the_same_time(db: Session, hackathon: Hackathon, ids: Sequence[UUID]) -> tuple[Counter[UUID], set[UUID]]:
    """Count the teams that people accompany in other live hackathons whose days overlap; and who is held there on site."""
    statement: Listing = (
        sa.select(col(RoleHeld.person_id), col(Hackathon.attendance), col(Hackathon.place), col(Team.attendance).label("works"))
        .join(Team, col(Team.id) == col(RoleHeld.within_id))
        .join(Hackathon, col(Hackathon.id) == col(Team.hackathon_id))
        .where(
            col(RoleHeld.person_id).in_(ids), col(RoleHeld.within) == Within.TEAM, col(RoleHeld.ended_at).is_(None),
            col(RoleHeld.role).in_(ACCOMPANYING), col(Team.closed_at).is_(None), col(Hackathon.id) != hackathon.id,
            col(Hackathon.phase).not_in([Phase.CLOSED, Phase.STOPPED]),
            col(Hackathon.starts_at) < hackathon.ends_at, col(Hackathon.ends_at) > hackathon.starts_at,
        )
    )  # fmt: skip
    found = rows(db, statement)
    here = hackathon.place
    held = {
        row.person_id
        for row in found
        if works(row.works, row.attendance) == Attendance.ON_SITE and (here is None or row.place != here)
    }
    return Counter(row.person_id for row in found), held


def _ties(db: Session, hackathon: Hackathon, organisations: Mapping[UUID, UUID | None]) -> dict[UUID, set[str]]:
    """Return what people must not accompany, as ids of défis and teams, or of the hackathon as a whole.

    The défi that one brings, or that one's own organisation brings; what one judges; a team to which a tie was declared.
    """
    ids = list(organisations)
    ties: dict[UUID, set[str]] = {one: set() for one in ids}
    bound: Listing = sa.select(col(RoleHeld.person_id), col(RoleHeld.within_id)).where(
        col(RoleHeld.person_id).in_(ids), col(RoleHeld.ended_at).is_(None),
        col(RoleHeld.role).in_([Role.PROJECT_HOLDER, Role.JUROR]), col(RoleHeld.hackathon_id) == hackathon.id,
    )  # fmt: skip
    for row in rows(db, bound):
        ties[row.person_id].add(str(row.within_id))
    of_its_own: Listing = (
        sa.select(col(Beneficiary.organisation_id), col(Beneficiary.challenge_id))
        .join(Challenge, col(Challenge.id) == col(Beneficiary.challenge_id))
        .where(col(Challenge.hackathon_id) == hackathon.id)
    )
    for row in rows(db, of_its_own):
        for one, organisation_id in organisations.items():
            if organisation_id == row.organisation_id:
                ties[one].add(str(row.challenge_id))
    declared: Listing = (
        sa.select(col(Tie.person_id), col(Tie.team_id))
        .join(Team, col(Team.id) == col(Tie.team_id))
        .where(col(Tie.person_id).in_(ids), col(Team.hackathon_id) == hackathon.id, col(Tie.kind).not_in(NO_TIE))
    )
    for row in rows(db, declared):
        ties[row.person_id].add(str(row.team_id))
    return ties


def works(team: Attendance, hackathon: Attendance) -> Attendance:
    """Return how a team works: as it says, else as its hackathon does."""
    return Attendance(hackathon) if Attendance(team) is Attendance.EITHER else Attendance(team)


def kept(db: Session, hackathon: Hackathon, role: Role) -> Sequence[tuple[str, str]]:
    """Return the pairs (team, person) of those who accompany a team now."""
    statement = sa.select(col(RoleHeld.within_id), col(RoleHeld.person_id)).where(
        col(RoleHeld.hackathon_id) == hackathon.id, col(RoleHeld.within) == Within.TEAM, col(RoleHeld.role) == role,
        col(RoleHeld.ended_at).is_(None),
    )  # fmt: skip
    return [(str(row.within_id), str(row.person_id)) for row in rows(db, statement)]


def names(db: Session, people: Collection[str]) -> dict[str, str]:
    """Return the names of people who accompany a team without holding that role in the hackathon as a whole."""
    found = rows(
        db, sa.select(col(Person.id), col(Person.display_name)).where(col(Person.id).in_([UUID(one) for one in people]))
    )  # fmt: skip
    return {str(row.id): row.display_name for row in found}
