"""The organisers' desk of applications: the list, one application, the answers with their mails shown before. (P3)"""

from contextlib import suppress
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel, Field, ValidationError
from sqlmodel import Session as Db

from app.domain import appraisals
from app.domain import selection as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_, translate
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Attendance, Hackathon
from app.models.organisation import Sector
from app.models.person import Person, Role
from app.queries import applications, challenges, hackathons, organisations, selection
from app.queries import appraisals as read
from app.queries.selection import PAGE, Asked
from app.schemas.selection import DecisionIn, FilterIn
from app.web import previews, selected, words
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.event import event
from app.web.forms import Form, FormDep
from app.web.letters import Writer
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()

E = TypeVar("E", bound=StrEnum)
PREVIEW = "selection/preview.html"
DONE = {
    "accept": N_("Answered. A mail tells them."),
    "wait": N_("Put on the waiting list. A mail tells them."),
    "decline": N_("Declined. A mail tells them, with your reason."),
}


class Looked(BaseModel):
    """What the address of the list says; what it cannot mean is as if it were not said."""

    status: str = "submitted"
    role: str = ""
    sector: str = ""
    attendance: str = ""
    q: str = Field("", max_length=80)
    sort: str = Field("created", max_length=20)
    page: int = Field(1, ge=1, le=10_000)

    def asked(self) -> Asked:
        chosen = _choice(ApplicationStatus, self.status)
        if chosen in {None, ApplicationStatus.DRAFT}:
            chosen = ApplicationStatus.SUBMITTED
        sector, attendance, role = _choice(Sector, self.sector), _choice(Attendance, self.attendance), _choice(Role, self.role)
        return Asked(chosen, sector, attendance, self.q, self.sort, role)


class Weighed(Looked):
    """What the address of a preview says: which answer, to whom, in which words."""

    decision: str = ""
    applications: list[UUID] = Field(default_factory=list, max_length=200)
    all: bool = False
    reason: str = Field("", max_length=1000)


def _choice(values: type[E], given: str) -> E | None:
    with suppress(ValueError):
        return values(given)
    return None


@router.get("/hackathons/{slug}/applications", access=SIGNED_IN, name="applications")
def list_applications(
    page: PageDep, slug: str, looked: Annotated[Looked, Query()]
) -> Response:  # fmt: skip
    return page.render("selection/applications.html", **_list(page, slug, looked.asked(), looked.page))


@router.get("/hackathons/{slug}/applications.csv", access=SIGNED_IN, name="applications_export")
def export(page: PageDep, slug: str, looked: Annotated[Looked, Query()]) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    return selected.csv(page.db, page.me, hackathon, looked.asked(), page.locale)


@router.get("/hackathons/{slug}/applications/preview", access=SIGNED_IN, name="applications_preview")
def preview(page: PageDep, slug: str, weighed: Annotated[Weighed, Query()]) -> Response:
    """Show the mails of an answer before it is given; nothing changes."""
    asked = weighed.asked()
    values: dict[str, Any] = {"decision": weighed.decision, "reason": weighed.reason}
    values |= {"filter": _filter(asked)} if weighed.all else {"applications": weighed.applications}
    return _preview(page, slug, values, page.form({}), asked)


@router.get("/hackathons/{slug}/applications/{application_id}", access=SIGNED_IN, name="application_seen")
def show_one(page: PageDep, slug: str, application_id: UUID) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    applications.need_organiser(page.db, page.me, hackathon)
    found = applications.seen(page.db, page.me, application_id)
    if found.hackathon_id != hackathon.id:
        raise NotFound
    return page.render("selection/seen.html", **_one(page, hackathon, found))


