"""Défis, as far as the viewer may see them now: what is hidden does not leave this module. (P2)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.challenge import Beneficiary, Challenge, ChallengeStatus
from app.models.hackathon import Hackathon
from app.models.journal import Stream
from app.models.organisation import Organisation
from app.models.person import Person, Role, Within
from app.queries import hackathons
from app.queries.roles import here

SECRET_UNTIL_REVEALED = (
    "title", "brief", "why", "who_suffers", "already_tried", "constraints", "easy_goal", "stretch_goal",
)  # fmt: skip
COMPANIONS = (Role.COACH, Role.DESIGNER)


@dataclass(frozen=True, slots=True)
class ChallengeView:
    """A défi without what its viewer may not know: such fields are None, whatever they hold."""

    id: UUID
    hackathon_id: UUID
    status: ChallengeStatus
    theme: str
    organisations: list[str]
    rights: str
    reveal_at: datetime | None
    revealed: bool
    holder: bool
    organiser: bool
    title: str | None = None
    brief: str | None = None
    why: str | None = None
    who_suffers: str | None = None
    already_tried: str | None = None
    constraints: str | None = None
    easy_goal: str | None = None
    stretch_goal: str | None = None
    confidential: str | None = None
    approved_at: datetime | None = None
    decided_reason: str | None = None
    revision: int | None = None

    @property
    def insider(self) -> bool:
        """Whether the viewer scopes this défi."""
        return self.holder or self.organiser

    @property
    def owners(self) -> str:
        return ", ".join(self.organisations)

    @property
    def label(self) -> str:
        """What to call it before everybody: the title once revealed, the theme before."""
        return self.title or self.theme


@dataclass(frozen=True, slots=True)
class Standing:
    """What a viewer is to the défis of one hackathon."""

    organiser: bool
    juror: bool
    holds: frozenset[UUID]
    works_on: frozenset[UUID]


def standing(db: Session, viewer: Person | None, hackathon: Hackathon) -> Standing:
    """Return what the viewer is in this hackathon."""
    parts = here(db, viewer, hackathon.id, hackathon.programme_id)
    within = {part.role for part in parts if part.within_id in {hackathon.id, hackathon.programme_id}}
    judged = {part.within_id for part in parts if part.role is Role.JUROR}
    worked = {part.challenge_id for part in parts if part.within is Within.TEAM and part.role in {None, *COMPANIONS}}
    return Standing(
        organiser=Role.ORGANISER in within,
        juror=Role.JUROR in within,
        holds=frozenset(part.within_id for part in parts if part.role is Role.PROJECT_HOLDER),
        works_on=frozenset(judged | worked),
    )


def _visible(who: Standing) -> sa.ColumnElement[bool]:
    if who.organiser:
        return sa.true()
    return sa.or_(col(Challenge.status) == ChallengeStatus.READY, col(Challenge.id).in_(who.holds))


def _may_know(found: Challenge, who: Standing) -> bool:
    return who.organiser or found.id in who.holds or found.status is ChallengeStatus.READY


def is_revealed(found: Any, *, at: datetime) -> bool:
    """Tell whether a défi, or a row with its `reveal_at`, may be known by more than those who bring or organise it."""
    return found.reveal_at is None or found.reveal_at <= at


def called(challenge: Challenge, *, at: datetime) -> str:
    """Return what a défi is called before everybody: until its reveal by its theme."""
    return challenge.title if is_revealed(challenge, at=at) else challenge.theme


def _view(row: Any, organisations: list[str], who: Standing, at: datetime) -> ChallengeView:
    holder = row.id in who.holds
    insider = holder or who.organiser
    revealed = is_revealed(row, at=at)
    shown: dict[str, Any] = {}
    if revealed or insider:
        shown = {name: getattr(row, name) for name in SECRET_UNTIL_REVEALED}
    if insider or (revealed and (who.juror or row.id in who.works_on)):
        shown["confidential"] = row.confidential
    if insider:
        shown |= {"approved_at": row.approved_at, "decided_reason": row.decided_reason, "revision": row.revision}
    return ChallengeView(
        id=row.id, hackathon_id=row.hackathon_id, status=row.status, theme=row.theme, organisations=organisations,
        rights=row.rights, reveal_at=row.reveal_at, revealed=revealed, holder=holder, organiser=who.organiser, **shown,
    )  # fmt: skip


def _views(db: Session, found: Sequence[Any], who: Standing, at: datetime) -> list[ChallengeView]:
    owners: dict[UUID, list[str]] = {row.id: [] for row in found}
    if owners:
        named = (
            sa.select(col(Beneficiary.challenge_id), col(Organisation.name))
            .join(Organisation, col(Organisation.id) == col(Beneficiary.organisation_id))
            .where(col(Beneficiary.challenge_id).in_(owners))
            .order_by(col(Beneficiary.created_at), col(Beneficiary.id))
        )
        for row in rows(db, named):
            owners[row.challenge_id].append(row.name)
    return [_view(row, owners[row.id], who, at) for row in found]


def _table() -> sa.Table:
    table: sa.Table = Challenge.__table__  # type: ignore[attr-defined]  # ty: ignore[missing-attribute]
    return table


def listed(db: Session, viewer: Person | None, hackathon: Hackathon, *, at: datetime, limit: int = 100) -> list[ChallengeView]:
    """Return the défis of a hackathon in the order they came, each as the viewer may see it."""
    who = standing(db, viewer, hackathon)
    statement = (
        sa.select(_table())
        .where(col(Challenge.hackathon_id) == hackathon.id, _visible(who))
        .order_by(col(Challenge.created_at), col(Challenge.id))
        .limit(limit)
    )
    return _views(db, rows(db, statement), who, at)


def ready(db: Session, viewer: Person | None, hackathon: Hackathon, *, at: datetime) -> list[ChallengeView]:
    """Return the défis that teams can work on."""
    return [view for view in listed(db, viewer, hackathon, at=at) if view.status is ChallengeStatus.READY]


def seen(db: Session, viewer: Person | None, challenge_id: UUID, *, at: datetime) -> ChallengeView:
    """Return one défi as the viewer may see it; `NotFound` when they may not know that it exists."""
    found = db.get(Challenge, challenge_id)
    if found is None:
        raise NotFound
    hackathon = hackathons.by_id(db, viewer, found.hackathon_id)
    who = standing(db, viewer, hackathon)
    if not _may_know(found, who):
        raise NotFound
    return _views(db, [found], who, at)[0]


def row(db: Session, viewer: Person | None, challenge_id: UUID) -> Challenge:
    """Return the row that the policy judges, where the viewer may know of it; pages show `seen`, never this."""
    found = db.get(Challenge, challenge_id)
    if found is None:
        raise NotFound
    hackathon = hackathons.by_id(db, viewer, found.hackathon_id)
    who = standing(db, viewer, hackathon)
    if not _may_know(found, who):
        raise NotFound
    return found


def for_change(db: Session, viewer: Person | None, challenge_id: UUID) -> Challenge:
    """Lock the stream of the défi's hackathon, then return the row as it is under the lock."""
    found = row(db, viewer, challenge_id)
    db.exec(select(Stream).where(Stream.id == found.hackathon_id).with_for_update()).one()
    db.refresh(found)
    return found
