"""Mails of the prizes: a link to vote, a vote that is open, a team that has a prize. (J6)"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain.notices import Notice, members_of, to_people
from app.models.hackathon import Hackathon
from app.models.journal import Delivery, Entry
from app.models.prize import Prize, PrizeVote
from app.models.team import Team
from app.queries import prizes


def read_link(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    """Read what a mail with a link to a ballot says; it is made by the act of asking, which alone knows the address."""
    vote = db.get(PrizeVote, delivery.subject_id)
    prize = db.get(Prize, vote.prize_id) if vote else None
    if vote is None or prize is None or prize.audited_at is not None:
        return None
    return _prize(db, prize) | {"vote": vote}


def plan_open(db: Session, entry: Entry) -> Iterable[Notice]:
    """Write to the jurors, or the members of the teams, who may vote."""
    if prize := db.get(Prize, entry.subject_id):
        yield from to_people(db, "prize_open", prize.id, prizes.voters_of(db, prize))


def read_open(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    prize = db.get(Prize, delivery.subject_id)
    if prize is None or prize.audited_at is not None or prizes.state(prize, delivery.created_at) != "open":
        return None
    return _prize(db, prize)


def plan_won(db: Session, entry: Entry) -> Iterable[Notice]:
    """Write to the members of the teams that have a prize."""
    if prize := db.get(Prize, entry.subject_id):
        teams = [UUID(team["team_id"]) for team in prize.winners]
        yield from to_people(db, "prize_won", prize.id, members_of(db, *teams))


def read_won(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    prize = db.get(Prize, delivery.subject_id)
    if prize is None or prize.published_at is None or delivery.person_id is None:
        return None
    for winner in prize.winners:
        team = db.get(Team, UUID(winner["team_id"]))
        if team and delivery.person_id in members_of(db, team.id):
            return _prize(db, prize) | {"team": team, "shared": len(prize.winners) > 1}
    return None


def _prize(db: Session, prize: Prize) -> dict[str, Any]:
    return {"prize": prize, "hackathon": db.get_one(Hackathon, prize.hackathon_id)}
