"""Prizes beside the result: what they are, when their vote is open, and that they are published. (J6)

A prize stands apart: nothing that ranks, awards or opens an incubation reads it.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import select

from app.domain import clocks, journal
from app.domain.policy import Action, require
from app.errors import INVALID, Refused, code, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.models.prize import Prize, PrizeAsk, PrizeKind, PrizeTie, PrizeVote
from app.queries import juries, prizes
from app.schemas.prize import PrizeEditIn, PrizeIn

PRIZE_BEGUN: Final = code("prize_begun", 409)
PRIZE_NOT_COUNTED: Final = code("prize_not_counted", 409)
PRIZE_PUBLISHED: Final = code("prize_published", 409)
RESULT_FIRST: Final = code("result_first", 409)
VOTE_CLOSED: Final = code("vote_closed", 409)
MOST: Final = 12
# What a prize is called where nobody says otherwise, in both languages since it is data.
NAMES: Final[dict[PrizeKind, dict[str, str]]] = {
    PrizeKind.JURY: {"fr": "Coup de cœur du jury", "en": "The jury’s favourite"},
    PrizeKind.PUBLIC: {"fr": "Prix du public", "en": "The public’s prize"},
    PrizeKind.PEERS: {"fr": "Prix des équipes", "en": "The teams’ prize"},
}


def create(db: Db, actor: Person, challenge: Challenge, given: PrizeIn, *, at: datetime) -> Prize:
    """Add a prize to a défi, twelve at most; the vote for it opens at the time given, or by hand."""
    require(db, actor, Action.CREATE_PRIZE, challenge, at=at)
    if len(prizes.of_challenge(db, challenge.id)) >= MOST:
        raise refuse(INVALID, N_("A challenge has twelve prizes at most."))
    prize = Prize(challenge_id=challenge.id, hackathon_id=challenge.hackathon_id, kind=given.kind, created_at=at)
    _write(db, prize, given, at)
    journal.record(
        db, prize.hackathon_id, actor, Action.CREATE_PRIZE, prize, at=at, challenge_id=challenge.id, kind=prize.kind.value
    )
    return prize


def edit(db: Db, actor: Person, prize: Prize, given: PrizeEditIn, *, at: datetime) -> Prize:
    """Change a prize. Once somebody voted, what equal votes mean stays; once the vote is closed, its times stay."""
    require(db, actor, Action.EDIT_PRIZE, prize, at=at)
    _not_published(prize)
    begun = prizes.turnout(db, prize).cast > 0
    if begun and given.ties is not prize.ties:
        raise refuse(PRIZE_BEGUN, N_("Somebody has voted, so what equal votes mean stays as it was said."), field_="ties")
    zone = db.get_one(Hackathon, prize.hackathon_id).timezone
    times = _times(given, zone)
    closed = prizes.state(prize, at) in {"closed", "counted"}
    if times != (prize.opens_at, prize.closes_at) and (closed or (begun and times[0] != prize.opens_at)):
        raise refuse(PRIZE_BEGUN, N_("The vote has begun, or is over; a time that has passed stays."), field_="opens_at")
    _write(db, prize, given, at)
    journal.record(db, prize.hackathon_id, actor, Action.EDIT_PRIZE, prize, at=at)
    return prize


def _times(given: PrizeEditIn, zone: str) -> tuple[datetime | None, datetime | None]:
    opens = clocks.moment(given.opens_at, zone, "opens_at") if given.opens_at else None
    return opens, clocks.moment(given.closes_at, zone, "closes_at") if given.closes_at else None


def _write(db: Db, prize: Prize, given: PrizeEditIn, at: datetime) -> None:
    named = given.name.model_dump() if given.name.fr or given.name.en else NAMES.get(prize.kind)
    if named is None:
        raise refuse(INVALID, N_("Give this prize a name."), field_="name.fr")
    opens, closes = _times(given, db.get_one(Hackathon, prize.hackathon_id).timezone)
    if prize.kind is PrizeKind.GIVEN:
        opens = closes = None
    if closes is not None and (opens is None or closes <= opens):
        raise refuse(INVALID, N_("The vote closes after it opens. Say when it opens, too."), field_="closes_at")
    if closes is not None and closes != prize.closes_at and closes <= at:
        raise refuse(INVALID, N_("This time is over. Choose one to come, or close the vote by hand."), field_="closes_at")
    chosen = list(dict.fromkeys(given.chosen)) if prize.kind is PrizeKind.GIVEN else []
    if set(chosen) - {team.id for team in juries.teams_of(db, prize.challenge_id)}:
        raise refuse(INVALID, N_("Choose among the teams of this challenge."), field_="chosen")
    prize.name, prize.giver, prize.ties = named, given.giver, given.ties
    prize.by_mail, prize.with_result = given.by_mail, given.with_result
    prize.opens_at, prize.closes_at = opens, closes
    prize.chosen, prize.reason = [str(team) for team in chosen], given.reason
    db.add(prize)
    db.flush()


def remove(db: Db, actor: Person, prize: Prize, *, at: datetime) -> None:
    """Take a prize away that nobody has voted for."""
    require(db, actor, Action.REMOVE_PRIZE, prize, at=at)
    _not_published(prize)
    if prizes.turnout(db, prize).cast:
        raise refuse(PRIZE_BEGUN, N_("Somebody has voted for this prize, so it stays."))
    facts = {"challenge_id": prize.challenge_id, "kind": prize.kind.value}
    journal.record(db, prize.hackathon_id, actor, Action.REMOVE_PRIZE, prize, at=at, **facts)
    for table in (PrizeVote, PrizeAsk):
        for row in db.exec(select(table).where(table.prize_id == prize.id)):
            db.delete(row)
    db.flush()
    db.delete(prize)
    db.flush()


def open_vote(db: Db, actor: Person, prize: Prize, *, at: datetime) -> Prize:
    """Open the vote now; while it is open, doing it again changes nothing."""
    require(db, actor, Action.OPEN_PRIZE, prize, at=at)
    now = prizes.state(prize, at)
    if now == "open":
        return prize
    if prize.kind is PrizeKind.GIVEN or now not in {"draft", "planned"}:
        raise closed()
    if len(prizes.teams_of(db, prize)) < 2:  # noqa: PLR2004 - one alone is no choice
        raise refuse(INVALID, N_("There are not two teams to choose from yet: they hand their work in first."))
    prize.opens_at = at
    db.add(prize)
    db.flush()
    journal.record(db, prize.hackathon_id, actor, Action.OPEN_PRIZE, prize, at=at, kind=prize.kind.value)
    return prize


def close_vote(db: Db, actor: Person, prize: Prize, *, at: datetime) -> Prize:
    """Close the vote now, for good; a vote that arrived before counts, one that arrives after is refused."""
    require(db, actor, Action.CLOSE_PRIZE, prize, at=at)
    if prizes.state(prize, at) != "open":
        if prize.closes_at is not None and at >= prize.closes_at:
            return prize
        raise closed()
    prize.closes_at = at
    db.add(prize)
    db.flush()
    facts = {"kind": prize.kind.value, "cast": prizes.turnout(db, prize).cast}
    journal.record(db, prize.hackathon_id, actor, Action.CLOSE_PRIZE, prize, at=at, **facts)
    return prize


def closed() -> Refused:
    return refuse(VOTE_CLOSED, N_("The vote is not open now."))


def _not_published(prize: Prize) -> None:
    if prize.published_at is not None:
        raise refuse(PRIZE_PUBLISHED, N_("This prize is published, so it stays as it is."))


def settled(prize: Prize) -> bool:
    """Tell whether a prize waits for nothing but its publication."""
    return bool(prize.chosen) if prize.kind is PrizeKind.GIVEN else prize.audited_at is not None


def publish(db: Db, actor: Person, prize: Prize, *, at: datetime) -> Prize:
    """Publish who has a prize, once, after the result of its défi; again changes nothing."""
    require(db, actor, Action.PUBLISH_PRIZE, prize, at=at)
    if prize.published_at is not None:
        return prize
    if not settled(prize):
        raise refuse(PRIZE_NOT_COUNTED, N_("Nobody has checked and counted the votes yet, or chosen who has the prize."))
    if not juries.published(db, prize.challenge_id):
        raise refuse(RESULT_FIRST, N_("A prize is published with the jury's result or after it. That result comes first."))
    _publish(db, actor, prize, at)
    return prize


def publish_with_result(db: Db, actor: Person, challenge: Challenge, *, at: datetime) -> None:
    """Publish the prizes of a défi that are settled and wait for its result; within the act that publishes that."""
    for prize in prizes.of_challenge(db, challenge.id):
        if prize.with_result and prize.published_at is None and settled(prize):
            _publish(db, actor, prize, at)


def _publish(db: Db, actor: Person, prize: Prize, at: datetime) -> None:
    teams = {team.id: team.name for team in juries.teams_of(db, prize.challenge_id)}
    won = [team for team in _winners(db, prize) if team in teams]
    called = prizes.solutions(db, won)
    prize.winners = [{"team_id": str(team), "team": teams[team], "solution": called.get(team)} for team in won]
    prize.published_at, prize.published_by_id = at, actor.id
    db.add(prize)
    db.flush()
    facts: dict[str, Any] = {"challenge_id": prize.challenge_id, "winners": won}
    journal.record(db, prize.hackathon_id, actor, Action.PUBLISH_PRIZE, prize, at=at, **facts)


def _winners(db: Db, prize: Prize) -> list[UUID]:
    """Return the teams that have a prize: chosen, or with the most votes, equal ones as the prize said beforehand."""
    if prize.kind is PrizeKind.GIVEN:
        return [UUID(team) for team in prize.chosen]
    votes: dict[str, int] = prize.counts.get("teams", {})
    most = max(votes.values(), default=0)
    equal = sorted(UUID(team) for team, number in votes.items() if number == most and most)
    if prize.ties is PrizeTie.SHARE or len(equal) < 2:  # noqa: PLR2004 - nothing to set apart
        return equal
    places = prizes.ranks(db, prize.challenge_id)
    best = min(places.get(team, len(places) + 1) for team in equal)
    return [team for team in equal if places.get(team, len(places) + 1) == best]
