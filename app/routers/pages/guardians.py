"""The pages that a guardian's links open: what is asked, and the buttons that answer; no account is needed. (P3)"""

from typing import Any, Final
from uuid import UUID

from fastapi import Response
from sqlmodel import Session as Db

from app.domain import guardians as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.application import Guardian
from app.queries import guardians
from app.web import words
from app.web.forms import Form, FormDep
from app.web.page import Page, PageDep
from app.web.router import PUBLIC, Access, PageRouter

router = PageRouter()

ASKED: Final = "guardian/asked.html"
SAID: Final = {
    "consent": N_("Thank you. A second mail is on its way: open its link to confirm."),
    "confirm": N_("Thank you. Your consent is confirmed."),
    "refuse": N_("Your refusal is noted. The young person is told."),
}
ANSWERS: Final = {"consent": verbs.consent, "confirm": verbs.confirm, "refuse": verbs.decline}


@router.get("/guardians/{guardian_id}/{token}", access=PUBLIC, name="guardian")
def show_asked(page: PageDep, guardian_id: UUID, token: str) -> Response:
    """Show what is asked; opening the link answers nothing, so that mail scanners do no harm."""
    return page.render(ASKED, form=page.form({}), **_asked(page, guardian_id, token))


@router.post(
    "/guardians/{guardian_id}/{token}/consent",
    access=Access(everybody=True, action=Action.CONSENT_AS_GUARDIAN),
    name="guardian_consent",
)
def consent(page: PageDep, guardian_id: UUID, token: str, form: FormDep) -> Response:
    return _answer(page, guardian_id, token, form, "consent")


@router.post(
    "/guardians/{guardian_id}/{token}/confirmation",
    access=Access(everybody=True, action=Action.CONFIRM_AS_GUARDIAN),
    name="guardian_confirm",
)
def confirm(page: PageDep, guardian_id: UUID, token: str, form: FormDep) -> Response:
    return _answer(page, guardian_id, token, form, "confirm")


@router.post(
    "/guardians/{guardian_id}/{token}/refusal",
    access=Access(everybody=True, action=Action.REFUSE_AS_GUARDIAN),
    name="guardian_refuse",
)
def refuse(page: PageDep, guardian_id: UUID, token: str, form: FormDep) -> Response:
    return _answer(page, guardian_id, token, form, "refuse")


def _answer(page: Page, guardian_id: UUID, token: str, form: Form, answer: str) -> Response:
    key = page.caller.services.key

    def unit(db: Db) -> Guardian:
        return ANSWERS[answer](db, guardians.locked(db, guardian_id), token, key=key, at=page.now)

    with form.attempt():
        page.caller.act_as_anyone(unit)
        return page.go("guardian", flash=SAID[answer], guardian_id=guardian_id, token=token)
    return page.again(ASKED, form, **_asked(page, guardian_id, token))


def _asked(page: Page, guardian_id: UUID, token: str) -> dict[str, Any]:
    """Return what the page shows: which of the two links it is, and where the consent stands."""
    guardian = guardians.by_id(page.db, guardian_id)
    which = verbs.check_token(guardian, token, page.caller.services.key, verbs.FIRST, verbs.SECOND)
    second = which == verbs.SECOND
    if second and guardian.consented_at is None:
        raise NotFound
    given = guardians.described(page.db, guardian)
    state = "refused" if guardian.refused_at else "confirmed" if guardian.confirmed_at else "open"
    if state == "open" and given["application"].status in verbs.OVER:
        state = "over"
    return {**given, "token": token, "second": second, "state": state, "role_words": words.ROLES}
