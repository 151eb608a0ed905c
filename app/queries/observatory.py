"""What a public authority may observe: published solutions and what became of them. (A5)

No person, no draft and no mark is read here, so none can be shown.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.challenge import Beneficiary, Challenge
from app.models.hackathon import Hackathon
from app.models.incubation import Incubation, IncubationState, Outcome
from app.models.jury import Award, Publication
from app.models.organisation import Organisation
from app.models.person import Person, Role, RoleHeld
from app.models.prototype import Prototype
from app.models.team import Team


@dataclass(frozen=True, slots=True)
class Observed:
    """A published solution and what became of it."""

    team_id: UUID
    incubation_id: UUID | None
    solution: str
    team: str
    challenge: str
    theme: str
    associations: list[str]
    hackathon: str
    hackathon_title: dict[str, str]
    place: str | None
    timezone: str
    published_at: datetime
    retained: bool
    state: IncubationState | None
    owner: str | None
    outcome: Outcome | None
    outcome_text: str
    ended_at: datetime | None


def hackathons(db: Session, viewer: Person) -> list[Hackathon]:
    """Return the hackathons that a person observes; `NotFound` for who observes none."""
    mine = select(RoleHeld.within_id).where(
        RoleHeld.person_id == viewer.id, RoleHeld.role == Role.OBSERVER, col(RoleHeld.ended_at).is_(None)
    )
    statement = (
        select(Hackathon)
        .where(sa.or_(col(Hackathon.id).in_(mine), col(Hackathon.programme_id).in_(mine)))
        .order_by(col(Hackathon.starts_at).desc())
    )
    found = list(db.exec(statement))
    if not found and not db.exec(mine).first():
        raise NotFound
    return found


def solutions(
    db: Session, viewer: Person, *, hackathon: str = "", theme: str = "", outcome: str = "", place: str = ""
) -> list[Observed]:
    """Return the published solutions that a person observes, the latest first, kept by what is asked for.

    `outcome` is one of the outcomes, or `under_way` or `waiting` for incubations that have none yet.
    """
    seen = hackathons(db, viewer)
    ids = [one.id for one in seen if not hackathon or one.slug == hackathon]
    newest = (
        sa.select(col(Prototype.name))
        .where(col(Prototype.team_id) == col(Team.id))
        .order_by(col(Prototype.version).desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            col(Team.id).label("team_id"), col(Team.name).label("team"), newest.label("prototype"),
            col(Award.retained), col(Publication.published_at), col(Challenge.id).label("challenge_id"),
            col(Challenge.title).label("challenge"), col(Challenge.theme), col(Hackathon.slug), col(Hackathon.title),
            col(Hackathon.place), col(Hackathon.timezone), col(Incubation.id).label("incubation_id"),
            col(Incubation.title).label("incubated"), col(Incubation.state), col(Incubation.outcome),
            col(Incubation.outcome_text), col(Incubation.ended_at), col(Organisation.name).label("owner"),
        )
        .select_from(Award)
        .join(Publication, col(Publication.id) == col(Award.publication_id))
        .join(Team, col(Team.id) == col(Award.team_id))
        .join(Challenge, col(Challenge.id) == col(Publication.challenge_id))
        .join(Hackathon, col(Hackathon.id) == col(Publication.hackathon_id))
        .outerjoin(Incubation, sa.and_(col(Incubation.team_id) == col(Team.id), col(Incubation.is_public).is_(True)))
        .outerjoin(Organisation, col(Organisation.id) == col(Incubation.owner_id))
        .where(col(Hackathon.id).in_(ids))
        .order_by(col(Publication.published_at).desc(), col(Award.retained).desc(), col(Team.name), col(Team.id))
    )  # fmt: skip
    found = rows(db, statement)
    associations = _associations(db, [row.challenge_id for row in found])
    observed = [
        Observed(
            team_id=row.team_id, incubation_id=row.incubation_id, solution=row.incubated or row.prototype or row.team,
            team=row.team, challenge=row.challenge, theme=row.theme, associations=associations[row.challenge_id],
            hackathon=row.slug, hackathon_title=row.title, place=row.place, timezone=row.timezone,
            published_at=row.published_at, retained=row.retained, state=row.state, owner=row.owner, outcome=row.outcome,
            outcome_text=row.outcome_text or "", ended_at=row.ended_at,
        )
        for row in found
    ]  # fmt: skip
    return [
        one
        for one in observed
        if (not theme or one.theme == theme) and (not place or one.place == place) and (not outcome or _became(one) == outcome)
    ]


def _became(one: Observed) -> str | None:
    if one.outcome:
        return one.outcome.value
    if one.state is IncubationState.RUNNING:
        return "under_way"
    return "waiting" if one.state is IncubationState.WAITING_OWNER else None


def counts(found: list[Observed]) -> dict[str, int]:
    """Return how many solutions became what."""
    tally: dict[str, int] = defaultdict(int)
    for one in found:
        if became := _became(one):
            tally[became] += 1
    return dict(tally)


def _associations(db: Session, challenge_ids: list[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    statement = (
        sa.select(col(Beneficiary.challenge_id), col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(Beneficiary.organisation_id))
        .where(col(Beneficiary.challenge_id).in_(challenge_ids))
        .order_by(col(Organisation.name))
    )
    for row in rows(db, statement):
        found[row.challenge_id].append(row.name)
    return found
