"""Taking part: one's own application, what was typed and not sent yet, the help that one needs. (P3)"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import Response
from sqlmodel import Session as Db

from app.domain import access_needs as need_verbs
from app.domain import application_drafts as drafts
from app.domain import applications as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.models.application import AccessNeed, Application
from app.models.person import Person
from app.queries import access_needs, applications, hackathons
from app.schemas.application import (
    AccessIn,
    AccessOut,
    AccessRow,
    ApplicationIn,
    ApplicationOut,
    MyApplicationOut,
    TypedIn,
)
from app.web.caller import Act, CallerDep, Now
from app.web.revision import Revision, tag
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["applications"])


@router.get("/hackathons/{hackathon_id}/application", access=SIGNED_IN, response_model=MyApplicationOut)
def read_my_application(hackathon_id: UUID, caller: CallerDep, response: Response) -> MyApplicationOut:
    """Return one's own application, with what was typed and not sent yet."""
    found = applications.mine(caller.db, caller.me, hackathons.by_id(caller.db, caller.me, hackathon_id))
    if found is None:
        raise NotFound
    tag(response, found.revision)
    return applications.whole(caller.db, caller.person.id, found.id)


@router.put("/hackathons/{hackathon_id}/application", access=acting(Action.APPLY), response_model=MyApplicationOut)
def apply(
    hackathon_id: UUID, draft: ApplicationIn, *, act: Act, now: Now, caller: CallerDep, response: Response
) -> MyApplicationOut:
    """Send one's application, or change it while the call is open."""

    def unit(db: Db, me: Person) -> Application:
        hackathon = hackathons.for_change(db, me, hackathon_id)
        return verbs.apply(db, me, hackathon, draft, locale=caller.locale, at=now)

    made = act(unit)
    tag(response, made.revision)
    return applications.whole(caller.db, caller.person.id, made.id)


@router.put(
    "/hackathons/{hackathon_id}/application/draft", access=acting(Action.SAVE_APPLICATION), response_model=MyApplicationOut
)
def save_application_draft(
    hackathon_id: UUID, given: TypedIn, revision: Revision, *, act: Act, now: Now, caller: CallerDep, response: Response
) -> MyApplicationOut:
    """Keep what was typed over the revision named by `If-Match` ("0" begins); nobody else reads it before it is sent."""
    made = act(lambda db, me: drafts.save(db, me, hackathons.for_change(db, me, hackathon_id), given, revision=revision, at=now))
    tag(response, made.revision)
    return applications.whole(caller.db, caller.person.id, made.id)


@router.delete("/hackathons/{hackathon_id}/application/draft", access=acting(Action.DISCARD_APPLICATION_DRAFT), status_code=204)
def discard_application_draft(hackathon_id: UUID, act: Act, now: Now) -> None:
    """Forget what was typed and not sent; an application that was sent stands as it was."""
    act(lambda db, me: drafts.discard(db, me, applications.own_for_change(db, me, hackathon_id), at=now))


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


@router.put(
    "/hackathons/{hackathon_id}/application/access",
    access=acting(Action.TELL_ACCESS_NEED),
    response_model=AccessOut | None,
)
def tell_access_need(hackathon_id: UUID, given: AccessIn, act: Act, now: Now) -> AccessNeed | None:
    """Say what help one needs to take part, with the consent that it is kept; nothing said takes it back."""
    return act(
        lambda db, me: need_verbs.tell(db, me, applications.own_for_change(db, me, hackathon_id), given, at=now)
    )  # fmt: skip


@router.get("/hackathons/{hackathon_id}/access-needs", access=SIGNED_IN, response_model=list[AccessRow])
def list_access_needs(hackathon_id: UUID, caller: CallerDep) -> Sequence[Any]:
    """List the help that those who come need, for those who prepare the place."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    return access_needs.listed(caller.db, caller.me, hackathon)
