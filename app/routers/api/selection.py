"""The organisers' list of applications, and their answers. (P3)"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from sqlmodel import Session as Db

from app.domain import selection as verbs
from app.domain.policy import Action
from app.i18n import translate
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Attendance
from app.models.organisation import Sector
from app.models.person import Person, Role
from app.queries import applications, hackathons, selection
from app.queries.selection import Asked
from app.schemas.application import ApplicationOut
from app.schemas.selection import ApplicationRow, DecisionIn, FilterIn, MailOut, PreviewOut, ShareOut, Tally, WeighIn
from app.web import previews, selected
from app.web.caller import Act, CallerDep, Now
from app.web.letters import Writer
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["applications"])


@router.get("/hackathons/{hackathon_id}/applications", access=SIGNED_IN, response_model=list[ApplicationRow])
def list_applications(
    hackathon_id: UUID,
    caller: CallerDep,
    *,
    status: ApplicationStatus | None = None,
    role: Role | None = None,
    sector: Sector | None = None,
    attendance: Attendance | None = None,
    q: str = Query("", max_length=80),
    after: UUID | None = None,
    limit: int = Query(25, ge=1, le=100),
) -> Any:
    """List the applications in order of arrival, for organisers; give the last id as `after` to read on."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    asked = Asked(status, sector, attendance, q, role=role)
    return selection.after(caller.db, caller.me, hackathon, asked, last=after, limit=limit)


@router.get("/hackathons/{hackathon_id}/applications/tally", access=SIGNED_IN, response_model=Tally)
def count_applications(hackathon_id: UUID, caller: CallerDep) -> Tally:
    """Count the applications in each status, and the places left, for organisers."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    applications.need_organiser(caller.db, caller.me, hackathon)
    counts = selection.counts(caller.db, hackathon).tally
    return Tally(**counts, places=hackathon.capacity, left=selection.room(caller.db, hackathon).left)


@router.get("/hackathons/{hackathon_id}/applications/mix", access=SIGNED_IN, response_model=list[ShareOut])
def read_mix(hackathon_id: UUID, caller: CallerDep) -> Any:
    """Say where those who applied, and those with a place, come from, against what is aimed at; for organisers."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    applications.need_organiser(caller.db, caller.me, hackathon)
    return selection.mix_of(selection.counts(caller.db, hackathon).sectors, selection.call_of(caller.db, hackathon))


@router.get("/hackathons/{hackathon_id}/applications.csv", access=SIGNED_IN, response_class=Response)
def export_applications(hackathon_id: UUID, caller: CallerDep, asked: Annotated[FilterIn, Query()]) -> Response:
    """Return the applications that a filter finds as a spreadsheet, without what is private; for organisers."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    found = Asked(asked.status, asked.sector, asked.attendance, asked.q, role=asked.role)
    return selected.csv(caller.db, caller.me, hackathon, found, caller.locale)


@router.get("/hackathons/{hackathon_id}/applications/preview", access=SIGNED_IN, response_model=PreviewOut)
def preview_decision(
    hackathon_id: UUID, caller: CallerDep, request: Request, weighed: Annotated[WeighIn, Query()], now: Now
) -> PreviewOut:
    """Say what an answer to applications would do, with its mails word by word; nothing changes."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    applications.need_organiser(caller.db, caller.me, hackathon)
    asked = weighed.answer()
    plan = verbs.plan(caller.db, hackathon, asked, at=now)
    refusal = plan.refused.refusal if plan.refused else None
    writer = Writer(request.app.url_path_for, caller.services.settings.url, caller.services.key)
    found = previews.mails(caller.db, hackathon, plan, asked.reason, writer, at=now)
    return PreviewOut(
        status=plan.target,
        number=len(plan.changing),
        seen=plan.seen,
        refused=translate("en", refusal.message, dict(refusal.params)) if refusal else None,
        mails=[MailOut.model_validate(mail) for mail in found],
    )


@router.post(
    "/hackathons/{hackathon_id}/applications/decisions", access=acting(Action.ACCEPT_APPLICATION), response_model=ApplicationOut
)
def decide_applications(hackathon_id: UUID, decision: DecisionIn, act: Act, now: Now) -> Application:
    """Answer one or several applications, or all that a filter finds, all or none; returns the last of them."""

    def unit(db: Db, me: Person) -> Application:
        return verbs.decide(db, me, hackathons.for_change(db, me, hackathon_id), decision, at=now)

    return act(unit)
