"""Prizes as pages and API show them, and the acts of people without an account, which both do the same way."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlmodel import Session as Db

from app.domain import prize_votes
from app.errors import NotFound
from app.models.person import Person
from app.models.prize import Prize, PrizeKind, PrizeVote
from app.queries import prizes
from app.web.caller import Caller


def for_everybody(prize: Prize, *, at: datetime) -> dict[str, Any]:
    """Return a prize as everybody sees it: who has it only once it is published."""
    public = prize.published_at is not None
    shown = ("id", "challenge_id", "kind", "name", "giver", "ties", "by_mail", "opens_at", "closes_at", "published_at")
    return {name: getattr(prize, name) for name in shown} | {
        "state": prizes.state(prize, at),
        "winners": prize.winners if public else [],
        "counted": prize.counts.get("counted") if public else None,
        "aside": prize.counts.get("aside") if public else None,
        "reason": prize.reason if public else "",
    }


def for_keepers(db: Db, prize: Prize, *, at: datetime) -> dict[str, Any]:
    """Return a prize as those who run it see it: how many voted; for whom only once the votes are counted."""
    votes = None
    if prize.audited_at is not None:
        votes = {str(team.id): 0 for team in prizes.teams_of(db, prize)} | prize.counts.get("teams", {})
    return for_everybody(prize, at=at) | {
        "reason": prize.reason,
        "with_result": prize.with_result,
        "turnout": prizes.turnout(db, prize),
        "audited_at": prize.audited_at,
        "votes": votes,
        "sha256": prize.sha256,
    }


def ballot(db: Db, prize: Prize, vote: PrizeVote | None, order: UUID, *, at: datetime) -> dict[str, Any]:
    """Return a ballot with its teams in the voter's own order; solutions are named once the result is public."""
    teams = prizes.own_order(order, prizes.teams_of(db, prize))
    return _ballot(db, prize, vote, [(team.id, team.name) for team in teams], at)


def _ballot(db: Db, prize: Prize, vote: PrizeVote | None, teams: list[tuple[UUID, str]], at: datetime) -> dict[str, Any]:
    called = prizes.solutions(db, [key for key, _ in teams])
    return {
        "prize_id": prize.id,
        "state": prizes.state(prize, at),
        "teams": [{"team_id": key, "team": name, "solution": called.get(key)} for key, name in teams],
        "voted": vote is not None and vote.cast_at is not None,
        "team_id": vote.team_id if vote else None,
    }


def own_ballot(db: Db, prize: Prize, person: Person, key: bytes, *, at: datetime) -> dict[str, Any]:
    """Return the ballot of a juror or a member of a team; `NotFound` for who does not vote on this prize."""
    may = prizes.voters_of(db, prize).get(person.id)
    if may is None:
        raise NotFound
    vote = prizes.vote_of(db, prize.id, prize_votes.own_voter(prize, person, key))
    teams = prizes.own_order(person.id, prizes.teams_of(db, prize))
    return _ballot(db, prize, vote, [(team.id, team.name) for team in teams if team.id in may], at)


def votes_here(db: Db, prize: Prize, person: Person | None) -> bool:
    """Tell whether somebody votes on a prize with their account."""
    return person is not None and prize.kind is not PrizeKind.PUBLIC and person.id in prizes.voters_of(db, prize)


def host_of(request: Request) -> str | None:
    """Return the address that a request comes from, behind the proxies that the operator trusts."""
    return request.client.host if request.client else None


def ask_link(caller: Caller, prize_id: UUID, email: str, host: str | None, *, at: datetime) -> None:
    """Have the link to a ballot sent to an address."""
    key, locale = caller.services.key, caller.locale

    def unit(db: Db) -> None:
        prize = prizes.for_change(db, prizes.by_id(db, None, prize_id))
        network = prize_votes.network_of(prize, host, key)
        prize_votes.ask_link(db, prize, email, locale=locale, network=network, key=key, at=at)

    caller.act_as_anyone(unit)


def find_code(caller: Caller, prize_id: UUID, typed: str, host: str | None, *, at: datetime) -> PrizeVote:
    """Return the ballot of a typed code; a wrong one is counted, then refused."""
    key = caller.services.key

    def unit(db: Db) -> PrizeVote | None:
        prize = prizes.for_change(db, prizes.by_id(db, None, prize_id))
        return prize_votes.find_code(db, prize, typed, network=prize_votes.network_of(prize, host, key), key=key, at=at)

    found = caller.act_as_anyone(unit)
    if found is None:
        raise prize_votes.wrong_code()
    return found


def held(db: Db, vote_id: UUID, token: str, key: bytes) -> tuple[Prize, PrizeVote]:
    """Return the ballot that an address opens, and its prize; `NotFound` for another token."""
    vote = prizes.vote_by_id(db, vote_id)
    prize_votes.check_token(vote, token, key)
    return prizes.by_id(db, None, vote.prize_id), vote


def cast(caller: Caller, vote_id: UUID, token: str, team_id: UUID, host: str | None, *, at: datetime) -> PrizeVote:
    """Keep the vote of who holds a ballot's address."""
    key = caller.services.key

    def unit(db: Db) -> PrizeVote:
        found, vote = held(db, vote_id, token, key)
        prize = prizes.for_change(db, found)
        db.refresh(vote)
        network = prize_votes.network_of(prize, host, key)
        return prize_votes.cast(db, prize, vote, team_id, network=network, at=at)

    return caller.act_as_anyone(unit)
