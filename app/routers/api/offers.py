"""Confirming the place that one was offered; giving it up is a withdrawal. (P3)"""

from uuid import UUID

from app.domain import offers as verbs
from app.domain.policy import Action
from app.models.application import Application
from app.queries import applications
from app.schemas.application import ApplicationOut
from app.web.caller import Act, Now
from app.web.router import Router, acting

router = Router(tags=["applications"])


@router.post("/applications/{application_id}/confirmation", access=acting(Action.CONFIRM_OFFER), response_model=ApplicationOut)
def confirm_place(application_id: UUID, act: Act, now: Now) -> Application:
    """Take the place that one was offered, before the offer ends."""
    return act(lambda db, me: verbs.confirm(db, me, applications.for_change(db, me, application_id), at=now))
