"""The organisers' desk of draws by lot: what, among whom, with which quotas; chances; announcement; those drawn. (C7)"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from sqlmodel import Session as Db

from app.domain import lot_answers, lot_draws, lot_search
from app.domain import lots as verbs
from app.domain.policy import Action
from app.errors import NotFound, Refused
from app.i18n import N_, translate
from app.models.application import APPLICANTS
from app.models.hackathon import Hackathon
from app.models.lot import Lot, LotKind, LotState
from app.models.person import Person
from app.queries import challenges, computations, lots, organiser
from app.schemas.lot import ATTRIBUTES, FreezeIn, LotAnswerIn, LotCancelIn, LotEdit, LotIn, LotPoolIn
from app.web import lot_forms, words
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.forms import Form, FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()

DESK, EDIT, QUOTAS, POOL = "lot/desk.html", "lot/edit.html", "lot/quotas.html", "lot/pool.html"
PageNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]


@router.get("/hackathons/{slug}/organise/lots", access=SIGNED_IN, name="organise_lots")
def show_lots(page: PageDep, slug: str) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    return page.render("lot/list.html", lots=lots.listed(page.db, page.me, hackathon), **frame(page, hackathon))


@router.get("/hackathons/{slug}/organise/lots/new", access=SIGNED_IN, name="organise_lot_new")
def show_new(page: PageDep, slug: str, kind: LotKind = LotKind.PLACES) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    form = page.form({"kind": kind, "pool_role": "participant", "attributes": ["sector"]})
    return page.render(EDIT, form=form, **_edit(page, hackathon, None, kind))


@router.post("/hackathons/{slug}/organise/lots/new", access=acting(Action.CREATE_LOT), name="organise_create_lot")
def create(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        draft = form.validate(LotIn)
        made = act(lambda db, me: verbs.create(db, me, organiser.desk_for_change(db, me, slug), draft, at=now))
        where = "organise_lot_pool" if made.kind is LotKind.PANEL and made.pool_role is None else "organise_lot"
        return page.go(where, flash=N_("The draw is begun. Nothing is public yet."), slug=slug, lot_id=made.id)
    lot_forms.word(form)
    kind = LotKind(form.value("kind")) if form.value("kind") in set(LotKind) else LotKind.PLACES
    return page.again(EDIT, form, **_edit(page, organiser.desk(page.db, page.me, slug), None, kind))


@router.get("/hackathons/{slug}/organise/lots/{lot_id}", access=SIGNED_IN, name="organise_lot")
def show_lot(page: PageDep, slug: str, lot_id: UUID, number: PageNumber = 1) -> Response:
    return page.render(DESK, form=page.form({}), **_desk(page, slug, lot_id, number))


@router.get("/hackathons/{slug}/organise/lots/{lot_id}/edit", access=SIGNED_IN, name="organise_lot_edit")
def show_edit(page: PageDep, slug: str, lot_id: UUID) -> Response:
    hackathon, lot = _found(page, slug, lot_id)
    return page.render(EDIT, form=page.form(_stored(lot)), **_edit(page, hackathon, lot, lot.kind))


@router.post("/hackathons/{slug}/organise/lots/{lot_id}/edit", access=acting(Action.EDIT_LOT), name="organise_save_lot")
def save(page: PageDep, slug: str, lot_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    hackathon, lot = _found(page, slug, lot_id)
    with form.attempt():
        draft = form.validate(LotEdit)
        act(lambda db, me: verbs.edit(db, me, lots.for_change(db, me, lot_id), draft, at=now))
        return page.go("organise_lot", flash=N_("Saved."), slug=slug, lot_id=lot_id)
    return page.again(EDIT, form, **_edit(page, hackathon, lot, lot.kind))


@router.get("/hackathons/{slug}/organise/lots/{lot_id}/quotas", access=SIGNED_IN, name="organise_lot_quotas")
def show_quotas(page: PageDep, slug: str, lot_id: UUID) -> Response:
    return page.render(QUOTAS, form=page.form({}), **_quotas(page, slug, lot_id))


@router.post("/hackathons/{slug}/organise/lots/{lot_id}/quotas", access=acting(Action.EDIT_LOT), name="organise_save_quotas")
def save_quotas(page: PageDep, slug: str, lot_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    _found(page, slug, lot_id)
    with form.attempt():
        draft = lot_forms.read_quotas(form)
        act(lambda db, me: verbs.set_quotas(db, me, lots.for_change(db, me, lot_id), draft, at=now))
        return _after_quotas(page, slug, lot_id)
    return page.again(QUOTAS, form, **_quotas(page, slug, lot_id, form))


def _after_quotas(page: Page, slug: str, lot_id: UUID) -> Response:
    """Go on to the draw where its quotas are possible; else stay, with what is wrong beside each field."""
    if lot_search.examine(page.db, lots.for_organiser(page.db, page.me, lot_id)).possible:
        return page.go("organise_lot", flash=N_("Saved: these quotas are possible."), slug=slug, lot_id=lot_id)
    return page.go("organise_lot_quotas", flash=N_("Saved. These quotas cannot all be kept yet."), slug=slug, lot_id=lot_id)


@router.get("/hackathons/{slug}/organise/lots/{lot_id}/pool", access=SIGNED_IN, name="organise_lot_pool")
def show_pool(page: PageDep, slug: str, lot_id: UUID) -> Response:
    hackathon, lot = _found(page, slug, lot_id)
    return page.render(POOL, form=page.form({}), lot=lot, **frame(page, hackathon))


@router.post("/hackathons/{slug}/organise/lots/{lot_id}/pool", access=acting(Action.FILL_LOT), name="organise_fill_lot")
def fill(page: PageDep, slug: str, lot_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    hackathon, lot = _found(page, slug, lot_id)
    with form.attempt():
        given = form.validate(LotPoolIn, **lot_forms.read_file(form))
        act(lambda db, me: verbs.fill(db, me, lots.for_change(db, me, lot_id), given, at=now))
        return page.go(
            "organise_lot", flash=N_("The list is in. Its columns are what quotas can be about."), slug=slug, lot_id=lot_id
        )
    return page.again(POOL, form, lot=lot, **frame(page, hackathon))


@router.post("/hackathons/{slug}/organise/lots/{lot_id}/search", access=acting(Action.SEARCH_LOT), name="organise_search_lot")
def search(page: PageDep, slug: str, lot_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    _, lot = _found(page, slug, lot_id)
    with form.attempt():
        lot_search.check_possible(lot_search.examine(page.db, lot))
        act(lambda db, me: lot_search.search(db, me, lots.for_change(db, me, lot_id), at=now))
        return page.go("organise_lot", slug=slug, lot_id=lot_id)
    return page.again(DESK, form, **_desk(page, slug, lot_id))


@router.post(
    "/hackathons/{slug}/organise/lots/{lot_id}/announcement", access=acting(Action.FREEZE_LOT), name="organise_freeze_lot"
)
def freeze(page: PageDep, slug: str, lot_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    _, lot = _found(page, slug, lot_id)
    with form.attempt():
        draft = form.validate(FreezeIn)
        prepared = lot_draws.prepare(lot)
        act(lambda db, me: lot_draws.freeze(db, me, lots.for_change(db, me, lot_id), draft, prepared, at=now))
        return page.go("lot", flash=N_("The draw is announced; nothing of it changes any more."), slug=slug, lot_id=lot_id)
    return page.again(DESK, form, **_desk(page, slug, lot_id))


@router.post(
    "/hackathons/{slug}/organise/lots/{lot_id}/places", access=acting(Action.GIVE_DRAWN_PLACES), name="organise_give_drawn"
)
def give_places(page: PageDep, slug: str, lot_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    _found(page, slug, lot_id)
    with form.attempt():
        act(lambda db, me: lot_answers.give_places(db, me, lots.for_change(db, me, lot_id), at=now))
        done = N_("Those drawn have their answer; the others wait in the order of the draw.")
        return page.go("organise_lot", flash=done, slug=slug, lot_id=lot_id)
    return page.again(DESK, form, **_desk(page, slug, lot_id))


@router.post(
    "/hackathons/{slug}/organise/lots/{lot_id}/entries/{entry_id}",
    access=acting(Action.RECORD_LOT_ANSWER),
    name="organise_lot_answer",
)
def record_answer(page: PageDep, slug: str, lot_id: UUID, entry_id: UUID, *, form: FormDep, act: Act) -> Response:
    def unit(db: Db, me: Person) -> Lot:
        lot = lots.for_change(db, me, lot_id)
        return lot_answers.record(db, me, lot, lots.entry_for_change(db, lot, entry_id), given, at=page.now)

    _found(page, slug, lot_id)
    with form.attempt():
        given = form.validate(LotAnswerIn)
        act(unit)
        return page.go("organise_lot", flash=N_("Saved."), slug=slug, lot_id=lot_id)
    return page.again(DESK, form, **_desk(page, slug, lot_id))


@router.post(
    "/hackathons/{slug}/organise/lots/{lot_id}/cancellation", access=acting(Action.CANCEL_LOT), name="organise_cancel_lot"
)
def cancel(page: PageDep, slug: str, lot_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    _found(page, slug, lot_id)
    with form.attempt():
        given = form.validate(LotCancelIn)
        act(lambda db, me: verbs.cancel(db, me, lots.for_change(db, me, lot_id), given, at=now))
        return page.go("organise_lots", flash=N_("The draw is cancelled, and its reason kept."), slug=slug)
    return page.again(DESK, form, **_desk(page, slug, lot_id))


def _found(page: Page, slug: str, lot_id: UUID) -> tuple[Hackathon, Lot]:
    hackathon = organiser.desk(page.db, page.me, slug)
    lot = lots.for_organiser(page.db, page.me, lot_id)
    if lot.hackathon_id != hackathon.id:
        raise NotFound
    return hackathon, lot


def _stored(lot: Lot) -> dict[str, Any]:
    return {"title": lot.title, "reason": lot.reason, "places": lot.places, "attributes": lot.attributes}


def _edit(page: Page, hackathon: Hackathon, lot: Lot | None, kind: LotKind) -> dict[str, Any]:
    offered = challenges.listed(page.db, page.me, hackathon, at=page.now) if kind is LotKind.ORDER else []
    return {
        **frame(page, hackathon), "lot": lot, "kind": kind, "known": ATTRIBUTES,
        "roles": [(role.value, translate(page.locale, words.ROLES[role])) for role in APPLICANTS],
        "challenges": [(str(view.id), view.label) for view in offered],
    }  # fmt: skip


def _quotas(page: Page, slug: str, lot_id: UUID, form: Form | None = None) -> dict[str, Any]:
    hackathon, lot = _found(page, slug, lot_id)
    examined = lot_search.examine(page.db, lot)
    return {
        **frame(page, hackathon), "lot": lot, "examined": examined,
        "groups": lot_forms.groups(lot, examined, form),
    }  # fmt: skip


def _desk(page: Page, slug: str, lot_id: UUID, number: int = 1) -> dict[str, Any]:
    hackathon, lot = _found(page, slug, lot_id)
    early = lot.state in {LotState.DRAFT, LotState.READY, LotState.SEARCHING}
    part = "seats" if lot.state is LotState.DRAWN else ""
    seats, total = lots.named(page.db, page.me, lot, part, page=number) if not early else ([], 0)
    why = lot_answers.obstacle(page.db, page.me, lot, at=page.now) if _places_due(lot) else None
    return {
        **frame(page, hackathon), "lot": lot, "search": computations.of(page.db, lot.id),
        "examined": lot_search.examine(page.db, lot) if early else None, "strata": lot_forms.strata(lot),
        "seats": seats, "total": total, "page_number": number, "size": lots.PAGE, "tally": lots.tally(page.db, lot),
        "replaces": lots.title_of(page.db, lot.replaces_id), "to_give": _places_due(lot) and not _given(why),
        "obstacle": _worded(page, why), "unfilled": lot_answers.unfilled(page.db, lot),
    }  # fmt: skip


def _places_due(lot: Lot) -> bool:
    return lot.kind is LotKind.PLACES and lot.state is LotState.DRAWN


def _given(why: Refused | None) -> bool:
    return why is not None and why.refusal.code == lot_answers.PLACES_GIVEN


def _worded(page: Page, why: Refused | None) -> str | None:
    return translate(page.locale, why.refusal.message, dict(why.refusal.params)) if why and not _given(why) else None
