"""The button with which a juror stands by a sheet that stands far from the others'. (J5)"""

from uuid import UUID

from fastapi import Response

from app.domain import confirmations
from app.domain.policy import Action
from app.i18n import N_
from app.queries import juries
from app.web.caller import Act, Now
from app.web.page import PageDep
from app.web.router import PageRouter, acting

router = PageRouter()


@router.post("/jury/sheets/{team_id}/confirmation", access=acting(Action.CONFIRM_SHEET), name="confirm_sheet")
def confirm(page: PageDep, act: Act, now: Now, team_id: UUID) -> Response:
    act(lambda db, me: confirmations.confirm(db, me, juries.team_for_change(db, me, team_id), at=now))
    slug = juries.slug_of_team(page.db, page.person, team_id)
    return page.go("jury", flash=N_("Thank you: your marks stand as they are."), slug=slug)
