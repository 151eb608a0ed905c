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
from app.models.hackathon import Announcement, Hackathon
from app.models.organisation import Organisation
from app.models.person import Person, Role, RoleHeld
from app.models.prototype import Prototype, PrototypeDraft, StoredFile
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


def desk(db: Session, viewer: Person | None, team_id: UUID) -> Desk:
    """Return the working copy for those who work in the team or with it; `NotFound` for everybody else."""
    team = prototypes.team_inside(db, viewer, team_id)
    return Desk(
        team=team,
        draft=prototypes.draft_of(db, team.id),
        files=prototypes.files_of(db, team.id),
        closes_at=prototypes.deadline(db, team),
        may_write=prototypes.standing(db, viewer, team).may_write,
    )


@dataclass(frozen=True, slots=True)
class Receipt:
    """A version handed in, and whether it is the one that counts."""

    prototype: Prototype
    counts: bool


def receipts(db: Session, team_id: UUID) -> list[Receipt]:
    """Return what a team handed in, the newest first."""
    counting = prototypes.counting(db, team_id)
    return [Receipt(version, counting is not None and version.id == counting.id) for version in prototypes.versions(db, team_id)]


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
    members = rows(
        db,
        sa.select(
            col(Person.display_name).label("name"),
            col(Organisation.name).label("organisation"),
            col(Application.sector).label("sector"),
        )
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .outerjoin(
            Application,
            (col(Application.person_id) == col(Person.id)) & (col(Application.hackathon_id) == col(Membership.hackathon_id)),
        )
        .outerjoin(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(col(Membership.team_id) == team.id, col(Membership.left_at).is_(None))
        .order_by(col(Person.display_name), col(Person.id)),
    )
    companions = rows(
        db,
        sa.select(col(Person.display_name).label("name"), col(RoleHeld.role).label("role"))
        .join(RoleHeld, col(RoleHeld.person_id) == col(Person.id))
        .where(
            col(RoleHeld.within_id) == team.id,
            col(RoleHeld.ended_at).is_(None),
            col(RoleHeld.role).in_(list(prototypes.COMPANIONS)),
        )
        .order_by(col(RoleHeld.role), col(Person.display_name)),
    )
    return [Fellow(r.name, None, r.organisation, r.sector.value if r.sector else "other") for r in members] + [
        Fellow(r.name, r.role, None, "") for r in companions
    ]


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
