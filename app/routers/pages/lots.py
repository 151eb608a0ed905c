"""Draws by lot as everybody reads them, and as those drawn answer; the number is typed here, in public. (C7)"""

from typing import Any
from uuid import UUID

from fastapi import Response
from fastapi.responses import JSONResponse

from app.domain import lot_answers, lot_draws, lot_files
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.lot import Lot, LotKind, LotState
from app.queries import hackathons, lots
from app.schemas.lot import LotAnswerIn, LotNumberIn
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import PUBLIC, PageRouter, acting

router = PageRouter()

LOT = "lot/lot.html"
ANSWERED = {
    "accepted": N_("Thank you: your seat is yours."),
    "refused": N_("Thank you for telling us. The seat goes to the next substitute."),
}


@router.get("/hackathons/{slug}/lots", access=PUBLIC, name="lots")
def show_lots(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    announced = [row for row in lots.listed(page.db, page.me, hackathon) if row.frozen_at is not None]
    mine = {row.id: row for row in lots.mine_in(page.db, page.me, hackathon)}
    return page.render("lot/lots.html", hackathon=hackathon, event=event(page, hackathon), lots=announced, mine=mine)


@router.get("/hackathons/{slug}/lots/{lot_id}", access=PUBLIC, name="lot")
def show_lot(page: PageDep, slug: str, lot_id: UUID) -> Response:
    return page.render(LOT, form=page.form({}), **_lot(page, slug, lot_id))


@router.get("/hackathons/{slug}/lots/{lot_id}/file.json", access=PUBLIC, name="lot_file")
def download_lot(page: PageDep, slug: str, lot_id: UUID) -> Response:
    found = _announced(page, slug, lot_id)
    name = f"essaim-lot-{str(found.id)[-8:]}.json"
    return JSONResponse(found.published, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.post("/hackathons/{slug}/lots/{lot_id}/draw", access=acting(Action.DRAW_LOT), name="lot_draw")
def draw(page: PageDep, slug: str, lot_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    _announced(page, slug, lot_id)
    with form.attempt():
        given = form.validate(LotNumberIn)
        act(lambda db, me: lot_draws.draw(db, me, lots.for_change(db, me, lot_id), given.number, at=now))
        return page.go("lot", flash=N_("The draw is done, and its result is published."), slug=slug, lot_id=lot_id)
    return page.again(LOT, form, **_lot(page, slug, lot_id))


@router.post("/hackathons/{slug}/lots/{lot_id}/answer", access=acting(Action.ANSWER_LOT), name="lot_answer")
def answer(page: PageDep, slug: str, lot_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    _announced(page, slug, lot_id)
    with form.attempt():
        given = form.validate(LotAnswerIn)
        act(lambda db, me: lot_answers.answer(db, me, lots.for_change(db, me, lot_id), given, at=now))
        return page.go("lot", flash=ANSWERED[given.answer], slug=slug, lot_id=lot_id)
    return page.again(LOT, form, **_lot(page, slug, lot_id))


def _announced(page: Page, slug: str, lot_id: UUID) -> Lot:
    """Return an announced draw of this hackathon; before its announcement a draw is the organisers' desk's."""
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found = lots.seen(page.db, page.me, lot_id)
    if found.hackathon_id != hackathon.id or found.frozen_at is None:
        raise NotFound
    return found


def _lot(page: Page, slug: str, lot_id: UUID) -> dict[str, Any]:
    found = _announced(page, slug, lot_id)
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    report = lot_files.report_of(found)
    due = found.state is LotState.FROZEN and found.number_due_at is not None and page.now >= found.number_due_at
    return {
        "hackathon": hackathon, "event": event(page, hackathon), "lot": found, "mine": lots.mine(page.db, page.me, found),
        "report": report, "tally": lots.tally(page.db, found), "fingerprints": found.published.get("fingerprints") or {},
        "drawn": found.published.get("draw") or {}, "teams": lots.order(page.db, found) if found.kind is LotKind.ORDER else [],
        "due": due, "replaces": lots.title_of(page.db, found.replaces_id), "replaced": lots.replaced_by(page.db, found),
    }  # fmt: skip
