"""The page that an invitation's link opens: what is offered, and the button that takes it."""

from typing import Any
from uuid import UUID

from fastapi import Response
from sqlmodel import Session as Db

from app.domain import invitations as verbs
from app.domain.policy import Action
from app.i18n import N_
from app.models.person import Invitation, Role
from app.queries import invitations
from app.web import words
from app.web.caller import Act, Now
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import PUBLIC, PageRouter, acting

router = PageRouter()

OFFER = "organiser/invitation.html"


@router.get("/invitations/{invitation_id}/{token}", access=PUBLIC, name="invitation")
def show_invitation(page: PageDep, invitation_id: UUID, token: str) -> Response:
    """Show what is offered; opening the link changes nothing, so that mail scanners do no harm."""
    return page.render(OFFER, form=page.form({}), **_offer(page, invitation_id, token))


@router.post("/invitations/{invitation_id}/{token}", access=acting(Action.ACCEPT_INVITATION), name="accept_invitation_page")
def accept(page: PageDep, invitation_id: UUID, token: str, *, form: FormDep, act: Act, now: Now) -> Response:
    key = page.caller.services.key
    with form.attempt():
        act(lambda db, me: verbs.accept(db, me, invitations.locked(db, invitation_id), token, key=key, at=now))
        offer = _offer(page, invitation_id, token)
        said = N_("Welcome: the role is yours.")
        if offer["hackathon"] and offer["invitation"].role is Role.ORGANISER:
            return page.go("organise", flash=said, slug=offer["hackathon"].slug)
        return page.go("home_me", flash=said)
    return page.again(OFFER, form, **_offer(page, invitation_id, token))


@router.post("/invitations/{invitation_id}/{token}/decline", access=PUBLIC, name="decline_invitation_page")
def decline(page: PageDep, invitation_id: UUID, token: str, *, form: FormDep, now: Now) -> Response:
    key = page.caller.services.key

    def unit(db: Db) -> Invitation:
        return verbs.decline(db, None, invitations.locked(db, invitation_id), token, key=key, at=now)

    with form.attempt():
        page.caller.act_as_anyone(unit)
        return page.go("invitation", invitation_id=invitation_id, token=token)
    return page.again(OFFER, form, **_offer(page, invitation_id, token))


def _offer(page: Page, invitation_id: UUID, token: str) -> dict[str, Any]:
    invitation = invitations.by_id(page.db, invitation_id)
    verbs.check_token(invitation, token, page.caller.services.key)
    state = "open"
    if invitation.revoked_at:
        state = "revoked"
    elif invitation.accepted_at:
        state = "mine" if page.me and invitation.accepted_by_id == page.me.id else "accepted"
    elif invitation.declined_at:
        state = "declined"
    elif invitation.expires_at <= page.now:
        state = "expired"
    return {
        "state": state,
        "token": token,
        "role_words": words.ROLES,
        "role_hints": words.ROLE_HINTS,
        **invitations.described(page.db, invitation, at=page.now),
    }
