"""Défis and their scoping. (P2)"""

from uuid import UUID

from fastapi import Response
from sqlmodel import Session as Db

from app.domain import challenges as verbs
from app.domain.policy import Action
from app.models.challenge import Challenge
from app.models.person import Person
from app.queries import challenges, hackathons
from app.queries.challenges import ChallengeView
from app.schemas.challenge import ChallengeEdit, ChallengeIn, ChallengeOut, ReasonIn, RevealIn
from app.web.caller import CallerDep
from app.web.revision import Revision, tag
from app.web.router import PUBLIC, Router, acting

router = Router(tags=["challenges"])


@router.get("/hackathons/{hackathon_id}/challenges", access=PUBLIC, response_model=list[ChallengeOut])
def list_challenges(hackathon_id: UUID, caller: CallerDep) -> list[ChallengeView]:
    """List the défis of a hackathon; what the asker may not know yet is null."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    return challenges.listed(caller.db, caller.me, hackathon, at=caller.now)


@router.get("/challenges/{challenge_id}", access=PUBLIC, response_model=ChallengeOut)
def read_challenge(challenge_id: UUID, caller: CallerDep, response: Response) -> ChallengeView:
    """Return one défi as the asker may see it now."""
    return _answer(caller, challenge_id, response)


@router.post(
    "/hackathons/{hackathon_id}/challenges",
    access=acting(Action.PROPOSE_CHALLENGE),
    response_model=ChallengeOut,
    status_code=201,
)
def propose_challenge(hackathon_id: UUID, draft: ChallengeIn, caller: CallerDep, response: Response) -> ChallengeView:
    """Propose a défi for an organisation; the proposer becomes its project holder."""

    def unit(db: Db, me: Person) -> Challenge:
        return verbs.propose(db, me, hackathons.for_change(db, me, hackathon_id), draft, at=caller.now)

    return _answer(caller, caller.act(unit).id, response)


@router.patch("/challenges/{challenge_id}", access=acting(Action.EDIT_CHALLENGE), response_model=ChallengeOut)
def edit_challenge(
    challenge_id: UUID, draft: ChallengeEdit, revision: Revision, caller: CallerDep, response: Response
) -> ChallengeView:
    """Write what was scoped; fields left out stay. A changed why loses its approval."""

    def unit(db: Db, me: Person) -> Challenge:
        return verbs.edit(db, me, challenges.for_change(db, me, challenge_id), draft, revision=revision, at=caller.now)

    return _answer(caller, caller.act(unit).id, response)


@router.post("/challenges/{challenge_id}/approval", access=acting(Action.APPROVE_WHY), response_model=ChallengeOut)
def approve_why(challenge_id: UUID, revision: Revision, caller: CallerDep, response: Response) -> ChallengeView:
    """Approve the why, as its project holder, at the revision that was read."""

    def unit(db: Db, me: Person) -> Challenge:
        return verbs.approve_why(db, me, challenges.for_change(db, me, challenge_id), revision=revision, at=caller.now)

    return _answer(caller, caller.act(unit).id, response)


@router.post("/challenges/{challenge_id}/scoping", access=acting(Action.START_SCOPING), response_model=ChallengeOut)
def start_scoping(challenge_id: UUID, caller: CallerDep, response: Response) -> ChallengeView:
    """Take a proposal into scoping."""
    caller.act(lambda db, me: verbs.start_scoping(db, me, challenges.for_change(db, me, challenge_id), at=caller.now))
    return _answer(caller, challenge_id, response)


@router.post("/challenges/{challenge_id}/readiness", access=acting(Action.MARK_CHALLENGE_READY), response_model=ChallengeOut)
def mark_challenge_ready(challenge_id: UUID, caller: CallerDep, response: Response) -> ChallengeView:
    """Let the défi leave scoping; refused until its why is written and approved."""
    caller.act(lambda db, me: verbs.mark_ready(db, me, challenges.for_change(db, me, challenge_id), at=caller.now))
    return _answer(caller, challenge_id, response)


@router.post("/challenges/{challenge_id}/refusal", access=acting(Action.DECLINE_CHALLENGE), response_model=ChallengeOut)
def decline_challenge(challenge_id: UUID, given: ReasonIn, caller: CallerDep, response: Response) -> ChallengeView:
    """Decline a défi, with a reason."""
    caller.act(lambda db, me: verbs.decline(db, me, challenges.for_change(db, me, challenge_id), given.reason, at=caller.now))
    return _answer(caller, challenge_id, response)


@router.post("/challenges/{challenge_id}/withdrawal", access=acting(Action.WITHDRAW_CHALLENGE), response_model=ChallengeOut)
def withdraw_challenge(challenge_id: UUID, caller: CallerDep, response: Response) -> ChallengeView:
    """Take one's défi back."""
    caller.act(lambda db, me: verbs.withdraw(db, me, challenges.for_change(db, me, challenge_id), at=caller.now))
    return _answer(caller, challenge_id, response)


@router.put("/challenges/{challenge_id}/reveal", access=acting(Action.SET_REVEAL), response_model=ChallengeOut)
def set_reveal(challenge_id: UUID, given: RevealIn, caller: CallerDep, response: Response) -> ChallengeView:
    """Set when the défi is revealed; null reveals it as soon as it is ready."""
    caller.act(
        lambda db, me: verbs.set_reveal(db, me, challenges.for_change(db, me, challenge_id), given.reveal_at, at=caller.now)
    )
    return _answer(caller, challenge_id, response)


def _answer(caller: CallerDep, challenge_id: UUID, response: Response) -> ChallengeView:
    view = challenges.seen(caller.db, caller.me, challenge_id, at=caller.now)
    tag(response, view.revision)
    return view
