"""The team room: everything that one page needs, in few queries. (P9)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import rows
from app.errors import NotFound
from app.models.application import Application
from app.models.challenge import Challenge
from app.models.hackathon import Announcement, Hackathon
from app.models.organisation import Organisation
from app.models.person import Person, Role, RoleHeld
from app.models.prototype import Extension, Prototype, PrototypeDraft, StoredFile
from app.models.team import Membership, Team
from app.queries import prototypes
from app.queries.roles import holds


@dataclass(frozen=True, slots=True)
class Desk:
    """A team's working copy as those see it who work on it."""

    team: Team
    draft: PrototypeDraft | None
    files: list[StoredFile]
    closes_at: datetime | None
    may_write: bool

    @property
    def team_id(self) -> UUID:
        return self.team.id

    @property
    def revision(self) -> int:
        return self.draft.revision if self.draft else 0

    @property
    def saved_at(self) -> datetime | None:
        return self.draft.saved_at if self.draft else None

    @property
    def missing(self) -> list[str]:
        return prototypes.missing(self.draft)

    @property
    def name(self) -> str:
        return self.draft.name if self.draft else ""

    @property
    def content(self) -> str:
        return self.draft.content if self.draft else ""

    @property
    def budget(self) -> str:
        return self.draft.budget if self.draft else ""

    @property
    def deployment(self) -> str:
        return self.draft.deployment if self.draft else ""

    @property
    def serves_why(self) -> str:
        return self.draft.serves_why if self.draft else ""

    @property
    def links(self) -> list[str]:
        return self.draft.links if self.draft else []

    @property
    def licence(self) -> str:
        return self.draft.licence if self.draft else "CC-BY-SA-4.0"

    def values(self) -> dict[str, Any]:
        """Return what a form shows."""
        return {name: getattr(self, name) for name in (*prototypes.PARTS, "links", "licence", "revision")}


def desk(db: Session, viewer: Person | None, team_id: UUID, *, files: bool = True) -> Desk:
    """Return the working copy for those who work in the team or with it; `NotFound` for everybody else."""
    until = sa.select(sa.func.max(col(Extension.until))).where(col(Extension.team_id) == team_id).scalar_subquery()
    # The event and the défi come along, since every page of a team shows them.
    statement: Any = (
        sa.select(Team, Hackathon, Challenge, PrototypeDraft, until)
        .join(Hackathon, col(Hackathon.id) == col(Team.hackathon_id))
        .join(Challenge, col(Challenge.id) == col(Team.challenge_id))
        .outerjoin(PrototypeDraft, col(PrototypeDraft.team_id) == col(Team.id))
        .where(col(Team.id) == team_id)
    )
    found = db.exec(statement).first()
    if found is None or not (who := prototypes.standing(db, viewer, found[0])).inside:
        raise NotFound
    team, hackathon, _, draft, extended = found
    closes = hackathon.submissions_close_at
    return Desk(
        team=team,
        draft=draft,
        files=prototypes.files_of(db, team.id) if files else [],
        closes_at=max(closes, extended) if closes and extended else closes,
        may_write=who.may_write,
    )


@dataclass(frozen=True, slots=True)
class Receipt:
    """A version handed in, and whether it is the one that counts."""

    prototype: Prototype
    counts: bool


def receipts(db: Session, team_id: UUID) -> list[Receipt]:
    """Return what a team handed in, the newest first."""
    found = prototypes.versions(db, team_id)
    # What counts is the last one in time, else the last of all.
    counting = next((version for version in found if not version.late), found[0] if found else None)
    return [Receipt(version, version is counting) for version in found]


def receipt(db: Session, viewer: Person | None, team_id: UUID, version: int) -> Receipt:
    """Return one receipt for the team and the organisers; `NotFound` for everybody else."""
    found = prototypes.receipt(db, viewer, team_id, version)
    counting = prototypes.counting(db, team_id)
    return Receipt(found, counting is not None and counting.id == found.id)


@dataclass(frozen=True, slots=True)
class Fellow:
    """Somebody in the room."""

    name: str
    role: Role | None
    organisation: str | None
    sector: str


def people(db: Session, team: Team) -> list[Fellow]:
    """Return who is in the team now, then who accompanies it."""
    members: Any = (
        sa.select(
            col(Person.display_name).label("name"), sa.null().label("role"), col(Organisation.name).label("organisation"),
            col(Application.sector).label("sector"), col(Person.id).label("person_id"),
        )
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .outerjoin(
            Application,
            (col(Application.person_id) == col(Person.id)) & (col(Application.hackathon_id) == col(Membership.hackathon_id)),
        )
        .outerjoin(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(col(Membership.team_id) == team.id, col(Membership.left_at).is_(None))
    )  # fmt: skip
    companions: Any = (
        sa.select(col(Person.display_name), col(RoleHeld.role), sa.null(), sa.null(), col(Person.id))
        .join(RoleHeld, col(RoleHeld.person_id) == col(Person.id))
        .where(
            col(RoleHeld.within_id) == team.id,
            col(RoleHeld.ended_at).is_(None),
            col(RoleHeld.role).in_(list(prototypes.COMPANIONS)),
        )
    )
    found = rows(db, sa.union_all(members, companions).order_by("name", "person_id"))
    fellows = [Fellow(r.name, Role(r.role) if r.role else None, r.organisation, _sector(r)) for r in found]
    return sorted(fellows, key=lambda fellow: fellow.role or "")


def _sector(row: sa.Row[Any]) -> str:
    if row.role:
        return ""
    return row.sector.value if row.sector else "other"


def announcements(db: Session, hackathon_id: UUID, *, limit: int = 3) -> Sequence[sa.Row[Any]]:
    """Return the last announcements, the newest first."""
    statement = sa.select(col(Announcement.id), col(Announcement.body), col(Announcement.created_at)).where(
        col(Announcement.hackathon_id) == hackathon_id
    )
    return rows(db, statement.order_by(col(Announcement.created_at).desc(), col(Announcement.id)).limit(limit))


def submissions_for(db: Session, viewer: Person | None, hackathon: Hackathon) -> list[Any]:
    """Return who has handed in, for the organisers; `NotFound` for everybody else."""
    if not holds(db, viewer, Role.ORGANISER, hackathon.id, hackathon.programme_id):
        raise NotFound
    return prototypes.submissions(db, hackathon)
