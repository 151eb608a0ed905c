"""The moment when people are told their teams, with the reasons, and until when they may appeal. (P4)"""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.domain import clocks, journal
from app.domain.policy import Action, require
from app.errors import INVALID, code, refuse
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.models.team import TeamPublication
from app.queries import team_publications
from app.schemas.composition import PublicationIn

NOBODY_IN_A_TEAM: Final = code("nobody_in_a_team", 409)


def publish(db: Session, actor: Person, hackathon: Hackathon, draft: PublicationIn, *, at: datetime) -> TeamPublication:
    """Tell people their teams; told again, only those who were put into one since are written to.

    `appeals_until` without an offset is a time on the hackathon's own clock.
    """
    require(db, actor, Action.PUBLISH_TEAMS, hackathon, at=at)
    until = clocks.moment(draft.appeals_until, hackathon.timezone, "appeals_until")
    if until <= at:
        raise refuse(INVALID, N_("Choose a moment to come, so that people can still appeal."), field_="appeals_until")
    told = team_publications.told(db, hackathon)
    if not told["people"]:
        raise refuse(NOBODY_IN_A_TEAM, N_("Nobody is in a team yet. Adopt a proposal or place people first."))
    before = team_publications.latest(db, hackathon)
    made = TeamPublication(hackathon_id=hackathon.id, published_by_id=actor.id, appeals_until=until, created_at=at)
    db.add(made)
    db.flush()
    journal.record(
        db, hackathon.id, actor, Action.PUBLISH_TEAMS, made, at=at,
        people=told["people"], news=told["news"], appeals_until=until, since=before.created_at if before else None,
    )  # fmt: skip
    return made
