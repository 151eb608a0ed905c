"""Checking how votes for a prize came, setting some aside, and counting: nobody sees a count before a person did this. (J6)"""

import hashlib
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlmodel import Session as Db
from sqlmodel import select

from app.domain import journal
from app.domain.policy import Action, require
from app.domain.prize_votes import voter_of
from app.errors import INVALID, NotFound, Refused, code, refuse
from app.i18n import N_
from app.models.person import Person
from app.models.prize import Prize, PrizeAside, PrizeKind, PrizeVote, VoteChannel
from app.queries import prizes

VOTE_OPEN: Final = code("vote_open", 409)
PRIZE_COUNTED: Final = code("prize_counted", 409)
VOTES_CHANGED: Final = code("votes_changed", 409)


def set_aside(db: Db, actor: Person, prize: Prize, groups: Collection[str], reason: str, *, at: datetime) -> PrizeAside:
    """Set aside the votes that came together, with a reason, before the count; who does so does not see for whom they are."""
    require(db, actor, Action.SET_VOTES_ASIDE, prize, at=at)
    _closed(prize, at)
    found = [
        vote
        for vote in prizes.ballots(db, prize)
        if vote.aside_id is None and vote.channel in {VoteChannel.MAIL, VoteChannel.CODE} and prizes.group_of(vote) in groups
    ]
    if not found:
        raise refuse(INVALID, N_("Choose among the votes that came together."), field_="groups")
    aside = PrizeAside(prize_id=prize.id, person_id=actor.id, reason=reason, votes=len(found), at=at)
    db.add(aside)
    db.flush()
    for vote in found:
        vote.aside_id = aside.id
        db.add(vote)
    db.flush()
    facts = {"votes": len(found), "groups": sorted({prizes.group_of(vote) for vote in found})}
    journal.record(db, prize.hackathon_id, actor, Action.SET_VOTES_ASIDE, aside, at=at, **facts)
    return aside


def take_back(db: Db, actor: Person, prize: Prize, aside_id: UUID, *, at: datetime) -> PrizeAside:
    """Let votes count again that were set aside; before the count, and again changes nothing."""
    require(db, actor, Action.SET_VOTES_ASIDE, prize, at=at)
    _closed(prize, at)
    aside = db.get(PrizeAside, aside_id)
    if aside is None or aside.prize_id != prize.id:
        raise NotFound
    if aside.undone_at is not None:
        return aside
    for vote in db.exec(select(PrizeVote).where(PrizeVote.aside_id == aside.id)):
        vote.aside_id = None
        db.add(vote)
    aside.undone_at = at
    db.add(aside)
    db.flush()
    journal.record(db, prize.hackathon_id, actor, Action.SET_VOTES_ASIDE, aside, at=at, votes=aside.votes, undone=True)
    return aside


def count(db: Db, actor: Person, prize: Prize, seen: str, *, key: bytes, at: datetime) -> Prize:
    """Say that one has looked at how the votes came, and count them, for good.

    Refused (`votes_changed`) when a vote came, or was set aside, since one looked. A juror's or a member's vote counts only
    for a team that they may choose at this moment: a tie declared later takes it out.
    """
    require(db, actor, Action.COUNT_PRIZE, prize, at=at)
    if prize.audited_at is not None and prizes.seen(prizes.ballots(db, prize)) == seen:
        return prize
    _closed(prize, at)
    cast = prizes.ballots(db, prize)
    if prizes.seen(cast) != seen:
        raise refuse(VOTES_CHANGED, N_("A vote came, or was set aside, while you were looking. Look again, then count."))
    counting = _counting(db, prize, cast, key)
    votes = Counter(str(vote.team_id) for vote in counting if vote.team_id is not None)
    aside = sum(vote.aside_id is not None for vote in cast)
    prize.counts = {
        "teams": dict(sorted(votes.items())),
        "cast": len(cast),
        "aside": aside,
        "void": len(cast) - aside - len(counting),
        "abstained": sum(vote.team_id is None for vote in counting),
        "counted": len(counting),
        "channels": dict(sorted(Counter(vote.channel.value for vote in counting).items())),
    }
    prize.sha256, prize.audited_at, prize.audited_by_id = _fingerprint(prize, cast), at, actor.id
    db.add(prize)
    db.flush()
    facts: dict[str, Any] = {name: prize.counts[name] for name in ("cast", "aside", "void", "counted")}
    journal.record(db, prize.hackathon_id, actor, Action.COUNT_PRIZE, prize, at=at, sha256=prize.sha256, **facts)
    return prize


def _closed(prize: Prize, at: datetime) -> None:
    if prize.audited_at is not None:
        raise refuse(PRIZE_COUNTED, N_("The votes are counted, for good."))
    if prizes.state(prize, at) != "closed":
        raise still_open()


def still_open() -> Refused:
    return refuse(VOTE_OPEN, N_("The vote is not closed yet. Until then nobody looks at the votes."))


def _counting(db: Db, prize: Prize, cast: list[PrizeVote], key: bytes) -> list[PrizeVote]:
    if prize.kind is PrizeKind.PUBLIC:
        teams = {team.id for team in prizes.teams_of(db, prize)}
        return [vote for vote in cast if vote.aside_id is None and vote.team_id in teams]
    channel = VoteChannel.JUROR if prize.kind is PrizeKind.JURY else VoteChannel.PEER
    may = {voter_of(prize, channel, person, key): teams for person, teams in prizes.voters_of(db, prize).items()}
    return [vote for vote in cast if vote.voter in may and (vote.team_id is None or vote.team_id in may[vote.voter])]


def _fingerprint(prize: Prize, cast: list[PrizeVote]) -> str:
    """Return the SHA-256 of the rule, the counts and every ballot, in an order that says nothing of when it was cast."""
    ballots = sorted([vote.channel.value, str(vote.team_id), vote.aside_id is not None] for vote in cast)
    body = [prize.kind.value, prize.ties.value, prize.counts, ballots]
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