@router.post("/hackathons/{slug}/applications/decisions", access=acting(Action.ACCEPT_APPLICATION), name="applications_decide")
def decide(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    def unit(db: Db, me: Person) -> Application:
        return verbs.decide(db, me, hackathons.slug_for_change(db, me, slug), decision, at=now)

    names = ("status", "role", "sector", "attendance", "q")
    asked = Looked(**{name: str(form.value(f"filter.{name}"))[:80] for name in names}).asked()
    with form.attempt():
        decision = form.validate(DecisionIn)
        act(unit)
        return page.go("applications", flash=DONE[decision.decision], slug=slug)
    values: dict[str, Any] = {"decision": form.value("decision"), "reason": form.value("reason")}
    if form.value("filter.status"):
        values["filter"] = _filter(asked)
    else:
        values["applications"] = form.values("applications")
    return _preview(page, slug, values, form, asked)


def _preview(page: Page, slug: str, values: dict[str, Any], form: Form, asked: Asked) -> Response:
    """Show what an answer would do, or what keeps it from being given."""
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    applications.need_organiser(page.db, page.me, hackathon)
    if values.get("decision") == "decline" and not values["reason"]:
        values["reason"], wanting = "…" * 3, True
    else:
        wanting = False
    shown: dict[str, Any] = {"decision": values.get("decision"), "plan": None, "mails": [], "values": values, "wanting": wanting}
    try:
        decision = DecisionIn.model_validate(values)
    except ValidationError as error:
        if not form.errors:
            form.errors["_"] = translate(page.locale, _wrong(error))
    else:
        plan = verbs.plan(page.db, hackathon, decision, at=page.now)
        if plan.refused and not form.errors:
            form.errors["_"] = translate(page.locale, plan.refused.refusal.message, dict(plan.refused.refusal.params))
        services = page.caller.services
        writer = Writer(page.caller.request.app.url_path_for, services.settings.url, services.key)
        shown |= {
            "plan": plan,
            "mails": [] if wanting else previews.mails(page.db, hackathon, plan, decision.reason, writer, at=page.now),
        }
    shown |= {"asked": asked, "role_words": words.ROLES, **frame(page, hackathon)}
    return page.again(PREVIEW, form, **shown) if form.sent else page.render(PREVIEW, form=form, **shown)


def _wrong(error: ValidationError) -> str:
    """Return our own sentence for a choice that says nothing, or too little."""
    ours = [detail["msg"] for detail in error.errors() if detail["type"] in {"which", "reason"}]
    return ours[0] if ours else N_("Tick the applications that you answer.")


def _filter(asked: Asked) -> dict[str, Any]:
    """Return a filter as the answer's form carries it."""
    found = FilterIn(
        status=asked.status or ApplicationStatus.SUBMITTED,
        role=asked.role,
        sector=asked.sector,
        attendance=asked.attendance,
        q=asked.text,
    )
    return found.model_dump(mode="json", exclude_none=True)


def _list(page: Page, slug: str, asked: Asked, number: int) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    applications.need_organiser(page.db, page.me, hackathon)
    levels, counted = appraisals.standing(page.db, hackathon), selection.counts(page.db, hackathon)
    known = counted.tally[asked.status] if asked.status else None
    means = {one: level.mean for one, level in levels.items()}
    found, total = selection.listing(page.db, page.me, hackathon, asked, page=number, levels=means, known=known)
    params = {
        "status": asked.status, "role": asked.role or "", "sector": asked.sector or "", "attendance": asked.attendance or "",
        "q": asked.text, "sort": asked.sort,
    }  # fmt: skip
    call = selection.call_of(page.db, hackathon)
    mix = selection.mix_of(counted.sectors, call)
    room = selection.room_of(hackathon, call, {share.sector: share.placed for share in mix})
    return {
        **frame(page, hackathon), "applications": found, "total": total, "size": PAGE,
        "page_number": number, "asked": asked, "params": params, "room": room,
        "counts": counted.tally, "mix": mix,
        "next": selection.next_waiting(page.db, hackathon), "role_words": words.ROLES, "levels": levels,
        "roles": call.roles if call else [Role.PARTICIPANT.value],
    }  # fmt: skip


def _one(page: Page, hackathon: Hackathon, found: Application) -> dict[str, Any]:
    labels = {str(view.id): view.label for view in challenges.listed(page.db, page.me, hackathon, at=page.now)}
    owner = organisations.by_id(page.db, found.organisation_id) if found.organisation_id else None
    return {
        "hackathon": hackathon, "event": event(page, hackathon), "application": found,
        "organisation": owner.name if owner else None,
        "wishes": [labels[wish] for wish in found.wishes if wish in labels], "rank": applications.rank_waiting(page.db, found),
        "name": applications.name_of(page.db, found), "places": selection.room(page.db, hackathon).left,
        "role_words": words.ROLES, "marks": read.of(page.db, page.me, found),
        "level": appraisals.standing(page.db, hackathon).get(found.id), "answers": read.answers(page.db, found),
    }  # fmt: skip
