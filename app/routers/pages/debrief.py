"""The page of one's own debrief, and for organisers those that were shared. (P12)"""

from fastapi import Response

from app.domain import debriefs as verbs
from app.domain.policy import Action
from app.i18n import N_
from app.queries import debriefs, hackathons
from app.schemas.prototype import DebriefIn
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()


@router.get("/hackathons/{slug}/debrief", access=SIGNED_IN, name="debrief")
def show_debrief(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    mine = debriefs.mine(page.db, page.me, hackathon)
    values = mine.model_dump(include={"to_know", "to_do", "to_be"}) if mine else {}
    return page.render(
        "debrief/debrief.html", form=page.form(values), mine=mine, hackathon=hackathon, event=event(page, hackathon)
    )


@router.get("/hackathons/{slug}/organise/debriefs", access=SIGNED_IN, name="organise_debriefs")
def show_shared_debriefs(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found = debriefs.shared(page.db, page.me, hackathon)
    return page.render("debrief/shared.html", debriefs=found, **frame(page, hackathon))


@router.post("/hackathons/{slug}/debrief", access=acting(Action.WRITE_DEBRIEF), name="write_debrief")
def write_debrief(page: PageDep, form: FormDep, slug: str, act: Act, now: Now) -> Response:
    with form.attempt():
        given = form.validate(DebriefIn)
        act(lambda db, me: verbs.write(db, me, hackathons.slug_for_change(db, me, slug), given, at=now))
        return page.go("debrief", slug=slug, flash=N_("Your debrief is kept; only you can read it until you share it."))
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    mine = debriefs.mine(page.db, page.me, hackathon)
    return page.again("debrief/debrief.html", form, mine=mine, hackathon=hackathon, event=event(page, hackathon))


@router.post("/hackathons/{slug}/debrief/share", access=acting(Action.SHARE_DEBRIEF), name="share_debrief")
def share_debrief(page: PageDep, slug: str, act: Act, now: Now) -> Response:
    act(lambda db, me: verbs.share(db, me, hackathons.slug_for_change(db, me, slug), shared=True, at=now))
    return page.go("debrief", slug=slug, flash=N_("Your debrief is shared."))


@router.post("/hackathons/{slug}/debrief/unshare", access=acting(Action.SHARE_DEBRIEF), name="unshare_debrief")
def unshare_debrief(page: PageDep, slug: str, act: Act, now: Now) -> Response:
    act(lambda db, me: verbs.share(db, me, hackathons.slug_for_change(db, me, slug), shared=False, at=now))
    return page.go("debrief", slug=slug, flash=N_("Your debrief is private again."))
