"""A juror's list and sheets, all under one path, which their service worker does not leave. (J2, J4)"""

import hashlib
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from fastapi import Response
from sqlmodel import Session as Db

from app.domain import calibrations, confirmations, paper_choices, publications, severity, sheets, ties
from app.domain.policy import Action
from app.i18n import N_
from app.models.base import new_id
from app.models.jury import Rubric
from app.models.person import Person
from app.queries import calibrations as examples
from app.queries import charters, hackathons, juries, panels, prototypes, sheet_order
from app.queries import sheets as found
from app.schemas.jury import OrderIn, SheetForm, TieIn, marks_in, order_in
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import PUBLIC, SIGNED_IN, PageRouter, acting
from app.web.static import source, static

router = PageRouter()


@router.get("/jury/worker.js", access=PUBLIC, name="jury_worker")
def send_worker() -> Response:
    """Send the service worker of a juror's pages; where it is served from is how far it reaches."""
    shell = [static(name) for name in ("app.css", "sheet.js")]
    code = source("jury-worker.js")
    version = hashlib.sha256("".join([*shell, code]).encode()).hexdigest()[:10]
    script = f"const VERSION = {orjson.dumps(version).decode()}, SHELL = {orjson.dumps(shell).decode()};\n{code}"
    return Response(script, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get("/jury/{slug}", access=SIGNED_IN, name="jury")
def show_jury(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.person, slug)
    rounds = found.today(page.db, page.person, hackathon)
    with_example = examples.challenges(page.db, hackathon.id)
    return page.render(
        "jury/jury.html",
        event=event(page, hackathon),
        hackathon=hackathon,
        rounds=rounds,
        next=sheet_order.next_line(rounds),
        pages=_pages(page, slug, rounds),
        severity={
            each.challenge.id: severity.of_juror(page.db, page.person, each.challenge)
            for each in rounds
            if each.closed or each.published
        },
        # Asked only of who has locked every sheet, so that the list stays quick while one scores.
        looks={
            each.challenge.id: confirmations.asked(page.db, page.person, each.challenge)
            for each in rounds
            if each.done and each.done == each.to_score and not each.published
        },
        undo=found.undoable(rounds, sheets.UNDO, at=page.now),
        examples={
            each.challenge.id: example
            for each in rounds
            if each.challenge.id in with_example
            and (example := calibrations.seen(page.db, page.person, each.challenge, runs=False))
        },
        equal={
            each.challenge.id: publications.to_settle(page.db, page.person, each.challenge) for each in rounds if each.presided
        },
    )


@router.get("/jury/sheets/{team_id}", access=SIGNED_IN, name="sheet")
def show_sheet(page: PageDep, team_id: UUID) -> Response:
    desk = found.desk(page.db, page.person, team_id)
    return page.render(_template(desk), form=page.form(_stored(desk)), **_context(page, desk))


@router.post("/jury/sheets/{team_id}", access=acting(Action.SCORE), name="save_sheet")
def save_sheet(page: PageDep, form: FormDep, act: Act, now: Now, team_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(SheetForm, marks=marks_in(form.data))
        act(lambda db, me: sheets.hand_in(db, me, juries.team_for_change(db, me, team_id), given, at=now))
        if given.do == "lock":
            return _onward(page, team_id)
        return page.go("sheet", flash=N_("Your sheet is saved. It counts once you lock it."), team_id=team_id)
    desk = found.desk(page.db, page.person, team_id)
    return page.again(_template(desk), form, **_context(page, desk))


@router.post("/jury/sheets/{team_id}/unlock", access=acting(Action.UNLOCK_SHEET), name="unlock_sheet")
def unlock_sheet(page: PageDep, act: Act, now: Now, team_id: UUID) -> Response:
    act(lambda db, me: sheets.unlock(db, me, juries.team_for_change(db, me, team_id), at=now))
    return page.go("sheet", flash=N_("The sheet is open again."), team_id=team_id)


@router.post("/jury/sheets/{team_id}/tie", access=acting(Action.DECLARE_TIE), name="declare_tie_page")
def declare_tie(page: PageDep, form: FormDep, act: Act, now: Now, team_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(TieIn)
        act(lambda db, me: ties.declare(db, me, juries.team_for_change(db, me, team_id), given, at=now))
        return page.go("sheet", team_id=team_id)
    return page.again("jury/tie.html", form, **_context(page, found.desk(page.db, page.person, team_id)))


@router.post("/jury/sheets/{team_id}/tie/deny", access=acting(Action.DENY_TIE), name="deny_tie_page")
def deny_tie(page: PageDep, form: FormDep, act: Act, now: Now, team_id: UUID) -> Response:
    with form.attempt():
        act(lambda db, me: ties.deny(db, me, juries.team_for_change(db, me, team_id), at=now))
        said = N_("It is noted: nothing ties you to this team. The organisers are told.")
        return page.go("sheet", flash=said, team_id=team_id)
    desk = found.desk(page.db, page.person, team_id)
    return page.again(_template(desk), form, **_context(page, desk))


@router.post("/challenges/{challenge_id}/president-order", access=acting(Action.SETTLE_TIE), name="settle_tie_page")
def settle_tie(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    given = OrderIn.model_validate({"teams": order_in(form.data)})

    def unit(db: Db, me: Person) -> Rubric:
        challenge = juries.challenge_for_change(db, me, challenge_id)
        return publications.settle_tie(db, me, challenge, given.teams, at=now)

    act(unit)
    return page.go("jury", flash=N_("Your order is kept."), slug=juries.slug_of_challenge(page.db, page.person, challenge_id))


def _onward(page: Page, team_id: UUID) -> Response:
    """Go to the next team of one's list, or to the list when all are done."""
    desk = found.desk(page.db, page.person, team_id)
    following = sheet_order.next_line(found.today(page.db, page.person, desk.hackathon), after=team_id)
    if following:
        return page.go("sheet", team_id=following.team_id)
    return page.go("jury", flash=N_("All your sheets are locked. Thank you!"), slug=desk.hackathon.slug)


def _template(desk: found.Desk) -> str:
    return "jury/sheet.html" if desk.open else "jury/tie.html"


def _stored(desk: found.Desk) -> dict[str, Any]:
    sheet = desk.sheet
    marks = {str(criterion): level for criterion, level in desk.marks.items()}
    return {"marks": marks, "great": sheet.great if sheet else "", "think_about": sheet.think_about if sheet else ""}


def _context(page: Page, desk: found.Desk) -> dict[str, Any]:
    """Return what the page of a sheet shows; the team's work only where the tie lets it."""
    rounds = found.today(page.db, page.person, desk.hackathon)
    here = next((each for each in rounds if each.challenge.id == desk.challenge.id), None)
    ids = [line.team_id for line in here.lines] if here else []
    return {
        "event": event(page, desk.hackathon),
        "desk": desk,
        "denial": _denial(page, desk),
        "here": here,
        "charter": charters.in_force(page.db, page.person, desk.hackathon.id),
        "own": _own(page, desk, here) if desk.open else [],
        "onward": sheet_order.following(rounds, after=desk.team.id),
        "pages": _pages(page, desk.hackathon.slug, rounds),
        "position": ids.index(desk.team.id) + 1 if desk.team.id in ids else None,
        "next": sheet_order.next_line(rounds, after=desk.team.id),
        "undo": found.undoable(rounds, sheets.UNDO, at=page.now),
        "prototype": prototypes.counting(page.db, desk.team.id) if desk.open else None,
        "total": sheets.total_of(desk.criteria, desk.marks),
        "typed": paper_choices.of_juror(page.db, page.person, desk.team) if desk.open and desk.sheet else [],
        "op_id": new_id(),
    }


def _denial(page: Page, desk: found.Desk) -> str | None:
    """Return what follows if the tie was a mistake: counts (what was marked), reads, or kept by another; None where it stays."""
    if (
        desk.tie is None
        or desk.free
        or not desk.tie.own
        or not page.may(Action.DENY_TIE, desk.team)
        or not ties.deniable(page.db, desk.team)
    ):
        return None
    if desk.sheet is not None:
        return "counts"
    if desk.rubric is None:
        return "reads"
    known = panels.known(page.db, desk.challenge, desk.rubric)
    return "reads" if panels.comes_back(known, (page.person.id, desk.team.id)) else "kept"


def _own(page: Page, desk: found.Desk, here: found.Round | None) -> list[tuple[found.Line, Decimal | None]]:
    """Return one's other sheets of this round with their totals, in one's own order, to compare with."""
    if desk.rubric is None or here is None:
        return []
    marks = found.marks_in_round(page.db, page.person, desk.rubric.id)
    lines = [line for line in here.lines if line.team_id != desk.team.id and line.state in {"todo", "now", "done"}]
    return [(line, sheets.total_of(desk.criteria, marks.get(line.team_id, {}))) for line in lines]


def _pages(page: Page, slug: str, rounds: list[found.Round]) -> list[str]:
    """Return the addresses that a juror's device keeps: the list, and the sheets whose work is open to them."""
    address = page.caller.request.app.url_path_for
    lines = [line for each in rounds for line in each.lines if line.state in {"todo", "now", "done"}]
    return [address("jury", slug=slug), *(address("sheet", team_id=str(line.team_id)) for line in lines)]
