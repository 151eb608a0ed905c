"""A team's working copy, its versions and files, and who may read which."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon, Phase
from app.models.journal import Stream
from app.models.person import Person, Role
from app.models.prototype import Extension, Prototype, PrototypeDraft, StoredFile
from app.models.team import Team
from app.queries import juries
from app.queries.roles import is_member, roles_within

# The parts that a prototype must have, in the order of the form.
PARTS: Final = ("name", "content", "budget", "deployment", "serves_why")
COMPANIONS: Final = {Role.COACH, Role.DESIGNER, Role.MENTOR}


@dataclass(frozen=True, slots=True)
class Standing:
    """How the viewer stands to a team."""

    member: bool
    roles: frozenset[Role]
    organiser: bool
    juror: bool

    @property
    def inside(self) -> bool:
        """Whether the team's work in progress is theirs to read."""
        return self.member or bool(self.roles & COMPANIONS)

    @property
    def may_write(self) -> bool:
        return self.member or Role.DESIGNER in self.roles


def standing(db: Session, viewer: Person | None, team: Team) -> Standing:
    """Return how the viewer stands to the team now; who has left stands outside."""
    if viewer is None:
        return Standing(member=False, roles=frozenset(), organiser=False, juror=False)
    hackathon = db.get_one(Hackathon, team.hackathon_id)
    within = roles_within(db, viewer, hackathon.id, hackathon.programme_id)
    sits = Role.JUROR in roles_within(db, viewer, team.challenge_id)
    return Standing(
        member=is_member(db, viewer, team.id),
        roles=frozenset(roles_within(db, viewer, team.id)),
        organiser=Role.ORGANISER in within,
        juror=sits and hackathon.phase is Phase.JURY and juries.content_open(db, viewer, team.id),
    )


def team_inside(db: Session, viewer: Person | None, team_id: UUID) -> Team:
    """Return a team for those who work in it or with it; `NotFound` for everybody else."""
    team = db.get(Team, team_id)
    if team is None or not standing(db, viewer, team).inside:
        raise NotFound
    return team


def team_for_change(db: Session, viewer: Person | None, team_id: UUID) -> Team:
    """Lock the hackathon's stream, then return the team for those who work in it or with it, as it is under the lock."""
    team = team_inside(db, viewer, team_id)
    db.exec(select(Stream).where(Stream.id == team.hackathon_id).with_for_update()).one()
    db.refresh(team)
    db.refresh(db.get_one(Hackathon, team.hackathon_id))
    return team_inside(db, viewer, team_id)


def draft_of(db: Session, team_id: UUID) -> PrototypeDraft | None:
    """Return the working copy, None before the first save."""
    statement = select(PrototypeDraft).where(PrototypeDraft.team_id == team_id)
    return db.exec(statement.execution_options(populate_existing=True)).first()


def missing(draft: PrototypeDraft | None) -> list[str]:
    """Return the required parts that are still empty."""
    return [part for part in PARTS if draft is None or not getattr(draft, part)]


def files_of(db: Session, team_id: UUID) -> list[StoredFile]:
    """Return the files that the team keeps now, the oldest first."""
    statement = select(StoredFile).where(StoredFile.team_id == team_id, col(StoredFile.removed_at).is_(None))
    return list(db.exec(statement.order_by(col(StoredFile.created_at), col(StoredFile.id))))


def versions(db: Session, team_id: UUID) -> list[Prototype]:
    """Return what was handed in, the newest first."""
    return list(db.exec(select(Prototype).where(Prototype.team_id == team_id).order_by(col(Prototype.version).desc())))


def counting(db: Session, team_id: UUID) -> Prototype | None:
    """Return the version that counts: the last one in time, else the last of all."""
    statement = select(Prototype).where(Prototype.team_id == team_id).order_by(col(Prototype.late), col(Prototype.version).desc())
    return db.exec(statement).first()


