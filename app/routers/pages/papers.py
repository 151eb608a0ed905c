"""Pages of sheets on paper: what to print, the sheets themselves, typing them in, and choosing between copies. (J4)"""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Query, Response
from sqlmodel import Session as Db

from app.domain import paper_choices, paper_codes, papers, rubrics
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_, gettext
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.paper import PaperEntry, PaperSheet, PaperState
from app.models.person import Person, Role
from app.queries import hackathons, juries, organiser, rounds
from app.queries import papers as found
from app.schemas.jury import marks_in
from app.schemas.paper import PaperAnswerIn, PaperForm, PaperIn, PrintIn, SettleIn
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting
from app.web.text import input_moment

router = PageRouter()
LIST: Final = "paper/paper.html"
ENTER: Final = "paper/enter.html"
COPIES: Final = "paper/copies.html"
PAGE: Final = 25
BATCH: Final = 60  # sheets on one page to print
NO_SUCH: Final = N_("No sheet has this code. Look at each character again: there is no letter I, L, O or U in it.")
DONE: Final = {
    PaperState.APPLIED: N_("The sheet is in and counts; its juror is shown that you typed it. What is the next code?"),
    PaperState.CONFIRMED: N_("Typed twice, and both say the same. What is the next code?"),
    PaperState.WAITING: N_("Something else is stored for this sheet. Both copies are kept; somebody must choose."),
}


@router.get("/challenges/{challenge_id}/paper", access=SIGNED_IN, name="paper")
def show_paper(page: PageDep, challenge_id: UUID, number: Annotated[int, Query(alias="page", ge=1, le=1000)] = 1) -> Response:
    return page.render(LIST, form=page.form({}), **_list(page, challenge_id, number))


