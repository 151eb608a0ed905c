"""Prizes beside the result: made, voted for, checked, counted, published. (J6)"""

from typing import Any
from uuid import UUID

from fastapi import Request
from sqlmodel import Session as Db

from app.domain import prize_counts, prize_votes, prizes
from app.domain.policy import Action
from app.models.person import Person
from app.models.prize import Prize, PrizeAside
from app.queries import prizes as queries
from app.schemas.prize import (
    PrizeBallotOut,
    PrizeCountIn,
    PrizeDeskOut,
    PrizeEditIn,
    PrizeIn,
    PrizeOut,
    PrizeVoteIn,
    VoteAddressIn,
    VoteAsideIn,
    VoteAsideOut,
    VoteAuditOut,
    VoteCastIn,
    VoteCodeIn,
    VoteCodeOut,
    VoteCodesIn,
    VotePlaceOut,
)
from app.web import prize_views as views
from app.web.caller import Act, CallerDep, Now
from app.web.router import PUBLIC, SIGNED_IN, Access, Router, acting

router = Router(tags=["prizes"])


@router.get("/challenges/{challenge_id}/prizes", access=SIGNED_IN, response_model=list[PrizeDeskOut])
def list_prizes(challenge_id: UUID, caller: CallerDep) -> list[dict[str, Any]]:
    """List the prizes of a défi for organisers and the guarantor: how many voted, never for whom before the count."""
    challenge = queries.challenge(caller.db, caller.me, challenge_id)
    return [views.for_keepers(caller.db, prize, at=caller.now) for prize in queries.of_challenge(caller.db, challenge.id)]


@router.post(
    "/challenges/{challenge_id}/prizes", access=acting(Action.CREATE_PRIZE), response_model=PrizeDeskOut, status_code=201
)
def create_prize(challenge_id: UUID, given: PrizeIn, act: Act, caller: CallerDep, now: Now) -> dict[str, Any]:
    """Add a prize to a défi; it stands apart from the result, in which its votes weigh nothing."""
    made = act(lambda db, me: prizes.create(db, me, queries.challenge_for_change(db, me, challenge_id), given, at=now))
    return views.for_keepers(caller.db, made, at=now)


@router.get("/prizes/{prize_id}", access=PUBLIC, response_model=PrizeOut)
def read_prize(prize_id: UUID, caller: CallerDep) -> dict[str, Any]:
    """Return a prize: when its vote is open, what equal votes mean and, once published, who has it."""
    return views.for_everybody(queries.by_id(caller.db, caller.me, prize_id), at=caller.now)


@router.put("/prizes/{prize_id}", access=acting(Action.EDIT_PRIZE), response_model=PrizeDeskOut)
def edit_prize(prize_id: UUID, given: PrizeEditIn, act: Act, caller: CallerDep, now: Now) -> dict[str, Any]:
    """Change a prize; once somebody voted, what equal votes mean stays."""

    def unit(db: Db, me: Person) -> Prize:
        return prizes.edit(db, me, queries.for_change(db, queries.of_organisers(db, me, prize_id)), given, at=now)

    return views.for_keepers(caller.db, act(unit), at=now)


@router.delete("/prizes/{prize_id}", access=acting(Action.REMOVE_PRIZE), status_code=204)
def remove_prize(prize_id: UUID, act: Act, now: Now) -> None:
    """Take a prize away that nobody has voted for."""
    act(lambda db, me: prizes.remove(db, me, queries.for_change(db, queries.of_organisers(db, me, prize_id)), at=now))


@router.post("/prizes/{prize_id}/opening", access=acting(Action.OPEN_PRIZE), response_model=PrizeDeskOut)
def open_prize_vote(prize_id: UUID, act: Act, caller: CallerDep, now: Now) -> dict[str, Any]:
    """Open the vote now."""

    def unit(db: Db, me: Person) -> Prize:
        return prizes.open_vote(db, me, queries.for_change(db, queries.of_organisers(db, me, prize_id)), at=now)

    return views.for_keepers(caller.db, act(unit), at=now)


@router.post("/prizes/{prize_id}/closure", access=acting(Action.CLOSE_PRIZE), response_model=PrizeDeskOut)
def close_prize_vote(prize_id: UUID, act: Act, caller: CallerDep, now: Now) -> dict[str, Any]:
    """Close the vote now, for good."""

    def unit(db: Db, me: Person) -> Prize:
        return prizes.close_vote(db, me, queries.for_change(db, queries.of_organisers(db, me, prize_id)), at=now)

    return views.for_keepers(caller.db, act(unit), at=now)


@router.get("/prizes/{prize_id}/codes", access=SIGNED_IN, response_model=list[VoteCodeOut])
def list_vote_codes(prize_id: UUID, caller: CallerDep) -> list[dict[str, Any]]:
    """Return the codes to print for people in the room, each for one vote."""
    prize = queries.of_organisers(caller.db, caller.me, prize_id)
    key = caller.services.key
    return [
        {"code": prize_votes.code_of(vote, key), "used": vote.cast_at is not None} for vote in queries.codes(caller.db, prize)
    ]


@router.post("/prizes/{prize_id}/codes", access=acting(Action.ISSUE_VOTE_CODES), response_model=PrizeDeskOut, status_code=201)
def issue_vote_codes(prize_id: UUID, given: VoteCodesIn, act: Act, caller: CallerDep, now: Now) -> dict[str, Any]:
    """Make codes for people in the room."""
    key = caller.services.key

    def unit(db: Db, me: Person) -> Prize:
        prize = queries.for_change(db, queries.of_organisers(db, me, prize_id))
        return prize_votes.issue_codes(db, me, prize, given.number, key=key, at=now)

    return views.for_keepers(caller.db, act(unit), at=now)


