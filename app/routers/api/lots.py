"""Draws by lot: quotas, chances, announcement, draw, substitutes, and the file that anyone can check. (C7)"""

from typing import Any
from uuid import UUID

from fastapi import Query
from sqlmodel import Session as Db

from app.domain import lot_answers, lot_draws, lot_files, lot_search
from app.domain import lots as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.models.lot import Lot, LotEntry
from app.models.person import Person
from app.queries import computations, hackathons, lots
from app.schemas.lot import (
    FreezeIn,
    LotAnswerIn,
    LotCancelIn,
    LotCheck,
    LotEdit,
    LotEntryOut,
    LotIn,
    LotMine,
    LotNumberIn,
    LotOut,
    LotPoolIn,
    LotReport,
    LotRow,
    LotSearch,
    QuotasIn,
)
from app.web.caller import Act, CallerDep, Now
from app.web.router import PUBLIC, SIGNED_IN, Router, acting

router = Router(tags=["lots"])


@router.get("/hackathons/{hackathon_id}/lots", access=PUBLIC, response_model=list[LotRow])
def list_lots(hackathon_id: UUID, caller: CallerDep) -> Any:
    """List the draws by lot of a hackathon, the newest first; those that are not announced yet to organisers only."""
    return lots.listed(caller.db, caller.me, hackathons.by_id(caller.db, caller.me, hackathon_id))


@router.post("/hackathons/{hackathon_id}/lots", access=acting(Action.CREATE_LOT), response_model=LotOut, status_code=201)
def create_lot(hackathon_id: UUID, draft: LotIn, act: Act, now: Now) -> Lot:
    """Begin a draw: of places or a panel among applications or a list, or of the order of passage of teams."""
    return act(lambda db, me: verbs.create(db, me, hackathons.for_change(db, me, hackathon_id), draft, at=now))


@router.get("/lots/{lot_id}", access=PUBLIC, response_model=LotOut)
def read_lot(lot_id: UUID, caller: CallerDep) -> Lot:
    """Return a draw."""
    return lots.seen(caller.db, caller.me, lot_id)


@router.put("/lots/{lot_id}", access=acting(Action.EDIT_LOT), response_model=LotOut)
def edit_lot(lot_id: UUID, draft: LotEdit, act: Act, now: Now) -> Lot:
    """Change what a draw is for, how many it draws, and what it looks at; until it is announced."""
    return act(lambda db, me: verbs.edit(db, me, lots.for_change(db, me, lot_id), draft, at=now))


@router.put("/lots/{lot_id}/quotas", access=acting(Action.EDIT_LOT), response_model=LotOut)
def set_lot_quotas(lot_id: UUID, draft: QuotasIn, act: Act, now: Now) -> Lot:
    """Set the quotas."""
    return act(lambda db, me: verbs.set_quotas(db, me, lots.for_change(db, me, lot_id), draft, at=now))


@router.put("/lots/{lot_id}/pool", access=acting(Action.FILL_LOT), response_model=LotOut)
def fill_lot(lot_id: UUID, given: LotPoolIn, act: Act, now: Now) -> Lot:
    """Give a panel a list of its own to be drawn from, as CSV with a line of headings."""
    return act(lambda db, me: verbs.fill(db, me, lots.for_change(db, me, lot_id), given, at=now))


@router.get("/lots/{lot_id}/check", access=SIGNED_IN, response_model=LotCheck)
def check_lot(lot_id: UUID, caller: CallerDep) -> Any:
    """Count the pool, and say what the quotas make impossible, with the smallest change that helps; for organisers."""
    return lot_search.examine(caller.db, lots.for_organiser(caller.db, caller.me, lot_id))


@router.post("/lots/{lot_id}/search", access=acting(Action.SEARCH_LOT), response_model=LotOut)
def search_lot(lot_id: UUID, caller: CallerDep, act: Act, now: Now) -> Lot:
    """Search for the fairest chances in the background; the smallest chance first, then the others."""
    lot_search.check_possible(lot_search.examine(caller.db, lots.for_organiser(caller.db, caller.me, lot_id)))
    return act(lambda db, me: lot_search.search(db, me, lots.for_change(db, me, lot_id), at=now))


@router.get("/lots/{lot_id}/search", access=SIGNED_IN, response_model=LotSearch)
def read_lot_search(lot_id: UUID, caller: CallerDep) -> LotSearch:
    """Say how far the last search is, and whether what it found can be used; for organisers."""
    found = computations.of(caller.db, lots.for_organiser(caller.db, caller.me, lot_id).id)
    if found is None:
        raise NotFound
    return LotSearch(state=found.state, progress=found.progress, said=found.said, usable=bool((found.best or {}).get("lottery")))