@router.post("/challenges/{challenge_id}/paper", access=acting(Action.PRINT_PAPER), name="print_paper")
def print_paper(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(PrintIn)
        act(lambda db, me: papers.issue(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now))
        response = page.go("paper_sheets", challenge_id=challenge_id)
        chosen = [f"{name}={key}" for name, key in (("juror", given.juror_id), ("team", given.team_id)) if key]
        response.headers["location"] += "?" + "&".join(chosen or ["all=1"])
        return response
    return page.again(LIST, form, **_list(page, challenge_id, 1))


@router.get("/challenges/{challenge_id}/paper/print", access=SIGNED_IN, name="paper_sheets")
def show_sheets(  # noqa: PLR0917 - FastAPI passes them by name
    page: PageDep,
    challenge_id: UUID,
    juror: UUID | None = None,
    team: UUID | None = None,
    everything: Annotated[bool, Query(alias="all")] = False,
    number: Annotated[int, Query(alias="page", ge=1, le=1000)] = 1,
) -> Response:
    """Show the sheets that have their code, a page of A4 each; without a choice a blank one."""
    challenge = juries.challenge_of_organiser(page.db, page.person, challenge_id)
    rubric = rounds.current(page.db, challenge.id)
    slips = found.slips(page.db, challenge, rubric, papers.version_now(page.db, rubric)) if juror or team or everything else []
    sheets = [
        (slip, paper_codes.grouped(slip.code))
        for slip in slips
        if slip.code and slip.state == "printed" and juror in {None, slip.juror_id} and team in {None, slip.team_id}
    ]
    query = {name: str(value) for name, value in (("juror", juror), ("team", team), ("all", everything or None)) if value}
    return page.render(
        "paper/print.html",
        challenge=challenge,
        grid=rubrics.shown(page.db, challenge),
        version=papers.version_now(page.db, rubric)[:8],
        sheets=sheets[(number - 1) * BATCH : number * BATCH],
        total=len(sheets),
        number=number,
        size=BATCH,
        blank=not query,
        query=query,
        **frame(page, page.db.get_one(Hackathon, challenge.hackathon_id)),
    )


@router.get("/hackathons/{slug}/paper", access=SIGNED_IN, name="enter_paper")
def show_entry(page: PageDep, slug: str, code: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Ask for a code; with one, show the form of its sheet."""
    hackathon = organiser.desk(page.db, page.me, slug)
    form = page.form({"code": code})
    if not code:
        return page.render(ENTER, form=form, paper=None, **frame(page, hackathon))
    paper = _paper(page, hackathon, code)
    if paper is None:
        form.errors["code"] = gettext(page.locale, NO_SUCH)
        return page.again(ENTER, form, paper=None, **frame(page, hackathon))
    filled = page.form({"code": code, "signed_at": input_moment(page.now, hackathon.timezone)})
    return page.render(ENTER, form=filled, **_entry(page, hackathon, paper))


@router.post("/hackathons/{slug}/paper", access=acting(Action.ENTER_PAPER), name="save_paper")
def enter(page: PageDep, form: FormDep, act: Act, now: Now, slug: str) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    paper = _paper(page, hackathon, str(form.value("code")))
    if paper is None:
        form.errors["code"] = gettext(page.locale, NO_SUCH)
        return page.again(ENTER, form, paper=None, **frame(page, hackathon))
    with form.attempt():
        given = PaperIn(**form.validate(PaperForm, marks=marks_in(form.data)).model_dump(exclude={"code"}))
        made = act(lambda db, me: papers.enter(db, me, found.by_code_for_change(db, me, paper.code), given, at=now))
        if made.state is PaperState.WAITING:
            return page.go("paper_copies", flash=DONE[made.state], paper_entry_id=made.id)
        return page.go("enter_paper", flash=DONE[made.state], slug=slug)
    return page.again(ENTER, form, **_entry(page, hackathon, paper))


@router.get("/paper-entries/{paper_entry_id}", access=SIGNED_IN, name="paper_copies")
def show_copies(page: PageDep, paper_entry_id: UUID) -> Response:
    return page.render(COPIES, form=page.form({}), **_copies(page, paper_entry_id))


@router.post("/paper-entries/{paper_entry_id}", access=acting(Action.SETTLE_PAPER), name="settle_paper")
def settle(page: PageDep, form: FormDep, act: Act, now: Now, paper_entry_id: UUID) -> Response:
    def unit(db: Db, me: Person) -> PaperEntry:
        return paper_choices.settle(db, me, *found.entry_for_change(db, me, paper_entry_id), given, at=now)

    with form.attempt():
        given = form.validate(SettleIn)
        act(unit)
        return page.go("paper_copies", flash=N_("The choice is kept, with its reason."), paper_entry_id=paper_entry_id)
    return page.again(COPIES, form, **_copies(page, paper_entry_id))


@router.post("/jury/sheets/{team_id}/paper", access=acting(Action.ANSWER_PAPER), name="answer_paper")
def answer(page: PageDep, form: FormDep, act: Act, now: Now, team_id: UUID) -> Response:
    given = PaperAnswerIn(answer=str(form.value("answer")), note=str(form.value("note")))
    act(lambda db, me: paper_choices.answer(db, me, juries.team_for_change(db, me, team_id), given, at=now))
    return page.go("sheet", flash=N_("Thank you, this is noted."), team_id=team_id)


def _paper(page: Page, hackathon: Hackathon, typed: str) -> PaperSheet | None:
    """Return the sheet of a typed code of this hackathon, None where there is none."""
    code = paper_codes.read(typed)
    if code is None:
        return None
    try:
        paper = found.by_code(page.db, page.person, code)
    except NotFound:
        return None
    return paper if page.db.get_one(Challenge, paper.challenge_id).hackathon_id == hackathon.id else None


def _entry(page: Page, hackathon: Hackathon, paper: PaperSheet) -> dict[str, Any]:
    """Return what the form of a code shows: whose sheet it is, and never what somebody else typed or tapped."""
    juror, team, rubric = found.named(page.db, paper)
    state = found.states(page.db, rubric.id).get((juror.id, team.id), ("printed", None))[0]
    return {
        "paper": paper,
        "code": paper_codes.grouped(paper.code),
        "juror": juror,
        "team": team,
        "rubric": rubric,
        "criteria": juries.criteria_of(page.db, rubric),
        "state": state,
        "tie_said": juries.tie_of(page.db, juror.id, team.id) is not None,
        **frame(page, hackathon),
    }


def _copies(page: Page, paper_entry_id: UUID) -> dict[str, Any]:
    entry, paper = found.entry(page.db, page.person, paper_entry_id)
    juror, team, rubric = found.named(page.db, paper)
    challenge = page.db.get_one(Challenge, paper.challenge_id)
    hackathon = hackathons.by_id(page.db, page.person, challenge.hackathon_id)
    mine = juror.id == page.person.id
    around = event(page, hackathon)
    return {
        **(frame(page, hackathon) if around.has(Role.ORGANISER) else {"event": around, "hackathon": hackathon, "desk_tabs": []}),
        "entry": entry,
        "typist": page.db.get_one(Person, entry.entered_by_id),
        "juror": juror,
        "team": team,
        "challenge": challenge,
        "mine": mine,
        "criteria": [(str(criterion.id), criterion) for criterion in juries.criteria_of(page.db, rubric)],
        "both": paper_choices.copies(page.db, page.person, entry, paper),
    }


def _list(page: Page, challenge_id: UUID, number: int) -> dict[str, Any]:
    challenge = juries.challenge_of_organiser(page.db, page.person, challenge_id)
    rubric = rounds.current(page.db, challenge.id)
    slips = found.slips(page.db, challenge, rubric, papers.version_now(page.db, rubric))
    codes = {slip.code: paper_codes.grouped(slip.code) for slip in slips if slip.code}
    return {
        **frame(page, page.db.get_one(Hackathon, challenge.hackathon_id)),
        "challenge": challenge,
        "slips": slips[(number - 1) * PAGE : number * PAGE],
        "codes": codes,
        "total": len(slips),
        "number": number,
        "size": PAGE,
        "printed": sum(slip.state not in {"none", "locked"} for slip in slips),
        "entered": sum(slip.state in {"entered", "contested"} for slip in slips),
        "waiting": [slip for slip in slips if slip.state in {"waiting", "contested"}],
        "jurors": sorted({(str(slip.juror_id), slip.juror) for slip in slips}, key=lambda one: one[1].casefold()),
        "teams": sorted({(str(slip.team_id), slip.team) for slip in slips}, key=lambda one: one[1].casefold()),
    }
