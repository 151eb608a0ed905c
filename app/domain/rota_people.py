"""Witnesses and tables as the rota reads them, in its own terms. (P5)"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import rows
from app.domain.team_company import works
from app.models.challenge import Beneficiary, Challenge
from app.models.hackathon import Attendance, Hackathon, Step
from app.models.person import Role, RoleHeld
from app.models.team import RotaTurn
from app.queries import rotas
from app.science.companion_types import Companion, Place

Listing = sa.Select[*tuple[Any, ...]]


def tables(db: Session, hackathon: Hackathon, step: Step) -> list[Place]:
    """Return the teams that a step is for as places to visit."""
    return [
        Place(
            str(row.id), language=row.language, mode=str(works(row.attendance, hackathon.attendance)),
            tags=frozenset({str(row.challenge_id)}),
        )
        for row in rotas.tables(db, hackathon, step)
    ]  # fmt: skip


def witnesses(
    db: Session, hackathon: Hackathon, heard: Iterable[RotaTurn], *, without: Collection[UUID]
) -> list[Companion]:  # fmt: skip
    """Return the witnesses who can take a turn; tables that they were `heard` at, and défis that are not theirs, are ties.

    Whoever comes from an organisation that brings a défi, or brings it themselves, tells of it to its teams only. That a
    colleague sits at the table is no obstacle: a witness tells what they live, and decides nothing.
    """
    found = rotas.witnesses(db, hackathon)
    own, every = _own(db, hackathon, found)
    visited: dict[UUID, set[str]] = {}
    for turn in heard:
        visited.setdefault(turn.person_id, set()).add(str(turn.team_id))
    return [
        Companion(
            str(row.person_id), languages=frozenset(row.languages or ()), mode=str(row.attendance or Attendance.EITHER),
            ties=frozenset(visited.get(row.person_id, set()) | (every - own[row.person_id] if own[row.person_id] else set())),
        )
        for row in found
        if row.person_id not in without and row.absent_at is None
    ]  # fmt: skip


def _own(db: Session, hackathon: Hackathon, found: Sequence[sa.Row[Any]]) -> tuple[dict[UUID, set[str]], set[str]]:
    """Return the défis that each witness comes with, and all of the hackathon."""
    listed: Listing = sa.select(col(Challenge.id)).where(col(Challenge.hackathon_id) == hackathon.id)
    every = {str(row.id) for row in rows(db, listed)}
    own: dict[UUID, set[str]] = {row.person_id: set() for row in found}
    brings: Listing = sa.select(col(Beneficiary.organisation_id), col(Beneficiary.challenge_id)).where(
        col(Beneficiary.challenge_id).in_([UUID(one) for one in every])
    )
    for one in rows(db, brings):
        for row in found:
            if row.organisation_id == one.organisation_id:
                own[row.person_id].add(str(one.challenge_id))
    holds: Listing = sa.select(col(RoleHeld.person_id), col(RoleHeld.within_id)).where(
        col(RoleHeld.person_id).in_(own), col(RoleHeld.role) == Role.PROJECT_HOLDER, col(RoleHeld.ended_at).is_(None),
        col(RoleHeld.hackathon_id) == hackathon.id,
    )  # fmt: skip
    for one in rows(db, holds):
        own[one.person_id].add(str(one.within_id))
    return own, every


def why(table: Place, people: Sequence[Companion]) -> str:
    """Why a table hears nobody in some visits: what no witness passes, "busy" when those who could are elsewhere."""
    from app.science.companions import lacking  # noqa: PLC0415 - the solver is for who composes only

    return lacking(table, people)
