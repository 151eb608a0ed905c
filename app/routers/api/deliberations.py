"""A jury's deliberation: teams talked about, votes on each change, its end. (J6)"""

from typing import Any
from uuid import UUID

from fastapi import Response
from sqlmodel import Session as Db

from app.domain import deliberations, minutes, talks
from app.domain.policy import Action
from app.errors import NotFound
from app.models.deliberation import Deliberation, Motion
from app.models.person import Person
from app.queries import juries
from app.queries.deliberations import motion_for_change
from app.schemas.deliberation import CallIn, DeliberationIn, DeliberationOut, MinutesOut, MotionIn, VoteIn
from app.web import minutes as words
from app.web import pdf
from app.web.caller import Act, Caller, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["jury"])


def _shown(caller: Caller, challenge_id: UUID) -> dict[str, Any]:
    challenge = juries.challenge(caller.db, caller.person, challenge_id)
    talk = talks.of(caller.db, caller.person, challenge)
    if talk is None:
        raise NotFound
    return talks.plain(talk)


@router.get("/challenges/{challenge_id}/deliberation", access=SIGNED_IN, response_model=DeliberationOut)
def read_deliberation(challenge_id: UUID, caller: CallerDep) -> dict[str, Any]:
    """Return what the jury talks about; figures and reasons are null for who is tied to the team."""
    return _shown(caller, challenge_id)


@router.post("/challenges/{challenge_id}/deliberation", access=acting(Action.OPEN_DELIBERATION), response_model=DeliberationOut)
def open_deliberation(challenge_id: UUID, given: DeliberationIn, act: Act, caller: CallerDep, now: Now) -> dict[str, Any]:
    """Close the scoring and say which teams are talked about; again, for other teams or after a sheet changed."""

    def unit(db: Db, me: Person) -> Deliberation:
        return deliberations.open_(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now)

    act(unit)
    return _shown(caller, challenge_id)


@router.put("/challenges/{challenge_id}/deliberation/team", access=acting(Action.CALL_TEAM), response_model=DeliberationOut)
def call_team(challenge_id: UUID, given: CallIn, act: Act, caller: CallerDep, now: Now) -> dict[str, Any]:
    """Say which team is talked about from now on; its clock starts."""

    def unit(db: Db, me: Person) -> Deliberation:
        return deliberations.call(db, me, juries.challenge_for_change(db, me, challenge_id), given.team_id, at=now)

    act(unit)
    return _shown(caller, challenge_id)


@router.post(
    "/challenges/{challenge_id}/deliberation/motions",
    access=acting(Action.PROPOSE_MOTION),
    response_model=DeliberationOut,
    status_code=201,
)
def propose_motion(challenge_id: UUID, given: MotionIn, act: Act, caller: CallerDep, now: Now) -> dict[str, Any]:
    """Put one change to the vote, with its reason; one at a time."""

    def unit(db: Db, me: Person) -> Motion:
        return deliberations.propose(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now)

    act(unit)
    return _shown(caller, challenge_id)


@router.put("/motions/{motion_id}/vote", access=acting(Action.VOTE_MOTION), status_code=204)
def vote_motion(motion_id: UUID, given: VoteIn, act: Act, now: Now) -> None:
    """Vote, or change one's vote while it is open."""

    def unit(db: Db, me: Person) -> Motion:
        challenge, _, motion = motion_for_change(db, me, motion_id)
        return deliberations.vote(db, me, challenge, motion, given.vote, at=now)

    act(unit)


@router.post("/motions/{motion_id}/close", access=acting(Action.CLOSE_MOTION), response_model=DeliberationOut)
def close_motion(motion_id: UUID, act: Act, caller: CallerDep, now: Now) -> dict[str, Any]:
    """Count the votes; the change holds when enough voted, and more for it than against it."""

    def unit(db: Db, me: Person) -> Deliberation:
        challenge, kept, motion = motion_for_change(db, me, motion_id)
        deliberations.close(db, me, challenge, kept, motion, at=now)
        return kept

    return _shown(caller, act(unit).challenge_id)


@router.post(
    "/challenges/{challenge_id}/deliberation/end", access=acting(Action.END_DELIBERATION), response_model=DeliberationOut
)
def end_deliberation(challenge_id: UUID, act: Act, caller: CallerDep, now: Now) -> dict[str, Any]:
    """End the deliberation; what it decided waits for its publication."""
    act(lambda db, me: deliberations.end(db, me, juries.challenge_for_change(db, me, challenge_id), at=now))
    return _shown(caller, challenge_id)


@router.get("/challenges/{challenge_id}/deliberation/minutes", access=SIGNED_IN, response_model=MinutesOut)
def read_minutes(challenge_id: UUID, caller: CallerDep) -> dict[str, Any]:
    """Return the minutes: the rules, every ranked team in three columns, votes, contests, prizes, and the fingerprints."""
    found = minutes.of(caller.db, caller.person, challenge_id, at=caller.now)
    if found is None:
        raise NotFound
    return minutes.plain(found)


@router.get("/challenges/{challenge_id}/deliberation/minutes.pdf", access=SIGNED_IN, response_class=Response)
def download_minutes(challenge_id: UUID, caller: CallerDep) -> Response:
    """Return the minutes as PDF, in the reader's language; `pdf_missing` where the service has no PDF."""
    found = minutes.of(caller.db, caller.person, challenge_id, at=caller.now)
    if found is None:
        raise NotFound
    return pdf.response("essaim-minutes", words.document(found, caller.locale), at=words.moment(found))