@router.post("/lots/{lot_id}/announcement", access=acting(Action.FREEZE_LOT), response_model=LotOut)
def freeze_lot(lot_id: UUID, draft: FreezeIn, caller: CallerDep, act: Act, now: Now) -> Lot:
    """Freeze pool, quotas and panels, and announce where and when the public number will come from."""
    prepared = lot_draws.prepare(lots.for_organiser(caller.db, caller.me, lot_id))
    return act(lambda db, me: lot_draws.freeze(db, me, lots.for_change(db, me, lot_id), draft, prepared, at=now))


@router.post("/lots/{lot_id}/draw", access=acting(Action.DRAW_LOT), response_model=LotOut)
def draw_lot(lot_id: UUID, given: LotNumberIn, act: Act, now: Now) -> Lot:
    """Draw with the public number, once; the same number again returns the same result."""
    return act(lambda db, me: lot_draws.draw(db, me, lots.for_change(db, me, lot_id), given.number, at=now))


@router.post("/lots/{lot_id}/places", access=acting(Action.GIVE_DRAWN_PLACES), response_model=LotOut)
def give_drawn_places(lot_id: UUID, act: Act, now: Now) -> Lot:
    """Offer their places to those drawn, where the draw itself could not; the others wait in the order of the draw."""
    return act(lambda db, me: lot_answers.give_places(db, me, lots.for_change(db, me, lot_id), at=now))


@router.post("/lots/{lot_id}/answer", access=acting(Action.ANSWER_LOT), response_model=LotOut)
def answer_lot(lot_id: UUID, given: LotAnswerIn, act: Act, now: Now) -> Lot:
    """Accept or refuse one's own seat in a panel."""
    return act(lambda db, me: lot_answers.answer(db, me, lots.for_change(db, me, lot_id), given, at=now))


@router.post("/lots/{lot_id}/entries/{entry_id}/answer", access=acting(Action.RECORD_LOT_ANSWER), response_model=LotOut)
def record_lot_answer(lot_id: UUID, entry_id: UUID, given: LotAnswerIn, act: Act, now: Now) -> Lot:
    """Write down what somebody of the panel answered elsewhere."""

    def unit(db: Db, me: Person) -> Lot:
        lot = lots.for_change(db, me, lot_id)
        return lot_answers.record(db, me, lot, lots.entry_for_change(db, lot, entry_id), given, at=now)

    return act(unit)


@router.post("/lots/{lot_id}/cancellation", access=acting(Action.CANCEL_LOT), response_model=LotOut)
def cancel_lot(lot_id: UUID, given: LotCancelIn, act: Act, now: Now) -> Lot:
    """Cancel a draw, with a reason that is public where the draw was announced."""
    return act(lambda db, me: verbs.cancel(db, me, lots.for_change(db, me, lot_id), given, at=now))


@router.get("/lots/{lot_id}/entries", access=SIGNED_IN, response_model=list[LotEntryOut])
def list_lot_entries(
    lot_id: UUID, caller: CallerDep, *, page: int = Query(1, ge=1, le=10_000), size: int = Query(100, ge=1, le=100)
) -> Any:
    """List the pool with names, for organisers, in the order of the pseudonyms."""
    return lots.named(caller.db, caller.me, lots.for_organiser(caller.db, caller.me, lot_id), page=page, size=size)[0]


@router.get("/lots/{lot_id}/mine", access=SIGNED_IN, response_model=LotMine)
def read_my_lot(lot_id: UUID, caller: CallerDep) -> LotEntry:
    """Return one's own number, chance and result in a draw that is announced."""
    lot = lots.seen(caller.db, caller.me, lot_id)
    found = lots.mine(caller.db, caller.me, lot)
    if found is None or lot.frozen_at is None:
        raise NotFound
    return found


@router.get("/lots/{lot_id}/file", access=PUBLIC, response_model=dict[str, Any])
def read_lot_file(lot_id: UUID, caller: CallerDep) -> Any:
    """Return the published file: all that is needed to run the draw again, under pseudonyms."""
    lot = lots.seen(caller.db, caller.me, lot_id)
    if lot.frozen_at is None:
        raise NotFound
    return lot.published


@router.get("/lots/{lot_id}/report", access=PUBLIC, response_model=LotReport)
def read_lot_report(lot_id: UUID, caller: CallerDep) -> LotReport:
    """Return the anonymised report: chances and results by group, small groups merged."""
    lot = lots.seen(caller.db, caller.me, lot_id)
    found = lot_files.report_of(lot)
    if found is None:
        raise NotFound
    tally = lots.tally(caller.db, lot)
    return LotReport.model_validate({**_plain(found), "refused": tally["refused"], "called": tally["called"]})


def _plain(found: Any) -> dict[str, Any]:
    names = ("people", "places", "reached", "tickets", "chance_lowest", "chance_highest")
    return {name: getattr(found, name) for name in names} | {"shares": list(found.shares)}
