"""Applications to take part. (P3)"""

from uuid import UUID

from app.domain import applications as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.models.application import Application
from app.queries import applications, hackathons
from app.schemas.application import ApplicationIn, ApplicationOut
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["applications"])


@router.get("/hackathons/{hackathon_id}/application", access=SIGNED_IN, response_model=ApplicationOut)
def read_my_application(hackathon_id: UUID, caller: CallerDep) -> Application:
    """Return one's own application."""
    found = applications.mine(caller.db, caller.me, hackathons.by_id(caller.db, caller.me, hackathon_id))
    if found is None:
        raise NotFound
    return found


@router.put("/hackathons/{hackathon_id}/application", access=acting(Action.APPLY), response_model=ApplicationOut)
def apply(hackathon_id: UUID, draft: ApplicationIn, act: Act, now: Now) -> Application:
    """Send one's application, or change it while the call is open."""
    return act(lambda db, me: verbs.apply(db, me, hackathons.for_change(db, me, hackathon_id), draft, at=now))


@router.post(
    "/applications/{application_id}/withdrawal", access=acting(Action.WITHDRAW_APPLICATION), response_model=ApplicationOut
)
def withdraw_application(application_id: UUID, act: Act, now: Now) -> Application:
    """Take one's application back, at any time before the sprint."""
    return act(lambda db, me: verbs.withdraw(db, me, applications.for_change(db, me, application_id), at=now))


@router.get("/applications/{application_id}", access=SIGNED_IN, response_model=ApplicationOut)
def read_application(application_id: UUID, caller: CallerDep) -> Application:
    """Return one application, to its person and to the organisers."""
    return applications.seen(caller.db, caller.me, application_id)
