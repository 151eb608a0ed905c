"""The consent of those who answer for people under fifteen. (P3)"""

from uuid import UUID

from sqlmodel import Session as Db

from app.domain import guardians as verbs
from app.domain.policy import Action
from app.models.application import Guardian
from app.queries import guardians
from app.schemas.guardian import GuardianAnswerIn, GuardianStateOut
from app.web.caller import CallerDep, Now
from app.web.router import Access, Router

router = Router(tags=["applications"])

ANSWERS = {"consent": verbs.consent, "confirm": verbs.confirm, "refuse": verbs.decline}


@router.post(
    "/guardians/{guardian_id}/answer",
    access=Access(everybody=True, action=Action.CONSENT_AS_GUARDIAN),
    response_model=GuardianStateOut,
)
def answer_as_guardian(guardian_id: UUID, given: GuardianAnswerIn, caller: CallerDep, now: Now) -> Guardian:
    """Answer with the token of a mail's link, without an account; the same answer again changes nothing."""

    def unit(db: Db) -> Guardian:
        locked = guardians.locked(db, guardian_id)
        return ANSWERS[given.answer](db, locked, given.token, key=caller.services.key, at=now)

    return caller.act_as_anyone(unit)
