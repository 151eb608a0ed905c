"""Pages of one incubation: what everybody may read, and the work of its people. (A1)"""

from typing import Any
from uuid import UUID

from fastapi import Response
from sqlmodel import Session as Db

from app.domain import incubation_work, incubations
from app.domain.policy import Action, require
from app.errors import NotFound
from app.i18n import N_
from app.models.incubation import Incubation
from app.models.person import Person
from app.queries import incubations as reading
from app.queries import portfolios
from app.schemas.incubation import CheckInIn, LeadIn, MilestoneIn, OutcomeIn, OwnerIn, ReviewIn, VisibilityIn
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import PUBLIC, SIGNED_IN, PageRouter, acting

router = PageRouter()

RECENT = 5


@router.get("/incubations/{incubation_id}", access=PUBLIC, name="incubation")
def show_incubation(page: PageDep, incubation_id: UUID) -> Response:
    return page.render("incubation/incubation.html", **_frame(page, incubation_id), **_inside(page, incubation_id))


@router.get("/incubations/{incubation_id}/owner", access=SIGNED_IN, name="incubation_owner")
def show_owner(page: PageDep, incubation_id: UUID) -> Response:
    return page.render("incubation/owner.html", **_owner(page, incubation_id))


@router.post("/incubations/{incubation_id}/owner", access=acting(Action.NAME_OWNER), name="incubation_name_owner")
def name_owner(page: PageDep, form: FormDep, act: Act, now: Now, incubation_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(OwnerIn)
        act(lambda db, me: incubations.name_owner(db, me, _locked(db, me, incubation_id), given.organisation_id, at=now))
        return page.go("incubation_owner", incubation_id=incubation_id, flash=N_("The owner is named."))
    return page.again("incubation/owner.html", form, **_owner(page, incubation_id))


@router.post("/incubations/{incubation_id}/lead", access=acting(Action.NAME_LEAD), name="incubation_name_lead")
def name_lead(page: PageDep, form: FormDep, act: Act, now: Now, incubation_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(LeadIn)
        act(lambda db, me: incubations.name_lead(db, me, _locked(db, me, incubation_id), given.person_id, at=now))
        return page.go("incubation_owner", incubation_id=incubation_id, flash=N_("The lead is named."))
    return page.again("incubation/owner.html", form, **_owner(page, incubation_id))


@router.post("/incubations/{incubation_id}/start", access=acting(Action.START_INCUBATION), name="incubation_start")
def start(page: PageDep, form: FormDep, act: Act, now: Now, incubation_id: UUID) -> Response:
    with form.attempt():
        act(lambda db, me: incubations.start(db, me, _locked(db, me, incubation_id), at=now))
        return page.go("incubation", incubation_id=incubation_id, flash=N_("The incubation has started: twenty-six weeks."))
    return page.again("incubation/owner.html", form, **_owner(page, incubation_id))


@router.post("/incubations/{incubation_id}/visibility", access=acting(Action.SHOW_INCUBATION), name="incubation_show")
def set_visibility(page: PageDep, form: FormDep, act: Act, now: Now, incubation_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(VisibilityIn)
        act(lambda db, me: incubations.show(db, me, _locked(db, me, incubation_id), is_public=given.is_public, at=now))
        return page.go("incubation_owner", incubation_id=incubation_id, flash=N_("Saved."))
    return page.again("incubation/owner.html", form, **_owner(page, incubation_id))


@router.get("/incubations/{incubation_id}/milestones/{milestone_id}", access=SIGNED_IN, name="milestone")
def show_milestone(page: PageDep, incubation_id: UUID, milestone_id: UUID) -> Response:
    return page.render("incubation/milestone.html", **_milestone(page, incubation_id, milestone_id))


@router.post(
    "/incubations/{incubation_id}/milestones/{milestone_id}", access=acting(Action.CHANGE_MILESTONE), name="milestone_change"
)
def change_milestone(page: PageDep, form: FormDep, act: Act, now: Now, incubation_id: UUID, milestone_id: UUID) -> Response:  # noqa: PLR0917
    with form.attempt():
        given = form.validate(MilestoneIn)
        act(
            lambda db, me: incubation_work.change_milestone(
                db, me, *reading.milestone_for_change(db, me, milestone_id), given, at=now
            )
        )
        return page.go("incubation", incubation_id=incubation_id, flash=N_("The milestone is up to date."))
    return page.again("incubation/milestone.html", form, **_milestone(page, incubation_id, milestone_id))


@router.post(
    "/incubations/{incubation_id}/milestones/{milestone_id}/validation",
    access=acting(Action.VALIDATE_MILESTONE),
    name="milestone_validate",
)
def validate_milestone(page: PageDep, act: Act, now: Now, incubation_id: UUID, milestone_id: UUID) -> Response:
    act(lambda db, me: incubation_work.validate_milestone(db, me, *reading.milestone_for_change(db, me, milestone_id), at=now))
    return page.go("incubation", incubation_id=incubation_id, flash=N_("The milestone is validated."))


@router.get("/incubations/{incubation_id}/check-in", access=SIGNED_IN, name="incubation_check_in")
def show_check_in(page: PageDep, incubation_id: UUID) -> Response:
    return page.render("incubation/check_in.html", **_work(page, incubation_id))


@router.post("/incubations/{incubation_id}/check-in", access=acting(Action.CHECK_IN), name="incubation_send_check_in")
def send_check_in(page: PageDep, form: FormDep, act: Act, now: Now, incubation_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(CheckInIn)
        act(lambda db, me: incubation_work.check_in(db, me, _locked(db, me, incubation_id), given, at=now))
        return page.go("incubation", incubation_id=incubation_id, flash=N_("Thank you: your account is kept."))
    return page.again("incubation/check_in.html", form, **_work(page, incubation_id))


@router.get("/incubations/{incubation_id}/review", access=SIGNED_IN, name="incubation_review")
def show_review(page: PageDep, incubation_id: UUID) -> Response:
    return page.render("incubation/review.html", **_work(page, incubation_id))


@router.post("/incubations/{incubation_id}/review", access=acting(Action.REVIEW_INCUBATION), name="incubation_send_review")
def send_review(page: PageDep, form: FormDep, act: Act, now: Now, incubation_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(ReviewIn)
        act(lambda db, me: incubations.review(db, me, _locked(db, me, incubation_id), given, at=now))
        return page.go("incubation", incubation_id=incubation_id, flash=N_("The decision is kept with its reason."))
    return page.again("incubation/review.html", form, **_work(page, incubation_id))


@router.get("/incubations/{incubation_id}/end", access=SIGNED_IN, name="incubation_end")
def show_end(page: PageDep, incubation_id: UUID) -> Response:
    return page.render("incubation/end.html", **_work(page, incubation_id))


@router.post("/incubations/{incubation_id}/end", access=acting(Action.END_INCUBATION), name="incubation_send_end")
def send_end(page: PageDep, form: FormDep, act: Act, now: Now, incubation_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(OutcomeIn)
        act(lambda db, me: incubations.end(db, me, _locked(db, me, incubation_id), given, at=now))
        return page.go("incubation", incubation_id=incubation_id, flash=N_("The outcome is published."))
    return page.again("incubation/end.html", form, **_work(page, incubation_id))


def _locked(db: Db, me: Person, incubation_id: UUID) -> Incubation:
    return reading.for_change(db, me, incubation_id)


def _frame(page: Page, incubation_id: UUID) -> dict[str, Any]:
    shown = reading.shown(page.db, page.me, incubation_id, now=page.now)
    return {"shown": shown, "incubation": shown.row, "event": event(page, shown.hackathon_row)}


def _inside(page: Page, incubation_id: UUID) -> dict[str, Any]:
    """Return the work of an incubation for one of its people, nothing of it for others."""
    incubation = reading.by_id(page.db, page.me, incubation_id)
    mine = portfolios.my_pledge(page.db, page.me, incubation.id)
    if not page.may(Action.SEE_INCUBATION_WORK, incubation):
        return {"insider": False, "mine": mine, "check_ins": [], "reviews": [], "names": {}, "given": [], "totals": None}
    check_ins = reading.check_ins(page.db, incubation, RECENT)
    reviews = reading.reviews(page.db, incubation)
    given = portfolios.given(page.db, [incubation.id]).get(incubation.id, [])
    people = {one.person_id for one in check_ins} | {one.decided_by_id for one in reviews} | {incubation.lead_id}
    return {
        "insider": True,
        "mine": mine,
        "check_ins": check_ins,
        "reviews": reviews,
        "names": reading.names(page.db, people),
        "given": given,
        "totals": portfolios.together(one.totals for one in given),
    }


def _work(page: Page, incubation_id: UUID) -> dict[str, Any]:
    found = _frame(page, incubation_id)
    require(page.db, page.me, Action.SEE_INCUBATION_WORK, found["incubation"], at=page.now)
    return found | {"progress": reading.progress(page.db, [incubation_id]).get(incubation_id, 0)}


def _owner(page: Page, incubation_id: UUID) -> dict[str, Any]:
    found = _work(page, incubation_id)
    incubation = found["incubation"]
    return found | {
        "organisations": [(one.id, one.name) for one in reading.possible_owners(page.db, incubation)],
        "people": [(one.id, one.display_name) for one in reading.possible_leads(page.db, incubation)],
    }


def _milestone(page: Page, incubation_id: UUID, milestone_id: UUID) -> dict[str, Any]:
    found = _work(page, incubation_id)
    milestone = next((one for one in found["shown"].milestones if one.id == milestone_id), None)
    if milestone is None:
        raise NotFound
    return found | {"milestone": milestone}