@router.post("/prizes/{prize_id}/links", access=Access(everybody=True, action=Action.ASK_VOTE_LINK), status_code=202)
def ask_vote_link(prize_id: UUID, given: VoteAddressIn, request: Request, caller: CallerDep, now: Now) -> None:
    """Have the link to one's ballot sent by mail; the answer is the same whether one has voted or not."""
    queries.by_id(caller.db, caller.me, prize_id)
    views.ask_link(caller, prize_id, given.email, views.host_of(request), at=now)


@router.post("/prizes/{prize_id}/code", access=Access(everybody=True, action=Action.TYPE_VOTE_CODE), response_model=VotePlaceOut)
def find_vote_code(prize_id: UUID, given: VoteCodeIn, request: Request, caller: CallerDep, now: Now) -> dict[str, Any]:
    """Return the ballot that a printed code leads to."""
    queries.by_id(caller.db, caller.me, prize_id)
    vote = views.find_code(caller, prize_id, given.code, views.host_of(request), at=now)
    return {"vote_id": vote.id, "token": prize_votes.token_of(vote, caller.services.key)}


@router.put("/votes/{vote_id}", access=Access(everybody=True, action=Action.CAST_VOTE), response_model=PrizeBallotOut)
def cast_vote(vote_id: UUID, given: VoteCastIn, request: Request, caller: CallerDep, now: Now) -> dict[str, Any]:
    """Vote with the token of a mail's link or of a printed code; until the vote closes it may be changed."""
    vote = views.cast(caller, vote_id, given.token, given.team_id, views.host_of(request), at=now)
    return views.ballot(caller.db, caller.db.get_one(Prize, vote.prize_id), vote, vote.id, at=now)


@router.get("/prizes/{prize_id}/vote", access=SIGNED_IN, response_model=PrizeBallotOut)
def read_prize_vote(prize_id: UUID, caller: CallerDep) -> dict[str, Any]:
    """Return one's own ballot as a juror or a member of a team: the teams that one may choose, and one's choice."""
    prize = queries.by_id(caller.db, caller.me, prize_id)
    return views.own_ballot(caller.db, prize, caller.person, caller.services.key, at=caller.now)


@router.put("/prizes/{prize_id}/vote", access=acting(Action.VOTE_PRIZE), status_code=204)
def vote_prize(prize_id: UUID, given: PrizeVoteIn, act: Act, caller: CallerDep, now: Now) -> None:
    """Vote as a juror or a member of a team, or abstain; until the vote closes it may be changed."""
    key = caller.services.key

    def unit(db: Db, me: Person) -> None:
        prize = queries.for_change(db, queries.by_id(db, me, prize_id))
        prize_votes.vote_as(db, me, prize, given.team_id, key=key, at=now)

    act(unit)


@router.get("/prizes/{prize_id}/audit", access=SIGNED_IN, response_model=VoteAuditOut)
def read_prize_audit(prize_id: UUID, caller: CallerDep) -> queries.Audit:
    """Return how the votes came, once the vote is closed: by channel, hour and network, never for whom."""
    prize = queries.of_keepers(caller.db, caller.me, prize_id)
    if queries.state(prize, caller.now) in {"draft", "planned", "open"}:
        raise prize_counts.still_open()
    return queries.audit(caller.db, prize)


@router.post("/prizes/{prize_id}/asides", access=acting(Action.SET_VOTES_ASIDE), response_model=VoteAsideOut, status_code=201)
def set_votes_aside(prize_id: UUID, given: VoteAsideIn, act: Act, now: Now) -> PrizeAside:
    """Set aside votes that came together, with a reason, before the count."""

    def unit(db: Db, me: Person) -> PrizeAside:
        prize = queries.for_change(db, queries.of_keepers(db, me, prize_id))
        return prize_counts.set_aside(db, me, prize, given.groups, given.reason, at=now)

    return act(unit)


@router.delete("/prizes/{prize_id}/asides/{aside_id}", access=acting(Action.SET_VOTES_ASIDE), response_model=VoteAsideOut)
def take_votes_back(prize_id: UUID, aside_id: UUID, act: Act, now: Now) -> PrizeAside:
    """Let votes count again that were set aside, before the count."""

    def unit(db: Db, me: Person) -> PrizeAside:
        prize = queries.for_change(db, queries.of_keepers(db, me, prize_id))
        return prize_counts.take_back(db, me, prize, aside_id, at=now)

    return act(unit)


@router.post("/prizes/{prize_id}/count", access=acting(Action.COUNT_PRIZE), response_model=PrizeDeskOut)
def count_prize(prize_id: UUID, given: PrizeCountIn, act: Act, caller: CallerDep, now: Now) -> dict[str, Any]:
    """Say that one has looked at how the votes came, and count them."""
    key = caller.services.key

    def unit(db: Db, me: Person) -> Prize:
        prize = queries.for_change(db, queries.of_keepers(db, me, prize_id))
        return prize_counts.count(db, me, prize, given.seen, key=key, at=now)

    return views.for_keepers(caller.db, act(unit), at=now)


@router.post("/prizes/{prize_id}/publication", access=acting(Action.PUBLISH_PRIZE), response_model=PrizeOut)
def publish_prize(prize_id: UUID, act: Act, now: Now) -> dict[str, Any]:
    """Publish who has a prize, after the jury's result."""

    def unit(db: Db, me: Person) -> Prize:
        return prizes.publish(db, me, queries.for_change(db, queries.of_organisers(db, me, prize_id)), at=now)

    return views.for_everybody(act(unit), at=now)
