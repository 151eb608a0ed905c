"""The organisers' desk of applications: the list, one application, the answers. (P3)"""

from contextlib import suppress
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from fastapi import Query, Response
from sqlmodel import Session as Db

from app.domain import selection as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_, translate
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Attendance, Hackathon
from app.models.organisation import Sector
from app.models.person import Person
from app.queries import applications, challenges, hackathons, organisations, selection
from app.queries.selection import PAGE, Asked
from app.schemas.application import DecisionIn
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.event import event
from app.web.forms import Form, FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()

E = TypeVar("E", bound=StrEnum)
DONE = {
    "accept": N_("Accepted. A mail tells them."),
    "wait": N_("Put on the waiting list. A mail tells them."),
    "decline": N_("Declined. A mail tells them, with your reason."),
}


@router.get("/hackathons/{slug}/applications", access=SIGNED_IN, name="applications")
def list_applications(
    page: PageDep,
    slug: str,
    *,
    status: str = "submitted",
    sector: str = "",
    attendance: str = "",
    q: str = Query("", max_length=80),
    sort: str = Query("created", max_length=20),
    number: int = Query(1, ge=1, le=10_000, alias="page"),
) -> Response:
    chosen = _choice(ApplicationStatus, status) or ApplicationStatus.SUBMITTED
    asked = Asked(chosen, _choice(Sector, sector), _choice(Attendance, attendance), q, sort)
    return page.render("application/applications.html", form=page.form({}), **_list(page, slug, asked, number))


@router.get("/hackathons/{slug}/applications/{application_id}", access=SIGNED_IN, name="application_seen")
def show_one(page: PageDep, slug: str, application_id: UUID) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    applications.need_organiser(page.db, page.me, hackathon)
    found = applications.seen(page.db, page.me, application_id)
    if found.hackathon_id != hackathon.id:
        raise NotFound
    return page.render("application/seen.html", form=page.form({}), **_one(page, hackathon, found))


@router.post("/hackathons/{slug}/applications/decisions", access=acting(Action.ACCEPT_APPLICATION), name="applications_decide")
def decide(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    def unit(db: Db, me: Person) -> Application:
        return verbs.decide(db, me, hackathons.slug_for_change(db, me, slug), decision, at=now)

    with form.attempt():
        decision = form.validate(DecisionIn)
        act(unit)
        return page.go("applications", flash=DONE[decision.decision], slug=slug)
    _word(form)
    chosen = _choice(ApplicationStatus, str(form.value("status"))) or ApplicationStatus.SUBMITTED
    return page.again("application/applications.html", form, **_list(page, slug, Asked(chosen), 1))


def _word(form: Form) -> None:
    """Say in the list's own words what a program would be told field by field."""
    if "applications" in form.errors:
        form.errors["applications"] = translate(form.locale, N_("Tick the applications that you answer."))
    if form.errors.get("_") and not form.value("reason") and form.value("decision") == "decline":
        form.errors["reason"] = form.errors.pop("_")


def _choice(values: type[E], given: str) -> E | None:
    with suppress(ValueError):
        return values(given)
    return None


def _list(page: Page, slug: str, asked: Asked, number: int) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found, total = selection.listing(page.db, page.me, hackathon, asked, page=number)
    params = {
        "status": asked.status, "sector": asked.sector or "", "attendance": asked.attendance or "", "q": asked.text,
        "sort": asked.sort,
    }  # fmt: skip
    return {
        **frame(page, hackathon), "applications": found, "total": total, "size": PAGE,
        "page_number": number, "asked": asked, "params": params,
        "counts": selection.tally(page.db, hackathon), "mix": selection.sectors(page.db, hackathon),
        "next": selection.next_waiting(page.db, hackathon),
    }  # fmt: skip


def _one(page: Page, hackathon: Hackathon, found: Application) -> dict[str, Any]:
    labels = {str(view.id): view.label for view in challenges.listed(page.db, page.me, hackathon, at=page.now)}
    taken = selection.accepted_count(page.db, hackathon)
    owner = organisations.by_id(page.db, found.organisation_id) if found.organisation_id else None
    return {
        "hackathon": hackathon, "event": event(page, hackathon), "application": found,
        "organisation": owner.name if owner else None,
        "wishes": [labels[wish] for wish in found.wishes if wish in labels], "rank": applications.rank_waiting(page.db, found),
        "name": applications.name_of(page.db, found),
        "places": None if hackathon.capacity is None else max(0, hackathon.capacity - taken),
    }  # fmt: skip
