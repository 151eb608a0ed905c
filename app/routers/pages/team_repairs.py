"""The page of who came and who did not, and the repair of the teams. (P4)"""

from typing import Any
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field
from sqlmodel import Session as Db

from app.domain import team_repairs as verbs
from app.domain import team_rules
from app.domain.policy import Action
from app.i18n import N_
from app.models.person import Person
from app.models.team import TeamProposal
from app.queries import hackathons, team_proposals
from app.queries.applications import need_organiser
from app.schemas.base import In, Text
from app.schemas.composition import AbsenceIn, RepairIn
from app.web.caller import Now
from app.web.desk import frame
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()
PAGE = 40
ROLL = "composition/roll.html"


class MarkForm(In):
    """Boxes ticked in the list, or lines pasted; the button says absent or here."""

    people: list[UUID] = Field(default_factory=list)
    lines: Text = ""
    absent: bool = True


@router.get("/hackathons/{slug}/compose/attendance", access=SIGNED_IN, name="compose_roll")
def show_roll(
    page: PageDep, slug: str, number: int = Query(1, ge=1, le=10_000, alias="page"), q: str = Query("", max_length=80)
) -> Response:
    return page.render(ROLL, form=page.form({}), **_roll(page, slug, number, q))


@router.post("/hackathons/{slug}/compose/attendance", access=acting(Action.MARK_ABSENT), name="compose_mark")
def mark(page: PageDep, slug: str, form: FormDep, now: Now) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    need_organiser(page.db, page.me, hackathon)
    with form.attempt():
        given = form.validate(MarkForm)
        people = [*given.people, *team_rules.named(page.db, hackathon, given.lines.splitlines(), "lines")]
        draft = AbsenceIn(people=people, absent=given.absent)
        page.caller.act(lambda db, me: verbs.mark(db, me, hackathons.slug_for_change(db, me, slug), draft, at=now))
        done = N_("Marked absent. Their seats are freed by the repair.") if given.absent else N_("Marked as here.")
        return page.go("compose_roll", flash=done, slug=slug)
    return page.again(ROLL, form, **_roll(page, slug, 1, ""))


@router.post("/hackathons/{slug}/compose/repairs", access=acting(Action.PROPOSE_REPAIR), name="compose_repair")
def repair(page: PageDep, slug: str, form: FormDep, now: Now) -> Response:
    def unit(db: Db, me: Person) -> TeamProposal:
        return verbs.ask(db, me, hackathons.slug_for_change(db, me, slug), prepared, at=now)

    hackathon = hackathons.by_slug(page.db, page.me, slug)
    with form.attempt():
        prepared = verbs.prepare(page.db, page.person, hackathon, form.validate(RepairIn), at=now)
        made = page.caller.act(unit)
        return page.go("compose_proposal", slug=slug, proposal_id=made.id)
    return page.again(ROLL, form, **_roll(page, slug, 1, ""))


def _roll(page: Page, slug: str, number: int, text: str) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found, total = team_proposals.roll(page.db, page.me, hackathon, text=text.strip(), page=number, size=PAGE)
    return {
        **frame(page, hackathon), "people": found, "total": total, "page_number": number, "size": PAGE, "text": text,
        "counts": team_proposals.absences(page.db, hackathon),
    }  # fmt: skip
