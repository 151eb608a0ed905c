"""The gallery of solutions: the judged version of every published team, the retained ones first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Row
from sqlmodel import Session, col, select

from app.db import count, rows
from app.errors import NotFound
from app.models.challenge import Beneficiary, Challenge
from app.models.hackathon import Hackathon
from app.models.incubation import Incubation
from app.models.jury import Award, Publication
from app.models.organisation import Organisation
from app.models.person import Person
from app.models.prototype import Prototype
from app.models.team import Team
from app.queries import incubations
from app.queries.hackathons import visible_to

PAGE = 25


def _published(viewer: Person | None) -> sa.Select[Any]:
    statement: Any = (
        sa.select(
            col(Team.id).label("team_id"), col(Team.name).label("team"), col(Prototype.name), col(Prototype.serves_why),
            col(Challenge.title).label("challenge"), col(Challenge.theme), col(Hackathon.title).label("hackathon"),
            col(Hackathon.slug), col(Hackathon.place), col(Award.rank), col(Award.retained), col(Publication.published_at),
        )
        .join(Award, col(Award.team_id) == col(Team.id))
        .join(Publication, col(Publication.id) == col(Award.publication_id))
        .join(Prototype, col(Prototype.id) == col(Award.prototype_id))
        .join(Challenge, col(Challenge.id) == col(Team.challenge_id))
        .join(Hackathon, col(Hackathon.id) == col(Team.hackathon_id))
        .where(visible_to(viewer))
    )  # fmt: skip
    return cast("sa.Select[Any]", statement)


@dataclass(frozen=True, slots=True)
class Gallery:
    """One page of solutions, how many match, and what one may filter by."""

    solutions: Sequence[Row[Any]]
    total: int
    themes: list[str]
    territories: list[str]


def gallery(db: Session, viewer: Person | None, *, theme: str = "", territory: str = "", page: int = 1) -> Gallery:
    """Return a page of 25 solutions, the retained ones and the newest first."""
    statement = _published(viewer)
    if theme:
        statement = statement.where(col(Challenge.theme) == theme)
    if territory:
        statement = statement.where(sa.or_(col(Hackathon.place) == territory, _of_territory(territory)))
    total = count(db, statement)
    newest = col(Publication.published_at).desc()
    order = (col(Award.retained).desc(), newest, col(Award.rank).is_(None), col(Award.rank), col(Team.id))
    found = rows(db, statement.order_by(*order).limit(PAGE).offset((page - 1) * PAGE))
    return Gallery(found, total, _themes(db, viewer), _territories(db, viewer))


def _of_territory(territory: str) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        col(Beneficiary.challenge_id) == col(Challenge.id),
        col(Organisation.id) == col(Beneficiary.organisation_id),
        col(Organisation.territory) == territory,
    )


def _themes(db: Session, viewer: Person | None) -> list[str]:
    wanted = _published(viewer).with_only_columns(col(Challenge.theme)).distinct().order_by(col(Challenge.theme))
    return [row[0] for row in rows(db, wanted) if row[0]]


def _territories(db: Session, viewer: Person | None) -> list[str]:
    places = _published(viewer).with_only_columns(col(Hackathon.place)).distinct()
    owners = (
        _published(viewer)
        .join(Beneficiary, col(Beneficiary.challenge_id) == col(Challenge.id))
        .join(Organisation, col(Organisation.id) == col(Beneficiary.organisation_id))
        .with_only_columns(col(Organisation.territory))
        .distinct()
    )
    return sorted({row[0] for row in [*rows(db, places), *rows(db, owners)] if row[0]})


@dataclass(frozen=True, slots=True)
class Solution:
    """A published solution with what it came from."""

    team: Team
    challenge: Challenge
    hackathon: Hackathon
    publication: Publication
    award: Award | None
    prototype: Prototype | None
    owners: list[str]
    incubation_id: UUID | None


def solution(db: Session, viewer: Person | None, team_id: UUID) -> Solution:
    """Return a published solution, without a prototype where the team handed nothing in; `NotFound` before publication."""
    columns: list[Any] = [Team, Challenge, Hackathon, Publication, Award, Prototype, col(Incubation.id).label("incubation_id")]
    statement = (
        select(*columns)
        .join(Challenge, col(Challenge.id) == col(Team.challenge_id))
        .join(Hackathon, col(Hackathon.id) == col(Team.hackathon_id))
        .join(Publication, col(Publication.challenge_id) == col(Team.challenge_id))
        .outerjoin(Award, col(Award.team_id) == col(Team.id))
        .outerjoin(Prototype, col(Prototype.id) == col(Award.prototype_id))
        .outerjoin(Incubation, sa.and_(col(Incubation.team_id) == col(Team.id), incubations.visible_to(viewer)))
        .where(col(Team.id) == team_id, visible_to(viewer))
    )
    found = db.exec(statement).first()
    if found is None:
        raise NotFound
    owners = rows(
        db,
        sa.select(col(Organisation.name))
        .join(Beneficiary, col(Beneficiary.organisation_id) == col(Organisation.id))
        .where(col(Beneficiary.challenge_id) == found.Challenge.id)
        .order_by(col(Organisation.name)),
    )
    team, challenge, hackathon, publication, award, prototype, incubation_id = found
    return Solution(team, challenge, hackathon, publication, award, prototype, [row[0] for row in owners], incubation_id)


def as_page(found: Solution, locale: str) -> dict[str, Any]:
    """Return a solution as plain values; `NotFound` where there is no prototype to read."""
    work, award = found.prototype, found.award
    if work is None or award is None:
        raise NotFound
    return {
        "team_id": found.team.id, "name": work.name, "team": found.team.name, "challenge": found.challenge.title,
        "theme": found.challenge.theme, "hackathon": found.hackathon.title.get(locale) or found.hackathon.title.get("fr", ""),
        "rank": award.rank, "retained": award.retained, "published_at": found.publication.published_at,
        "why": found.challenge.why, "serves_why": work.serves_why, "content": work.content, "budget": work.budget,
        "deployment": work.deployment, "links": work.links, "licence": work.licence, "files": work.files,
        "sha256": work.sha256, "submitted_at": work.submitted_at,
    }  # fmt: skip
