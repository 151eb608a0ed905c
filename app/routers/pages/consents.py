"""What one agreed to, and the button that takes each consent back. (P3, C10)"""

from uuid import UUID

from fastapi import Response

from app.domain import consents as verbs
from app.domain.policy import Action
from app.i18n import N_
from app.queries import consents
from app.web.caller import Act, Now
from app.web.page import PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()


@router.get("/account/consents", access=SIGNED_IN, name="my_consents")
def show_consents(page: PageDep) -> Response:
    given = consents.listed(page.db, page.person)
    needs = consents.needs_told(page.db, page.person)
    return page.render("account/consents.html", form=page.form({}), given=given, needs=needs)


@router.post("/account/consents/{consent_id}/withdrawal", access=acting(Action.WITHDRAW_CONSENT), name="withdraw_consent_page")
def withdraw(page: PageDep, consent_id: UUID, act: Act, now: Now) -> Response:
    act(lambda db, me: verbs.withdraw(db, me, consents.for_change(db, me, consent_id), at=now))
    return page.go("my_consents", flash=N_("Taken back. It counts no more from now on."))
