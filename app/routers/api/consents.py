"""What one agreed to. (P3, C10)"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.domain import consents as verbs
from app.domain.policy import Action
from app.models.application import Consent
from app.queries import consents
from app.schemas.application import ConsentOut
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["applications"])


@router.get("/consents", access=SIGNED_IN, response_model=list[ConsentOut])
def list_my_consents(caller: CallerDep) -> Sequence[Any]:
    """List what one agreed to in any event, the newest first, with the words that one read."""
    return consents.listed(caller.db, caller.person)


@router.post("/consents/{consent_id}/withdrawal", access=acting(Action.WITHDRAW_CONSENT), response_model=ConsentOut)
def withdraw_consent(consent_id: UUID, act: Act, now: Now) -> Consent:
    """Take a consent back; it counts no more from now on."""
    return act(lambda db, me: verbs.withdraw(db, me, consents.for_change(db, me, consent_id), at=now))
