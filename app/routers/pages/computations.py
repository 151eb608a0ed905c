"""The button that stops a search; how far it is stands on the page of what it is for. (P4, C7)"""

from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.domain import computations as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.queries import computations, hackathons
from app.web.addresses import inside
from app.web.caller import Now
from app.web.forms import FormDep
from app.web.page import PageDep
from app.web.router import PageRouter, acting

router = PageRouter()


@router.post(
    "/hackathons/{slug}/searches/{computation_id}/cancellation",
    access=acting(Action.CANCEL_COMPUTATION),
    name="computation_cancel",
)
def cancel(page: PageDep, slug: str, computation_id: UUID, form: FormDep, now: Now) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    if computations.seen(page.db, page.me, computation_id).hackathon_id != hackathon.id:
        raise NotFound
    back = inside(form.value("back")) or page.caller.request.app.url_path_for("hackathon", slug=slug)
    response = RedirectResponse(str(back), 303)
    with form.attempt():
        page.caller.act(lambda db, me: verbs.cancel(db, me, computations.for_change(db, me, computation_id), at=now))
        page.say(response, N_("The search stops; what it found so far is kept."))
        return response
    page.say(response, N_("This search has ended already."), kind="error")
    return response