def counting_of(db: Session, team_ids: Collection[UUID]) -> dict[UUID, Prototype]:
    """Return the version that counts of each of many teams; a team without a version is not in it."""
    order = (col(Prototype.late), col(Prototype.version).desc())
    place = sa.func.row_number().over(partition_by=col(Prototype.team_id), order_by=order).label("place")
    placed = sa.select(col(Prototype.id), place).where(col(Prototype.team_id).in_(team_ids)).subquery()
    statement = select(Prototype).join(placed, placed.c.id == col(Prototype.id)).where(placed.c.place == 1)
    return {found.team_id: found for found in db.exec(statement)}


def deadline(db: Session, team: Team) -> datetime | None:
    """Return when the team must have handed in: the hackathon's time, or its own later one."""
    closes = db.get_one(Hackathon, team.hackathon_id).submissions_close_at
    until = select(Extension.until).where(Extension.team_id == team.id).order_by(col(Extension.until).desc())
    extended = db.exec(until).first()
    return max(closes, extended) if closes and extended else closes


def receipt(db: Session, viewer: Person | None, team_id: UUID, version: int) -> Prototype:
    """Return a version handed in, for the team and the organisers; once published, for everybody if it counts."""
    team = db.get(Team, team_id)
    if team is None:
        raise NotFound
    found = db.exec(select(Prototype).where(Prototype.team_id == team_id, Prototype.version == version)).first()
    who = standing(db, viewer, team)
    if found is None or not (who.inside or who.organiser):
        raise NotFound
    return found


def file_for(db: Session, viewer: Person | None, team_id: UUID, file_id: UUID) -> StoredFile:
    """Return a file that the viewer may download: the team its own; jurors and the public those of the version that counts."""
    team = db.get(Team, team_id)
    found = db.exec(select(StoredFile).where(StoredFile.id == file_id, StoredFile.team_id == team_id)).first()
    if team is None or found is None:
        raise NotFound
    who = standing(db, viewer, team)
    if who.inside and found.removed_at is None:
        return found
    counts = counting(db, team_id)
    handed_in = counts is not None and any(file["id"] == str(found.id) for file in counts.files)
    if handed_in and (who.inside or who.organiser or who.juror or juries.published(db, team.challenge_id)):
        return found
    raise NotFound


def submissions(db: Session, hackathon: Hackathon) -> list[Any]:
    """Return one row for each open team: what counts now, when it came, and the team's own deadline."""
    counts = (
        sa.select(
            col(Prototype.team_id), col(Prototype.version), col(Prototype.submitted_at), col(Prototype.late),
            sa.func.row_number()
            .over(partition_by=col(Prototype.team_id), order_by=(col(Prototype.late), col(Prototype.version).desc()))
            .label("place"),
        ).subquery()
    )  # fmt: skip
    extended = (
        sa.select(col(Extension.team_id), sa.func.max(col(Extension.until)).label("until"))
        .group_by(col(Extension.team_id))
        .subquery()
    )
    statement = (
        sa.select(
            col(Team.id).label("team_id"), col(Team.name).label("team"), col(Challenge.theme).label("challenge"),
            counts.c.version, counts.c.submitted_at, counts.c.late, extended.c.until.label("extended_until"),
            col(PrototypeDraft.saved_at),
        )
        .join(Challenge, col(Challenge.id) == col(Team.challenge_id))
        .outerjoin(counts, (counts.c.team_id == col(Team.id)) & (counts.c.place == 1))
        .outerjoin(extended, extended.c.team_id == col(Team.id))
        .outerjoin(PrototypeDraft, col(PrototypeDraft.team_id) == col(Team.id))
        .where(col(Team.hackathon_id) == hackathon.id, col(Team.closed_at).is_(None))
        .order_by(col(Challenge.created_at), col(Team.name), col(Team.id))
    )  # fmt: skip
    return list(rows(db, statement))


def known_contents(db: Session) -> set[str]:
    """Return the SHA-256 of every file that a row knows, removed ones included, since a version may name them."""
    return set(db.exec(select(StoredFile.sha256)))
